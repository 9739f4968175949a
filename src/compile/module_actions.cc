#include "compile/module_actions.h"

#include "base/path.h"
#include "base/ranges.h"
#include "compile/flags.h"
#include "compile/precompilation.h"
#include "compile/sdk.h"
#include "compile/source_compilation.h"

namespace sinter {
namespace {

const ModuleConfig& find_module(const Project& project, const std::string& name) {
  auto module = ranges::find(project.modules, name, &ModuleConfig::name);
  SINTER_ASSERT(module != project.modules.end());  // config/ has resolved every name
  return *module;
}

/// The modules that `module` uses, directly, through others or through what it bundles, each
/// once, users first.
std::vector<const ModuleConfig*> used_modules(const Project& project, const ModuleConfig& module) {
  std::vector<const ModuleConfig*> used;
  std::vector<const ModuleConfig*> bundled;
  for (const std::string& name : module.bundled) bundled.push_back(&find_module(project, name));
  auto add = [&](auto& self, const ModuleConfig& user) -> void {
    for (const std::string& name : user.uses) {
      const ModuleConfig& next = find_module(project, name);
      if (&next == &module || ranges::contains(used, &next) || ranges::contains(bundled, &next)) continue;
      used.push_back(&next);
      self(self, next);
    }
  };
  add(add, module);
  for (const ModuleConfig* part : bundled) add(add, *part);
  return used;
}

/// A module's compilation for one machine: a wasm variant, or this one.
struct Compilation {
  std::string label;   // "simd", "native"
  std::string folder;  // of objects and archives
  std::vector<std::string> flags;
};

/// Sources of the SDK lie below .sinter; their objects should not repeat that.
std::string relative_object(const std::string& source) {
  std::optional<std::string> in_sdk = relative_to(source, sdk_folder);
  return (in_sdk ? "sdk/" + *in_sdk : source) + ".o";
}

std::string sdk_archive_path(const Profile& profile, Variant variant) {
  return ".sinter/build/" + profile.name + "/sdk/" + std::string(variant_name(variant)) + "/libsinter.a";
}

std::string wasm_library_path(const Project& project, const ModuleConfig& module, Variant variant) {
  return variant_folder(project, module, variant) + "/lib" + module.name + ".a";
}

/// What is linked into a module's `variant`: that of the other module, or the next lesser.
Variant best_variant(const ModuleConfig& module, Variant variant) {
  Variant best = module.variants.front();
  for (Variant one : module.variants) {
    if (one <= variant) best = one;
  }
  return best;
}

std::string native_library_path(const ModuleConfig& module) { return "dist/native/lib" + module.name + ".a"; }

/// Native libraries are for tests: a project without any does without.
bool needs_native(const Project& project) {
  return ranges::any_of(project.modules,
                        [](const ModuleConfig& module) { return !module.tests.empty() || !module.vectors.empty(); });
}

void append_arguments(std::vector<std::string>& argv, const std::vector<std::string>& objects) {
  std::vector<std::string> arguments = linker_arguments(objects);
  argv.insert(argv.end(), arguments.begin(), arguments.end());
}

class ModulePlanner {
 public:
  ModulePlanner(GraphBuilder& builder, const Project& project, const ModuleConfig& module, const Toolchain& tools,
                const Tool& sinter)
      : builder_(builder),
        project_(project),
        module_(module),
        tools_(tools),
        sinter_(sinter),
        used_(used_modules(project, module)) {}

  Compilation wasm_target(Variant variant) const {
    return {.label = std::string(variant_name(variant)),
            .folder = variant_folder(project_, module_, variant),
            .flags = wasm_flags(tools_, project_.profile, module_.optimize, variant)};
  }

  Compilation native_target() const {
    return {.label = "native",
            .folder = module_folder(project_, module_) + "/native",
            .flags = native_flags(project_.profile, module_.optimize)};
  }

