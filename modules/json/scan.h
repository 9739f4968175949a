// The fast half of validation: certain that a text is JSON, or silent.
//
// Two stages as in Langdale and Lemire: blocks of 64 bytes become the offsets of tokens
// (structure.h), and the grammar goes through those. Strings are looked at in the first
// stage only: their control characters and escapes are bits of its masks.
#pragma once

#include "json.h"

namespace sinter::json {

/// True only if `text` is JSON within the limits, of which the size is not looked at. False
/// says nothing, as it always is where there are no vectors. `is_utf8` spares that check.
bool is_certainly_valid(Bytes text, const Limits& limits, bool is_utf8);

}  // namespace sinter::json
