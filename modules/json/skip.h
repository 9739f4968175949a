// Passing over values without looking at more of them than has to be: strings by their quotes,
// arrays and objects by counting brackets outside of strings, the rest by its delimiters.
#pragma once

#include "json.h"
#include "token.h"

namespace sinter::json {

/// Where the value ends that begins at `at`. Faults: expected_value where none begins, and
/// unexpected_end. What is inside the value, and whether brackets match in kind, is not seen.
End skip_value(Bytes text, std::size_t at);

/// Behind the bracket that closes the array or object that `at` is in, between its tokens.
End skip_rest(Bytes text, std::size_t at);

}  // namespace sinter::json