  /// Adds the compilation of what the source stands for, and what comes of it to `objects`.
  void compile(const Compilation& target, const SourceFile& source, std::vector<std::string>& objects,
               const std::vector<std::string>& more_flags = {}, bool is_test = false) {
    const Tool& compiler = source.language == Language::c ? tools_.clang : tools_.clangxx;
    std::vector<std::string> argv = {compiler.name};
    auto append = [&](const std::vector<std::string>& flags) { argv.insert(argv.end(), flags.begin(), flags.end()); };
    append(language_flags(source.language));
    append(target.flags);
    append(include_flags());
    for (const std::string& define : module_.defines) argv.push_back("-D" + define);
    append(module_.flags);
    append(more_flags);
    std::vector<std::string> inputs = sdk_paths("include");
    // What the SDK brings for tests is not written for a header of somebody else.
    if (!module_.precompile.empty() && source.language == Language::cpp && !relative_to(source.path, sdk_folder)) {
      inputs.push_back(precompile(target, argv, is_test));
      append(precompiled_flags(inputs.back()));
    }
    std::vector<Tool> tools = {compiler};
    if (!source.tree.empty()) {
      search(target, source);
      tools.push_back(sinter_);
    }
    for (SourceCompilation& part : compilations(target, source, argv)) {
      std::vector<std::string> part_inputs = inputs;
      part_inputs.push_back(std::move(part.input));
      add("compile", target, part.what, std::move(part.argv), std::move(part_inputs), {part.output}, tools, is_test,
          std::move(part.depfile));
      objects.push_back(std::move(part.output));
    }
  }

  /// What becomes of a source whose compilation was added.
  void append_objects(const Compilation& target, const SourceFile& source, std::vector<std::string>& objects) const {
    for (SourceCompilation& part : compilations(target, source, {})) objects.push_back(std::move(part.output));
  }

  /// Adds the precompiling of the module's header with `command`, and returns what comes of it: the
  /// same for each module that has the same header and flags.
  std::string precompile(const Compilation& target, const std::vector<std::string>& command, bool is_test) {
    Precompilation made = precompile_header(command, module_.precompile, module_.needs, project_.profile);
    std::vector<std::string> inputs = sdk_paths("include");
    inputs.push_back(module_.precompile);
    ActionRequest action = request("precompile", target, "precompile " + module_.precompile, std::move(made.argv),
                                   std::move(inputs), {made.output}, {tools_.clangxx}, is_test);
    action.needs = module_.needs;
    action.depfile = std::move(made.depfile);
    builder_.add_shared(std::move(action));
    return std::move(made.output);
  }

  std::vector<std::string> compile_sources(const Compilation& target) {
    std::vector<std::string> objects;
    for (const SourceFile& source : module_.sources) compile(target, source, objects);
    return objects;
  }

  void archive(const Compilation& target, const std::string& library, const std::vector<std::string>& objects) {
    std::vector<std::string> argv = {tools_.llvm_ar.name, "rcsD", library};
    append_arguments(argv, objects);
    add("archive", target, "archive", std::move(argv), objects, {library}, {tools_.llvm_ar}, false);
  }

  /// Objects are passed as such: from an archive the linker would take only what something
  /// refers to, and nothing refers to exports.
  void link_wasm(const Compilation& target, Variant variant, std::vector<std::string> objects) {
    std::vector<std::string> whole;
    std::vector<std::string> exports = module_.exports;
    for (const std::string& name : module_.bundled) {
      const ModuleConfig& part = find_module(project_, name);
      whole.push_back(wasm_library_path(project_, part, best_variant(part, variant)));
      exports.insert(exports.end(), part.exports.begin(), part.exports.end());
    }
    for (const ModuleConfig* used : used_) {
      objects.push_back(wasm_library_path(project_, *used, best_variant(*used, variant)));
    }
    objects.push_back(sdk_archive_path(project_.profile, variant));
    std::string linked = linked_wasm_path(project_, module_, variant);
    std::vector<std::string> argv = wasm_link_command(tools_, project_.profile, module_.optimize);
    for (const std::string& name : exports) argv.push_back("--export=" + name);
    if (!whole.empty()) {
      argv.emplace_back("--whole-archive");
      argv.insert(argv.end(), whole.begin(), whole.end());
      argv.emplace_back("--no-whole-archive");
    }
    append_arguments(argv, objects);
    std::vector<std::string> libraries = wasm_libraries(tools_);
    argv.insert(argv.end(), libraries.begin(), libraries.end());
    argv.insert(argv.end(), {"-o", linked});
    objects.insert(objects.end(), libraries.begin(), libraries.end());
    objects.insert(objects.end(), whole.begin(), whole.end());
    add("link", target, "link", std::move(argv), std::move(objects), {linked}, {tools_.wasm_ld}, false);
  }

