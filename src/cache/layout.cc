#include "cache/layout.h"

#include "base/text.h"

namespace sinter {
namespace {

constexpr std::string_view entries_prefix = "entries-";
constexpr std::string_view unnumbered_entries = "actions";  // of formats 1 and 2

}  // namespace

std::string counted_text(std::uint64_t disk_bytes) {
  return std::string(counted_word) + std::to_string(disk_bytes) + "\n";
}

std::string spread_path(std::string_view folder, std::string_view kind, const Digest& name) {
  std::string hex = name.hex();
  std::string path;
  path.reserve(folder.size() + kind.size() + hex.size() + 3);
  path.append(folder).append("/").append(kind).append("/").append(hex, 0, 2).append("/").append(hex, 2);
  return path;
}

std::optional<Digest> spread_digest(std::string_view folder_name, std::string_view file_name) {
  if (folder_name.size() != 2) return std::nullopt;
  return digest_from_hex(std::string(folder_name) + std::string(file_name));
}

bool is_cache_name(std::string_view name) {
  return name.starts_with(cache_marker_name) || name.starts_with(cache_added_name) || name == cache_objects_name ||
         name == cache_lock_name || name.starts_with(entries_prefix) || name == unnumbered_entries;
}

bool is_outdated_cache_name(std::string_view name) {
  if (name == unnumbered_entries) return true;
  if (!name.starts_with(entries_prefix)) return false;
  std::optional<std::uint64_t> number = parse_decimal(name.substr(entries_prefix.size()));
  return number && *number < *parse_decimal(cache_entries_name.substr(entries_prefix.size()));
}

}  // namespace sinter
