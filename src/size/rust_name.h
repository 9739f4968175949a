// The names that rustc gives to functions, in its two schemes: the older one, which looks
// like C++ with a hash at the end, and "v0", which starts with `_R`.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace sinter {

/// "_ZN4core3fmt9Formatter3pad17h0123456789abcdefE" -> "core::fmt::Formatter::pad".
std::optional<std::string> read_older_rust_name(std::string_view mangled);

/// "_RNvC6_123foo3bar" -> "123foo::bar", as rustc-demangle writes it without hashes.
/// Nothing if it is no such name, or if it would be absurdly long or deep.
std::optional<std::string> read_rust_name(std::string_view mangled);

}  // namespace sinter
