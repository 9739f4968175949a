// Remembers the outputs of finished actions, so that an action whose inputs have not
// changed is restored instead of run again. Many projects share one cache.
//
// Objects are files named by the digest of their bytes. An entry lies under the base key
// of its action and holds one record for each set of discovered inputs seen with it:
// which headers a source includes is only known once it was compiled. What is small and new
// is written in one piece, all else aside and renamed into place; everything is checked when
// read: a cache may forget, never lie.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/digest.h"
#include "base/error.h"
#include "cache/entry.h"

namespace sinter {

class Cache {
 public:
  static constexpr std::size_t records_max = 16;  // of one base key; the oldest go first

  /// Opens the cache in `folder`, or starts an empty one there. Refuses a folder that
  /// holds something else, because cleaning up would delete it.
  static Result<Cache> open(std::string folder);
  /// Whether that folder, which exists, may be a cache; an error that says why not.
  static Result<void> check(const std::string& folder);
  /// For who only looks: the cache in `folder`, if one is there.
  static std::optional<Cache> existing(std::string folder);

  /// The records of that base key, newest first; none if it was never stored. An entry
  /// that is damaged is removed and counts as absent; damage_count() tells. Finding one is
  /// using it: what was not used for longest is forgotten first (cache/upkeep.h).
  std::vector<CacheRecord> find(const Digest& base_key);
  /// The same without a trace: nothing is removed, and it counts as no use.
  std::vector<CacheRecord> peek(const Digest& base_key) const;
  /// Adds a record; one of the same full key is replaced.
  Result<void> put(const Digest& base_key, CacheRecord record);
  /// The same under a key for which find() had nothing, without looking again: what somebody
  /// else has added since is forgotten.
  Result<void> put_first(const Digest& base_key, CacheRecord record);

  /// Copies the file's content into the cache and returns its digest. `size_bytes` is about what it has.
  Result<Digest> store(const std::string& path, std::uint64_t size_bytes);
  /// Writes the object to `path` as one step, by reflink where the file system has it, else
  /// by copying; never by a link, through which an edit would reach the cache and every
  /// other project (docs/decisions/0006). False if the cache does not hold it, or only a
  /// damaged copy, which is removed.
  Result<bool> restore(const CachedFile& file, const std::string& path);

  /// Whether content of that digest was stored; what restore() finds may still be damaged.
  bool holds(const Digest& digest) const;

  /// Brings everything written so far to the disk, at once instead of file by file. What a
  /// power cut takes before that is found damaged when read, and made again.
  Result<void> sync();

  /// Removes what killed writers have left aside and nobody has written to since then:
  /// others may be writing into the same cache.
  void remove_leftovers(std::int64_t before_ns) const;

  std::uint64_t damage_count() const { return damage_count_; }
  /// About how much room what was written since opening takes.
  std::uint64_t added_bytes() const { return added_bytes_; }
  const std::string& folder() const { return folder_; }

 private:
  explicit Cache(std::string folder) : folder_(std::move(folder)) {}
  Result<void> write_entry(const Digest& base_key, const std::string& bytes);
  void note_added(std::uint64_t size_bytes);
  std::string object_path(const Digest& digest) const;
  std::string entry_path(const Digest& base_key) const;

  std::string folder_;
  std::uint64_t damage_count_ = 0;
  std::uint64_t added_bytes_ = 0;
};

}  // namespace sinter
