#include "config/effective.h"

#include <algorithm>
#include <expected>

#include "base/ranges.h"
#include "config/cache_folder.h"

namespace sinter {
namespace {

TomlValue text(std::string_view value) { return {.data = std::string(value), .spot = {}}; }
TomlValue flag(bool value) { return {.data = value, .spot = {}}; }
TomlValue number(std::uint64_t value) { return {.data = static_cast<std::int64_t>(value), .spot = {}}; }
TomlValue list(const std::vector<std::string>& values) {
  TomlValue::Array elements;
  for (const std::string& value : values) elements.push_back(text(value));
  return {.data = std::move(elements), .spot = {}};
}

const TomlMember* find(const TomlValue* table, std::string_view name) {
  const TomlValue::Table* members = table == nullptr ? nullptr : table->as_table();
  if (members == nullptr) return nullptr;
  auto found = ranges::find(*members, name, &TomlMember::name);
  return found == members->end() ? nullptr : &*found;
}

const TomlValue* find_table(const TomlValue& root, std::string_view kind, std::string_view name = {}) {
  const TomlMember* found = find(&root, kind);
  if (found != nullptr && !name.empty()) found = find(&found->value, name);
  return found == nullptr ? nullptr : &found->value;
}

/// One table: what is written, in the order of the text, and then the defaults of the rest.
class Table {
 public:
  Table(std::string name, const TomlValue* written) : table_{.name = std::move(name), .values = {}} {
    const TomlValue::Table* members = written == nullptr ? nullptr : written->as_table();
    for (const TomlMember& member : members == nullptr ? TomlValue::Table{} : *members) add(member, "");
  }

  Table& otherwise(std::string_view key, TomlValue value, std::string from = "default") {
    if (ranges::contains(table_.values, key, &EffectiveValue::key)) return *this;
    Origin origin{.kind = Origin::Kind::inherited, .detail = std::move(from)};
    table_.values.push_back({std::string(key), std::move(value), std::move(origin)});
    return *this;
  }
  EffectiveTable take() { return std::move(table_); }

 private:
  /// A table that a profile changed a part of comes key by key: each has an origin of its own.
  void add(const TomlMember& member, const std::string& prefix) {
    const TomlValue::Table* parts = member.value.as_table();
    bool is_mixed = parts != nullptr &&
                    ranges::any_of(*parts, [&](const TomlMember& part) { return part.profile != member.profile; });
    if (is_mixed) {
      for (const TomlMember& part : *parts) add(part, prefix + member.name + ".");
      return;
    }
    table_.values.push_back({prefix + member.name, member.value, {.spot = member.spot, .detail = member.profile}});
  }

