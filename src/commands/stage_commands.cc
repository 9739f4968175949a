#include "commands/stage_commands.h"

#include "analyze/choice.h"
#include "base/path.h"
#include "base/ranges.h"
#include "base/text.h"
#include "bind/bind.h"
#include "bind/callback_glue.h"
#include "bind/component.h"
#include "bind/wasi.h"
#include "languages/language_build.h"
#include "optimize/optimize.h"
#include "os/files.h"
#include "os/process.h"
#include "os/terminal.h"
#include "package/npm.h"

namespace sinter {
namespace {

/// A folder beside `path` that is gone when this is. Its name is one that only sinter
/// gives, so that clearing what a killed run left meets no file of the user's.
class ScratchFolder {
 public:
  static Result<ScratchFolder> make(const std::string& path) {
    std::string folder = join_path(parent_path(path), "." + std::string(file_name(path)) + ".sinter-scratch");
    SINTER_TRY(remove_tree(folder));  // of a run that was killed
    SINTER_TRY(make_folders(folder));
    return ScratchFolder(std::move(folder));
  }
  ScratchFolder(ScratchFolder&& other) noexcept : path_(std::exchange(other.path_, "")) {}
  ScratchFolder& operator=(ScratchFolder&&) = delete;
  ~ScratchFolder() {
    if (!path_.empty()) [[maybe_unused]]
      Result<void> removed = remove_tree(path_);
  }
  const std::string& path() const { return path_; }

