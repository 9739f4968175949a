// Writes `<module>.mjs`: the ES module people import. It loads one of the module's wasm
// files and returns an object of typed functions.
//
// Only what the interface needs is written. The fixed parts (glue.h) name each other with
// `$` in front, and a part is included when its name occurs in what is already there; so
// a module of integer functions carries no string code.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "bind/interface.h"

namespace sinter {

/// One wasm file of the module; `name` is "simd" or "baseline".
struct BoundVariant {
  std::string name;
  std::string file;  // beside the .mjs
};

/// Whether views of memory say when they are used after memory has moved.
enum class Watch : std::uint8_t { no, yes };

/// `variants`: the best first; never empty.
std::string write_javascript(std::string_view module, const Interface& interface,
                             const std::vector<BoundVariant>& variants, Watch watch = Watch::no);

}  // namespace sinter
