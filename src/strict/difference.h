// Where two runs of one action made different bytes, and what the bytes look like: a time,
// a path, another order, a random number. The reason is a guess for a person to start from.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sinter {

/// When the two runs took place, for telling times by.
struct RunTimes {
  std::int64_t first_ns = 0;   // wall clock when the first run started
  std::int64_t second_ns = 0;  // when the second one ended
};

struct Difference {
  std::uint64_t offset = 0;   // of the first byte that differs
  std::string first, second;  // the bytes around it, printable
  std::string guess;          // a clause: "the bytes are a time in seconds"; "" for no idea
};

/// Nothing if the bytes are equal.
std::optional<Difference> compare_bytes(std::string_view first, std::string_view second, const RunTimes& times);

}  // namespace sinter
