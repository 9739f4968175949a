// Find, count and replace in text and in bytes.
//
// Matches are taken from left to right and never overlap: "aa" occurs twice in "aaaa".
// Functions on text count offsets in UTF-16 code units, so that JavaScript's slice() takes
// them; the functions ending in `_bytes` count bytes. An empty needle occurs before every
// code point (every byte) and at the end. Time is linear in haystack and needle together.
//
// Text must be UTF-8. Where it is not, nothing breaks: bytes are searched as they are, and
// every byte that is not a continuation byte counts as one unit, or as two from 0xf0 on.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace sinter::text {

/// Where `needle` first occurs.
std::optional<std::uint32_t> find_first(std::string_view haystack, std::string_view needle);
std::optional<std::uint32_t> find_first_bytes(std::span<const std::uint8_t> haystack,
                                              std::span<const std::uint8_t> needle);

/// Where `needle` occurs, ascending.
std::vector<std::uint32_t> find_all(std::string_view haystack, std::string_view needle);
std::vector<std::uint32_t> find_all_bytes(std::span<const std::uint8_t> haystack, std::span<const std::uint8_t> needle);

/// How often `needle` occurs: the size of find_all() without making it.
std::uint32_t count(std::string_view haystack, std::string_view needle);
std::uint32_t count_bytes(std::span<const std::uint8_t> haystack, std::span<const std::uint8_t> needle);

/// `haystack` with every occurrence of `needle` replaced; what is put in is not searched.
std::string replace_all(std::string_view haystack, std::string_view needle, std::string_view replacement);
std::vector<std::uint8_t> replace_all_bytes(std::span<const std::uint8_t> haystack,
                                            std::span<const std::uint8_t> needle,
                                            std::span<const std::uint8_t> replacement);

}  // namespace sinter::text
