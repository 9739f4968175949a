// Values read out of a text by their pointers, without building the rest.
//
// One walk from left to right serves all pointers. What no pointer leads to is passed over:
// of it only quotes and brackets are looked at, and nothing behind the last value that is
// asked for. So a text that is not JSON may go unnoticed; but every value that is returned
// is one, within the default limits. Of members with the same name the first counts.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "json.h"

namespace sinter::json {

/// Where a value begins and ends.
struct Span {
  std::uint32_t begin, end;
};

/// For each pointer the place of its value, if there is one. Faults: those of parse_pointer with
/// the offset in the first pointer that has one, and of the text as far as it was looked at.
Fallible<std::vector<std::optional<Span>>, JsonFault> find_values(Bytes text,
                                                                  std::span<const std::string_view> pointers);

/// The JSON of the value that the pointer names, if there is one.
Fallible<std::optional<std::string>, JsonFault> read(std::string_view text, std::string_view pointer);
Fallible<std::optional<std::string>, JsonFault> read_bytes(Bytes text, std::string_view pointer);

/// The same for many pointers, in one walk.
using Values = std::vector<std::optional<std::string>>;
Fallible<Values, JsonFault> read_all(std::string_view text, const std::vector<std::string>& pointers);
Fallible<Values, JsonFault> read_all_bytes(Bytes text, const std::vector<std::string>& pointers);

}  // namespace sinter::json