  std::string link_native(const Compilation& target, std::string_view program_name, std::vector<std::string> objects,
                          const std::vector<std::string>& libraries) {
    std::string program = target.folder + "/" + std::string(program_name);
    for (const ModuleConfig* used : used_) {
      objects.push_back(native_library_path(*used));
    }
    std::vector<std::string> argv = native_link_command(tools_, project_.profile);
    append_arguments(argv, objects);
    for (const std::string& library : libraries) argv.push_back("-l" + library);
    // The linker lists the libraries of the system that it has read.
    argv.insert(argv.end(), {"-o", program, "-Wl,--dependency-file=" + program + ".d"});
    add("link", target, "link " + std::string(program_name), std::move(argv), std::move(objects), {program},
        {tools_.clangxx, tools_.native_ld}, true, program + ".d");
    return program;
  }

  void check(const Compilation& target, std::string_view name, std::vector<std::string> argv,
             std::vector<std::string> inputs) {
    add("test", target, name, std::move(argv), std::move(inputs), {}, {}, true);
  }

 private:
  std::vector<SourceCompilation> compilations(const Compilation& target, const SourceFile& source,
                                              const std::vector<std::string>& command) const {
    return compile_source(command, source, target.folder, target.folder + "/" + relative_object(source.path),
                          project_.profile.name, sinter_);
  }

  void search(const Compilation& target, const SourceFile& source) {
    SourceSearch search = search_sources(source, project_.profile.name, sinter_);
    ActionRequest action = request("find", target, "find " + source.path, std::move(search.argv),
                                   {std::move(search.input)}, std::move(search.outputs), {}, false);
    action.tools = {sinter_};
    builder_.add_shared(std::move(action));
  }

  std::vector<std::string> include_flags() const {
    std::vector<std::string> flags = {"-I" + std::string(sdk_folder) + "/include"};
    auto add_folders = [&](const ModuleConfig& module) {
      for (const std::string& folder : module.include) {
        if (!ranges::contains(flags, "-I" + folder)) flags.push_back("-I" + folder);
      }
    };
    add_folders(module_);
    for (const ModuleConfig* used : used_) add_folders(*used);
    return flags;
  }

  ActionRequest request(std::string verb, const Compilation& target, std::string_view what,
                        std::vector<std::string> argv, std::vector<std::string> inputs,
                        std::vector<std::string> outputs, std::vector<Tool> tools, bool is_test) const {
    // A test is no tool of ours; everything else is done by the compiler and its libraries.
    if (verb != "test") tools.insert(tools.end(), tools_.libraries.begin(), tools_.libraries.end());
    return {.name = module_.name + "/" + target.label + ": " + std::string(what),
            .verb = std::move(verb),
            .goal = module_.name,
            .goal_kind = "module",
            .place = module_.place,
            .argv = std::move(argv),
            .inputs = std::move(inputs),
            .outputs = std::move(outputs),
            .tools = std::move(tools),
            .discovers_needs = true,
            .is_test = is_test};
  }

  void add(std::string verb, const Compilation& target, std::string_view what, std::vector<std::string> argv,
           std::vector<std::string> inputs, std::vector<std::string> outputs, std::vector<Tool> tools, bool is_test,
           std::string depfile = {}) {
    ActionRequest action = request(std::move(verb), target, what, std::move(argv), std::move(inputs),
                                   std::move(outputs), std::move(tools), is_test);
    if (what.starts_with("compile ")) action.needs = module_.needs;
    action.depfile = std::move(depfile);
    builder_.add(std::move(action));
  }

