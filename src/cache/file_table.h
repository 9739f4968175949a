// What is known about files: an identity for each, and the stat data under
// which it was computed. Content decides; equal stat data only saves reading a file
// again, and not when the file was written so shortly before it was read that a later
// write could carry the same times.
//
// A tree (base/tree_name.h) is in the table under its name; its identity is the digest of
// the list of its files, each of which is in the table, too.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/arena.h"
#include "base/bytes.h"
#include "base/digest.h"
#include "base/error.h"
#include "os/files.h"

namespace sinter {

/// What makes a file this one and no other: its content, and whether it may be run. The
/// identity of a file that may not be run is the digest of its content.
Digest file_identity(const Digest& content, bool is_executable);

/// A file in a FileTable; unlike a graph's FileId it also names discovered inputs.
struct FileIndex {
  std::uint32_t index;
  auto operator<=>(const FileIndex&) const = default;
};

class FileTable {
 public:
  FileIndex intern(std::string_view path);
  /// The same, without looking for the path if it is the one at index `likely`.
  FileIndex intern(std::string_view path, std::uint32_t likely) {
    return likely < entries_.size() && entries_[likely].path == path ? FileIndex{likely} : intern(path);
  }
  std::string_view path(FileIndex file) const { return entries_[file.index].path; }
  std::size_t size() const { return entries_.size(); }

  /// Looks at those files at once, on several threads, so that digest() need not. What
  /// cannot be read is left to digest(), which says why.
  void survey(std::span<const FileIndex> files, std::uint32_t thread_count);
  /// What digest() or survey() found in this run: the zero digest if there is no such file,
  /// null if nobody has looked.
  const Digest* found(FileIndex file) const {
    const Entry& entry = entries_[file.index];
    return entry.is_checked ? &entry.digest : nullptr;
  }
  /// The identity of the file as it is now; nothing if there is no such file.
  /// Looks at the disk once a run and remembers, until forget().
  Result<std::optional<Digest>> digest(FileIndex file);
  /// The file was written, or may have been: look at the disk again.
  void forget(FileIndex file) { entries_[file.index].is_checked = false; }
  /// The same for everything below that folder.
  void forget_below(std::string_view folder);
  /// We wrote the file ourselves, and this is its identity.
  void record(FileIndex file, const Digest& identity);
  /// The same of a file that looked so before its content was read, and is there.
  void record(FileIndex file, const Digest& identity, const FileStat& stat);
  /// The tree of that name holds exactly those files, sorted by path, whose identities are
  /// known in this run. Returns the tree's.
  Digest record_tree(FileIndex tree, std::vector<FileIndex> members);
  /// For who only looks ahead: the file counts as one of that identity, whatever it is.
  void assume(FileIndex file, const Digest& identity);
  std::optional<FileStat> stat_now(FileIndex file) const;
  /// True if the file still looks as it did when digest() last looked.
  bool is_untouched(FileIndex file) const;

  /// How many files were read because their stat data had changed.
  std::uint64_t hashed_count() const { return hashed_count_; }

  /// What is known about those files, in that order.
  FileTable of(std::span<const FileIndex> files) const;

  /// The digest that write() writes for that file; null if it writes none.
  const Digest* kept_digest(FileIndex file, std::int64_t now_ns) const;
  /// The digest that read() read for that file; null if it read none. It stays when the file changes.
  const Digest* read_digest(FileIndex file) const { return entries_[file.index].read_digest; }
  void write(ByteWriter& out, std::int64_t now_ns) const;
  /// Reads what write() wrote into an empty table; a mistake rejects the reader. The bytes
  /// must outlive the table.
  void read(ByteReader& in);

 private:
  struct Entry {
    std::string_view path;  // a zero byte follows it
    FileStat stat;
    Digest digest;                            // the identity
    const Digest* read_digest = nullptr;      // in the bytes that were read
    bool is_known = false;                    // stat and digest belong together
    bool is_racy = false;                     // read so shortly after a change that the stat data proves nothing
    bool is_checked = false;                  // compared with the disk in this run
    bool exists = false;                      // what that comparison found; else the digest is zero
    bool was_hashed = false;                  // in the survey that runs
    bool is_kept(std::int64_t now_ns) const;  // by a write() at that time
  };

  static Result<void> look(Entry& entry);
  Result<void> look_tree(FileIndex tree, std::uint32_t thread_count);
  bool is_tree_untouched(FileIndex tree) const;

  Arena paths_;  // of the entries that were not read
  std::vector<Entry> entries_;
  /// Made when a path is first looked for: most builds know their files by index.
  std::unordered_map<std::string_view, std::uint32_t> by_path_;
  std::unordered_map<std::uint32_t, std::vector<FileIndex>> members_;  // of trees, as digest() found them
  std::uint64_t hashed_count_ = 0;
};

}  // namespace sinter
