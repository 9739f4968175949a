// Looks after a cache as a whole: counts it, forgets what was not used for longest, checks
// every byte. Deciding what goes is a function of the count; the rest is file work.
//
// Safe beside builds and beside itself: a build whose object goes between finding and
// restoring it runs the action, and what was written within the last hour stays, because
// an object is stored before the entry that names it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/digest.h"
#include "base/error.h"
#include "cache/cache.h"

namespace sinter {

/// What is there, as last seen; others may be at work.
struct CacheSurvey {
  struct Object {
    Digest digest;
    std::uint64_t disk_bytes = 0;
    std::int64_t written_ns = 0;
    std::uint32_t entry_count = 0;  // entries that name it
  };
  struct Entry {
    Digest base_key;
    std::uint64_t disk_bytes = 0;
    std::int64_t used_ns = 0;
    std::uint32_t record_count = 0;
    std::uint32_t missing_count = 0;     // outputs whose object is not there
    std::vector<std::uint32_t> objects;  // indexes into CacheSurvey::objects, each once
  };
  struct Litter {
    std::string path;
    std::uint64_t disk_bytes = 0;
    std::int64_t written_ns = 0;  // INT64_MIN: nothing will ever read it
  };
  std::vector<Object> objects;  // sorted by digest
  std::vector<Entry> entries;
  std::vector<Litter> leftovers;  // of killed writers, or being written
  std::vector<Litter> outdated;   // of older sinters
  std::vector<Litter> damaged;    // entries that cannot be read

  std::uint64_t disk_bytes() const;
};

CacheSurvey survey_cache(const std::string& folder);

/// What has to go: indexes into the survey.
struct Removals {
  std::vector<std::uint32_t> entries, objects, leftovers;
  std::uint64_t freed_bytes = 0;
};

/// Objects that no entry names, and leftovers, unless they were written within the last
/// hour; then, if the rest is over `size_bytes_max`, the entries used longest ago with the
/// objects that only they name, until it is a tenth below.
Removals choose_removals(const CacheSurvey& survey, std::uint64_t size_bytes_max, std::int64_t now_ns);

struct GcResult {
  std::uint64_t entry_count = 0, object_count = 0, litter_count = 0;  // removed
  std::uint64_t freed_bytes = 0;
  std::uint64_t kept_bytes = 0;
};

/// Removes what choose_removals() says, what older sinters left, and damaged entries.
/// Waits while another process does the same.
Result<GcResult> collect_garbage(const std::string& folder, std::uint64_t size_bytes_max, std::int64_t now_ns);

enum class Forget : std::uint8_t { remove, count };

/// Removes the entries of those base keys with the objects that only they name, or only
/// counts; returns how much room they take.
Result<std::uint64_t> forget_entries(const std::string& folder, const std::vector<Digest>& base_keys, Forget forget);

/// At the end of a build that wrote into the cache: collects garbage if it seems to be over
/// its size. Seeming costs one small file, which holds what builds have added since the
/// last count. Does nothing while another process is at it.
Result<std::optional<GcResult>> trim_after_build(const Cache& cache, std::uint64_t size_bytes_max, std::int64_t now_ns);

struct CacheDamage {
  std::string path;
  std::string why;
  bool is_removed = false;
};

struct VerifyResult {
  std::uint64_t entry_count = 0, object_count = 0;  // that are right
  std::uint64_t incomplete_count = 0;               // entries that name an object that is not there
  std::uint64_t read_bytes = 0;
  std::vector<CacheDamage> damage;
};

/// Reads everything and removes what is not what its name says.
VerifyResult verify_cache(const std::string& folder);

}  // namespace sinter
