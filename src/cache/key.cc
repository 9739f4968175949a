#include "cache/key.h"

namespace sinter {
namespace {

/// Part of every key: raised when the meaning of a key changes.
constexpr std::string_view key_version = "sinter-key-1";

#if defined(__x86_64__)
constexpr std::string_view platform = "linux-x86_64";
#elif defined(__aarch64__)
constexpr std::string_view platform = "linux-aarch64";
#else
#error "name the platform: it is part of every action key"
#endif

void hash_named(Hasher& hasher, const std::vector<NamedDigest>& parts) {
  hasher.field(parts.size());
  for (const NamedDigest& part : parts) hasher.field(part.name).field(part.digest);
}

void hash_files(Hasher& hasher, const std::vector<FileDigest>& parts, const FileTable& files) {
  hasher.field(parts.size());
  for (const FileDigest& part : parts) hasher.field(files.path(part.file)).field(part.digest);
}

}  // namespace

Digest command_digest(const Graph& graph, const Action& action) {
  Hasher hasher;
  hasher.field(key_version).field(platform).field(action.argv.size());
  for (const std::string& argument : action.argv) hasher.field(argument);
  hasher.field(action.folder).field(action.depfile).field(action.outputs.size());
  for (FileId output : action.outputs) hasher.field(graph[output].path);
  return hasher.finish();
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
