#include "config/profiles.h"

#include <algorithm>

#include "base/ranges.h"
#include "base/text.h"
#include "config/names.h"
#include "config/sections.h"

namespace sinter {
namespace {

constexpr std::string_view built_in_names[] = {"development", "production", "test"};
/// What a profile may change beside its own keys: tables, and tables of named tables.
constexpr std::string_view single_tables[] = {"project", "cache", "ci"};
constexpr std::string_view named_tables[] = {"module", "bundle", "binary", "package", "step", "pool", "bench"};
constexpr std::string_view inherits_example = "\"production\"";

Profile built_in_profile(std::string_view name) {
  if (name == "development") return {.name = "development", .optimize = Optimize::none, .lto = false, .debug = true};
  if (name == "test") return {.name = "test", .optimize = Optimize::size, .lto = false, .debug = true};
  return {.name = "production", .optimize = Optimize::size, .lto = true, .debug = false};
}

bool is_built_in(std::string_view name) { return ranges::contains(built_in_names, name); }

std::string title_of(const TomlMember& member) { return "[profile." + member.name + "]"; }

/// The keys of a profile's own table, with those that hold changes of other tables.
std::optional<Text> read_keys(const TomlMember& member, Profile& profile, Problems& problems) {
  TableReader table(member.value, member.spot, title_of(member), problems);
  std::optional<Text> inherits = table.text("inherits", inherits_example);
  for (std::string_view name : single_tables) table.member(name);
  for (std::string_view name : named_tables) table.member(name);
  read_profile_section(table, profile);
  return inherits;
}

TomlMember* find(TomlValue& table, std::string_view name) {
  auto* members = std::get_if<TomlValue::Table>(&table.data);
  if (members == nullptr) return nullptr;
  auto found = ranges::find(*members, name, &TomlMember::name);
  return found == members->end() ? nullptr : &*found;
}

const TomlMember* find(const TomlValue& table, std::string_view name) {
  return find(const_cast<TomlValue&>(table), name);
}

void mark(TomlMember& member, const std::string& profile) {
  member.profile = profile;
  if (auto* members = std::get_if<TomlValue::Table>(&member.value.data)) {
    for (TomlMember& inner : *members) mark(inner, profile);
  }
}

/// Both must be tables.
void merge(TomlValue& base, const TomlValue& changes, const std::string& profile) {
  for (const TomlMember& change : *changes.as_table()) {
    TomlMember* present = find(base, change.name);
    if (present != nullptr && present->value.as_table() != nullptr && change.value.as_table() != nullptr) {
      merge(present->value, change.value, profile);
      continue;
    }
    TomlMember changed = change;
    mark(changed, profile);
    if (present != nullptr) *present = std::move(changed);
    else std::get<TomlValue::Table>(base.data).push_back(std::move(changed));
  }
}

bool check_table(const TomlMember& member, const std::string& title, Problems& problems) {
  if (member.value.as_table() != nullptr) return true;
  problems.add(
      member.spot, Code::config_type,
      quote(member.name) + " in " + title + " is " + std::string(member.value.kind()) + ", but should be a table",
      "write " + quote(title.substr(0, title.size() - 1) + "." + member.name + "]") + " above it");
  return false;
}

/// `[profile.NAME.step.site]` changes `[step.site]`, which must be there: a name that is
/// only in a profile is a slip.
void merge_named(TomlValue& root, const TomlMember& kind, const std::string& profile, Problems& problems) {
  std::string title = "[profile." + profile + "." + kind.name + "]";
  TomlMember* bases = find(root, kind.name);
  for (const TomlMember& change : *kind.value.as_table()) {
    if (!check_table(change, title, problems)) continue;
    TomlMember* base = bases == nullptr ? nullptr : find(bases->value, change.name);
    if (base != nullptr && base->value.as_table() != nullptr) {
      merge(base->value, change.value, profile);
      continue;
    }
    std::vector<std::string> known;
    const TomlValue::Table* tables = bases == nullptr ? nullptr : bases->value.as_table();
    for (const TomlMember& member : tables == nullptr ? TomlValue::Table{} : *tables) known.push_back(member.name);
    problems.add_unknown(
        change.spot, Code::config_unknown_name,
        "there is no " + kind.name + " " + quote(change.name) + ", which the profile " + quote(profile) + " changes",
        change.name, std::move(known));
  }
}

}  // namespace

Profiles::Profiles(const TomlMember* tables, Problems& problems) {
  for (std::string_view name : built_in_names) entries_.emplace(name, Entry{});
  if (tables == nullptr) return;
  const TomlValue::Table* members = tables->value.as_table();
  if (members == nullptr) {
    problems.add(tables->spot, Code::config_type,
                 "`profile` is " + std::string(tables->value.kind()) + ", but should be tables",
                 "write `[profile.NAME]` on a line of its own and its keys below");
    return;
  }
  for (const TomlMember& member : *members) {
    if (member.value.as_table() != nullptr) {
      read_entry(member, problems);
      continue;
    }
    problems.add(member.spot, Code::config_type,
                 quote(member.name) + " in [profile] is " + std::string(member.value.kind()) +
                     ", but [profile] holds a table for each name",
                 "write `[profile.NAME]` above it");
  }
  check_inheritance(problems);
}

void Profiles::read_entry(const TomlMember& member, Problems& problems) {
  Profile unused;
  std::optional<Text> inherits = read_keys(member, unused, problems);
  if (is_built_in(member.name)) {
    entries_[member.name].table = &member;
    if (inherits) {
      problems.add(inherits->spot, Code::config_value, quote(member.name) + " is built in and inherits from none",
                   "remove `inherits`, or give the profile a name of its own");
    }
    return;
  }
  if (!inherits) {
    std::vector<std::string> known(std::begin(built_in_names), std::end(built_in_names));
    std::optional<std::string> near = nearest(member.name, known);
    problems.add(
        member.spot, Code::config_unknown_name, "there is no profile " + quote(member.name),
        near ? "did you mean " + quote(*near) + "? One of your own says `inherits = \"" + *near + "\"`"
             : "use development, production or test, or add `inherits = \"production\"` to have one of your own");
    entries_[member.name] = {.table = &member, .inherits = "production"};  // selecting it is no second mistake
    return;
  }
  if (std::optional<std::string> fault = goal_name_fault(member.name)) {
    problems.add(member.spot, Error{.code = Code::config_value,
                                    .what = quote(member.name) + " cannot be a profile's name",
                                    .why = {*std::move(fault)},
                                    .next = "give it another name, like `[profile.staging]`"});
  }
  entries_[member.name] = {.table = &member, .inherits = std::move(inherits->value)};
}

/// Every own profile must lead to a built-in one; those that do not become like production,
/// after this was reported.
void Profiles::check_inheritance(Problems& problems) {
  for (auto& [name, entry] : entries_) {
    std::vector<std::string> seen = {name};
    for (const Entry* at = &entry; !at->inherits.empty();) {
      auto next = entries_.find(at->inherits);
      Spot spot = at->table->spot;
      if (const TomlMember* key = find(at->table->value, "inherits")) spot = key->value.spot;
      bool is_loop = ranges::contains(seen, at->inherits);
      if (is_loop) {
        problems.add(spot, Code::config_value, "the profile " + quote(seen.back()) + " inherits from itself",
                     seen.size() == 1 ? "write `inherits = \"production\"`, or another profile"
                                      : "let one of " + join(seen, ", ") + " inherit from a built-in profile");
      } else if (next == entries_.end()) {
        problems.add_unknown(spot, Code::config_unknown_name, "there is no profile " + quote(at->inherits),
                             at->inherits, names());
      }
      if (is_loop || next == entries_.end()) {
        entry.inherits = "production";
        break;
      }
      seen.push_back(next->first);
      at = &next->second;
    }
  }
}

std::vector<std::string> Profiles::names() const {
  std::vector<std::string> names;
  for (const auto& [name, entry] : entries_) names.push_back(name);
  return names;
}

std::vector<std::string> Profiles::chain(const std::string& name) const {
  std::vector<std::string> chain = {name};
  for (auto entry = entries_.find(name); entry != entries_.end() && !entry->second.inherits.empty();
       entry = entries_.find(entry->second.inherits)) {
    chain.push_back(entry->second.inherits);
    if (chain.size() > entries_.size()) break;  // a loop, which was reported
  }
  std::reverse(chain.begin(), chain.end());
  return chain;
}

std::vector<std::string> Profiles::overriding() const {
  auto changes = [&](const std::string& name) {
    auto entry = entries_.find(name);
    if (entry == entries_.end() || entry->second.table == nullptr) return false;
    auto is_there = [&](std::string_view key) { return find(entry->second.table->value, key) != nullptr; };
    return ranges::any_of(single_tables, is_there) || ranges::any_of(named_tables, is_there);
  };
  std::vector<std::string> names;
  for (const auto& [name, entry] : entries_) {
    if (ranges::any_of(chain(name), changes)) names.push_back(name);
  }
  return names;
}

Profile Profiles::read(const std::string& name) const {
  Problems reported("");  // once, when the tables were first read
  std::vector<std::string> chain = this->chain(name);
  Profile profile = built_in_profile(chain.front());
  for (const std::string& link : chain) {
    auto entry = entries_.find(link);
    if (entry != entries_.end() && entry->second.table != nullptr) read_keys(*entry->second.table, profile, reported);
  }
  profile.name = name;
  return profile;
}

void Profiles::apply(const std::string& name, TomlValue& root, Problems& problems) const {
  for (const std::string& link : chain(name)) {
    auto entry = entries_.find(link);
    if (entry == entries_.end() || entry->second.table == nullptr) continue;
    const TomlMember& table = *entry->second.table;
    for (std::string_view key : single_tables) {
      const TomlMember* change = find(table.value, key);
      if (change == nullptr || !check_table(*change, title_of(table), problems)) continue;
      TomlValue wrapped{.data = TomlValue::Table{*change}, .spot = change->spot};
      merge(root, wrapped, link);
    }
    for (std::string_view key : named_tables) {
      const TomlMember* kind = find(table.value, key);
      if (kind != nullptr && check_table(*kind, title_of(table), problems)) merge_named(root, *kind, link, problems);
    }
  }
}

}  // namespace sinter
