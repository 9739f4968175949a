#include "report/screen_text.h"

#include <utf8proc.h>

#include <algorithm>

#include "base/ranges.h"

namespace sinter {
namespace {

/// One character at the start of a text that is not empty.
struct Character {
  std::size_t size_bytes;
  utf8proc_int32_t code;  // negative: a byte that is no UTF-8
};

Character first_character(std::string_view text) {
  utf8proc_int32_t code = -1;
  utf8proc_ssize_t size = utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
                                           static_cast<utf8proc_ssize_t>(text.size()), &code);
  if (size <= 0) return {1, -1};
  return {static_cast<std::size_t>(size), code};
}

std::string hexadecimal(std::uint32_t value, std::size_t digits_min) {
  std::string digits;
  for (; value != 0 || digits.size() < digits_min; value /= 16) digits += "0123456789abcdef"[value % 16];
  return {digits.rbegin(), digits.rend()};
}

/// Whether a terminal would do something else than show it.
bool is_control(utf8proc_int32_t code) {
  utf8proc_category_t category = utf8proc_category(code);
  return category == UTF8PROC_CATEGORY_CC || category == UTF8PROC_CATEGORY_CF || category == UTF8PROC_CATEGORY_ZL ||
         category == UTF8PROC_CATEGORY_ZP;
}

/// Adds one character as it can be shown.
void append_visible(std::string& result, std::string_view text, Character character) {
  auto byte = static_cast<unsigned char>(text.front());
  if (character.code < 0) result += "\\x" + hexadecimal(byte, 2);
  else if (character.code == '\n') result += "\\n";
  else if (character.code == '\t') result += "\\t";
  else if (character.code == '\r') result += "\\r";
  else if (character.code < 0x80 && is_control(character.code)) result += "\\x" + hexadecimal(byte, 2);
  else if (is_control(character.code))
    result += "\\u{" + hexadecimal(static_cast<std::uint32_t>(character.code), 4) + "}";
  else result += text.substr(0, character.size_bytes);
}

/// Bytes of the escape sequence that the text begins with, to its end or the text's.
std::size_t escape_bytes(std::string_view text) {
  if (text.size() < 2) return text.size();
  std::size_t at = 1;
  if (text[1] == '[') {
    for (at = 2; at < text.size() && (text[at] < '@' || text[at] > '~');) ++at;
    return std::min(at + 1, text.size());
  }
  if (std::string_view("]PX^_").contains(text[1])) {  // a string, such as a title: up to BEL or ESC backslash
    for (at = 2; at < text.size(); ++at) {
      if (text[at] == '\a') return at + 1;
      if (text[at] == '\x1b') return std::min(at + 2, text.size());
    }
    return at;
  }
  while (at < text.size() && text[at] >= ' ' && text[at] <= '/') ++at;
  return std::min(at + 1, text.size());
}

bool is_colour(std::string_view escape) {
  return escape.starts_with("\x1b[") && escape.ends_with('m') &&
         ranges::all_of(escape.substr(2, escape.size() - 3),
                        [](char c) { return (c >= '0' && c <= '9') || c == ';' || c == ':'; });
}

std::size_t columns(utf8proc_int32_t code) { return static_cast<std::size_t>(std::max(0, utf8proc_charwidth(code))); }

}  // namespace

std::string screen_name(std::string_view name) {
  std::string result;
  while (!name.empty()) {
    Character character = first_character(name);
    append_visible(result, name, character);
    name.remove_prefix(character.size_bytes);
  }
  return result;
}

std::string screen_output(std::string_view output) {
  std::string result;
  std::size_t line_start = 0;
  bool is_coloured = false;
  while (!output.empty()) {
    char c = output.front();
    std::size_t size_bytes = 1;
    if (c == '\n') {
      result += c;
      line_start = result.size();
    } else if (c == '\r') {
      // "\r\n" ends a line; alone it starts the line anew, as progress bars do.
      std::size_t next = output.find_first_not_of('\r');
      if (next != std::string_view::npos && output[next] != '\n') result.resize(line_start);
    } else if (c == '\x1b') {
      size_bytes = escape_bytes(output);
      std::string_view escape = output.substr(0, size_bytes);
      if (is_colour(escape)) {
        result += escape;
        is_coloured = true;
      }
    } else if (c == '\t' || (c >= ' ' && c < '\x7f')) {
      result += c;
    } else {
      Character character = first_character(output);
      size_bytes = character.size_bytes;
      append_visible(result, output, character);
    }
    output.remove_prefix(size_bytes);
  }
  if (is_coloured && !result.ends_with("\x1b[0m\n") && !result.ends_with("\x1b[0m")) result += "\x1b[0m";
  return result;
}

std::string without_colours(std::string_view text) {
  std::string result;
  while (!text.empty()) {
    std::size_t escape = text.find('\x1b');
    result += text.substr(0, escape);
    if (escape == std::string_view::npos) break;
    text.remove_prefix(escape);
    text.remove_prefix(escape_bytes(text));
  }
  return result;
}

std::size_t screen_width(std::string_view text) {
  std::size_t width = 0;
  while (!text.empty()) {
    Character character = first_character(text);
    width += character.code < 0 ? 1 : columns(character.code);
    text.remove_prefix(character.size_bytes);
  }
  return width;
}

std::string fit_start(std::string_view text, std::size_t width) {
  if (screen_width(text) <= width) return std::string(text);
  if (width == 0) return "";
  std::size_t size_bytes = 0;
  for (std::size_t used = 1; size_bytes < text.size();) {
    Character character = first_character(text.substr(size_bytes));
    used += columns(character.code);
    if (used > width) break;
    size_bytes += character.size_bytes;
  }
  return std::string(text.substr(0, size_bytes)) + "…";
}

std::string fit(std::string_view text, std::size_t width) {
  std::size_t whole = screen_width(text);
  if (whole <= width) return std::string(text);
  if (width < 8) return fit_start(text, width);
  std::string start = fit_start(text, width / 3);
  // Leaves out characters from the front until the rest fits beside the start.
  std::size_t rest = whole;
  while (rest > width - screen_width(start)) {
    Character character = first_character(text);
    rest -= columns(character.code);
    text.remove_prefix(character.size_bytes);
  }
  return start + std::string(text);
}

}  // namespace sinter
