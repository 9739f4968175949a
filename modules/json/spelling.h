// What the strings of a text mean.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "json.h"

namespace sinter::json {

/// The string from its opening quote at `begin` to behind the closing one at `end`, as UTF-8;
/// half a surrogate pair becomes U+FFFD. It must be right: `checked_string_end` sees to that.
std::string decode_string(Bytes text, std::size_t begin, std::size_t end);

/// The escape in it that is half a surrogate pair, if one is.
std::optional<std::size_t> find_lone_surrogate(Bytes text, std::size_t begin, std::size_t end);

/// Whether such a string, which may be wrong, spells `name`; a wrong one spells nothing.
bool spells(Bytes text, std::size_t begin, std::size_t end, std::string_view name);

}  // namespace sinter::json
