#include "config/glob.h"

#include "base/path.h"
#include "base/ranges.h"
#include "base/text.h"

namespace sinter {
namespace {

Error glob_error(std::string_view pattern, std::string why, std::string next) {
  return {.code = Code::config_glob,
          .what = quote(pattern) + " is not a pattern",
          .why = {std::move(why)},
          .next = std::move(next)};
}

/// The index of the `}` that belongs to the `{` at `open`, or npos.
std::size_t closing_brace(std::string_view text, std::size_t open) {
  std::size_t depth = 0;
  for (std::size_t i = open; i < text.size(); ++i) {
    if (text[i] == '{') ++depth;
    if (text[i] == '}' && --depth == 0) return i;
  }
  return std::string_view::npos;
}

std::vector<std::string_view> split_at_top_commas(std::string_view text) {
  std::vector<std::string_view> parts;
  std::size_t depth = 0;
  std::size_t start = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '{') ++depth;
    if (text[i] == '}') --depth;
    if (text[i] != ',' || depth != 0) continue;
    parts.push_back(text.substr(start, i - start));
    start = i + 1;
  }
  parts.push_back(text.substr(start));
  return parts;
}

/// Multiplies out the braces of `pattern`, the leftmost first, until none is left.
Result<std::vector<std::string>> expand_braces(std::string_view pattern) {
  std::vector<std::string> open = {std::string(pattern)};
  std::vector<std::string> done;
  while (!open.empty()) {
    std::string text = std::move(open.back());
    open.pop_back();
    std::size_t begin = text.find('{');
    if (begin == std::string::npos) {
      if (text.contains('}')) return fail(glob_error(pattern, "a `}` has no `{` before it", "write `{a,b}`"));
      done.push_back(std::move(text));
      continue;
    }
    std::size_t end = closing_brace(text, begin);
    if (end == std::string::npos) return fail(glob_error(pattern, "a `{` has no `}` after it", "write `{a,b}`"));
    std::string_view view = text;
    for (std::string_view choice : split_at_top_commas(view.substr(begin + 1, end - begin - 1))) {
      open.push_back(std::string(view.substr(0, begin)) + std::string(choice) + std::string(view.substr(end + 1)));
    }
    if (open.size() + done.size() > glob_alternatives_max) {
      return fail(glob_error(pattern,
                             "its braces stand for more than " + std::to_string(glob_alternatives_max) + " patterns",
                             "write several patterns, or use `*`"));
    }
  }
  return done;
}

/// The end of the `[...]` that starts at `open`: the index of its `]`, or npos. A `]`
/// that comes first is a member of the set.
std::size_t closing_bracket(std::string_view text, std::size_t open) {
  std::size_t first = open + 1;
  if (first < text.size() && text[first] == '!') ++first;
  return text.find(']', first + 1);
}

/// The first character of a text that is not empty, all its bytes.
std::string_view first_character(std::string_view text) {
  std::size_t size = 1;
  while (size < text.size() && (static_cast<unsigned char>(text[size]) & 0xC0) == 0x80) ++size;
  return text.substr(0, size);
}

/// UTF-8 sorts by bytes as it does by characters, so ranges compare as texts.
bool set_contains(std::string_view set, std::string_view character) {
  bool negated = set.starts_with('!');
  if (negated) set.remove_prefix(1);
  while (!set.empty()) {
    std::string_view low = first_character(set);
    std::string_view high = low;
    set.remove_prefix(low.size());
    if (set.size() > 1 && set[0] == '-') {
      high = first_character(set.substr(1));
      set.remove_prefix(1 + high.size());
    }
    if (low <= character && character <= high) return !negated;
  }
  return negated;
}

/// Matches one pattern element other than `*` at the start of both; the sizes they take,
/// or {0, 0} for a mismatch. `name` is not empty.
std::pair<std::size_t, std::size_t> match_element(std::string_view pattern, std::string_view name) {
  if (pattern[0] == '?') return {1, first_character(name).size()};
  if (pattern[0] == '[') {
    std::size_t end = closing_bracket(pattern, 0);
    std::string_view character = first_character(name);
    if (!set_contains(pattern.substr(1, end - 1), character)) return {0, 0};
    return {end + 1, character.size()};
  }
  return pattern[0] == name[0] ? std::pair<std::size_t, std::size_t>{1, 1} : std::pair<std::size_t, std::size_t>{0, 0};
}

