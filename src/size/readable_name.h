// Names of functions as people write them, from the symbols that compilers make of them,
// and what such a name says: which language it is of, its namespace, its template.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace sinter {

enum class NameLanguage : std::uint8_t { cpp, rust, go, other };

/// "C++", "Rust", "Go"; "C and others" for names that are written as they are.
std::string_view language_name(NameLanguage language);

/// By the symbol's form alone; what a linker demangled already is told by its `::`, Rust
/// by its hashes and paths. A name that could be of several is `other`.
NameLanguage name_language(std::string_view symbol);

/// "_ZNK3foo3barEv" -> "foo::bar() const"; what is no mangled name stays as it is. Hashes
/// at the end of Rust's names are left out.
std::string readable_name(std::string_view symbol);

/// Of a readable name, its outermost namespace, crate or package: "std", "core",
/// "encoding/json". Empty when it has none.
std::string namespace_of(std::string_view readable);

/// Of a readable name, what it lies in, from the outside in: "std", "vector<>" of
/// "std::vector<int>::push_back(int const&)"; the first is its namespace. Empty when that is.
std::vector<std::string> scopes_of(std::string_view readable);

/// Of a readable name, what all instantiations of its template share, with empty angle
/// brackets: "std::vector<>::push_back". A function that is no template keeps its
/// parameters, so that overloads stay apart.
std::string template_of(std::string_view readable);

}  // namespace sinter
