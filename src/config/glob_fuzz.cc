// The first line is a pattern, the second a path. A pattern is refused with something to do
// next, or it matches what a slow and plain model says.
#include "config/glob.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "base/text.h"

namespace sinter {
namespace {

std::string_view character(std::string_view text) {
  std::size_t end = 1;
  while (end < text.size() && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) ++end;
  return text.substr(0, end);
}

/// Takes one character of `set` or a range of two; true if `wanted` is in it.
bool take_member(std::string_view& set, std::string_view wanted) {
  std::string first(character(set));
  set.remove_prefix(first.size());
  if (!set.starts_with('-') || set.size() == 1) return first == wanted;
  std::string last(character(set.substr(1)));
  set.remove_prefix(1 + last.size());
  return first <= wanted && wanted <= last;
}

bool name_fits(std::string_view pattern, std::string_view name) {
  if (pattern.empty()) return name.empty();
  if (pattern[0] == '*') {
    return name_fits(pattern.substr(1), name) ||
           (!name.empty() && name_fits(pattern, name.substr(character(name).size())));
  }
  if (name.empty()) return false;
  std::string_view next = name.substr(character(name).size());
  if (pattern[0] == '?') return name_fits(pattern.substr(1), next);
  if (pattern[0] != '[') return pattern[0] == name[0] && name_fits(pattern.substr(1), name.substr(1));
  bool is_negated = pattern[1] == '!';
  std::size_t end = pattern.find(']', is_negated ? 3 : 2);
  std::string_view set = pattern.substr(is_negated ? 2 : 1, end - (is_negated ? 2 : 1));
  bool is_in = false;
  while (!set.empty()) is_in |= take_member(set, character(name));
  return is_in != is_negated && name_fits(pattern.substr(end + 1), next);
}

bool path_fits(std::span<const GlobPart> parts, std::span<const std::string> names) {
  if (parts.empty()) return names.empty();
  if (parts[0].kind == GlobPart::Kind::any_depth) {
    if (parts.size() == 1) return !names.empty();
    return path_fits(parts.subspan(1), names) || (!names.empty() && path_fits(parts, names.subspan(1)));
  }
  if (names.empty()) return false;
  bool is_literal = parts[0].kind == GlobPart::Kind::literal;
  bool fits = is_literal ? parts[0].text == names[0] : name_fits(parts[0].text, names[0]);
  return fits && path_fits(parts.subspan(1), names.subspan(1));
}

}  // namespace
}  // namespace sinter

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace sinter;
  std::string_view text(reinterpret_cast<const char*>(data), size);
  std::string_view pattern = text.substr(0, text.find('\n'));
  std::string_view path = text.substr(std::min(text.size(), pattern.size() + 1));
  Result<Glob> glob = parse_glob(pattern);
  if (!glob) {
    SINTER_ASSERT(exit_code(glob.error().code) == 2 && !glob.error().what.empty());
    return 0;
  }
  SINTER_ASSERT(!glob->alternatives.empty() && glob->alternatives.size() <= glob_alternatives_max);
  // The model tries everything, so what it is asked stays small.
  constexpr std::size_t path_size_max = 24;
  bool matches = glob->matches(path.substr(0, 4096));
  if (path.size() > path_size_max || std::ranges::count(pattern, '*') > 8) return 0;
  std::vector<std::string> names = split(path, '/');
  bool fits = std::ranges::any_of(glob->alternatives, [&](const GlobPath& parts) { return path_fits(parts, names); });
  SINTER_ASSERT(matches == fits);
  return 0;
}