  EffectiveTable table_;
};

EffectiveTable project_table(const TomlValue& root, const Project& project) {
  return Table("project", find_table(root, "project")).otherwise("version", text(project.version)).take();
}

/// Its own keys, then those of the profiles it inherits from; `chain` ends with itself.
EffectiveTable profile_table(const TomlValue& root, const Profile& profile, const std::vector<std::string>& chain) {
  EffectiveTable table{.name = "profile." + profile.name, .values = {}};
  auto add = [&](std::string_view key, TomlValue value) {
    Origin origin{.kind = Origin::Kind::inherited, .detail = "default"};
    for (const std::string& link : chain) {
      const TomlMember* member = find(find_table(root, "profile", link), key);
      if (member == nullptr) continue;
      origin = {.spot = member->spot, .detail = link == profile.name ? "" : link};
    }
    table.values.push_back({std::string(key), std::move(value), std::move(origin)});
  };
  if (chain.size() > 1) add("inherits", text(chain[chain.size() - 2]));
  add("optimize", text(optimize_name(profile.optimize)));
  add("lto", flag(profile.lto));
  add("debug", flag(profile.debug));
  add("sanitize", list(profile.sanitize));
  return table;
}

EffectiveTable module_table(const TomlValue& root, const ModuleConfig& module) {
  if (is_bundle(module)) {
    return Table("bundle." + module.name, find_table(root, "bundle", module.name))
        .otherwise("optimize", text(optimize_name(module.optimize)), "the profile")
        .take();
  }
  std::vector<std::string> variants;
  for (Variant variant : module.variants) variants.emplace_back(variant_name(variant));
  return Table("module." + module.name, find_table(root, "module", module.name))
      .otherwise("include", list(module.include))
      .otherwise("variants", list(variants))
      .otherwise("optimize", text(optimize_name(module.optimize)), "the profile")
      .otherwise("uses", list({}))
      .otherwise("needs", list({}))
      .take();
}

EffectiveTable package_table(const TomlValue& root, const PackageConfig& package) {
  return Table("package." + package.name, find_table(root, "package", package.name))
      .otherwise("registry", text("npm"))
      .otherwise("name", text(package.package_name), "[project]")
      .otherwise("description", text(package.description), "[project]")
      .otherwise("checks", list({}))
      .take();
}

EffectiveTable binary_table(const TomlValue& root, const BinaryConfig& binary) {
  std::vector<std::string> targets;
  for (Target target : binary.targets) targets.emplace_back(facts_of(target).name);
  return Table("binary." + binary.name, find_table(root, "binary", binary.name))
      .otherwise("include", list(binary.include))
      .otherwise("targets", list(targets), "this machine")
      .otherwise("optimize", text(optimize_name(binary.optimize)), "the profile")
      .otherwise("uses", list({}))
      .otherwise("libraries", list({}))
      .otherwise("needs", list({}))
      .take();
}

EffectiveTable step_table(const TomlValue& root, const StepConfig& step) {
  Table table("step." + step.goal, find_table(root, "step", step.goal));
  table.otherwise("cwd", text(step.cwd)).otherwise("needs", list({})).otherwise("inputs", list({}));
  table.otherwise("environment", list({})).otherwise("secrets", list({}));
  if (step.is_interactive) return table.take();
  table.otherwise("outputs", list({}))
      .otherwise("scratch", list({}))
      .otherwise("cache", flag(step.cache))
      .otherwise("test", flag(step.is_test));
  table.otherwise("retries", number(step.retries));
  if (step.retries != 0) table.otherwise("backoff", text(std::to_string(step.backoff_ns / 1'000'000) + "ms"));
  return table.take();
}

EffectiveTable bench_table(const TomlValue& root, const BenchConfig& bench) {
  return Table("bench." + bench.name, find_table(root, "bench", bench.name))
      .otherwise("kind", text(bench_kind_name(bench.kind)))
      .otherwise("runs", number(bench.runs))
      .otherwise("threshold", {.data = bench.threshold, .spot = {}})
      .take();
}

EffectiveTable cache_table(const TomlValue& root, const Project& project, const Environment& environment) {
  constexpr std::uint64_t gigabyte = 1'000'000'000;
  EffectiveTable table = Table("cache", find_table(root, "cache"))
                             .otherwise("size", text(std::to_string(project.cache_size_bytes / gigabyte) + " GB"))
                             .take();
  CacheFolder folder = choose_cache_folder(environment, project.cache_folder);
  if (folder.path == project.cache_folder) return table;  // as it is written
  std::erase_if(table.values, [](const EffectiveValue& value) { return value.key == "dir"; });
  Origin origin{.kind = folder.variable.empty() ? Origin::Kind::inherited : Origin::Kind::environment,
                .detail = folder.variable.empty() ? "default" : folder.variable};
  table.values.insert(table.values.begin(), {"dir", text(folder.path), std::move(origin)});
  return table;
}

}  // namespace

std::expected<std::vector<EffectiveTable>, std::vector<Error>> read_effective(const ConfigRequest& request) {
  std::expected<MergedProject, std::vector<Error>> merged = read_merged(request);
  if (!merged) return std::unexpected(std::move(merged.error()));
  const TomlValue& root = merged->root;
  const Project& project = merged->project;
  std::vector<EffectiveTable> tables;
  tables.push_back(project_table(root, project));
  tables.push_back(profile_table(root, project.profile, merged->profile_chain));
  for (const ModuleConfig& module : project.modules) tables.push_back(module_table(root, module));
  for (const BinaryConfig& binary : project.binaries) tables.push_back(binary_table(root, binary));
  for (const PackageConfig& package : project.packages) tables.push_back(package_table(root, package));
  std::string last;
  for (const StepConfig& step : project.steps) {
    if (step.goal == last) continue;  // combinations of one step are neighbours
    last = step.goal;
    tables.push_back(step_table(root, step));
  }
  for (const PoolConfig& pool : project.pools) {
    tables.push_back(Table("pool." + pool.name, find_table(root, "pool", pool.name)).take());
  }
  for (const BenchConfig& bench : project.benches) tables.push_back(bench_table(root, bench));
  tables.push_back(cache_table(root, project, request.environment));
  return tables;
}

}  // namespace sinter
