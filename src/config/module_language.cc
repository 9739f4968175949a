#include "config/module_language.h"

#include <algorithm>

#include "base/path.h"
#include "base/ranges.h"
#include "base/text.h"

namespace sinter {
namespace {

struct LanguageRules {
  Toolset toolset;
  std::string_view key;
  std::string_view example;
  std::string_view manifest;               // a file that every package has, in its folder or above
  std::string_view make_it;                // how a missing one is made
  std::vector<std::string_view> patterns;  // of sources, below the folder of the manifest
  std::vector<std::string_view> settings;  // files that decide how they are built, there and above
};

const LanguageRules& rules_of(TableReader& table) {
  static const LanguageRules cargo{Toolset::cargo,
                                   "rust",
                                   "\"crates/parser\"",
                                   "Cargo.toml",
                                   "`cargo init --lib` in that folder",
                                   {"**/*.rs"},
                                   {"Cargo.toml", "Cargo.lock", ".cargo/config.toml", "rust-toolchain.toml"}};
  static const LanguageRules go{Toolset::go,
                                "go",
                                "\"cmd/hash\"",
                                "go.mod",
                                "`go mod init NAME` in that folder",
                                {"**/*.go", "**/*.s", "**/*.h"},
                                {"go.mod", "go.sum", "go.work", "go.work.sum"}};
  return table.has("rust") ? cargo : go;
}

/// `folder` and those above it, up to the project's own.
std::vector<std::string> folder_and_above(std::string folder) {
  std::vector<std::string> folders = {folder};
  while (folder != ".") folders.push_back(folder = parent_path(folder));
  return folders;
}

/// Not what cargo made. Tests of Go belong: they are no part of a module, but go reads which
/// package they say they are of, and fails when it is another.
bool is_source(std::string_view path) {
  return path.find("/target/") == std::string_view::npos && !path.starts_with("target/");
}

}  // namespace

bool names_language(TableReader& table) { return table.has("rust") || table.has("go"); }

void read_language(TableReader& table, ModuleConfig& module, Inventory& inventory) {
  const LanguageRules& rules = rules_of(table);
  module.toolset = rules.toolset;
  module.folder = read_existing_path(table, rules.key, rules.example, Inventory::Found::folder, inventory);
  for (Text& file : read_files(table, "inputs", "[\"tables/*.bin\"]", MissingLiteral::is_fine, inventory)) {
    module.inputs.push_back(std::move(file.value));
  }
  for (std::string_view other : {"sources", "rust", "go"}) {
    if (other == rules.key || !table.has(other)) continue;
    table.problems().add(table.member(other)->spot, Code::config_value,
                         table.title() + " has both " + quote(rules.key) + " and " + quote(other),
                         "keep one: a module is made in one way");
  }
  if (module.folder.empty()) return;

  auto is_file = [&](const std::string& path) { return inventory.look(path) == Inventory::Found::file; };
  std::string root;  // where the manifest lies
  for (const std::string& folder : folder_and_above(module.folder)) {
    if (root.empty() && is_file(join_path(folder, rules.manifest))) root = folder;
    for (std::string_view setting : rules.settings) {
      if (std::string path = join_path(folder, setting); is_file(path)) module.inputs.push_back(path);
    }
  }
  if (root.empty()) {
    table.problems().add(table.member(rules.key)->spot, Code::config_value,
                         quote(module.folder) + " has no " + quote(rules.manifest),
                         "name the folder of a package, or make it one: " + std::string(rules.make_it));
    return;
  }
  if (rules.toolset == Toolset::cargo &&
      ranges::none_of(module.inputs, [](std::string_view input) { return file_name(input) == "Cargo.lock"; })) {
    table.problems().add(table.member(rules.key)->spot, Code::config_value, quote(root) + " has no `Cargo.lock`",
                         "run `cargo generate-lockfile --manifest-path " + join_path(root, "Cargo.toml") +
                             "`, and keep the file under version control");
  }
  for (std::string_view pattern : rules.patterns) {
    Result<std::vector<std::string>> files = inventory.expand(join_path(root, pattern));
    if (!files.has_value()) continue;  // no assembly, say; without any source the compiler complains
    std::copy_if(files->begin(), files->end(), std::back_inserter(module.inputs), is_source);
  }
  ranges::sort(module.inputs);
  ranges::erase_repeated(module.inputs);
}

}  // namespace sinter
