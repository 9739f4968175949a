// What the cache commands found and did, for people and as JSON of schema `sinter.cache/1`
// (docs/cache.md).
#pragma once

#include <cstdint>
#include <string>

#include "cache/upkeep.h"

namespace sinter {

/// Which cache, and how large it may be.
struct CachePlace {
  std::string folder;
  std::uint64_t size_bytes_max = 0;
};

std::string cache_stats_text(const CachePlace& place, const CacheSurvey& survey, std::int64_t now_ns);
std::string cache_stats_json(const CachePlace& place, const CacheSurvey& survey);
std::string cache_gc_text(const CachePlace& place, const GcResult& result);
std::string cache_gc_json(const CachePlace& place, const GcResult& result);
/// Without the damage, which is said as errors.
std::string cache_verify_text(const VerifyResult& result);
std::string cache_verify_json(const CachePlace& place, const VerifyResult& result);

}  // namespace sinter
