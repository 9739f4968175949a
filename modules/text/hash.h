// Hashes for tables, caches and change detection; none of them resists an attacker.
//
// FNV-1a (Fowler, Noll, Vo; constants from draft-eastlake-fnv) takes a byte at a time and is
// the right one for short keys and for talking to others who use it. XXH3 (Collet, the
// xxHash specification, 64-bit form with the default secret) takes 64 bytes at a time.
// Text is hashed as its UTF-8 bytes, so `f(text)` equals `f_bytes(encode(text))`.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "bytes.h"

namespace sinter::text {

std::uint32_t fnv1a32(std::string_view text);
std::uint32_t fnv1a32_bytes(std::span<const std::uint8_t> bytes);
std::uint64_t fnv1a64(std::string_view text);
std::uint64_t fnv1a64_bytes(std::span<const std::uint8_t> bytes);

/// An absent seed is seed 0.
std::uint64_t xxh3_64(std::string_view text, std::optional<std::uint64_t> seed = std::nullopt);
/// The same for many texts in one call.
std::vector<std::uint64_t> xxh3_64_all(Texts texts, std::optional<std::uint64_t> seed = std::nullopt);
std::uint64_t xxh3_64_bytes(std::span<const std::uint8_t> bytes, std::optional<std::uint64_t> seed = std::nullopt);

}  // namespace sinter::text
