#include "config/config.h"

#include <deque>
#include <expected>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include "base/ranges.h"
#include "base/text.h"
#include "config/inventory.h"
#include "config/matrix.h"
#include "config/names.h"
#include "config/profiles.h"
#include "config/reader.h"
#include "config/sections.h"
#include "config/toml.h"
#include "os/files.h"

namespace sinter {
namespace {

constexpr std::string_view platform =
#if defined(__APPLE__)
    "macos";
#elif defined(_WIN32)
    "windows";
#else
    "linux";
#endif
constexpr std::string_view architecture =
#if defined(__aarch64__)
    "aarch64";
#else
    "x86_64";
#endif

const std::vector<std::string> platforms = {"linux", "macos", "windows"};
const std::vector<std::string> architectures = {"aarch64", "x86_64"};

/// What kind of goal a name belongs to, and where it is defined.
struct Goal {
  std::string_view kind;
  Spot spot;
};
using Goals = std::unordered_map<std::string, Goal>;

std::vector<std::string> names_of(const Goals& goals, std::string_view kind) {
  std::vector<std::string> names;
  for (const auto& [name, goal] : goals) {
    if (kind.empty() || goal.kind == kind) names.push_back(name);
  }
  return names;
}

/// A step between the two halves of its reading.
struct StepReading {
  StepSection section;
  TableReader table;
};

/// Reads one sinter.toml for one profile. Lives for one call of read_project.
class ConfigReading {
 public:
  explicit ConfigReading(const ConfigRequest& request)
      : request_(request), problems_(request.path), inventory_(request.folder, request.limits.glob_matches_max) {
    for (const std::string& path : request.also_there) inventory_.add_made(path, "(git)");  // no step has such a name
  }

  /// `root` gets what the profile changes. Gives the profiles that it inherits from, the
  /// built-in one first, and itself.
  std::vector<std::string> read(TomlValue& root);
  std::expected<Project, std::vector<Error>> finish();

 private:
  template <class Read>
  void each_member(const TomlMember* kind, Read read);
  void read_for_profile(const Profiles& profiles, TomlValue& root);
  void check_profile(const Profiles& profiles, const std::string& name, const TomlValue& root);
  Surroundings surroundings() const;
  void read_outcomes(const TomlMember* steps);
  void read_outcome(std::string goal, std::string name, const Surroundings& surroundings, TableReader table);
  void read_pools(const TomlMember* pools);
  bool has_room(Spot spot);
  bool enter_goal(std::string_view kind, const TomlMember& member);
  std::vector<std::string> resolve(const std::vector<Text>& names, std::string_view kind, const std::string& user);
  void check_linkable(const std::vector<Text>& names, bool are_bundled);
  void resolve_binary(BinarySection& binary);
  void complete_bundle(ModuleSection& bundle);
  void resolve_all();

