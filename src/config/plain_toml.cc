#include "config/plain_toml.h"

#include <charconv>
#include <unordered_map>

#include "base/ranges.h"

namespace sinter {
namespace {

/// More members than that are looked through for a repeated name by toml++, which has an index.
constexpr std::size_t members_max = 100;

/// Of elements and members: growing one by one moves all that are there, and most have no more.
constexpr std::size_t usual_count = 4;

bool is_bare(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
}

/// A table with a line of its own, or one that such a line names on the way.
struct PlainTable {
  TomlMember member;  // its own members; the tables in it come last
  std::vector<std::uint32_t> tables;
};

/// Each step is false, or gives nothing, as soon as the text is not plain.
class PlainReader {
 public:
  explicit PlainReader(std::string_view text) : text_(text) {}

  std::optional<TomlValue> run() {
    tables_.push_back({.member = table_member("", {1, 1}, {1, 1}), .tables = {}});
    std::uint32_t current = 0;
    for (; at_ < text_.size(); next_line()) {
      skip_blanks();
      if (is_line_over()) {
      } else if (text_[at_] == '[') {
        std::optional<std::uint32_t> opened = open_table();
        if (!opened) return std::nullopt;
        current = *opened;
      } else if (!read_member(std::get<TomlValue::Table>(tables_[current].member.value.data))) {
        return std::nullopt;
      }
      skip_blanks();
      if (!is_line_over() || !skip_comment()) return std::nullopt;
    }
    return join(0).value;
  }

 private:
  static TomlMember table_member(std::string_view name, Spot spot, Spot table_spot) {
    return {.name = std::string(name), .spot = spot, .value = {.data = TomlValue::Table(), .spot = table_spot}};
  }

  char here() const { return at_ < text_.size() ? text_[at_] : '\n'; }
  Spot spot() const { return {line_, static_cast<std::uint32_t>(at_ - line_start_ + 1)}; }
  bool is_line_over() const { return here() == '\n' || here() == '#'; }
  bool skip(char c) {
    if (here() != c || at_ == text_.size()) return false;
    ++at_;
    return true;
  }
  void skip_blanks() {
    while (here() == ' ' || here() == '\t') ++at_;
  }
  void next_line() {
    line_start_ = ++at_;
    ++line_;
  }

  /// To the end of the line.
  bool skip_comment() {
    for (; here() != '\n'; ++at_) {
      if (here() != '\t' && (here() < ' ' || here() > '~')) return false;
    }
    return true;
  }

  /// Between the elements of an array.
  bool skip_lines() {
    for (;;) {
      skip_blanks();
      if (!is_line_over()) return true;
      if (!skip_comment() || at_ >= text_.size()) return false;
      next_line();
    }
  }

  std::string_view bare_name() {
    std::size_t start = at_;
    while (is_bare(here())) ++at_;
    return text_.substr(start, at_ - start);
  }

  static bool has_member(const PlainTable& table, std::string_view name) {
    return ranges::contains(std::get<TomlValue::Table>(table.member.value.data), name, &TomlMember::name);
  }

  /// `[step.compile]`: each name once, and none before the one that it is in.
  std::optional<std::uint32_t> open_table() {
    Spot table_spot = spot();
    std::size_t start = ++at_;
    std::uint32_t inside = 0;
    for (std::size_t parts = 1; parts <= toml_key_parts_max; ++parts) {
      Spot name_spot = spot();
      std::string_view name = bare_name();
      bool is_last = here() == ']';
      if (name.empty() || (!is_last && here() != '.')) return std::nullopt;
      auto [known, is_new] =
          by_path_.try_emplace(text_.substr(start, at_ - start), static_cast<std::uint32_t>(tables_.size()));
      ++at_;
      if (is_new) {
        if (has_member(tables_[inside], name)) return std::nullopt;
        tables_[inside].tables.push_back(known->second);
        tables_.push_back({.member = table_member(name, name_spot, table_spot), .tables = {}});
      } else if (is_last) {
        return std::nullopt;
      }
      inside = known->second;
      if (is_last) return inside;
    }
    return std::nullopt;
  }

  bool read_member(TomlValue::Table& members) {
    Spot name_spot = spot();
    std::string_view name = bare_name();
    skip_blanks();
    if (name.empty() || members.size() == members_max || ranges::contains(members, name, &TomlMember::name) ||
        !skip('='))
      return false;
    skip_blanks();
    if (members.empty()) members.reserve(usual_count);
    TomlMember& member = members.emplace_back(TomlMember{.name = std::string(name), .spot = name_spot, .value = {}});
    return read_value(member.value, 1);
  }

  bool read_value(TomlValue& value, std::size_t depth) {
    value.spot = spot();
    char c = here();
    if (c == '"') return read_string(value);
    if (c == '[') return depth < toml_nesting_max / 2 && read_array(value, depth);
    std::string_view word = bare_name();
    if (word == "true" || word == "false") {
      value.data = word == "true";
    } else if (!read_integer(word, value)) {
      return false;
    }
    c = here();
    return c == ' ' || c == '\t' || c == ',' || c == ']' || is_line_over();
  }

  static bool read_integer(std::string_view word, TomlValue& value) {
    if (word.empty() || word.front() < '0' || word.front() > '9' || (word.front() == '0' && word.size() > 1))
      return false;
    std::int64_t number = 0;
    auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), number);
    value.data = number;
    return error == std::errc() && end == word.data() + word.size();
  }

  bool read_string(TomlValue& value) {
    std::size_t start = ++at_;
    while (here() >= ' ' && here() <= '~' && here() != '"' && here() != '\\') ++at_;
    value.data = std::string(text_.substr(start, at_ - start));
    // `""` may begin a string of several lines.
    return skip('"') && here() != '"';
  }

  bool read_array(TomlValue& value, std::size_t depth) {
    TomlValue::Array elements;
    elements.reserve(usual_count);
    ++at_;
    for (;;) {
      if (!skip_lines()) return false;
      if (skip(']')) break;
      if (!read_value(elements.emplace_back(), depth + 1) || !skip_lines()) return false;
      if (skip(']')) break;
      if (!skip(',')) return false;
    }
    value.data = std::move(elements);
    return true;
  }

  /// The table with those in it, which nest no deeper than a key has parts.
  TomlMember join(std::uint32_t index) {
    TomlMember member = std::move(tables_[index].member);
    auto& members = std::get<TomlValue::Table>(member.value.data);
    members.reserve(members.size() + tables_[index].tables.size());
    for (std::uint32_t table : tables_[index].tables) members.push_back(join(table));
    return member;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::uint32_t line_ = 1;
  std::size_t line_start_ = 0;
  std::vector<PlainTable> tables_;  // the first is the root
  std::unordered_map<std::string_view, std::uint32_t> by_path_;
};

}  // namespace

std::optional<TomlValue> read_plain_toml(std::string_view text) { return PlainReader(text).run(); }

}  // namespace sinter
