// report/screen_text.h without the tables of Unicode, which are larger than the rest of
// the program: every character of UTF-8 counts as one column.
#include <algorithm>

#include "base/visible.h"
#include "report/screen_text.h"

namespace sinter {
namespace {

bool begins_character(char byte) { return (static_cast<unsigned char>(byte) & 0xC0) != 0x80; }

/// Bytes of the first `count` characters.
std::size_t bytes_of_first(std::string_view text, std::size_t count) {
  std::size_t at = 0;
  for (; at < text.size(); ++at) {
    if (begins_character(text[at]) && count-- == 0) break;
  }
  return at;
}

}  // namespace

std::string screen_name(std::string_view name) { return visible(name); }

std::size_t screen_width(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), begins_character));
}

std::string fit(std::string_view text, std::size_t width) {
  std::size_t count = screen_width(text);
  if (count <= width) return std::string(text);
  if (width == 0) return {};
  std::size_t left = width / 2;
  std::string result(text.substr(0, bytes_of_first(text, left)));
  result += "\u2026";
  return result += text.substr(bytes_of_first(text, count - (width - left - 1)));
}

std::string fit_start(std::string_view text, std::size_t width) {
  if (screen_width(text) <= width) return std::string(text);
  if (width == 0) return {};
  return std::string(text.substr(0, bytes_of_first(text, width - 1))) + "\u2026";
}

}  // namespace sinter
