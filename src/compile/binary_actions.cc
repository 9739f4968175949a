#include "compile/binary_actions.h"

#include "base/ranges.h"
#include "compile/flags.h"
#include "compile/sdk.h"
#include "compile/source_compilation.h"

namespace sinter {
namespace {

/// What is compiled for a program: its own sources, and those of the modules it uses.
struct SourceGroup {
  const std::vector<SourceFile>* sources;
  const std::vector<std::string>* include;
  const std::vector<std::string>* defines;
  const std::vector<std::string>* flags;
  std::string first_header;  // that its C++ sources begin with, or ""
  bool is_module;
};

class ProgramPlanner {
 public:
  ProgramPlanner(GraphBuilder& builder, const Project& project, const BinaryConfig& binary, Target target,
                 const ProgramTools& tools)
      : builder_(builder), project_(project), binary_(binary), target_(facts_of(target)), tools_(tools) {
    groups_.push_back({&binary.sources, &binary.include, &binary.defines, &binary.flags, "", false});
    for (const std::string& name : binary.uses) add_module(name);
  }

  void add_all() {
    std::vector<std::string> objects;
    for (const SourceGroup& group : groups_) {
      for (const SourceFile& source : *group.sources) compile(group, source, objects);
    }
    link(objects);
  }

 private:
  void add_module(const std::string& name) {
    const ModuleConfig& module = *ranges::find(project_.modules, name, &ModuleConfig::name);
    if (ranges::contains(groups_, &module.sources, &SourceGroup::sources)) return;
    groups_.push_back({&module.sources, &module.include, &module.defines, &module.flags, module.precompile, true});
    for (const std::string& used : module.uses) add_module(used);
  }

  std::vector<std::string> base_command() const {
    std::vector<std::string> argv = {tools_.zig.name, "c++", "-target", std::string(target_.zig_name)};
    argv.push_back(level_flag(binary_.optimize));
    // zig's linkers for macOS and Windows do not optimise across files.
    bool links_bitcode = target_.system == System::linux || target_.system == System::wasi;
    if (project_.profile.lto && links_bitcode) argv.emplace_back("-flto");
    return argv;
  }

  std::string build_folder() const {
    return ".sinter/build/" + project_.profile.name + "/" + binary_.name + "/" + std::string(target_.name);
  }

  /// Adds the compilation of what the source stands for, and what comes of it to `objects`.
  void compile(const SourceGroup& group, const SourceFile& source, std::vector<std::string>& objects) {
    std::string folder = build_folder();
    std::vector<std::string> argv = base_command();
    auto append = [&](const std::vector<std::string>& more) { argv.insert(argv.end(), more.begin(), more.end()); };
    if (source.language == Language::c) argv[1] = "cc";
    // zig takes -Oz for -Os; said to clang itself it is a fifth smaller.
    if (binary_.optimize == Optimize::size) append({"-Xclang", "-Oz"});
    append({source.language == Language::c ? "-std=c17" : "-std=c++23", "-Wall", "-Wextra"});
    if (group.is_module && source.language == Language::cpp) append({"-fno-exceptions", "-fno-rtti"});
    // zig's C++ library for WASI has no exceptions.
    else if (target_.system == System::wasi && source.language == Language::cpp) append({"-fno-exceptions"});
    append({"-ffunction-sections", "-fdata-sections", "-fno-sanitize=undefined", "-ffile-compilation-dir=."});
    append({project_.profile.debug ? "-g" : "-g0", "-fdiagnostics-color=always"});
    std::vector<std::string> folders;
    for (const SourceGroup& one : groups_) {
      for (const std::string& folder : *one.include) {
        if (!ranges::contains(folders, folder)) folders.push_back(folder);
      }
    }
    for (const std::string& folder : folders) argv.push_back("-I" + folder);
    if (groups_.size() > 1) append({"-I" + std::string(sdk_folder) + "/include"});
    for (const std::string& define : *group.defines) argv.push_back("-D" + define);
    append(*group.flags);
    if (!group.first_header.empty() && source.language == Language::cpp) append({"-include", group.first_header});
    if (!source.tree.empty()) search(source);
    for (SourceCompilation& part : compile_source(argv, source, folder, folder + "/" + source.path + ".o",
                                                  project_.profile.name, tools_.sinter)) {
      std::vector<std::string> inputs;
      if (groups_.size() > 1) inputs = sdk_paths("include");
      inputs.push_back(std::move(part.input));
      ActionRequest action = request("compile", part.what, std::move(part.argv), std::move(inputs), {part.output});
      if (!source.tree.empty()) action.tools.push_back(tools_.sinter);
      action.needs = binary_.needs;
      action.depfile = std::move(part.depfile);
      builder_.add(std::move(action));
      objects.push_back(std::move(part.output));
    }
  }

