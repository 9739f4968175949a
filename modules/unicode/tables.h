// What Unicode says of characters, packed: streams of LEB128 numbers that tables.mjs makes at
// build time from the Unicode Character Database. They are spread into lookup tables when they
// are first needed, so that a module is small and whoever folds case never builds the rest.
//
// A property is a count and three columns: gaps before the ranges, their lengths less one,
// their values. Signed numbers are 2n, or -2n - 1 below zero.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace sinter::unicode {

extern const std::string_view version;  // "15.0.0"

/// Ranges of simple foldings (gap, 2 (count - 1) + step - 1, distance) and then the full ones
/// (gap, three code points, the last of which may be 0).
extern const std::span<const std::uint8_t> case_foldings;
extern const std::span<const std::uint8_t> combining_classes;  // a property
/// A count; gaps; 3 length + kind (0: canonical and composes again, 1: canonical and does not,
/// 2: for compatibility); the distance of the first code point from that of the entry before;
/// the distance of each further one from the further one before.
extern const std::span<const std::uint8_t> decompositions;
extern const std::span<const std::uint8_t> grapheme_breaks;  // a property of GraphemeClass, Hangul syllables left out
extern const std::span<const std::uint8_t> word_breaks;      // a property of WordClass

}  // namespace sinter::unicode
