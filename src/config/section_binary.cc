// [binary.NAME]: sources that become one program for each of its targets.
#include "base/ranges.h"
#include "base/text.h"
#include "config/section_sources.h"

namespace sinter {
namespace {

/// `"15 MB"`, or `{ raw = "15 MB", gzip = "6 MB" }`.
Budget read_limit(TableReader& limits, std::string_view key) {
  const TomlMember* found = limits.member(key);
  if (found->value.as_table() == nullptr) return {.raw_bytes = limits.size_bytes(key, "\"15 MB\"")};
  TableReader table(found->value, found->spot, quote(key) + " in " + limits.title(), limits.problems());
  Budget budget{.raw_bytes = table.size_bytes("raw", "\"15 MB\""),
                .gzip_bytes = table.size_bytes("gzip", "\"6 MB\""),
                .brotli_bytes = table.size_bytes("brotli", "\"5 MB\"")};
  table.finish();
  return budget;
}

/// By target; `native` stands for every one but wasm32-wasi, where it has none of its own.
std::vector<BinaryConfig::Limit> read_limits(TableReader& table, const std::vector<Target>& targets) {
  const TomlMember* found = table.member("budget");
  if (found == nullptr) return {};
  std::vector<BinaryConfig::Limit> limits;
  TableReader budgets(found->value, found->spot, "`budget` of " + table.title(), table.problems());
  Budget native;
  bool has_native = budgets.member("native") != nullptr;
  if (has_native) native = read_limit(budgets, "native");
  for (std::string_view name : target_names()) {
    Target target = *target_named(name);
    bool has_own = budgets.member(name) != nullptr;
    if (!has_own && (!has_native || target == Target::wasm32_wasi)) continue;
    Budget budget = has_own ? read_limit(budgets, name) : native;
    bool is_built = ranges::contains(targets, target);
    if (is_built) limits.push_back({target, budget});
    else if (has_own)
      table.problems().add(budgets.member(name)->spot, Code::config_value,
                           quote(name) + " has a budget, but is not built",
                           "add it to `targets` of " + table.title() + ", or remove the budget");
  }
  budgets.finish();
  return limits;
}

constexpr std::string_view target_mark = "{target}";

/// Which targets has a library for each of them says where it is with `{target}`.
std::vector<std::string> read_libraries(TableReader& table, const std::vector<Target>& targets) {
  std::vector<std::string> libraries;
  for (const Text& entry : table.texts("libraries", "[\"made/{target}/libzip.a\"]")) {
    for (Target target : targets) {
      Result<std::string> path = parse_project_path(library_path(entry.value, target));
      if (path) continue;
      table.problems().add(entry.spot, std::move(path).error());
      break;
    }
    libraries.push_back(entry.value);
  }
  return libraries;
}

/// All but its `when`.
BinarySection read_program(TableReader& table, const std::string& name, const Profile& profile, Inventory& inventory) {
  BinarySection section;
  BinaryConfig& binary = section.config;
  binary.name = name;
  binary.place = table.problems().place(table.spot());
  constexpr std::string_view example = "[\"src/*.cc\"]";
  table.require("sources", example);
  std::size_t problems_before = table.problems().count();
  binary.sources = read_sources(table, "sources", example, read_exclude(table), inventory, InTrees::yes);
  if (table.has("sources") && binary.sources.empty() && table.problems().count() == problems_before) {
    table.problems().add(table.spot(), Code::config_glob_empty, table.title() + " has no source left",
                         "let `exclude` leave at least one file of `sources`");
  }
  binary.include = read_include(table, inventory);
  section.needs = table.texts("needs", "[\"tables\"]");
  section.uses = table.texts("uses", "[\"text\"]");
  binary.defines = read_defines(table);
  binary.flags = read_flags(table, "flags", "[\"-Wextra\"]");
  binary.link_flags = read_flags(table, "link_flags", "[\"-lm\"]");
  std::vector<std::string_view> names = target_names();
  for (std::size_t index : table.choices("targets", names)) binary.targets.push_back(*target_named(names[index]));
  ranges::sort(binary.targets);
  if (binary.targets.empty()) binary.targets.push_back(own_target());
  binary.libraries = read_libraries(table, binary.targets);
  binary.optimize = read_optimize(table).value_or(profile.optimize);
  if (table.has("smoke")) {
    binary.smoke.emplace();
    for (Text& argument : table.texts("smoke", "[\"--version\"]")) binary.smoke->push_back(std::move(argument.value));
  }
  binary.limits = read_limits(table, binary.targets);
  table.finish();
  return section;
}

}  // namespace

std::string library_path(const std::string& library, Target target) {
  std::size_t mark = library.find(target_mark);
  if (mark == std::string::npos) return library;
  std::string path = library;
  return path.replace(mark, target_mark.size(), facts_of(target).name);
}

BinarySection read_binary_section(TableReader& table, const TomlMember& member, const Profile& profile,
                                  const Surroundings& surroundings, Inventory& inventory) {
  When when = read_when(table, surroundings);
  BinarySection section;
  if (when.holds) {
    section = read_program(table, member.name, profile, inventory);
  } else {
    Problems aside(table.problems().place(member.spot).path);
    TableReader unseen(member.value, member.spot, table.title(), aside);
    unseen.member("when");
    section = read_program(unseen, member.name, profile, inventory);
    section.config.when = std::move(when.text);
    for (Error& error : aside.take()) {
      bool is_absence = error.code == Code::config_glob_empty || error.code == Code::graph_missing_input;
      if (!is_absence) table.problems().add({}, std::move(error));
    }
  }
  section.variables = std::move(when.variables);
  return section;
}

}  // namespace sinter