  void search(const SourceFile& source) {
    SourceSearch search = search_sources(source, project_.profile.name, tools_.sinter);
    ActionRequest action = request("find", "find " + source.path, std::move(search.argv), {std::move(search.input)},
                                   std::move(search.outputs));
    action.environment.clear();
    action.tools = {tools_.sinter};
    builder_.add_shared(std::move(action));
  }

  void link(const std::vector<std::string>& objects) {
    std::string program = program_path(binary_, target_.target);
    bool is_optimized = wants_wasm_opt(project_, binary_, target_.target);
    std::string linked_program = is_optimized ? build_folder() + "/linked.wasm" : program;
    std::vector<std::string> argv = base_command();
    // The C++ library of a target is compiled when it is linked for the first time: minutes.
    bool has_cpp = ranges::any_of(groups_, [](const SourceGroup& group) {
      return ranges::any_of(*group.sources, [](const SourceFile& source) { return source.language == Language::cpp; });
    });
    if (!has_cpp) argv[1] = "cc";
    std::vector<std::string> linked = objects;
    for (const std::string& library : binary_.libraries) linked.push_back(library_path(library, target_.target));
    std::vector<std::string> arguments = linker_arguments(linked);
    argv.insert(argv.end(), arguments.begin(), arguments.end());
    if (target_.system == System::macos) argv.emplace_back("-Wl,-dead_strip");
    else argv.emplace_back("-Wl,--gc-sections");
    // wasm-opt asks for the section that names the features, and that goes with the names.
    if (is_optimized) argv.emplace_back("-g");
    else if (!project_.profile.debug) argv.emplace_back("-s");
    argv.insert(argv.end(), binary_.link_flags.begin(), binary_.link_flags.end());
    argv.insert(argv.end(), {"-o", linked_program});
    builder_.add(request("link", "link", std::move(argv), std::move(linked), {linked_program}));
    if (is_optimized) optimize(linked_program, program);
  }

  void optimize(const std::string& linked_program, const std::string& program) {
    std::vector<std::string> argv = {tools_.sinter.name,
                                     "optimize",
                                     linked_program,
                                     "-o",
                                     program,
                                     "--goal",
                                     std::string(optimize_name(binary_.optimize))};
    if (project_.profile.debug) argv.emplace_back("--keep-debug");
    ActionRequest action = request("optimize", "optimize", std::move(argv), {linked_program}, {program});
    action.environment.clear();
    action.tools = tools_.wasm_opt;
    action.tools.push_back(tools_.sinter);
    action.discovers_needs = false;
    builder_.add(std::move(action));
  }

  ActionRequest request(std::string verb, const std::string& what, std::vector<std::string> argv,
                        std::vector<std::string> inputs, std::vector<std::string> outputs) const {
    return {.name = binary_.name + "/" + std::string(target_.name) + ": " + what,
            .verb = std::move(verb),
            .goal = binary_.name,
            .goal_kind = "binary",
            .place = binary_.place,
            .argv = std::move(argv),
            .environment = {"ZIG_GLOBAL_CACHE_DIR", "ZIG_LOCAL_CACHE_DIR"},
            .inputs = std::move(inputs),
            .outputs = std::move(outputs),
            .tools = {tools_.zig},
            .discovers_needs = true};
  }

  GraphBuilder& builder_;
  const Project& project_;
  const BinaryConfig& binary_;
  const TargetFacts& target_;
  const ProgramTools& tools_;
  std::vector<SourceGroup> groups_;
};

}  // namespace

std::string program_path(const BinaryConfig& binary, Target target) {
  const TargetFacts& facts = facts_of(target);
  return "dist/bin/" + std::string(facts.name) + "/" + binary.name + std::string(facts.file_ending);
}

bool wants_wasm_opt(const Project& project, const BinaryConfig& binary, Target target) {
  return facts_of(target).system == System::wasi && binary.optimize != Optimize::none &&
         project.profile.optimize != Optimize::none;
}

void add_program_actions(GraphBuilder& builder, const Project& project, const BinaryConfig& binary, Target target,
                         const ProgramTools& tools) {
  ProgramPlanner(builder, project, binary, target, tools).add_all();
}

}  // namespace sinter
