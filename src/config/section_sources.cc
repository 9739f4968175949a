#include "config/section_sources.h"

#include <unordered_set>

#include "base/path.h"
#include "base/ranges.h"
#include "base/text.h"
#include "base/tree_name.h"
#include "config/glob.h"

namespace sinter {
namespace {

std::optional<Language> language_of(std::string_view path) {
  std::string_view extension = file_extension(path);
  if (extension == ".c") return Language::c;
  if (extension == ".cc" || extension == ".cpp" || extension == ".cxx") return Language::cpp;
  return std::nullopt;
}

/// The patterns of the key that look into folders which steps make, once for each of those.
std::vector<SourceFile> read_tree_sources(TableReader& table, std::string_view key, std::string_view example,
                                          std::string_view reader, Inventory& inventory) {
  std::vector<SourceFile> sources;
  std::vector<std::string> excluded;
  for (Text& entry : table.texts("exclude", "[\"**/*_bench.cc\"]")) excluded.push_back(std::move(entry.value));
  for (const Text& entry : table.texts(key, example)) {
    std::vector<std::string> found = inventory.expand(entry.value, reader).value_or({});
    if (!is_glob(entry.value)) found = {inventory.tree_made_at(entry.value)};
    for (std::string& tree : found) {
      if (!is_tree_name(tree)) continue;
      if (std::optional<Language> language = language_of(entry.value)) {
        sources.push_back({entry.value, *language, std::move(tree), excluded});
        continue;
      }
      table.problems().add(entry.spot, Code::config_glob,
                           quote(entry.value) + " looks into " + quote(tree) + ", and its ending names no language",
                           "a step makes that folder, so let the pattern end in .c, .cc, .cpp or .cxx");
    }
  }
  return sources;
}

}  // namespace

bool is_c_identifier(std::string_view name) {
  return !name.empty() && !(name[0] >= '0' && name[0] <= '9') && ranges::all_of(name, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
  });
}

std::vector<SourceFile> read_sources(TableReader& table, std::string_view key, std::string_view example,
                                     const std::vector<Glob>& excluded, Inventory& inventory, InTrees in_trees) {
  std::vector<SourceFile> sources;
  std::vector<Spot> reported;
  // No step has a name like this one: it may read what all of them make.
  std::string reader = in_trees == InTrees::yes ? table.title() : "";
  if (in_trees == InTrees::yes) sources = read_tree_sources(table, key, example, reader, inventory);
  for (Text& file : read_files(table, key, example, MissingLiteral::is_error, inventory, reader)) {
    if (is_tree_name(file.value)) continue;
    if (ranges::any_of(excluded, [&](const Glob& glob) { return glob.matches(file.value); })) continue;
    if (std::optional<Language> language = language_of(file.value)) {
      sources.push_back({std::move(file.value), *language});
      continue;
    }
    if (ranges::find(reported, file.spot) != reported.end()) continue;
    reported.push_back(file.spot);
    std::string_view extension = file_extension(file.value);
    table.problems().add(
        file.spot, Code::config_source_kind,
        quote(file.value) + " in " + quote(key) + " has " +
            (extension.empty() ? "no extension" : "the extension " + quote(extension)),
        "sources are .c, .cc, .cpp or .cxx: correct the pattern, or leave the file out with `exclude`");
  }
  return sources;
}

std::vector<Glob> read_exclude(TableReader& table) {
  std::vector<Glob> globs;
  for (const Text& entry : table.texts("exclude", "[\"**/*_bench.cc\"]")) {
    Result<Glob> glob = parse_glob(entry.value);
    if (glob.has_value()) globs.push_back(*std::move(glob));
    else table.problems().add(entry.spot, std::move(glob).error());
  }
  return globs;
}

std::vector<std::string> read_include(TableReader& table, Inventory& inventory) {
  std::vector<std::string> folders;
  for (const Text& entry : table.texts("include", "[\".\"]")) {
    Result<std::string> path = parse_project_path(entry.value);
    if (!path.has_value()) {
      table.problems().add(entry.spot, std::move(path).error());
    } else if (is_glob(*path)) {
      table.problems().add(entry.spot, Code::config_glob, quote(*path) + " is a pattern, but `include` names folders",
                           "write each folder by its name");
    } else if (Inventory::Found found = inventory.look(*path); found == Inventory::Found::nothing) {
      table.problems().add(entry.spot, inventory.missing(*path, "folder"));
    } else if (found == Inventory::Found::outside) {
      table.problems().add(entry.spot, Code::config_path_outside,
                           "a link leads " + quote(*path) + " out of the project",
                           "replace the link by what it leads to");
    } else if (found == Inventory::Found::file) {
      table.problems().add(entry.spot, Code::config_glob, quote(*path) + " is a file, but `include` names folders",
                           "write " + quote(parent_path(*path)));
    } else {
      folders.push_back(*std::move(path));
    }
  }
  if (folders.empty()) folders.emplace_back(".");
  return folders;
}

std::vector<std::string> read_defines(TableReader& table) {
  std::vector<std::string> defines;
  for (Text& entry : table.texts("defines", "[\"NAME=VALUE\"]")) {
    std::string name = entry.value.substr(0, entry.value.find('='));
    if (is_c_identifier(name)) {
      defines.push_back(std::move(entry.value));
      continue;
    }
    table.problems().add(entry.spot, Code::config_value, quote(entry.value) + " in `defines` is no macro",
                         "write `NAME` or `NAME=VALUE`, without `-D`");
  }
  return defines;
}

std::vector<std::string> read_flags(TableReader& table, std::string_view key, std::string_view example) {
  std::vector<std::string> flags;
  for (Text& entry : table.texts(key, example)) {
    if (!entry.value.empty()) flags.push_back(std::move(entry.value));
    else table.problems().add(entry.spot, Code::config_value, "an element of " + quote(key) + " is empty", "remove it");
  }
  return flags;
}

}  // namespace sinter
