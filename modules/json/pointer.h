// JSON Pointer (RFC 6901): "/users/0/name" names a value by the way to it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "json.h"

namespace sinter::json {

inline constexpr std::uint32_t pointer_tokens_max = 128;

/// The names and indices on the way, with ~1 and ~0 decoded. Faults: bad_pointer, and too_deep
/// at the slash of one token too many.
Fallible<std::vector<std::string>, JsonFault> parse_pointer(std::string_view pointer);

/// The index that a token means in an array: up to nine digits without a zero before others.
std::optional<std::uint32_t> array_index(std::string_view token);

}  // namespace sinter::json
