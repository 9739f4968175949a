// Paths are plain strings with `/` between the parts. A project path is relative to the
// project's folder, normalised, and never leaves it; everything that ends up in a cache
// key is one, or is absolute.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace sinter {

/// `a//b/./c/../d` becomes `a/b/d`; a leading `..` stays; "" becomes ".".
std::string normalize_path(std::string_view path);
bool is_absolute(std::string_view path);
/// True for `../x`: a normalised relative path that leaves its base.
bool leaves_base(std::string_view normalized);
/// `child` if it is absolute, else below `base`; normalised.
std::string join_path(std::string_view base, std::string_view child);
std::string parent_path(std::string_view path);  // "a/b" -> "a"; "a" -> "."
std::string_view file_name(std::string_view path);
std::string_view file_stem(std::string_view path);       // "a/b.test.cc" -> "b.test"
std::string_view file_extension(std::string_view path);  // "a/b.cc" -> ".cc"; none -> ""
/// `path` as seen from `base` when it lies below it, else nothing. Both normalised.
std::optional<std::string> relative_to(std::string_view path, std::string_view base);

}  // namespace sinter
