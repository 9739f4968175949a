#include "languages/language_actions.h"

#include "base/path.h"
#include "compile/module_actions.h"
#include "languages/language_build.h"
#include "strict/judge.h"

namespace sinter {
namespace {

/// Go keeps compiled packages by their content, so its modules share them. Cargo locks its
/// folder while it builds, so each variant of each module has its own.
std::string scratch_folder(const Project& project, const ModuleConfig& module, Variant variant) {
  if (module.toolset == Toolset::go) return join_path(scratch_root, "go");
  return join_path(scratch_root, project.profile.name + "/" + module.name + "/" + std::string(variant_name(variant)));
}

}  // namespace

void add_language_actions(GraphBuilder& builder, const Project& project, const ModuleConfig& module, const Tool& sinter,
                          const ForeignTools& tools) {
  for (Variant variant : module.variants) {
    std::string linked = linked_wasm_path(project, module, variant);
    // As for optimising: a profile that optimises nothing wins over the module's own goal.
    Optimize goal = project.profile.optimize == Optimize::none ? Optimize::none : module.optimize;
    std::string name(toolset_name(module.toolset));
    ActionRequest action{.name = module.name + "/" + std::string(variant_name(variant)) + ": compile " + module.folder,
                         .verb = "compile",
                         .goal = module.name,
                         .goal_kind = "module",
                         .place = module.place};
    action.argv = {sinter.name, "compile", "--language", name, module.folder, "-o", linked, "--depfile", linked + ".d"};
    auto option = [&](std::string_view key, std::string value) {
      action.argv.insert(action.argv.end(), {std::string(key), std::move(value)});
    };
    option("--scratch", scratch_folder(project, module, variant));
    option("--goal", std::string(optimize_name(goal)));
    if (variant == Variant::simd) action.argv.emplace_back("--simd");
    if (project.profile.lto) action.argv.emplace_back("--lto");
    if (project.profile.debug) action.argv.emplace_back("--keep-debug");
    for (const std::string& flag : module.flags) action.argv.push_back("--flag=" + flag);
    action.inputs = module.inputs;
    action.outputs = {linked};
    action.depfile = linked + ".d";
    action.tools = {sinter, tools.build_tool};
    if (tools.compiler.path != tools.build_tool.path) action.tools.push_back(tools.compiler);
    action.tools.insert(action.tools.end(), tools.others.begin(), tools.others.end());
    if (module.toolset == Toolset::cargo) action.environment = {"CARGO_HOME", "RUSTUP_HOME", "RUSTUP_TOOLCHAIN"};
    if (module.toolset == Toolset::go) action.environment = {"GOMODCACHE", "GOPATH", "GOPROXY", "GOTOOLCHAIN"};
    builder.add(std::move(action));
  }
}

}  // namespace sinter
