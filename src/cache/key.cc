#include "cache/key.h"

#include "base/path.h"
#include "base/ranges.h"
#include "base/text.h"
#include "os/files.h"

namespace sinter {
namespace {

/// Part of every key: raised when the meaning of a key changes.
constexpr std::string_view key_version = "sinter-key-3";

void hash_named(Hasher& hasher, const std::vector<NamedDigest>& parts) {
  hasher.field(parts.size());
  for (const NamedDigest& part : parts) hasher.field(part.name).field(part.digest);
}

void hash_files(Hasher& hasher, const std::vector<FileDigest>& parts, const FileTable& files) {
  hasher.field(parts.size());
  for (const FileDigest& part : parts) hasher.field(files.path(part.file)).field(part.digest);
}

/// No variable has such a name.
constexpr std::string_view path_folders = "PATH:";

std::string folders_of(const std::string& search_path) {
  std::string project = real_path(".").value_or("");
  std::vector<std::string> folders;
  for (std::string& folder : split(search_path, ':')) {
    if (is_absolute(folder)) {
      std::optional<FileStat> stat = stat_file(folder);
      if (stat) folder = real_path(folder).value_or(folder);
      // A folder in the project may be made by the build that asks.
      if (std::optional<std::string> inside = relative_to(folder, project)) folder = "{project}/" + *inside;
      else if (!stat || !stat->is_folder) continue;  // no program is found there
    }
    if (!ranges::contains(folders, folder)) folders.push_back(std::move(folder));
  }
  return join(folders, ":");
}

std::optional<std::string> counted_value(const Environment& environment, std::string_view counted_name) {
  bool is_folders = counted_name == path_folders;
  auto value = environment.find(is_folders ? "PATH" : counted_name);
  if (value == environment.end()) return std::nullopt;
  return is_folders ? folders_of(value->second) : value->second;
}

}  // namespace

std::string_view counted_name(const Action& action, std::string_view variable) {
  return variable == "PATH" && !action.names_path ? path_folders : variable;
}

const CountedVariables::Variable& CountedVariables::look(std::string_view counted_name) {
  if (auto known = known_.find(counted_name); known != known_.end()) return known->second;
  std::optional<std::string> value = counted_value(environment_, counted_name);
  Digest digest = value ? sha256(*value) : Digest{};
  return known_.try_emplace(std::string(counted_name), std::move(value), digest).first->second;
}

Digest base_key(const KeyParts& parts, const FileTable& files) {
  Hasher hasher;
  hasher.field(key_version).field(parts.command);
  hash_named(hasher, parts.environment);
  hash_named(hasher, parts.tools);
  hash_files(hasher, parts.inputs, files);
  return hasher.finish();
}

Digest full_key(const Digest& base, const std::vector<FileDigest>& discovered, const FileTable& files) {
  Hasher hasher;
  hasher.field(base);
  hash_files(hasher, discovered, files);
  return hasher.finish();
}

}  // namespace sinter
