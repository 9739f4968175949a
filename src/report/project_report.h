// What `sinter clean` and `sinter verify` did and found, for people and as JSON of the
// schemas `sinter.clean/1` and `sinter.verify/1` (docs/clean.md, docs/verify.md).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/error.h"

namespace sinter {

struct CleanResult {
  struct Kept {
    std::string path;
    std::string why;
  };
  bool is_dry_run = false;  // then nothing was touched
  std::vector<std::string> removed;
  std::vector<Kept> kept;
  std::uint64_t size_bytes = 0;                // of what was removed
  std::optional<std::uint64_t> cache_bytes{};  // freed in the cache, if that was asked for
};

std::string clean_text(const CleanResult& result);
std::string clean_json(const CleanResult& result);

struct VerifiedProject {
  std::uint64_t file_count = 0;
  std::uint64_t wasm_count = 0;
  std::vector<Error> problems;
};

/// Without the problems, which are said as errors.
std::string verified_text(const VerifiedProject& verified);
std::string verified_json(const VerifiedProject& verified);

}  // namespace sinter
