// How a reader makes a partition: it starts with the whole file as one part, and lays
// finer parts over it, layer by layer: segments, then sections, then symbols.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "binary/parts.h"

namespace sinter {

/// Lays `claims` over `below`, a partition. Where claims overlap, the one that begins
/// first keeps the bytes, or the first in the list if they begin together; what reaches
/// past the end is cut. What no claim covers stays as it was. The result is a partition.
std::vector<Part> lay_over(std::vector<Part> below, std::vector<Part> claims);

/// Makes padding of the code, structure and data without an index that hold nothing but
/// one filling byte (zero, or an instruction that does nothing) and are no whole section.
void name_padding(std::string_view bytes, const std::vector<PartSection>& sections, std::vector<Part>& parts);

}  // namespace sinter
