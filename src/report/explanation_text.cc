#include "report/explanation_text.h"

#include <algorithm>

#include "report/screen_text.h"

namespace sinter {
namespace {

constexpr std::size_t text_size_max = 100;
constexpr std::size_t context_size = 20;
constexpr std::size_t lines_max = 30;

bool is_continuation(char c) { return (static_cast<unsigned char>(c) & 0xc0) == 0x80; }

/// What of `text` lies between those ends, which are moved outwards to whole characters.
std::string part_of(std::string_view text, std::size_t begin, std::size_t end) {
  while (begin > 0 && is_continuation(text[begin])) --begin;
  while (end < text.size() && is_continuation(text[end])) ++end;
  return (begin > 0 ? "..." : "") + std::string(text.substr(begin, end - begin)) + (end < text.size() ? "..." : "");
}

/// Of two long texts, such as scripts, what differs and a little around it.
void shorten(std::string& before, std::string& after) {
  if (std::max(before.size(), after.size()) <= text_size_max) return;
  std::size_t shorter = std::min(before.size(), after.size());
  std::size_t first = 0, last = 0;  // how much is the same at either end
  while (first < shorter && before[first] == after[first]) ++first;
  while (last < shorter - first && before[before.size() - 1 - last] == after[after.size() - 1 - last]) ++last;
  for (std::string* text : {&before, &after}) {
    std::size_t begin = std::max(first, context_size) - context_size;
    std::size_t end = std::min(text->size() - last + context_size, text->size());
    *text = part_of(*text, begin, std::min(end, begin + text_size_max));
  }
}

}  // namespace

std::string_view part_name(Change::Part part) {
  switch (part) {
    case Change::Part::command: return "command";
    case Change::Part::input: return "input";
    case Change::Part::variable: return "variable";
    case Change::Part::tool: return "tool";
    case Change::Part::output: return "output";
  }
  return "";
}

std::string explanation_text(const ActionExplained::Line& line) {
  std::string name = screen_name(line.name);
  std::string before = screen_name(line.before), after = screen_name(line.after);
  shorten(before, after);
  bool is_file =
      line.part == Change::Part::input || line.part == Change::Part::output || line.part == Change::Part::tool;
  std::string text = std::string(part_name(line.part)) + " ";
  if (!name.empty()) text += name + ": ";
  if (before.empty() && after.empty()) return text + "changed";
  if (is_file && before.empty()) return text + "is new";
  if (is_file && after.empty()) return text + (line.part == Change::Part::output ? "was missing" : "is gone");
  if (before.empty()) return text + "+ " + after;
  if (after.empty()) return text + "- " + before;
  if (before == value_not_shown) return text + "changed " + before;
  return text + before + " -> " + after;
}

std::string explanation_lines(const std::vector<ActionExplained::Line>& lines, std::size_t indent_size) {
  std::string text, indent(indent_size, ' ');
  for (std::size_t i = 0; i < std::min(lines.size(), lines_max); ++i) {
    text += indent + explanation_text(lines[i]) + "\n";
  }
  if (lines.size() > lines_max) text += indent + "and " + std::to_string(lines.size() - lines_max) + " more\n";
  return text;
}

}  // namespace sinter
