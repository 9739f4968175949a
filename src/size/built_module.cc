// The modules that a build of this project has made, as `sinter size GOAL` finds them.
#include "base/path.h"
#include "base/ranges.h"
#include "config/project.h"
#include "os/files.h"
#include "size/side_files.h"

namespace sinter {
namespace {

constexpr std::string_view builds_folder = ".sinter/build";

}  // namespace

BuiltModule built_module(std::string_view goal, const std::string& profile) {
  std::size_t slash = goal.find('/');
  std::string module(goal.substr(0, slash));
  std::string folder = std::string(builds_folder) + "/" + profile + "/" + module + "/module/";
  BuiltModule built;
  for (Variant variant : {Variant::relaxed_simd, Variant::simd, Variant::baseline}) {  // the best first
    std::string name(variant_name(variant));
    std::string path = folder + module + "." + name + ".wasm";
    if (!exists(path)) continue;
    bool is_wanted = slash == std::string_view::npos || goal.substr(slash + 1) == name;
    if (is_wanted && built.path.empty()) built = {std::move(path), module + "/" + name, std::move(built.variants)};
    built.variants.push_back(std::move(name));
  }
  return built;
}

std::vector<std::string> built_modules(const std::string& profile) {
  std::vector<std::string> names;
  Result<std::vector<FolderEntry>> entries = list_folder(join_path(std::string(builds_folder), profile));
  if (!entries) return names;
  for (const FolderEntry& entry : *entries) {
    if (!built_module(entry.name, profile).path.empty()) names.push_back(entry.name);
  }
  ranges::sort(names);
  return names;
}

}  // namespace sinter
