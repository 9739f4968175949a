// The fast half of validation: certain that a text is JSON, or silent.
//
// Langdale and Lemire find tokens with masks of 64 bytes and hold each token against the
// grammar. Here the grammar is held against the masks themselves: what may stand next to
// what is a shift, how a number is spelt is a few additions, and only brackets are looked at
// one by one. So the cost hangs on bytes and brackets, not on tokens.
#pragma once

#include "json.h"

namespace sinter::json {

/// True only if `text` is JSON within the limits, of which the size is not looked at. False
/// says nothing, as it always is where there are no vectors. `is_utf8` spares that check.
bool is_certainly_valid(Bytes text, const Limits& limits, bool is_utf8);

}  // namespace sinter::json
