#include "planning.h"

#include <expected>
#include <iterator>
#include <optional>

#include "base/path.h"
#include "base/ranges.h"
#include "base/text.h"
#include "compile/binary_actions.h"
#include "compile/module_actions.h"
#include "compile/toolchain.h"
#include "compile/zig.h"
#include "config/config.h"
#include "graph/builder.h"
#include "graph/steps.h"
#include "languages/language_actions.h"
#include "modules/text/hash.h"
#include "os/clock.h"
#include "os/files.h"
#include "os/machine.h"
#include "package/npm.h"
#include "package/program_actions.h"
#include "package/ship_actions.h"
#include "package/size_actions.h"

namespace sinter {
namespace {

constexpr std::string_view config_name = "sinter.toml";

std::string variable(const Environment& environment, std::string_view name) {
  auto value = environment.find(name);
  return value == environment.end() ? "" : value->second;
}

std::string plan_path(const BuildRequest& request) { return ".sinter/plan/" + request.profile; }

/// A plan that cannot be kept is made again next time.
void keep_plan(const Plan& plan, const PlanSources& sources, const BuildRequest& request, std::int64_t started_ns) {
  [[maybe_unused]] Result<void> kept = write_file(plan_path(request), encode_plan(plan, sources, started_ns));
}

/// Beside sinter.toml itself: the profile, where programs are looked for, and which
/// sinter this is (its file is replaced when it is rebuilt).
Digest configuration_digest(std::string_view text, const BuildRequest& request, const std::string& sinter_path) {
  FileStat sinter = stat_file(sinter_path).value_or(FileStat{});
  Hasher hasher;
  hasher.field(text.size())
      .field(text::xxh3_64(text))
      .field(request.profile)
      .field(request.holds_budgets)
      .field(variable(request.environment, "PATH"))
      .field(sinter_path);
  hasher.field(sinter.inode).field(sinter.size_bytes).field(static_cast<std::uint64_t>(sinter.modified_ns));
  return hasher.finish();
}

void append(std::vector<Error>& errors, std::vector<Error> more) {
  errors.insert(errors.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
}

/// What the modules of one project are made with; absent where no module needs it.
struct ModuleTools {
  std::optional<Toolchain> clang;
  std::optional<ForeignTools> rust;
  std::optional<ForeignTools> go;
  Tool wasm_opt;
  std::vector<Tool> libraries;  // of wasm-opt
};

Result<Tool> find_wasm_opt(const Environment& environment) {
  return find_tool("wasm-opt", variable(environment, "PATH"), "install it with `apt-get install binaryen`");
}

/// Everything that is missing is told at once.
std::expected<ModuleTools, std::vector<Error>> find_module_tools(const Project& project,
                                                                 const Environment& environment) {
  ModuleTools tools;
  std::vector<Error> errors;
  std::string search_path = variable(environment, "PATH");
  auto is_used = [&](Toolset toolset) {
    return ranges::find(project.modules, toolset, &ModuleConfig::toolset) != project.modules.end();
  };
  auto take = [&](auto& place, auto found) {
    if (found) place = *std::move(found);
    else errors.push_back(std::move(found.error()));
  };
  std::vector<std::string> entries;
  for (const auto& [name, value] : environment) entries.push_back(name + "=" + value);
  if (is_used(Toolset::cargo)) take(tools.rust, find_rust(search_path, entries));
  if (is_used(Toolset::go)) take(tools.go, find_go(search_path, entries));
  if (is_used(Toolset::clang)) {
    std::expected<Toolchain, std::vector<Error>> clang = find_toolchain(search_path);
    if (clang) {
      tools.wasm_opt = clang->wasm_opt;
      tools.libraries = clang->libraries;
      tools.clang = *std::move(clang);
    } else {
      append(errors, std::move(clang.error()));
    }
  } else {
    take(tools.wasm_opt, find_wasm_opt(environment));
    tools.libraries = shared_libraries({tools.wasm_opt});
  }
  if (!errors.empty()) return std::unexpected(std::move(errors));
  return tools;
}

/// Modules and packages as actions. Their tools are looked for only when there are any.
std::vector<Error> add_modules(GraphBuilder& builder, const Project& project, const Environment& environment,
                               const std::string& sinter_path, Plan& plan) {
  if (project.modules.empty()) return {};
  std::expected<ModuleTools, std::vector<Error>> tools = find_module_tools(project, environment);
  if (!tools) return std::move(tools.error());
  // Without Node a build still works; its absence shows when a twin or a test needs it.
  Tool node = find_tool("node", variable(environment, "PATH"), "").value_or(Tool{.name = "node", .path = "node"});
  ShipTools ship{
      .sinter = {"sinter", sinter_path}, .wasm_opt = tools->wasm_opt, .libraries = tools->libraries, .node = node};
  if (tools->clang) add_sdk_actions(builder, project, *tools->clang);
  for (const ModuleConfig& module : project.modules) {
    switch (module.toolset) {
      case Toolset::clang: add_compile_actions(builder, project, module, *tools->clang, ship.sinter); break;
      case Toolset::cargo: add_language_actions(builder, project, module, ship.sinter, *tools->rust); break;
      case Toolset::go: add_language_actions(builder, project, module, ship.sinter, *tools->go); break;
    }
    std::vector<ShippedWasm> wasm = add_ship_actions(builder, project, module, ship);
    plan.wasm.insert(plan.wasm.end(), wasm.begin(), wasm.end());
    if (module.toolset == Toolset::clang) add_native_test_actions(builder, project, module, *tools->clang, ship.sinter);
    add_vector_test_actions(builder, project, module, node);
  }
  std::vector<Error> problems;
  for (const PackageConfig& package : project.packages) {
    bool names_license_only = package.license_file.empty() && package.package_json.empty();
    if (std::optional<Error> problem = license_problem(package.package_name, project.license);
        problem && names_license_only) {
      problem->where = package.place;
      problems.push_back(*std::move(problem));
    }
    plan.packages.push_back(add_package_actions(builder, project, package, ship));
    add_package_check_action(builder, project, package, node);
  }
  plan.needs_sdk = true;
  return problems;
}

/// Binaries as actions, each for each of its targets.
std::vector<Error> add_binaries(GraphBuilder& builder, const Project& project, const Environment& environment,
                                const std::string& sinter_path, Plan& plan) {
  std::optional<ProgramTools> tools;  // nobody has to have zig for binaries that are left out
  for (const BinaryConfig& binary : project.binaries) {
    if (!binary.when.empty()) {
      builder.leave_out({.name = binary.name, .kind = "binary", .left_out_by = binary.when});
      for (Target target : binary.targets) {
        builder.leave_out({.name = binary_goal(binary, target), .kind = "binary", .left_out_by = binary.when});
      }
      continue;
    }
    if (!tools) {
      Result<Tool> zig = find_zig(variable(environment, "PATH"));
      if (!zig) return {std::move(zig.error())};
      tools = ProgramTools{.zig = *std::move(zig), .sinter = {"sinter", sinter_path}};
    }
    if (!binary.uses.empty()) plan.needs_sdk = true;
    for (Target target : binary.targets) {
      if (tools->wasm_opt.empty() && wants_wasm_opt(project, binary, target)) {
        Result<Tool> wasm_opt = find_wasm_opt(environment);
        if (!wasm_opt) return {std::move(wasm_opt.error())};
        tools->wasm_opt = shared_libraries({*wasm_opt});
        tools->wasm_opt.push_back(*std::move(wasm_opt));
      }
      add_program_actions(builder, project, binary, target, *tools);
      plan.programs.push_back(
          add_program_checks(builder, project, binary, target, tools->sinter, variable(environment, "PATH")));
    }
  }
  return {};
}

std::expected<Plan, std::vector<Error>> plan_project(const Project& project, const BuildRequest& request,
                                                     const std::string& sinter_path) {
  Plan plan{.project = project.name,
            .version = project.version,
            .profile = project.profile.name,
            .cache_folder = project.cache_folder,
            .cache_size_bytes = project.cache_size_bytes};
  GraphBuilder builder;
  std::string search_path = variable(request.environment, "PATH");
  std::vector<Error> errors = add_step_actions(builder, project, search_path);
  add_step_size_actions(builder, project, {"sinter", sinter_path});
  append(errors, add_modules(builder, project, request.environment, sinter_path, plan));
  append(errors, add_binaries(builder, project, request.environment, sinter_path, plan));
  if (!errors.empty()) return std::unexpected(std::move(errors));
  std::expected<Graph, std::vector<Error>> graph = std::move(builder).finish();
  if (!graph) return std::unexpected(std::move(graph.error()));
  plan.graph = *std::move(graph);
  return plan;
}

}  // namespace

Result<std::string> find_project(const std::string& folder) {
  for (std::string at = SINTER_TRY(real_path(folder));; at = parent_path(at)) {
    if (exists(join_path(at, config_name))) return at;
    if (at == "/") break;
  }
  return fail(Error{.code = Code::config_missing,
                    .what = "there is no sinter.toml here",
                    .where = {folder},
                    .why = {"neither in that folder nor in one above it"},
                    .next = "go to a project's folder, name one with -C, or begin one with `sinter init`"});
}

std::expected<Project, std::vector<Error>> read_requested_project(const BuildRequest& request) {
  Result<std::string> text = read_config_text(std::string(config_name));
  if (!text) return std::unexpected(std::vector{std::move(text.error())});
  return read_project({.text = *std::move(text), .profile = request.profile, .environment = request.environment});
}

std::expected<BuildRequest, std::vector<Error>> for_release(BuildRequest request) {
  if (request.profile_from != "default") return request;
  std::expected<Project, std::vector<Error>> project = read_requested_project(request);
  if (!project) return std::unexpected(std::move(project.error()));
  if (project->release.profile.empty()) return request;
  request.profile = project->release.profile;
  request.profile_from = "`profile` of [release]";
  return request;
}

std::expected<Plan, std::vector<Error>> make_plan(const BuildRequest& request, KeepPlan keep) {
  auto one = [](Error error) { return std::unexpected(std::vector<Error>{std::move(error)}); };
  std::int64_t started_ns = wall_clock_ns();
  Result<std::string> text = read_file(std::string(config_name));
  if (!text) return one(std::move(text.error()));
  *text += request.more_configuration;
  Result<std::string> sinter_path = own_program_path();
  if (!sinter_path) return one(std::move(sinter_path.error()));
  Digest configuration = configuration_digest(*text, request, *sinter_path);
  if (Result<std::string> kept = read_file(plan_path(request))) {
    if (std::optional<KeptPlan> plan = decode_plan(*std::move(kept), configuration, request.environment)) {
      if (plan->was_listed && keep == KeepPlan::yes) keep_plan(plan->plan, plan->sources, request, started_ns);
      return std::move(plan->plan);
    }
  }
  keep_large_blocks();  // lists of ten thousand steps grow, again and again, into others
  // Before anything is listed: a folder that came later would be a change of `.sinter`.
  bool can_keep = keep == KeepPlan::yes && make_folders(parent_path(plan_path(request)));
  std::expected<Project, std::vector<Error>> project =
      read_project({.text = *std::move(text), .profile = request.profile, .environment = request.environment});
  if (!project) return std::unexpected(std::move(project.error()));
  project->profile.holds_budgets = request.holds_budgets;
  std::expected<Plan, std::vector<Error>> plan = plan_project(*project, request, *sinter_path);
  if (!plan) return plan;
  PlanSources sources{configuration, std::move(project->globbed_folders)};
  for (std::string& folder : split(variable(request.environment, "PATH"), ':')) {
    sources.folders.push_back({.path = std::move(folder)});
  }
  for (const std::string& name : project->variables) {
    sources.variables.push_back(plan_variable(name, request.environment));
  }
  plan->fingerprint = plan_fingerprint(sources);
  if (can_keep && is_settled(sources, started_ns)) keep_plan(*plan, sources, request, started_ns);
  for (ListedFolder& folder : sources.folders) plan->listed_folders.push_back(std::move(folder.path));
  return plan;
}

std::expected<Plan, std::vector<Error>> make_plan_of(std::string text, std::vector<std::string> also_there,
                                                     const BuildRequest& request) {
  Result<std::string> sinter_path = own_program_path();
  if (!sinter_path) return std::unexpected(std::vector<Error>{std::move(sinter_path.error())});
  std::expected<Project, std::vector<Error>> project = read_project({.text = std::move(text),
                                                                     .profile = request.profile,
                                                                     .also_there = std::move(also_there),
                                                                     .environment = request.environment});
  if (!project) return std::unexpected(std::move(project.error()));
  return plan_project(*project, request, *sinter_path);
}

}  // namespace sinter
