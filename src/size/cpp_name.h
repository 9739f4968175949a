// The names that C++ compilers give to functions, by the Itanium C++ ABI, read by us and
// not by libc++abi: a name of 238 bytes, made for it, kept that busy for ever, as its text
// is that of what it refers to again and again.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace sinter {

/// "_ZNK3foo3barEv" -> "foo::bar() const", as libc++abi writes it. Nothing if it is no such
/// name, if it has what we do not read (folds, `requires`, `new`), or if it is absurdly long
/// or deep. Takes time and memory in proportion to the name, whatever it is.
std::optional<std::string> read_cpp_name(std::string_view mangled);

}  // namespace sinter
