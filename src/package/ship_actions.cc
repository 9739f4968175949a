#include "package/ship_actions.h"

#include "base/path.h"
#include "base/ranges.h"
#include "base/text.h"
#include "compile/module_actions.h"
#include "compile/sdk.h"
#include "package/npm_layout.h"
#include "package/size_actions.h"

namespace sinter {
namespace {

constexpr std::string_view typescript = "node_modules/typescript/bin/tsc";

std::string sizes_path(const Project& project, const ModuleConfig& module, Variant variant) {
  return variant_folder(project, module, variant) + "/sizes.json";
}

ActionRequest request(const ModuleConfig& module, std::string_view label, std::string verb, std::string_view what) {
  return {.name = module.name + "/" + std::string(label) + ": " + std::string(what),
          .verb = std::move(verb),
          .goal = module.name,
          .goal_kind = "module",
          .place = module.place};
}

Optimize optimize_goal(const Project& project, const ModuleConfig& module, const ShippedWasm& wasm) {
  // wasm-opt 108 has other numbers for these instructions (wasm/features.cc); the linker has optimised, too.
  if (wasm.variant == variant_name(Variant::relaxed_simd)) return Optimize::none;
  // A profile that optimises nothing (development) wins over the module's own goal.
  return project.profile.optimize == Optimize::none ? Optimize::none : module.optimize;
}

/// What optimising makes: the module, and its side files.
struct OptimizedFiles {
  std::string wasm, map, names;
};

/// `pipeline`: "Oz+Oz"; "" for the one that the goal has.
ActionRequest optimize_request(const Project& project, const ModuleConfig& module, const ShippedWasm& wasm,
                               const ShipTools& tools, Optimize goal, std::string_view pipeline,
                               const OptimizedFiles& files) {
  ActionRequest action =
      request(module, wasm.variant, "optimize", "optimize" + (pipeline.empty() ? "" : " -" + std::string(pipeline)));
  action.argv = {tools.sinter.name, "optimize", wasm.linked_path, "--imports", "none", "-o", files.wasm};
  if (module.toolset == Toolset::go) action.argv[4] = "wasi";
  action.argv.insert(action.argv.end(), {"--goal", std::string(optimize_name(goal))});
  if (!pipeline.empty()) action.argv.insert(action.argv.end(), {"--pipeline", std::string(pipeline)});
  if (project.profile.debug) action.argv.emplace_back("--keep-debug");
  action.argv.insert(action.argv.end(), {"--source-map", files.map, "--names", files.names});
  action.inputs = {wasm.linked_path};
  action.outputs = {files.wasm, files.map, files.names};
  action.tools = {tools.sinter, tools.wasm_opt};
  action.tools.insert(action.tools.end(), tools.libraries.begin(), tools.libraries.end());
  return action;
}

constexpr std::string_view as_linked = "linked";  // only stripped: not optimised any more

/// What is worth trying for a goal; the first is what is done when nothing is measured.
std::vector<std::string_view> pipelines_for(Optimize goal) {
  switch (goal) {
    case Optimize::none: return {};
    case Optimize::size: return {"Oz", "Oz+Oz", "Os", "O2", "O3", as_linked};
    case Optimize::balanced: return {"O2", "O2+O2", "O3"};
    case Optimize::speed: return {"O3", "O3+O3", "O4"};
  }
  return {};
}

void add_optimize(GraphBuilder& builder, const Project& project, const ModuleConfig& module, const ShippedWasm& wasm,
                  const ShipTools& tools) {
  OptimizedFiles shipped{wasm.path, map_path(wasm), names_path(wasm)};
  Optimize goal = optimize_goal(project, module, wasm);
  if (!module.measure || goal == Optimize::none) {
    return builder.add(optimize_request(project, module, wasm, tools, goal, "", shipped));
  }
  ActionRequest choose = request(module, wasm.variant, "choose", "choose the smallest");
  choose.argv = {tools.sinter.name, "choose", "--measure", std::string(measure_name(*module.measure))};
  for (std::string_view pipeline : pipelines_for(goal)) {
    bool is_optimized = pipeline != as_linked;
    std::string path = parent_path(wasm.linked_path) + "/tried/" + std::string(pipeline) + ".wasm";
    OptimizedFiles files{path, path + ".map", path + ".names"};
    ActionRequest attempt = optimize_request(project, module, wasm, tools, is_optimized ? goal : Optimize::none,
                                             is_optimized ? pipeline : std::string_view(), files);
    if (!is_optimized) attempt.name += " nothing";
    choose.argv.insert(choose.argv.end(), {"--candidate", std::string(pipeline) + "=" + path});
    choose.inputs.insert(choose.inputs.end(), {files.wasm, files.map, files.names});
    builder.add(std::move(attempt));
  }
  std::string report = choice_path(wasm.sizes_path);
  choose.argv.insert(choose.argv.end(),
                     {"-o", shipped.wasm, "--source-map", shipped.map, "--names", shipped.names, "--report", report});
  choose.outputs = {shipped.wasm, shipped.map, shipped.names, std::move(report)};
  choose.tools = {tools.sinter};
  builder.add(std::move(choose));
}

/// The variant that is inside a component: one file for all hosts, and all of them have SIMD.
Variant component_variant(const ModuleConfig& module) {
  return ranges::contains(module.variants, Variant::simd) ? Variant::simd : module.variants.front();
}

/// `stem` with the endings of what a component consists of.
std::vector<std::string> component_files(const Project& project, const ModuleConfig& module) {
  std::string stem = shipped_folder(project, module) + "/" + module.name;
  return {stem + ".component.wasm", stem + ".wit"};
}

void add_component(GraphBuilder& builder, const Project& project, const ModuleConfig& module, const ShipTools& tools) {
  if (!module.component) return;
  Variant variant = component_variant(module);
  std::string linked = linked_wasm_path(project, module, variant);
  std::string core = shipped_wasm_path(project, module, variant);
  ActionRequest action = request(module, "component", "bind", "component");
  action.argv = {tools.sinter.name, "component", "--module", module.name, "--project", project.name,
                 "--linked",        linked,      "--core",   core,        "-o",        shipped_folder(project, module)};
  if (!project.version.empty()) action.argv.insert(action.argv.end(), {"--version", project.version});
  action.inputs = {linked, core};
  action.outputs = component_files(project, module);
  action.tools = {tools.sinter};
  builder.add(std::move(action));
}

/// The files that `bind` writes for a module, beside its wasm files.
struct BoundFiles {
  std::string javascript;
  std::string declarations;
  std::string manifest;
};

BoundFiles bound_files(const Project& project, const ModuleConfig& module) {
  std::string folder = shipped_folder(project, module) + "/";
  return {folder + module.name + ".mjs", folder + module.name + ".d.ts", folder + "manifest.json"};
}

void add_bind(GraphBuilder& builder, const Project& project, const ModuleConfig& module, const ShipTools& tools) {
  ActionRequest action = request(module, "bind", "bind", "bind");
  action.argv = {tools.sinter.name, "bind", "--module", module.name, "-o", shipped_folder(project, module)};
  if (project.profile.debug) action.argv.emplace_back("--watch-views");
  for (Variant variant : module.variants) {
    std::string linked = linked_wasm_path(project, module, variant);
    action.argv.insert(action.argv.end(), {"--variant", std::string(variant_name(variant)) + "=" + linked});
    action.inputs.push_back(linked);
  }
  BoundFiles files = bound_files(project, module);
  action.outputs = {files.javascript, files.declarations, files.manifest};
  action.tools = {tools.sinter};
  builder.add(std::move(action));
}

}  // namespace

namespace {

/// The implementations in TypeScript, the twin first, then the host's; none without a twin.
std::vector<std::string> typescript_files(const ModuleConfig& module) {
  std::vector<std::string> files;
  if (module.twin.empty()) return files;
  files.push_back(module.twin);
  if (!module.host.empty()) files.push_back(module.host);
  files.insert(files.end(), module.twin_parts.begin(), module.twin_parts.end());
  return files;
}

/// What the compiler makes of them, in the same order.
std::vector<std::string> module_scripts(const Project& project, const ModuleConfig& module) {
  std::vector<std::string> scripts;
  for (const std::string& file : typescript_files(module)) {
    scripts.push_back(module_folder(project, module) + "/twin/" + std::string(file_stem(file)) + ".js");
  }
  return scripts;
}

void add_translate(GraphBuilder& builder, const Project& project, const ModuleConfig& module, const Tool& node) {
  std::vector<std::string> files = typescript_files(module);
  if (files.empty()) return;
  ActionRequest action = request(module, "twin", "compile", "compile " + module.twin);
  action.argv = {node.name, std::string(typescript)};
  action.argv.insert(action.argv.end(), files.begin(), files.end());
  // Not "nodenext", which makes something else of them when a package.json up the tree says so.
  action.argv.insert(
      action.argv.end(),
      {"--outDir", module_folder(project, module) + "/twin", "--rootDir", parent_path(module.twin), "--strict",
       "--target", "es2022", "--module", "es2022", "--moduleResolution", "bundler", "--noEmitOnError",
       "--removeComments", "--skipLibCheck"});  // whether TypeScript's own files agree took two thirds of it
  // What the host has built in has its types in @types/node; a twin is plain JavaScript.
  if (!module.host.empty()) action.argv.insert(action.argv.end(), {"--types", "node"});
  action.inputs = std::move(files);
  action.inputs.insert(action.inputs.end(), {std::string(typescript), "node_modules/typescript/package.json"});
  action.outputs = module_scripts(project, module);
  action.tools = {node};
  builder.add(std::move(action));
}

}  // namespace

std::vector<ShippedWasm> add_ship_actions(GraphBuilder& builder, const Project& project, const ModuleConfig& module,
                                          const ShipTools& tools) {
  std::vector<ShippedWasm> shipped;
  for (Variant variant : module.variants) {
    ShippedWasm wasm{.module = module.name,
                     .variant = std::string(variant_name(variant)),
                     .path = shipped_wasm_path(project, module, variant),
                     .linked_path = linked_wasm_path(project, module, variant),
                     .sizes_path = sizes_path(project, module, variant)};
    add_optimize(builder, project, module, wasm, tools);
    add_size_action(builder, project, module, wasm, tools.sinter);
    shipped.push_back(std::move(wasm));
  }
  add_bind(builder, project, module, tools);
  add_translate(builder, project, module, tools.node);
  add_component(builder, project, module, tools);
  return shipped;
}

namespace {

std::string package_folder(const PackageConfig& package) { return "dist/npm/" + package.package_name; }

NpmLayout package_layout(const Project& project, const PackageConfig& package) {
  NpmLayout layout;
  for (const std::string& name : package.contains) {
    const ModuleConfig& module = *ranges::find(project.modules, name, &ModuleConfig::name);
    NpmLayout::Module shipped{.name = name, .variants = {}, .has_component = module.component};
    for (Variant variant : module.variants) shipped.variants.emplace_back(variant_name(variant));
    for (const std::string& script : module_scripts(project, module)) {
      shipped.scripts.emplace_back(file_name(script));
    }
    layout.modules.push_back(std::move(shipped));
  }
  return layout;
}

}  // namespace

ShippedPackage add_package_actions(GraphBuilder& builder, const Project& project, const PackageConfig& package,
                                   const ShipTools& tools) {
  std::string folder = package_folder(package);
  ActionRequest action{.name = package.name + ": package",
                       .verb = "package",
                       .goal = package.name,
                       .goal_kind = "package",
                       .place = package.place};
  action.argv = {tools.sinter.name, "package-npm",   "--name", package.package_name,
                 "--version",       project.version, "-o",     folder};
  auto option = [&](std::string name, const std::string& value) {
    if (!value.empty()) action.argv.insert(action.argv.end(), {std::move(name), value});
  };
  option("--license", project.license);
  option("--description", package.description.empty() ? project.description : package.description);
  option("--homepage", project.homepage);
  option("--readme", package.readme);
  option("--license-file", package.license_file);
  option("--package-json", package.package_json);
  for (const std::string& file : {package.readme, package.license_file, package.package_json}) {
    if (!file.empty()) action.inputs.push_back(file);
  }
  for (const std::string& name : package.contains) {
    const ModuleConfig& module = *ranges::find(project.modules, name, &ModuleConfig::name);
    BoundFiles files = bound_files(project, module);
    option("--module", name + "=" + shipped_folder(project, module));
    action.inputs.insert(action.inputs.end(), {files.javascript, files.declarations, files.manifest});
    for (const std::string& script : module_scripts(project, module)) {
      option("--script", name + "=" + script);
      action.inputs.push_back(script);
    }
    if (!module.dispatch.empty()) {
      option("--dispatch", name + "=" + module.dispatch);
      action.inputs.push_back(module.dispatch);
    }
    if (module.component) {
      option("--component", name);
      for (std::string& file : component_files(project, module)) action.inputs.push_back(std::move(file));
    }
    for (Variant variant : module.variants) {
      action.inputs.push_back(shipped_wasm_path(project, module, variant));
      action.inputs.push_back(sizes_path(project, module, variant));  // over its budget nothing is packed
      option("--sizes", sizes_path(project, module, variant));
    }
  }
  std::string sizes = ".sinter/build/" + project.profile.name + "/" + package.name + "/sizes.json";
  action.argv.insert(action.argv.end(), {"--sizes-output", sizes});
  append_budget(action.argv, project, package.budget, package.name + "/package");
  action.outputs.push_back(std::move(sizes));
  for (const std::string& file : npm_package_files(package_layout(project, package)))
    action.outputs.push_back(folder + "/" + file);
  action.tools = {tools.sinter};
  action.replaces_outputs = true;
  builder.add(std::move(action));
  return {package.name, folder};
}

void add_package_check_action(GraphBuilder& builder, const Project& project, const PackageConfig& package,
                              const Tool& node) {
  if (package.checks.empty()) return;
  // What a check needs of the project's own packages is an input: another version may see more.
  constexpr std::pair<std::string_view, std::string_view> needed[] = {
      {"types", "typescript"}, {"deno", "deno"},     {"bun", "bun"},         {"workerd", "workerd"},   {"vite", "vite"},
      {"webpack", "webpack"},  {"rollup", "rollup"}, {"esbuild", "esbuild"}, {"registry", "verdaccio"}};
  std::string folder = package_folder(package);
  ActionRequest action{.name = package.name + ": checks",
                       .verb = "test",
                       .goal = package.name,
                       .goal_kind = "package",
                       .place = package.place};
  action.argv = {node.name,   std::string(sdk_folder) + "/testing/package.mjs",
                 "--package", folder,
                 "--check",   join(package.checks, ",")};
  if (project.profile.debug) action.argv.emplace_back("--debug");
  for (const std::string& file : npm_package_files(package_layout(project, package))) {
    action.inputs.push_back(folder + "/" + file);
  }
  for (const std::string& path : sdk_paths("testing")) {
    if (path.ends_with(".mjs")) action.inputs.push_back(path);
  }
  for (const auto& [check, name] : needed) {
    if (ranges::contains(package.checks, check)) {
      action.inputs.push_back("node_modules/" + std::string(name) + "/package.json");
    }
  }
  action.tools = {node};
  action.is_test = true;
  builder.add(std::move(action));
}

void add_vector_test_actions(GraphBuilder& builder, const Project& project, const ModuleConfig& module,
                             const Tool& node) {
  if (module.vectors.empty()) return;
  std::string runner = std::string(sdk_folder) + "/testing/vectors.mjs";
  auto add = [&](std::string_view label, std::vector<std::string> subject, std::vector<std::string> inputs) {
    ActionRequest action = request(module, label, "test", "vectors");
    action.argv = {node.name, runner};
    action.argv.insert(action.argv.end(), subject.begin(), subject.end());
    action.argv.insert(action.argv.end(), {"--vectors", module.vectors});
    inputs.insert(inputs.end(), {runner, std::string(sdk_folder) + "/testing/cases.mjs"});
    inputs.insert(inputs.end(), module.vectors_files.begin(), module.vectors_files.end());
    action.inputs = std::move(inputs);
    action.tools = {node};
    action.is_test = true;
    builder.add(std::move(action));
  };
  std::string javascript = bound_files(project, module).javascript;
  for (Variant variant : module.variants) {
    std::string name(variant_name(variant));
    add(name, {"--module", javascript, "--variant", name}, {javascript, shipped_wasm_path(project, module, variant)});
  }
  if (module.twin.empty()) return;
  std::vector<std::string> scripts = module_scripts(project, module);
  add("twin", {"--twin", scripts.front()}, scripts);
  if (!module.host.empty()) add("host", {"--twin", scripts[1], "--partial"}, scripts);
}

}  // namespace sinter
