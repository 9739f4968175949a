// Order and equality of byte strings.
//
// Text is ordered by code point, which is the order of its UTF-8 bytes and of nothing else:
// not of a language, and not of UTF-16 units, in which JavaScript's `<` puts U+1F600 before
// U+FF5E. The order is total, the same on every machine, and a prefix comes before what it
// begins.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace sinter::text {

/// -1, 0 or 1 as `left` comes before, equals, or comes after `right`.
std::int32_t compare(std::string_view left, std::string_view right);
std::int32_t compare_bytes(std::span<const std::uint8_t> left, std::span<const std::uint8_t> right);

/// How many leading bytes are the same, at most `size`.
std::size_t common_prefix(const std::uint8_t* left, const std::uint8_t* right, std::size_t size);

}  // namespace sinter::text
