// Whatever a sinter.toml says, reading it ends in a project or in errors that have a place
// in the text and can be shown. The folder it is read in is fixed and empty of surprises. What
// is read without toml++ is what toml++ makes of it.
#include <cstddef>
#include <cstdint>

#include "config/config.h"
#include "config/plain_toml.h"
#include "os/files.h"

namespace {

/// Made once: a few files, so that patterns have something to match.
const std::string& project_folder() {
  static const std::string folder = [] {
    std::string path = ".sinter/fuzz/config-project";
    static_cast<void>(sinter::make_folders(path + "/geometry/vectors"));
    for (const char* file : {"a.cc", "b.c", "geometry/area.cc", "geometry/twin.ts", "LICENSE", "package.json"}) {
      static_cast<void>(sinter::write_file(path + "/" + file, ""));
    }
    return path;
  }();
  return folder;
}

/// toml++ gets every text that is not ASCII.
void compare_with_library(const std::string& text) {
  std::optional<sinter::TomlValue> plain = sinter::read_plain_toml(text);
  if (!plain) return;
  sinter::Result<sinter::TomlValue> value = sinter::parse_toml(text + "\n# \xc3\xa9", "sinter.toml");
  SINTER_ASSERT(value && *value == *plain);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string text(reinterpret_cast<const char*>(data), size);
  compare_with_library(text);
  auto project = sinter::read_project({.text = std::move(text), .folder = project_folder()});
  if (project.has_value()) {
    for (const sinter::ModuleConfig& module : project->modules)
      SINTER_ASSERT(module.sources.empty() == sinter::is_bundle(module));
    for (const sinter::StepConfig& step : project->steps) SINTER_ASSERT(!step.run.empty());
    return 0;
  }
  SINTER_ASSERT(!project.error().empty());
  for (const sinter::Error& error : project.error()) {
    SINTER_ASSERT(!render(error).empty() && sinter::exit_code(error.code) == 2);
  }
  return 0;
}
