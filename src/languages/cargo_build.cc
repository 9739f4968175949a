#include "languages/cargo_build.h"

#include <algorithm>

#include "base/json_value.h"
#include "base/path.h"
#include "base/text.h"
#include "languages/foreign_tools.h"
#include "languages/outside_run.h"
#include "os/files.h"
#include "schedule/depfile.h"

namespace sinter {
namespace {

/// The packages that are somebody's to edit: the one that is built, and those that it and
/// its workspace name by their paths. All others come from registries and never change.
struct LocalPackages {
  std::vector<std::string> names;
  std::vector<std::string> manifests;  // absolute paths of their Cargo.toml
  std::string library;                 // the file stem of the wasm that is built
};

std::string text_of(const JsonValue& object, std::string_view key) {
  const JsonValue* value = object.find(key);
  const std::string* text = value == nullptr ? nullptr : value->as_string();
  return text == nullptr ? "" : *text;
}

const JsonValue::Array& list_of(const JsonValue& object, std::string_view key) {
  static const JsonValue::Array none;
  const JsonValue* value = object.find(key);
  const JsonValue::Array* list = value == nullptr ? nullptr : value->as_array();
  return list == nullptr ? none : *list;
}

/// The library of a package that can become a wasm file; "" when it has none.
std::string wasm_library(const JsonValue& package) {
  for (const JsonValue& target : list_of(package, "targets")) {
    for (const JsonValue& kind : list_of(target, "kind")) {
      if (kind.as_string() == nullptr || *kind.as_string() != "cdylib") continue;
      std::string name = text_of(target, "name");
      std::replace(name.begin(), name.end(), '-', '_');
      return name;
    }
  }
  return "";
}

class CargoBuild {
 public:
  CargoBuild(const LanguageBuild& request, ForeignTools tools, std::string project)
      : request_(request), tools_(std::move(tools)), project_(std::move(project)) {}

  Result<std::string> run() {
    LocalPackages packages = SINTER_TRY(local_packages());
    // Cargo compares timestamps, and a file may be replaced by an older one. So nothing
    // that it has kept of local packages is believed.
    if (exists(target_folder())) SINTER_TRY(forget(packages.names));
    std::vector<std::string> argv = {tools_.build_tool.path, "build", "--quiet", "--color", "always"};
    add_common(argv);
    argv.emplace_back("--lib");
    std::string said = SINTER_TRY(run_tool(std::move(argv), environment(), request_));
    std::string stem = join_path(
        target_folder(), std::string(rust_wasm_target) + (is_release() ? "/release/" : "/debug/") + packages.library);
    SINTER_TRY(write_file(request_.output, SINTER_TRY(read_file(stem + ".wasm"))));
    std::string depfile = SINTER_TRY(read_file(stem + ".d"));
    std::vector<std::string> read = SINTER_TRY(parse_depfile(depfile, stem + ".d"));
    read.insert(read.end(), packages.manifests.begin(), packages.manifests.end());
    // Which toolchain rustup chose may change without anything of the project changing.
    for (std::string& path : tool_paths(tools_)) read.push_back(std::move(path));
    std::string settings = join_path(rustup_home(), "settings.toml");
    if (exists(settings) && relative_to(tools_.compiler.path, parent_path(settings)))
      read.push_back(std::move(settings));
    SINTER_TRY(write_depfile(request_, std::move(read)));
    return said;
  }

 private:
  std::string rustup_home() const {
    std::string home = environment_value(request_.environment, "RUSTUP_HOME");
    return home.empty() ? environment_value(request_.environment, "HOME") + "/.rustup" : home;
  }
  bool is_release() const { return request_.optimize != Optimize::none; }
  std::string target_folder() const { return join_path(request_.scratch_folder, "target"); }
  std::string manifest_path() const { return join_path(request_.folder, "Cargo.toml"); }

  void add_common(std::vector<std::string>& argv) const {
    argv.insert(argv.end(), {"--locked", "--manifest-path", manifest_path(), "--target", std::string(rust_wasm_target),
                             "--target-dir", target_folder()});
    if (is_release()) argv.emplace_back("--release");
  }

