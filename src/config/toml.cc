#include "config/toml.h"

#include <algorithm>

#include "base/ranges.h"
#include "base/text.h"
#include "config/plain_toml.h"
#include "config/toml_library.h"

namespace sinter {
namespace {

static_assert(TOML_MAX_NESTED_VALUES == toml_nesting_max);

Spot spot_of(const toml::source_region& source) { return {source.begin.line, source.begin.column}; }

TomlValue convert(const toml::node& node) {
  TomlValue value{.data = TomlValue::Date{}, .spot = spot_of(node.source())};
  if (const auto* text = node.as_string()) {
    value.data = text->get();
  } else if (const auto* integer = node.as_integer()) {
    value.data = integer->get();
  } else if (const auto* real = node.as_floating_point()) {
    value.data = real->get();
  } else if (const auto* boolean = node.as_boolean()) {
    value.data = boolean->get();
  } else if (const toml::array* array = node.as_array()) {
    TomlValue::Array elements;
    for (const toml::node& element : *array) elements.push_back(convert(element));
    value.data = std::move(elements);
  } else if (const toml::table* table = node.as_table()) {
    TomlValue::Table members;
    for (const auto& [key, member] : *table) {
      members.push_back({std::string(key.str()), spot_of(key.source()), convert(member)});
    }
    ranges::sort(members, {}, &TomlMember::spot);
    value.data = std::move(members);
  }
  return value;
}

/// The place of the first key with too many parts. toml++ has no limit for them and
/// recurses once a part, so such a text must never reach it. Follows strings and
/// comments only as far as telling keys from them needs.
class KeyDepthScan {
 public:
  explicit KeyDepthScan(std::string_view text) : text_(text) {}

  std::optional<Spot> run() {
    while (at_ < text_.size()) {
      char c = text_[at_];
      if (c == '"' || c == '\'') {
        skip_string(c);
      } else if (c == '#') {
        at_ = std::min(text_.find('\n', at_), text_.size());
      } else {
        if (c == '.' && ++dots_ >= toml_key_parts_max) return spot();
        if (std::string_view("\n=,[]{}").contains(c)) dots_ = 0;
        ++at_;
      }
    }
    return std::nullopt;
  }

 private:
  void skip_string(char mark) {
    bool is_long = text_.substr(at_).starts_with(std::string(3, mark));
    std::size_t mark_size = is_long ? 3 : 1;
    at_ += mark_size;
    while (at_ < text_.size()) {
      if (text_.substr(at_, mark_size) == std::string_view("\"\"\"'''").substr(mark == '"' ? 0 : 3, mark_size)) {
        at_ += mark_size;
        return;
      }
      if (!is_long && text_[at_] == '\n') return;  // a mistake toml++ explains better
      at_ += mark == '"' && text_[at_] == '\\' ? 2 : 1;
    }
  }

  Spot spot() const {
    std::string_view before = text_.substr(0, at_);
    std::size_t line_start = before.rfind('\n') + 1;  // npos + 1 is 0
    return {static_cast<std::uint32_t>(ranges::count(before, '\n') + 1),
            static_cast<std::uint32_t>(at_ - line_start + 1)};
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::size_t dots_ = 0;
};

std::string_view line_of(std::string_view text, std::uint32_t line) {
  for (; line > 1; --line) {
    std::size_t end = text.find('\n');
    if (end == std::string_view::npos) return {};
    text.remove_prefix(end + 1);
  }
  return trim(text.substr(0, text.find('\n')));
}

/// The first line that reads like `wanted`: where a repeated table stands already.
std::uint32_t first_line_like(std::string_view text, std::string_view wanted) {
  for (std::uint32_t line = 1;; ++line) {
    std::size_t end = text.find('\n');
    if (trim(text.substr(0, end)) == wanted) return line;
    if (end == std::string_view::npos) return 0;
    text.remove_prefix(end + 1);
  }
}

/// toml++ tells what and where; a table or key that is there twice deserves its own code,
/// because its next step is another.
Error syntax_error(std::string_view text, const std::string& path, const toml::parse_error& failure) {
  Spot spot = spot_of(failure.source());
  constexpr std::string_view opening = "Error while parsing ";
  std::string reason(failure.description());
  if (reason.starts_with(opening)) reason.erase(0, opening.size());
  Place place{path, spot.line, spot.column};
  std::string_view line = line_of(text, spot.line);
  if (reason.contains("cannot redefine existing")) {
    bool is_table = line.starts_with('[');
    std::string what = is_table ? "the table " + quote(line.substr(0, line.find(']') + 1)) + " is there twice"
                                : "a key is there twice: " + quote(line);
    Error error{.code = Code::config_duplicate, .what = std::move(what), .where = std::move(place)};
    std::uint32_t first = first_line_like(text, line);
    if (first != 0 && first < spot.line) error.why = {"it is on line " + std::to_string(first) + " already"};
    error.next = is_table ? "give one of them another name, or join the two" : "remove one of the two";
    return error;
  }
  return {.code = Code::config_syntax,
          .what = quote(path) + " is not TOML",
          .where = std::move(place),
          .why = {std::move(reason)},
          .next = "correct that line; strings need quotes, lists need `[ ]`, tables look like `[module.name]`"};
}

}  // namespace

std::string_view TomlValue::kind() const {
  switch (data.index()) {
    case 0: return "a string";
    case 1: return "a whole number";
    case 2: return "a number";
    case 3: return "true or false";
    case 4: return "a date";
    case 5: return "an array";
    default: return "a table";
  }
}

Result<TomlValue> parse_toml(std::string_view text, const std::string& path) {
  if (std::optional<TomlValue> plain = read_plain_toml(text)) return *std::move(plain);
  if (std::optional<Spot> spot = KeyDepthScan(text).run()) {
    return fail(Error{.code = Code::config_syntax,
                      .what = "a key has more than " + std::to_string(toml_key_parts_max) + " parts",
                      .where = {path, spot->line, spot->column},
                      .next = "no key of " + quote(path) + " needs more than three: `module.name.key`"});
  }
  toml::parse_result result = toml::parse(text, path);
  if (!result) return fail(syntax_error(text, path, result.error()));
  return convert(result.table());
}

}  // namespace sinter