  GraphBuilder& builder_;
  const Project& project_;
  const ModuleConfig& module_;
  const Toolchain& tools_;
  const Tool& sinter_;
  std::vector<const ModuleConfig*> used_;
};

}  // namespace

std::string module_folder(const Project& project, const ModuleConfig& module) {
  return ".sinter/build/" + project.profile.name + "/" + module.name;
}

std::string variant_folder(const Project& project, const ModuleConfig& module, Variant variant) {
  return module_folder(project, module) + "/" + std::string(variant_name(variant));
}

std::string linked_wasm_path(const Project& project, const ModuleConfig& module, Variant variant) {
  return variant_folder(project, module, variant) + "/linked.wasm";
}

std::string shipped_folder(const Project& project, const ModuleConfig& module) {
  return module_folder(project, module) + "/module";
}

std::string shipped_wasm_path(const Project& project, const ModuleConfig& module, Variant variant) {
  return shipped_folder(project, module) + "/" + module.name + "." + std::string(variant_name(variant)) + ".wasm";
}

void add_sdk_actions(GraphBuilder& builder, const Project& project, const Toolchain& tools) {
  for (Variant variant : {Variant::baseline, Variant::simd, Variant::relaxed_simd}) {
    bool is_used = ranges::any_of(project.modules, [&](const ModuleConfig& module) {
      return module.toolset == Toolset::clang && ranges::contains(module.variants, variant);
    });
    if (!is_used) continue;
    std::string label = "sdk/" + std::string(variant_name(variant)) + ": ";
    std::string library = sdk_archive_path(project.profile, variant);
    ActionRequest archive{.name = label + "archive", .verb = "archive", .goal = "sdk", .goal_kind = "sdk"};
    archive.argv = {tools.llvm_ar.name, "rcsD", library};
    archive.outputs = {library};
    archive.tools = {tools.llvm_ar};
    for (const std::string& source : sdk_paths("wasm")) {
      if (!source.ends_with(".cc")) continue;
      std::string object = parent_path(library) + "/" + std::string(file_name(source)) + ".o";
      ActionRequest compile{.name = label + "compile " + source, .verb = "compile", .goal = "sdk", .goal_kind = "sdk"};
      compile.argv = {tools.clangxx.name};
      auto append = [&](const std::vector<std::string>& flags) {
        compile.argv.insert(compile.argv.end(), flags.begin(), flags.end());
      };
      append(language_flags(Language::cpp));
      append(wasm_flags(tools, project.profile, project.profile.optimize, variant));
      append({"-c", source, "-o", object, "-MD", "-MF", object + ".d"});
      compile.inputs = sdk_paths("wasm");
      compile.outputs = {object};
      compile.tools = {tools.clangxx};
      compile.tools.insert(compile.tools.end(), tools.libraries.begin(), tools.libraries.end());
      compile.depfile = object + ".d";
      builder.add(std::move(compile));
      archive.argv.push_back(object);
      archive.inputs.push_back(object);
    }
    builder.add(std::move(archive));
  }
}

void add_compile_actions(GraphBuilder& builder, const Project& project, const ModuleConfig& module,
                         const Toolchain& tools, const Tool& sinter) {
  ModulePlanner planner(builder, project, module, tools, sinter);
  for (Variant variant : module.variants) {
    Compilation target = planner.wasm_target(variant);
    if (is_bundle(module)) {
      planner.link_wasm(target, variant, {});
      continue;
    }
    std::vector<std::string> objects = planner.compile_sources(target);
    planner.archive(target, wasm_library_path(project, module, variant), objects);
    planner.link_wasm(target, variant, std::move(objects));
  }
  if (is_bundle(module) || !needs_native(project)) return;
  Compilation native = planner.native_target();
  planner.archive(native, native_library_path(module), planner.compile_sources(native));
}

void add_native_test_actions(GraphBuilder& builder, const Project& project, const ModuleConfig& module,
                             const Toolchain& tools, const Tool& sinter) {
  ModulePlanner planner(builder, project, module, tools, sinter);
  Compilation native = planner.native_target();
  std::string library = native_library_path(module);
  std::string testing = std::string(sdk_folder) + "/testing/";
  if (!module.tests.empty()) {
    std::vector<std::string> objects;
    for (const SourceFile& test : module.tests) planner.compile(native, test, objects, test_flags(), true);
    planner.compile(native, {testing + "doctest_main.cc", Language::cpp}, objects, test_flags(), true);
    objects.push_back(library);
    std::string program = planner.link_native(native, "tests", std::move(objects), {});
    planner.check(native, "tests", {program, "--no-intro", "--no-version"}, {program});
  }
  if (!module.vectors.empty()) {
    std::vector<std::string> objects;
    for (const SourceFile& source : module.sources) planner.append_objects(native, source, objects);
    planner.compile(native, {testing + "vectors_main.cc", Language::cpp}, objects, {}, true);
    std::string program = planner.link_native(native, "vectors", std::move(objects), {"jansson"});
    std::vector<std::string> inputs = module.vectors_files;
    inputs.push_back(program);
    planner.check(native, "vectors", {program, module.vectors}, std::move(inputs));
  }
}

}  // namespace sinter
