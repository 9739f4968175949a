// Reads the TOML that large configurations consist of, which programs write: tables by bare
// names, and strings, whole numbers, booleans and arrays of them, in ASCII. That is a tenth of
// what toml++ takes for it, and nothing runs before sinter.toml is read.
//
// It decides nothing: whatever else stands in the text, every mistake included, is left to
// toml++ with the whole of it. The fuzz target of sinter.toml holds both against each other.
#pragma once

#include <optional>
#include <string_view>

#include "config/toml.h"

namespace sinter {

/// What parse_toml() makes of the text; nothing if anything in it is not plain.
std::optional<TomlValue> read_plain_toml(std::string_view text);

}  // namespace sinter
