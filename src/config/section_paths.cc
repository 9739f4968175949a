// How the sections read what names files: see sections.h.

#include "base/ranges.h"
#include "base/text.h"
#include "config/sections.h"

namespace sinter {
namespace {

/// What look() says of a path.
struct Finding {
  Inventory::Found found;
  Inventory::Found wanted;
};

/// Whether `path` is there as wanted; reports it at `spot` if not.
bool check_found(Problems& problems, Spot spot, const std::string& path, Finding finding, Inventory& inventory) {
  auto [found, wanted] = finding;
  if (found == wanted) return true;
  bool wants_file = wanted == Inventory::Found::file;
  switch (found) {
    case Inventory::Found::nothing: problems.add(spot, inventory.missing(path, wants_file ? "file" : "folder")); break;
    case Inventory::Found::outside:
      problems.add(spot, Code::config_path_outside, "a link leads " + quote(path) + " out of the project",
                   "replace the link by what it leads to");
      break;
    case Inventory::Found::folder:
      problems.add(spot, Code::config_glob, quote(path) + " is a folder, but should be a file",
                   "for all files in it, write " + quote(path + "/**"));
      break;
    case Inventory::Found::file:
      problems.add(spot, Code::config_glob, quote(path) + " is a file, but should be a folder", "name its folder");
      break;
  }
  return false;
}

/// The files that one entry of a list stands for; reports what is wrong with it.
std::vector<std::string> files_of(Problems& problems, const Text& entry, MissingLiteral missing_literal,
                                  Inventory& inventory, std::string_view reader) {
  if (is_glob(entry.value)) {
    Result<std::vector<std::string>> matches = inventory.expand(entry.value, reader);
    if (matches.has_value()) return *std::move(matches);
    problems.add(entry.spot, std::move(matches).error());
    return {};
  }
  Result<std::string> path = parse_project_path(entry.value);
  if (!path.has_value()) {
    problems.add(entry.spot, std::move(path).error());
    return {};
  }
  if (std::string tree = inventory.tree_made_at(*path); !tree.empty() && !reader.empty()) return {tree};
  Inventory::Found found = inventory.look(*path);
  if (found == Inventory::Found::file) return {*std::move(path)};
  if (const std::string* maker = inventory.unmade_by(*path)) {
    problems.add(entry.spot,
                 Error{.code = Code::graph_missing_input,
                       .what = quote(*path) + " is made by the step " + quote(*maker) + ", which is left out",
                       .why = {"the `when` of that step is false"},
                       .next = "let what reads the file have the same `when`"});
    return {};
  }
  bool may_be_absent = missing_literal == MissingLiteral::is_fine;
  if (may_be_absent && found == Inventory::Found::nothing) return {*std::move(path)};
  check_found(problems, entry.spot, *path, {found, Inventory::Found::file}, inventory);
  return {};
}

/// The key's path with its place, once it is known to be literal and inside.
std::optional<Text> read_literal(TableReader& table, std::string_view key, std::string_view example) {
  std::optional<Text> entry = table.text(key, example);
  if (!entry) return std::nullopt;
  if (is_glob(entry->value)) {
    table.problems().add(entry->spot, Code::config_glob,
                         quote(key) + " in " + table.title() + " is a pattern, but should be one path",
                         "write " + quote(std::string(key) + " = " + std::string(example)));
    return std::nullopt;
  }
  Result<std::string> path = parse_project_path(entry->value);
  if (path.has_value()) return Text{*std::move(path), entry->spot};
  table.problems().add(entry->spot, std::move(path).error());
  return std::nullopt;
}

}  // namespace

std::string read_existing_path(TableReader& table, std::string_view key, std::string_view example,
                               Inventory::Found wanted, Inventory& inventory) {
  std::optional<Text> path = read_literal(table, key, example);
  if (!path) return "";
  bool is_there =
      check_found(table.problems(), path->spot, path->value, {inventory.look(path->value), wanted}, inventory);
  return is_there ? path->value : "";
}

std::string read_any_path(TableReader& table, std::string_view key, std::string_view example) {
  std::optional<Text> path = read_literal(table, key, example);
  return path ? path->value : "";
}

std::vector<Text> read_files(TableReader& table, std::string_view key, std::string_view example,
                             MissingLiteral missing_literal, Inventory& inventory, std::string_view reader) {
  std::vector<Text> files;
  std::vector<Text> entries = table.texts(key, example);
  files.reserve(entries.size());
  for (const Text& entry : entries) {
    for (std::string& path : files_of(table.problems(), entry, missing_literal, inventory, reader)) {
      files.push_back({std::move(path), entry.spot});
    }
  }
  ranges::sort(files, {}, &Text::value);
  ranges::erase_repeated(files, &Text::value);
  return files;
}

std::optional<Optimize> read_optimize(TableReader& table) {
  constexpr std::string_view names[] = {"none", "size", "speed", "balanced"};  // in the order of the enum
  std::optional<std::size_t> index = table.choice("optimize", names);
  return index ? std::optional(static_cast<Optimize>(*index)) : std::nullopt;
}

std::optional<Measure> read_measure(TableReader& table, std::optional<Measure> otherwise) {
  constexpr std::string_view names[] = {"raw", "gzip", "brotli"};  // in the order of the enum
  std::optional<std::size_t> index = table.choice("measure", names);
  return index ? std::optional(static_cast<Measure>(*index)) : otherwise;
}

Budget read_budget(TableReader& table, std::string_view raw_key) {
  Budget budget;
  const TomlMember* found = table.member("budget");
  if (found == nullptr) return budget;
  std::string title = "`budget` of " + table.title();
  TableReader limits(found->value, found->spot, std::move(title), table.problems());
  budget.raw_bytes = limits.size_bytes(raw_key, "\"24 KiB\"");
  budget.gzip_bytes = limits.size_bytes("gzip", "\"10 KiB\"");
  budget.brotli_bytes = limits.size_bytes("brotli", "\"9 KiB\"");
  limits.finish();
  return budget;
}

}  // namespace sinter
