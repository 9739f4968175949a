// What this project remembers between builds, in one file below .sinter: the digests of
// files it has seen and, for every action, what its last run read and made. Losing the
// file costs time, never correctness: then the cache answers.
//
// What many records say alike stands in the file once: variables and tools with their
// digests, and the digest of a file that all its readers saw as the table has it.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/arena.h"
#include "base/digest.h"
#include "base/error.h"
#include "cache/file_table.h"
#include "cache/key.h"

namespace sinter {

/// What the bytes begin with; raised when their meaning changes. Fuzzing seals with it too.
inline constexpr std::string_view state_magic = "SNstate6";

/// What the last successful run of an action read and made.
struct ActionRecord {
  Digest base;  // the base key
  Digest key;   // the full key
  KeyParts parts;
  std::vector<FileDigest> discovered;
  std::vector<FileDigest> outputs;  // a tree is followed by its files
  std::uint64_t duration_ns = 0;    // of the run that made the outputs, not of a restore
};

/// A record where it lies in the state, to be looked at but not kept: ten thousand of them
/// are compared in a build in which nothing changed.
struct RecordView {
  struct Named {
    std::string_view name;
    Digest digest;
    Named(std::string_view its_name, const Digest& its_digest) : name(its_name), digest(its_digest) {}
    Named(const NamedDigest& part) : name(part.name.data(), part.name.size()), digest(part.digest) {}
  };
  Digest base, key, command;
  std::uint64_t duration_ns = 0;
  std::vector<Named> environment, tools;
  std::vector<FileDigest> inputs, discovered, outputs;
};

class BuildState {
 public:
  FileTable files;

  /// The record of the action of that name; null if it has not succeeded yet. Valid until
  /// the next put() of that name.
  const ActionRecord* find(std::string_view action) const;
  /// The same as a view into the state, valid until the next put(); false if there is none.
  /// `likely` is where it is if the plan is the one that retain() saw last:
  /// the index of the action.
  bool view(std::string_view action, std::uint32_t likely, RecordView& record) const;
  void put(std::string_view action, ActionRecord record);
  /// Forgets actions that no longer exist and returns the outputs they had made and
  /// that nothing makes or reads now. Puts records and files in the order of the graph.
  /// Does nothing when the plan is the one it saw last, unless many files have become known
  /// since: with hashed names each run makes new ones.
  std::vector<FileDigest> retain(const Graph& graph, const Digest& plan_fingerprint);

  /// Whether anything was put or forgotten, or a file hashed, since it was read.
  bool is_changed() const { return is_changed_ || files.hashed_count() != 0; }

  std::string encode(std::int64_t now_ns) const;
  /// Nothing if the bytes are damaged or of another version.
  static std::optional<BuildState> decode(std::string bytes);

 private:
  struct Slot {
    std::string_view name;
    std::string_view bytes;                // as read; empty: nothing was
    std::unique_ptr<ActionRecord> record;  // made from the bytes when asked for, or put
    bool was_put = false;                  // then the bytes are of an older one
  };

  std::optional<std::uint32_t> slot_of(std::string_view action) const;
  std::uint32_t make_slot(std::string_view action);
  bool read(std::string_view bytes, RecordView& record) const;
  bool view(const Slot& slot, RecordView& record) const;
  std::vector<FileDigest> orphans_of(const Graph& graph) const;
  void renumber(const Graph& graph, std::vector<FileDigest>& orphans);

  Arena memory_;                          // what was read, and names that were not
  std::vector<RecordView::Named> named_;  // that records which were read speak of
  mutable std::vector<Slot> slots_;
  mutable std::unordered_map<std::string_view, std::uint32_t> by_name_;  // made when first needed
  Digest plan_fingerprint_;                                              // that retain() saw last
  std::uint32_t retained_count_ = 0;                                     // how many files were known then
  bool is_changed_ = false;
};

}  // namespace sinter