 private:
  explicit ScratchFolder(std::string path) : path_(std::move(path)) {}
  std::string path_;
};

Optimize parse_goal(std::string_view name) {
  for (Optimize goal : {Optimize::size, Optimize::speed, Optimize::balanced}) {
    if (optimize_name(goal) == name) return goal;
  }
  return Optimize::none;
}

}  // namespace

Result<void> run_stage(const CompileCommand& command, const Environment& environment) {
  LanguageBuild request{.toolset = command.language == "go" ? Toolset::go : Toolset::cargo,
                        .folder = command.folder,
                        .variant = command.is_simd ? Variant::simd : Variant::baseline,
                        .optimize = parse_goal(command.goal),
                        .lto = command.lto,
                        .debug = command.keep_debug,
                        .flags = command.flags,
                        .output = command.output,
                        .depfile = command.depfile,
                        .scratch_folder = command.scratch_folder};
  for (const auto& [name, value] : environment) request.environment.push_back(name + "=" + value);
  for (const std::string& folder :
       {parent_path(command.output), parent_path(command.depfile), command.scratch_folder}) {
    SINTER_TRY(make_folders(folder));
  }
  std::string said = SINTER_TRY(build_language(request));
  if (!said.empty()) write_output(said);
  return {};
}

Result<void> run_stage(const OptimizeCommand& command, const Environment& environment) {
  OptimizeRequest request{.input_path = command.input,
                          .output_path = command.output,
                          .goal = parse_goal(command.goal),
                          .source_map_path = command.source_map,
                          .names_path = command.names};
  if (!command.pipeline.empty()) {
    for (const std::string& level : split(command.pipeline, '+')) request.pipeline.push_back("-" + level);
  }
  if (request.goal != Optimize::none) {
    auto search_path = environment.find("PATH");
    std::optional<std::string> wasm_opt =
        find_program("wasm-opt", search_path == environment.end() ? "" : search_path->second);
    if (!wasm_opt) {
      return fail(Code::tool_missing, "`wasm-opt` is not installed", "install it with `apt-get install binaryen`");
    }
    request.wasm_opt = *wasm_opt;
  }
  for (const auto& [name, value] : environment) request.environment.push_back(name + "=" + value);
  if (command.imports != "any") request.imports_allowed = callback_imports();
  if (command.imports == "wasi") {
    for (std::string& name : wasi_imports()) request.imports_allowed->push_back(std::move(name));
  }
  if (command.keep_debug) request.debug_sections = DebugSections::keep;
  for (const std::string& path : {command.output, command.source_map, command.names}) {
    if (!path.empty()) SINTER_TRY(make_folders(parent_path(path)));
  }
  ScratchFolder scratch = SINTER_TRY(ScratchFolder::make(command.output));
  request.scratch_folder = scratch.path();
  OptimizeOutcome outcome = SINTER_TRY(optimize_wasm(request));
  if (!outcome.tool_output.empty()) write_output(outcome.tool_output);
  return {};
}

Result<void> run_stage(const ChooseCommand& command, const Environment&) {
  ChoiceRequest request{.measure = command.measure,
                        .output_path = command.output,
                        .source_map_path = command.source_map,
                        .names_path = command.names,
                        .report_path = command.report};
  for (const NamedFile& candidate : command.candidates) request.candidates.push_back({candidate.name, candidate.path});
  for (const std::string& path : {command.output, command.source_map, command.names, command.report}) {
    SINTER_TRY(make_folders(parent_path(path)));
  }
  return choose_smallest(request);
}

Result<void> run_stage(const BindCommand& command, const Environment&) {
  std::vector<std::string> contents;
  for (const NamedFile& variant : command.variants) contents.push_back(SINTER_TRY(read_file(variant.path)));
  std::vector<BindInput> inputs;
  for (std::size_t i = 0; i < contents.size(); ++i) {
    const std::string& name = command.variants[i].name;
    inputs.push_back({.variant = {.name = name, .file = command.module + "." + name + ".wasm"}, .wasm = contents[i]});
  }
  Binding binding =
      SINTER_TRY(bind_module(command.module, std::move(inputs), command.watches_views ? Watch::yes : Watch::no));
  std::string stem = join_path(command.output_folder, command.module);
  SINTER_TRY(make_folders(command.output_folder));
  SINTER_TRY(write_file(stem + ".mjs", binding.javascript));
  SINTER_TRY(write_file(stem + ".d.ts", binding.declarations));
  return write_file(join_path(command.output_folder, "manifest.json"), binding.manifest);
}

Result<void> run_stage(const ComponentCommand& command, const Environment&) {
  std::string linked = SINTER_TRY(read_file(command.linked));
  std::string core = command.core.empty() ? linked : SINTER_TRY(read_file(command.core));
  Component component = SINTER_TRY(
      make_component({.names = {.project = command.project, .version = command.version, .module = command.module},
                      .linked = linked,
                      .core = core,
                      .path = command.linked}));
  SINTER_TRY(make_folders(command.output_folder));
  std::string stem = join_path(command.output_folder, command.module);
  SINTER_TRY(write_file(stem + ".wit", component.wit));
  return write_file(stem + ".component.wasm", component.wasm);
}

Result<void> run_stage(const PackageNpmCommand& command, const Environment&) {
  NpmPackage package{.folder = command.output_folder,
                     .name = command.name,
                     .version = command.version,
                     .license = command.license,
                     .description = command.description,
                     .homepage = command.homepage,
                     .license_file = command.license_file,
                     .readme = command.readme,
                     .package_json = command.package_json,
                     .sizes_files = command.sizes_files,
                     .budgets = command.budgets,
                     .baseline = command.baseline,
                     .sizes_output = command.sizes_output};
  for (const NamedFile& module : command.modules) {
    NpmModule shipped{.name = module.name, .folder = module.path};
    for (const NamedFile& script : command.scripts) {
      if (script.name == module.name) shipped.scripts.push_back(script.path);
    }
    for (const NamedFile& dispatch : command.dispatches) {
      if (dispatch.name == module.name) shipped.dispatch = dispatch.path;
    }
    shipped.has_component = ranges::contains(command.components, module.name);
    package.modules.push_back(std::move(shipped));
  }
  return write_npm_package(package);
}

}  // namespace sinter
