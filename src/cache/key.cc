#include "cache/key.h"

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

}  // namespace

Digest variable_digest(const Environment& environment, std::string_view name) {
  auto value = environment.find(name);
  return value == environment.end() ? Digest{} : sha256(value->second);
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
