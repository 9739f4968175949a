// The cuts that all changes of a text are made of. Texts and values are known to be JSON.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "read.h"

namespace sinter::json {

using Tokens = std::span<const std::string>;

/// The text without whitespace around it.
std::string_view trimmed(std::string_view text);

/// The value that the tokens lead to, if there is one.
std::optional<Span> find_value(std::string_view text, Tokens tokens);

/// The one fault of these is not_found.
Fallible<std::string, JsonFault> splice_replace(std::string_view text, Tokens tokens, std::string_view value);
Fallible<std::string, JsonFault> splice_insert(std::string_view text, Tokens tokens, std::string_view value);
Fallible<std::string, JsonFault> splice_remove(std::string_view text, Tokens tokens);

}  // namespace sinter::json
