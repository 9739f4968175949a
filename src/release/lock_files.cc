#include "release/lock_files.h"

#include "base/path.h"
#include "base/ranges.h"
#include "base/text.h"
#include "config/toml.h"
#include "os/files.h"

namespace sinter {
namespace {

constexpr std::uint64_t lock_bytes_max = 64 << 20;

const std::string* text_member(const TomlValue::Table& table, std::string_view name) {
  auto found = ranges::find(table, name, &TomlMember::name);
  return found == table.end() ? nullptr : found->value.as_string();
}

/// The file of that name in the folder, or in the nearest one above it in the project; or "".
std::string nearest_file(std::string folder, const std::string& name) {
  for (;; folder = parent_path(folder)) {
    std::string path = join_path(folder, name);
    if (stat_file(path)) return path;
    if (folder == ".") return "";
  }
}

}  // namespace

Result<std::vector<OutsidePackage>> cargo_packages(std::string_view text, const std::string& path) {
  TomlValue root = SINTER_TRY(parse_toml(std::string(text), path));
  std::vector<OutsidePackage> packages;
  auto listed = ranges::find(*root.as_table(), std::string_view("package"), &TomlMember::name);
  const TomlValue::Array* entries = listed == root.as_table()->end() ? nullptr : listed->value.as_array();
  if (entries == nullptr) return packages;
  for (const TomlValue& entry : *entries) {
    const TomlValue::Table* table = entry.as_table();
    if (table == nullptr) continue;
    const std::string* name = text_member(*table, "name");
    const std::string* version = text_member(*table, "version");
    if (name == nullptr || version == nullptr || text_member(*table, "source") == nullptr) continue;
    const std::string* checksum = text_member(*table, "checksum");
    packages.push_back({.ecosystem = "cargo",
                        .name = *name,
                        .version = *version,
                        .digest = checksum == nullptr ? Digest{} : digest_from_hex(*checksum).value_or(Digest{})});
  }
  return packages;
}

std::vector<OutsidePackage> go_packages(std::string_view text) {
  std::vector<OutsidePackage> packages;
  for (const std::string& line : split(text, '\n')) {
    std::vector<std::string> words = split(trim(line), ' ');
    // A version that ends in /go.mod is of a module that was asked about, not compiled in.
    if (words.size() != 3 || words[0].empty() || !words[1].starts_with('v') || words[1].ends_with("/go.mod")) continue;
    packages.push_back({.ecosystem = "golang", .name = words[0], .version = words[1], .digest = {}});
  }
  return packages;
}

Result<std::vector<OutsidePackage>> packages_inside(const ModuleConfig& module) {
  if (module.toolset == Toolset::clang) return std::vector<OutsidePackage>{};
  bool is_cargo = module.toolset == Toolset::cargo;
  std::string path = nearest_file(module.folder, is_cargo ? "Cargo.lock" : "go.sum");
  if (path.empty()) return std::vector<OutsidePackage>{};
  std::string text = SINTER_TRY(read_file_limited(path, lock_bytes_max));
  return is_cargo ? cargo_packages(text, path) : go_packages(text);
}

}  // namespace sinter
