// Sizes and durations as people write them: "24 KiB", "9 KB", "1.5 MiB", "90s", "250ms".
// A number without a unit is refused, because nobody remembers which one was meant.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace sinter {

/// KB, MB, GB, TB count in thousands; KiB, MiB, GiB, TiB in 1024s; B is one byte. A part
/// of a byte is dropped. Nothing if `text` is anything else or too large.
std::optional<std::uint64_t> parse_size(std::string_view text);

/// ms, s, m, h. Nothing if `text` is anything else or too large; result in nanoseconds.
std::optional<std::uint64_t> parse_duration(std::string_view text);

}  // namespace sinter