  const ConfigRequest& request_;
  bool is_full_ = false;  // there are more goals than there is room for, which is said once
  Problems problems_;
  Inventory inventory_;
  Project project_;
  Goals goals_;
  std::unordered_map<std::string, Spot> pools_;
  std::vector<ModuleSection> modules_;
  std::vector<BinarySection> binaries_;
  std::vector<PackageSection> packages_;
  std::vector<BenchSection> benches_;
  std::vector<StepReading> steps_;
  std::deque<TomlValue> combined_;  // the tables of combinations; stay where they are
  std::vector<std::string> profile_names_;
};

/// Calls `read(member, table)` for each `[kind.NAME]`.
template <class Read>
void ConfigReading::each_member(const TomlMember* kind, Read read) {
  if (kind == nullptr) return;
  const TomlValue::Table* members = kind->value.as_table();
  if (members == nullptr) {
    problems_.add(kind->spot, Code::config_type,
                  quote(kind->name) + " is " + std::string(kind->value.kind()) + ", but should be tables",
                  "write `[" + kind->name + ".NAME]` on a line of its own and its keys below");
    return;
  }
  for (const TomlMember& member : *members) {
    if (member.value.as_table() == nullptr) {
      problems_.add(member.spot, Code::config_type,
                    quote(member.name) + " in [" + kind->name + "] is " + std::string(member.value.kind()) + ", but [" +
                        kind->name + "] holds a table for each name",
                    "write `[" + kind->name + ".NAME]` above it");
      continue;
    }
    TableReader table(member.value, member.spot, "[" + kind->name + "." + member.name + "]", problems_);
    read(member, table);
  }
}

void ConfigReading::read_pools(const TomlMember* pools) {
  each_member(pools, [&](const TomlMember& member, TableReader& table) {
    if (std::optional<std::string> fault = goal_name_fault(member.name)) {
      problems_.add(member.spot, Error{.code = Code::config_value,
                                       .what = quote(member.name) + " cannot be a pool's name",
                                       .why = {*std::move(fault)},
                                       .next = "give it another name, like `[pool.heavy]`"});
    }
    project_.pools.push_back(read_pool_section(table, member.name));
    pools_.emplace(member.name, member.spot);
  });
}

bool ConfigReading::has_room(Spot spot) {
  std::size_t goals_max = request_.limits.goals_max;
  if (goals_.size() < goals_max) return true;
  if (!std::exchange(is_full_, true)) {
    problems_.add(spot, Code::config_value, "there are more than " + count_of(goals_max, "goal"), "split the project");
  }
  return false;
}

/// Checks the name of a goal and remembers it; false if there is no room for more.
bool ConfigReading::enter_goal(std::string_view kind, const TomlMember& member) {
  if (!has_room(member.spot)) return false;
  bool is_module = kind == "module" || kind == "bundle";
  std::optional<std::string> fault = is_module ? module_name_fault(member.name) : goal_name_fault(member.name);
  if (fault) {
    problems_.add(member.spot, Error{.code = Code::config_value,
                                     .what = quote(member.name) + " cannot be a " + std::string(kind) + "'s name",
                                     .why = {*std::move(fault)},
                                     .next = "give it another name, like `[" + std::string(kind) + ".geometry]`"});
  }
  auto [place, is_new] = goals_.try_emplace(member.name, Goal{kind, member.spot});
  if (is_new) return true;
  Goal first = place->second;
  Goal second{kind, member.spot};
  if (second.spot < first.spot) std::swap(first, second);
  problems_.add(second.spot, Error{.code = Code::config_duplicate,
                                   .what = "the " + std::string(second.kind) + " " + quote(member.name) +
                                           " has the name of a " + std::string(first.kind),
                                   .why = {"`[" + std::string(first.kind) + "." + member.name + "]` is on line " +
                                           std::to_string(first.spot.line) +
                                           ", and goals of every kind share their names on the command line"},
                                   .next = "give one of the two another name"});
  return true;
}

/// The values of `names` in their order, each once; unknown ones are reported.
std::vector<std::string> ConfigReading::resolve(const std::vector<Text>& names, std::string_view kind,
                                                const std::string& user) {
  std::vector<std::string> resolved;
  std::unordered_set<std::string_view> seen;
  for (const Text& name : names) {
    auto found = goals_.find(name.value);
    // A bundle is a module for all who name one.
    bool is_kind = found != goals_.end() && (found->second.kind == "bundle" ? "module" : found->second.kind) == kind;
    if (found != goals_.end() && (kind.empty() || is_kind)) {
      if (seen.insert(name.value).second) resolved.push_back(name.value);
      continue;
    }
    std::string noun(kind.empty() ? "module, binary, package or step" : kind);
    std::string what = "there is no " + noun + " " + quote(name.value) + ", which " + user + " names";
    problems_.add_unknown(name.spot, Code::config_unknown_name, std::move(what), name.value, names_of(goals_, kind));
  }
  return resolved;
}

Surroundings ConfigReading::surroundings() const {
  return {.variables = {{"profile", request_.profile, profile_names_},
                        {"platform", std::string(platform), platforms},
                        {"architecture", std::string(architecture), architectures}},
          .environment = request_.environment};
}

void ConfigReading::read_outcomes(const TomlMember* steps) {
  each_member(steps, [&](const TomlMember& member, TableReader& table) {
    if (!enter_goal("step", member)) return;
    std::vector<MatrixVariable> matrix = read_matrix(table);
    if (!table.has("for")) return read_outcome(member.name, member.name, surroundings(), std::move(table));
    if (matrix.empty()) return;
    for (const Combination& combination : combinations(matrix)) {
      std::string name = member.name + combination_suffix(combination);
      if (!has_room(member.spot)) return;
      goals_.try_emplace(name, Goal{"step", member.spot});
      combined_.push_back(substitute(member.value, combination, problems_));
      Surroundings within = surroundings();
      for (std::size_t i = 0; i < matrix.size(); ++i) {
        within.variables.push_back({matrix[i].name, combination[i].value, matrix[i].values});
      }
      TableReader combined(combined_.back(), member.spot, table.title(), problems_);
      combined.member("for");
      read_outcome(member.name, std::move(name), within, std::move(combined));
    }
  });
}

void ConfigReading::read_outcome(std::string goal, std::string name, const Surroundings& surroundings,
                                 TableReader table) {
  StepSection section = read_step_outcome(table, std::move(goal), std::move(name), surroundings);
  for (const std::string& path : section.config.outputs) {
    if (section.config.is_left_out) inventory_.add_unmade(path, section.config.name);
    else inventory_.add_made(path, section.config.name);
  }
  for (const std::string& path : section.config.scratch) inventory_.add_scratch(path, section.config.name);
  steps_.push_back({std::move(section), std::move(table)});
}

std::vector<std::string> ConfigReading::read(TomlValue& root) {
  auto* members = std::get_if<TomlValue::Table>(&root.data);
  auto table = ranges::find(*members, "profile", &TomlMember::name);
  Profiles profiles(table == members->end() ? nullptr : &*table, problems_);
  if (!profiles.contains(request_.profile)) {
    problems_.add_unknown({}, Code::config_unknown_name, "there is no profile " + quote(request_.profile),
                          request_.profile, profiles.names());
    return {};
  }
  for (const std::string& name : profiles.overriding()) {
    if (name != request_.profile) check_profile(profiles, name, root);
  }
  read_for_profile(profiles, root);
  return profiles.chain(request_.profile);
}

/// What a profile says that is not selected must be right, too. Files may be missing that
/// are made for that profile only.
void ConfigReading::check_profile(const Profiles& profiles, const std::string& name, const TomlValue& root) {
  ConfigRequest request{.text = "",
                        .path = request_.path,
                        .folder = request_.folder,
                        .profile = name,
                        .limits = request_.limits,
                        .environment = request_.environment};
  ConfigReading reading(request);
  TomlValue changed = root;
  reading.read_for_profile(profiles, changed);
  for (Error& error : reading.problems_.take()) {
    if (error.code != Code::config_glob_empty) problems_.add({}, std::move(error));
  }
}

void ConfigReading::read_for_profile(const Profiles& profiles, TomlValue& root) {
  profiles.apply(request_.profile, root, problems_);
  project_.profile = profiles.read(request_.profile);
  profile_names_ = profiles.names();
  TableReader table(root, {}, quote(request_.path), problems_);
  table.member("profile");
  const TomlMember* project = table.member("project");
  if (project == nullptr) {
    problems_.add({1, 1}, Code::config_missing_key, quote(request_.path) + " has no `[project]`",
                  "add `[project]` and below it `name = \"acme-geometry\"`");
  } else {
    TableReader section(project->value, project->spot, "[project]", problems_);
    read_project_section(section, project_);
  }
  read_outcomes(table.member("step"));
  each_member(table.member("module"), [&](const TomlMember& member, TableReader& section) {
    if (!enter_goal("module", member)) return;
    modules_.push_back(read_module_section(section, member.name, project_.profile, inventory_));
  });
  each_member(table.member("bundle"), [&](const TomlMember& member, TableReader& section) {
    if (!enter_goal("bundle", member)) return;
    modules_.push_back(read_bundle_section(section, member.name, project_.profile));
  });
  each_member(table.member("binary"), [&](const TomlMember& member, TableReader& section) {
    if (!enter_goal("binary", member)) return;
    binaries_.push_back(read_binary_section(section, member, project_.profile, surroundings(), inventory_));
    const BinarySection& binary = binaries_.back();
    project_.variables.insert(project_.variables.end(), binary.variables.begin(), binary.variables.end());
    for (Target target : binary.config.targets) {
      goals_.try_emplace(binary_goal(binary.config, target), Goal{"binary", member.spot});
    }
  });
  each_member(table.member("package"), [&](const TomlMember& member, TableReader& section) {
    if (!enter_goal("package", member)) return;
    packages_.push_back(read_package_section(section, member.name, project_, inventory_));
  });
  for (StepReading& step : steps_) read_step_section(step.table, step.section, inventory_);
  each_member(table.member("bench"), [&](const TomlMember& member, TableReader& section) {
    benches_.push_back(read_bench_section(section, member.name, inventory_));
  });
  read_pools(table.member("pool"));
  if (const TomlMember* ci = table.member("ci")) {
    TableReader section(ci->value, ci->spot, "[ci]", problems_);
    read_ci_section(section, project_.ci);
  }
  if (const TomlMember* cache = table.member("cache")) {
    TableReader section(cache->value, cache->spot, "[cache]", problems_);
    read_cache_section(section, project_);
  }
  if (const TomlMember* release = table.member("release")) {
    TableReader section(release->value, release->spot, "[release]", problems_);
    read_release_section(section, binaries_, project_.release);
  }
  table.finish();
  resolve_all();
}

/// Only what clang compiled can be linked in.
void ConfigReading::check_linkable(const std::vector<Text>& names, bool are_bundled) {
  for (const Text& name : names) {
    auto used = ranges::find(modules_, name.value, [](const ModuleSection& module) { return module.config.name; });
    if (used == modules_.end()) continue;
    std::string take_out = std::string("take it out of ") + (are_bundled ? "`modules`" : "`uses`");
    if (!used->bundled.empty()) {
      problems_.add(name.spot, Code::config_value, quote(name.value) + " is a bundle and cannot be linked in",
                    take_out + ", and name its modules");
    } else if (used->config.toolset != Toolset::clang) {
      problems_.add(name.spot, Code::config_value, quote(name.value) + " is not in C or C++ and cannot be linked in",
                    take_out + ", and let JavaScript call both modules");
    }
  }
}

/// A bundle has a variant if one of its modules does; the others are in it as baseline.
void ConfigReading::complete_bundle(ModuleSection& bundle) {
  bundle.config.bundled = resolve(bundle.bundled, "module", "`modules` of [bundle." + bundle.config.name + "]");
  for (const ModuleSection& module : modules_) {
    if (!ranges::contains(bundle.config.bundled, module.config.name)) continue;
    for (Variant variant : module.config.variants) {
      if (!ranges::contains(bundle.config.variants, variant)) bundle.config.variants.push_back(variant);
    }
  }
  ranges::sort(bundle.config.variants);
}

void ConfigReading::resolve_binary(BinarySection& section) {
  BinaryConfig& binary = section.config;
  std::string title = "[binary." + binary.name + "]";
  binary.needs = resolve(section.needs, "step", "`needs` of " + title);
  binary.uses = resolve(section.uses, "module", "`uses` of " + title);
  check_linkable(section.uses, false);
}

void ConfigReading::resolve_all() {
  for (ModuleSection& module : modules_) {
    module.config.needs = resolve(module.needs, "step", "`needs` of [module." + module.config.name + "]");
    module.config.uses = resolve(module.uses, "module", "`uses` of [module." + module.config.name + "]");
    if (!module.bundled.empty()) complete_bundle(module);
    bool bundles = !module.bundled.empty();
    check_linkable(bundles ? module.bundled : module.uses, bundles);
  }
  for (BinarySection& binary : binaries_) resolve_binary(binary);
  for (ModuleSection& module : modules_) project_.modules.push_back(std::move(module.config));
  for (PackageSection& package : packages_) {
    package.config.contains =
        resolve(package.contains, "module", "`contains` of [package." + package.config.name + "]");
    project_.packages.push_back(std::move(package.config));
  }
  std::unordered_set<std::string_view> interactive;
  for (const StepReading& step : steps_) {
    if (!step.section.config.is_interactive) continue;
    interactive.insert(step.section.config.name);
    interactive.insert(step.section.config.goal);
  }
  auto check_needs = [&](const std::vector<Text>& needs, const std::string& user) {
    for (const Text& name : needs) {
      if (!interactive.contains(name.value)) continue;
      problems_.add(name.spot, Code::config_value,
                    "`needs` of " + user + " names " + quote(name.value) + ", which is interactive",
                    "it is never done: name what it needs instead");
    }
  };
  for (const ModuleSection& module : modules_) check_needs(module.needs, "[module." + module.config.name + "]");
  for (const BinarySection& binary : binaries_) check_needs(binary.needs, "[binary." + binary.config.name + "]");
  for (const StepReading& step : steps_) check_needs(step.section.needs, step.table.title());
  for (BinarySection& binary : binaries_) project_.binaries.push_back(std::move(binary.config));
  for (BenchSection& bench : benches_) {
    bench.config.needs = resolve(bench.needs, "", "`needs` of [bench." + bench.config.name + "]");
    check_needs(bench.needs, "[bench." + bench.config.name + "]");
    project_.benches.push_back(std::move(bench.config));
  }
  for (auto& [step, table] : steps_) {
    step.config.needs = resolve(step.needs, "", "`needs` of [step." + step.config.goal + "]");
    for (const Text& pool : step.pool) {
      step.config.pool = pool.value;
      if (pools_.contains(pool.value)) continue;
      std::vector<std::string> known;
      for (const auto& [name, spot] : pools_) known.push_back(name);
      problems_.add_unknown(pool.spot, Code::config_unknown_name, "there is no pool " + quote(pool.value), pool.value,
                            std::move(known));
    }
    project_.steps.push_back(std::move(step.config));
    project_.variables.insert(project_.variables.end(), step.variables.begin(), step.variables.end());
  }
}

/// The first loop of modules that use each other, if there is one. `modules` are sorted.
std::optional<Error> uses_cycle(const std::vector<ModuleConfig>& modules) {
  std::vector<const ModuleConfig*> path;
  std::unordered_set<std::string_view> harmless;
  auto visit = [&](auto& self, const ModuleConfig& module) -> std::optional<Error> {
    if (auto first = ranges::find(path, &module); first != path.end()) {
      std::vector<std::string> loop;
      for (auto step = first; step != path.end(); ++step) loop.push_back(quote((*step)->name));
      loop.push_back(loop.front());
      return Error{.code = Code::graph_cycle,
                   .what = "these modules use each other",
                   .where = module.place,
                   .why = {join(loop, " uses ")},
                   .next = "move what they share into a module that all of them use"};
    }
    if (harmless.contains(module.name)) return std::nullopt;
    path.push_back(&module);
    for (const std::string& name : module.uses) {
      auto used = ranges::lower_bound(modules, name, {}, &ModuleConfig::name);
      if (std::optional<Error> cycle = self(self, *used)) return cycle;
    }
    path.pop_back();
    harmless.insert(module.name);
    return std::nullopt;
  };
  for (const ModuleConfig& module : modules) {
    if (std::optional<Error> cycle = visit(visit, module)) return cycle;
  }
  return std::nullopt;
}

std::expected<Project, std::vector<Error>> ConfigReading::finish() {
  if (problems_.count() != 0) return std::unexpected(problems_.take());
  ranges::sort(project_.modules, {}, &ModuleConfig::name);
  if (std::optional<Error> cycle = uses_cycle(project_.modules)) return std::unexpected(std::vector{*std::move(cycle)});
  ranges::sort(project_.binaries, {}, &BinaryConfig::name);
  ranges::sort(project_.packages, {}, &PackageConfig::name);
  ranges::sort(project_.steps, {}, &StepConfig::name);
  ranges::sort(project_.pools, {}, &PoolConfig::name);
  ranges::sort(project_.benches, {}, &BenchConfig::name);
  ranges::sort(project_.variables);
  ranges::erase_repeated(project_.variables);
  project_.globbed_folders = inventory_.listed_folders();
  return std::move(project_);
}

}  // namespace

Result<std::string> read_config_text(const std::string& path, const ConfigLimits& limits) {
  if (exists(path)) return read_file_limited(path, limits.text_bytes_max);
  return fail(Error{.code = Code::config_missing,
                    .what = "there is no " + quote(path),
                    .next = "go to the project's folder, or name it with `-C DIR`; a new project begins with "
                            "`sinter init`"});
}

std::expected<MergedProject, std::vector<Error>> read_merged(const ConfigRequest& request) {
  if (request.text.size() > request.limits.text_bytes_max) {
    return std::unexpected(std::vector{Error{.code = Code::config_syntax,
                                             .what = quote(request.path) + " is too large",
                                             .where = {request.path},
                                             .why = {"it has more than " + size_text(request.limits.text_bytes_max)},
                                             .next = "split the project"}});
  }
  Result<TomlValue> root = parse_toml(request.text, request.path);
  if (!root.has_value()) return std::unexpected(std::vector{std::move(root).error()});
  ConfigReading reading(request);
  std::vector<std::string> profile_chain = reading.read(*root);
  std::expected<Project, std::vector<Error>> project = reading.finish();
  if (!project) return std::unexpected(std::move(project.error()));
  return MergedProject{*std::move(project), *std::move(root), std::move(profile_chain)};
}

std::expected<Project, std::vector<Error>> read_project(const ConfigRequest& request) {
  return read_merged(request).transform([](MergedProject&& merged) { return std::move(merged.project); });
}

}  // namespace sinter
