// Numbers as ECMAScript writes them (Number::toString, which RFC 8785 asks for): the fewest
// digits that read back as the same double, and of those the nearest.
//
// Up to 15 digits survive the way through a double and back, so they need no arithmetic. Others
// are read and written exactly, with integers as long as it takes: as Steele and White ("How to
// print floating-point numbers accurately", 1990) do. A table of powers would be faster for
// them, and larger than all the rest of this library.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace sinter::json {

/// The number with that JSON text in its canonical form; nothing if no double is that large.
std::optional<std::string> canonical_number(std::string_view json);

/// The nearest double, ties to even; infinity if none is that large.
double parse_number(std::string_view json);

/// `value` is finite.
std::string format_number(double value);

}  // namespace sinter::json
