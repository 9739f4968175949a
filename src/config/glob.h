// Patterns for project paths: `*` and `?` within a name, `[abc]`, `[a-z]`, `[!a]`,
// `{a,b}` for alternatives, and `**` as a part of its own for any number of folders.
// Only text here; inventory.h looks at the disk.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace sinter {

inline constexpr std::size_t glob_alternatives_max = 256;  // what `{a,b}{c,d}` may multiply to
inline constexpr std::size_t glob_size_max = 4096;

/// One part between slashes.
struct GlobPart {
  enum class Kind : std::uint8_t { literal, wildcard, any_depth };
  Kind kind;
  std::string text;

  /// True if a file or folder of that name fits; not for any_depth.
  bool matches(std::string_view name) const;
  bool operator==(const GlobPart&) const = default;
};

using GlobPath = std::vector<GlobPart>;

struct Glob {
  std::vector<GlobPath> alternatives;  // braces multiplied out; never empty

  /// True if the whole of `path` fits one alternative. Hidden names are names like others.
  bool matches(std::string_view path) const;
};

/// True if `text` has a character that is special in patterns.
bool is_glob(std::string_view text);

/// A literal, like `./a//b.cc`, or a pattern, checked and normalised part by part.
/// Absolute paths and paths that leave the project are errors (config_path_outside).
Result<Glob> parse_glob(std::string_view pattern);

/// The normalised project path that `text` names literally; the same errors.
Result<std::string> parse_project_path(std::string_view text);

}  // namespace sinter
