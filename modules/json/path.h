// Paths that lead to many values: a part of JSONPath (RFC 9535) that is read from left to right.
//
//   $.users[*].name     $['first name'][0]     $.*
//
// A path is `$` and up to 128 steps: `.name` of letters, digits, `_` and whatever is not ASCII;
// `['name']` or `["name"]`, in which a backslash may stand before a quote, a slash and a backslash;
// `[3]`; `.*` and `[*]` for all elements or members. Of members with the same name the first counts.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "containers.h"
#include "json.h"
#include "read.h"

namespace sinter::json {

struct Step {
  enum class Kind : std::uint8_t { name, index, all };
  Kind kind = Kind::all;
  std::string name = {};
  std::uint32_t index = 0;
};

inline constexpr std::uint32_t path_steps_max = 128;

/// Faults: bad_path, and too_deep at one step too many.
Fallible<std::vector<Step>, JsonFault> parse_path(std::string_view path);

/// Where the values are that the steps lead to, in the order of the text, which is JSON and whose
/// containers these are.
std::vector<Span> select_spans(Bytes text, std::span<const Container> containers, std::span<const Step> steps);

/// The JSON of all values that the path leads to. Faults: those of the path, then those of the text.
using Selected = Fallible<std::vector<std::string>, JsonFault>;
Selected select(std::string_view text, std::string_view path);
Selected select_bytes(Bytes text, std::string_view path);

}  // namespace sinter::json