  /// Settings that belong to the project and not to a package come as variables: they win
  /// over Cargo.toml, so that `optimize` means the same in every language.
  std::vector<std::string> environment() const {
    std::vector<std::string> entries = request_.environment;
    entries.push_back("RUSTC=" + tools_.compiler.path);
    std::string profile = is_release() ? "CARGO_PROFILE_RELEASE_" : "CARGO_PROFILE_DEV_";
    auto set = [&](std::string_view key, std::string_view value) {
      entries.push_back(profile + std::string(key) + "=" + std::string(value));
    };
    switch (request_.optimize) {
      case Optimize::none: set("OPT_LEVEL", "0"); break;
      case Optimize::size: set("OPT_LEVEL", "z"); break;
      case Optimize::balanced: set("OPT_LEVEL", "2"); break;
      case Optimize::speed: set("OPT_LEVEL", "3"); break;
    }
    set("LTO", request_.lto ? "fat" : "off");
    if (request_.lto) set("CODEGEN_UNITS", "1");
    set("PANIC", "abort");
    set("INCREMENTAL", "false");
    set("DEBUG", request_.debug ? "2" : "0");
    if (!request_.debug) set("STRIP", "debuginfo");
    entries.push_back("CARGO_ENCODED_RUSTFLAGS=" + compiler_flags());
    return entries;
  }

  /// Messages of panics hold paths of sources: those of this machine stay here.
  std::string compiler_flags() const {
    std::string home = environment_value(request_.environment, "CARGO_HOME");
    if (home.empty()) home = environment_value(request_.environment, "HOME") + "/.cargo";
    std::vector<std::string> flags = {"--remap-path-prefix=" + home + "=cargo",
                                      "--remap-path-prefix=" + project_ + "=."};
    if (request_.variant == Variant::simd) flags.emplace_back("-Ctarget-feature=+simd128");
    flags.insert(flags.end(), request_.flags.begin(), request_.flags.end());
    return join(flags, "\x1f");
  }

  Result<LocalPackages> local_packages() const {
    std::string text =
        SINTER_TRY(run_tool({tools_.build_tool.path, "metadata", "--quiet", "--locked", "--format-version", "1",
                             "--filter-platform", std::string(rust_wasm_target), "--manifest-path", manifest_path()},
                            environment(), request_));
    // Cargo says on the same stream what it waits for or fetches; the JSON is one line.
    std::size_t begin = text.starts_with('{') ? 0 : text.find("\n{") + 1;
    JsonValue metadata =
        SINTER_TRY(json_parse(std::string_view(text).substr(begin, text.find('\n', begin) - begin), "cargo metadata"));
    LocalPackages packages;
    std::string wanted = join_path(project_, manifest_path());
    bool is_found = false;
    for (const JsonValue& package : list_of(metadata, "packages")) {
      if (!text_of(package, "source").empty()) continue;
      packages.names.push_back(text_of(package, "name"));
      packages.manifests.push_back(text_of(package, "manifest_path"));
      if (packages.manifests.back() != wanted) continue;
      is_found = true;
      packages.library = wasm_library(package);
    }
    if (is_found && !packages.library.empty()) return packages;
    return fail(Error{.code = Code::config_value,
                      .what = quote(manifest_path()) + (is_found ? " makes no wasm file" : " is no package"),
                      .where = {.path = manifest_path()},
                      .why = {is_found ? "it has no library of the kind `cdylib`" : "cargo knows no package there"},
                      .next = is_found ? "add `[lib]` and below it `crate-type = [\"cdylib\"]`"
                                       : "let `rust` name the folder of one package, not of a workspace"});
  }

  Result<void> forget(const std::vector<std::string>& packages) const {
    std::vector<std::string> argv = {tools_.build_tool.path, "clean", "--quiet"};
    add_common(argv);
    for (const std::string& name : packages) argv.insert(argv.end(), {"--package", name});
    SINTER_TRY(run_tool(std::move(argv), environment(), request_));
    return {};
  }

  const LanguageBuild& request_;
  ForeignTools tools_;
  std::string project_;  // real path of its folder
};

}  // namespace

Result<std::string> build_with_cargo(const LanguageBuild& request) {
  ForeignTools tools = SINTER_TRY(find_rust(environment_value(request.environment, "PATH"), request.environment));
  return CargoBuild(request, std::move(tools), SINTER_TRY(real_path("."))).run();
}

}  // namespace sinter
