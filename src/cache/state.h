// What this project remembers between builds, in one file below .sinter: the digests of
// files it has seen and, for every action, what its last run read and made. Losing the
// file costs time, never correctness: then the cache answers.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/digest.h"
#include "base/error.h"
#include "cache/file_table.h"
#include "cache/key.h"

namespace sinter {

/// What the bytes begin with; raised when their meaning changes. Fuzzing seals with it too.
inline constexpr std::string_view state_magic = "SNstate4";

/// What the last successful run of an action read and made.
struct ActionRecord {
  Digest base;  // the base key
  Digest key;   // the full key
  KeyParts parts;
  std::vector<FileDigest> discovered;
  std::vector<FileDigest> outputs;
  std::uint64_t duration_ns = 0;  // of the run that made the outputs, not of a restore
};

class BuildState {
 public:
  FileTable files;

  /// The record of the action of that name; null if it has not succeeded yet.
  const ActionRecord* find(const std::string& action) const;
  void put(const std::string& action, ActionRecord record);
  /// Forgets actions that no longer exist and returns the outputs they had made and
  /// that nothing makes or reads now.
  /// Does nothing when the plan is the one it saw last.
  std::vector<FileDigest> retain(const Graph& graph, const Digest& plan_fingerprint);

  /// Whether anything was put or forgotten, or a file hashed, since it was read.
  bool is_changed() const { return is_changed_ || files.hashed_count() != 0; }

  std::string encode(std::int64_t now_ns) const;
  /// Nothing if the bytes are damaged or of another version.
  static std::optional<BuildState> decode(std::string_view bytes);

 private:
  std::unordered_map<std::string, ActionRecord> records_;
  Digest plan_fingerprint_;  // that retain() saw last
  bool is_changed_ = false;
};

}  // namespace sinter