/// The usual wildcard match: on a mismatch the last `*` takes one character more, which
/// is never worse than quadratic.
bool wildcard_matches(std::string_view pattern, std::string_view name) {
  std::size_t p = 0;
  std::size_t n = 0;
  std::size_t star = std::string_view::npos;
  std::size_t star_name = 0;
  while (n < name.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      star_name = n;
      continue;
    }
    auto [pattern_step, name_step] =
        p < pattern.size() ? match_element(pattern.substr(p), name.substr(n)) : std::pair<std::size_t, std::size_t>{};
    if (pattern_step != 0) {
      p += pattern_step;
      n += name_step;
    } else if (star != std::string_view::npos) {
      p = star + 1;
      star_name += first_character(name.substr(star_name)).size();
      n = star_name;
    } else {
      return false;
    }
  }
  while (p < pattern.size() && pattern[p] == '*') ++p;
  return p == pattern.size();
}

/// The same idea one level up: on a mismatch the last `**` takes one folder more.
bool path_matches(const GlobPath& parts, const std::vector<std::string>& names) {
  constexpr std::size_t none = std::string_view::npos;
  std::size_t p = 0;
  std::size_t n = 0;
  std::size_t deep = none;
  std::size_t deep_name = 0;
  while (n < names.size()) {
    if (p < parts.size() && parts[p].kind == GlobPart::Kind::any_depth) {
      deep = p++;
      deep_name = n;
      if (p == parts.size()) return true;  // a last `**` takes every file below
    } else if (p < parts.size() && parts[p].matches(names[n])) {
      ++p;
      ++n;
    } else if (deep != none) {
      p = deep + 1;
      n = ++deep_name;
    } else {
      return false;
    }
  }
  return p == parts.size();
}

Result<GlobPath> parse_parts(std::string_view pattern, std::string_view path) {
  GlobPath parts;
  for (std::string& text : split(path, '/')) {
    if (text == "**") {
      if (parts.empty() || parts.back().kind != GlobPart::Kind::any_depth) {
        parts.push_back({GlobPart::Kind::any_depth, std::move(text)});
      }
      continue;
    }
    if (text.contains("**")) {
      return fail(glob_error(pattern, "`**` stands for whole folders, so it cannot touch other characters",
                             "write `**/` before the name, as in `**/*.cc`"));
    }
    for (std::size_t i = text.find('['); i != std::string::npos; i = text.find('[', i)) {
      i = closing_bracket(text, i);
      if (i == std::string::npos) {
        return fail(glob_error(pattern, "a `[` has no `]` after it", "write `[ab]`; a real `[` in a name is `[[]`"));
      }
    }
    GlobPart::Kind kind = is_glob(text) ? GlobPart::Kind::wildcard : GlobPart::Kind::literal;
    parts.push_back({kind, std::move(text)});
  }
  return parts;
}

}  // namespace

bool is_glob(std::string_view text) {
  return ranges::any_of(text, [](char c) { return c == '*' || c == '?' || c == '[' || c == '{' || c == '}'; });
}

bool GlobPart::matches(std::string_view name) const {
  return kind == Kind::literal ? text == name : wildcard_matches(text, name);
}

bool Glob::matches(std::string_view path) const {
  std::vector<std::string> names = split(path, '/');
  return ranges::any_of(alternatives, [&](const GlobPath& parts) { return path_matches(parts, names); });
}

Result<std::string> parse_project_path(std::string_view text) {
  if (text.empty()) return fail(Code::config_value, "a path is empty", "name a file or folder of the project, or `.`");
  if (ranges::any_of(text, [](unsigned char c) { return c < 0x20 || c == 0x7F; })) {
    return fail(Code::config_value, "a path holds a control character", "rename the file");
  }
  if (text.size() > glob_size_max)
    return fail(Code::config_value, "a path has more than 4096 characters", "shorten it");
  if (is_absolute(text)) {
    return fail(Code::config_path_outside, quote(text) + " is an absolute path",
                "write it as seen from the project's folder; files from elsewhere belong in the project");
  }
  std::string normalized = normalize_path(text);
  if (leaves_base(normalized)) {
    return fail(Code::config_path_outside, quote(text) + " leaves the project",
                "move the file into the project, or move sinter.toml to a folder above both");
  }
  return normalized;
}

Result<Glob> parse_glob(std::string_view pattern) {
  SINTER_TRY(parse_project_path(pattern));
  Glob glob;
  for (const std::string& alternative : SINTER_TRY(expand_braces(pattern))) {
    glob.alternatives.push_back(SINTER_TRY(parse_parts(pattern, SINTER_TRY(parse_project_path(alternative)))));
  }
  return glob;
}

}  // namespace sinter
