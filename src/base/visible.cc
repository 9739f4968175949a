#include "base/visible.h"

#include <cstdint>

namespace sinter {
namespace {

constexpr std::string_view digits = "0123456789abcdef";

struct Sequence {
  std::size_t size;  // 0: not well-formed
  std::uint32_t code;
};

/// The UTF-8 sequence at the start of `text`, which is not empty.
Sequence first_sequence(std::string_view text) {
  auto lead = static_cast<unsigned char>(text[0]);
  if (lead < 0x80) return {1, lead};
  std::size_t size = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  if (lead < 0xC2 || lead > 0xF4 || text.size() < size) return {0, 0};
  std::uint32_t code = lead & (0x7Fu >> size);
  for (std::size_t i = 1; i < size; ++i) {
    auto byte = static_cast<unsigned char>(text[i]);
    if ((byte & 0xC0) != 0x80) return {0, 0};
    code = code << 6 | (byte & 0x3Fu);
  }
  constexpr std::uint32_t smallest[] = {0, 0, 0x80, 0x800, 0x10000};
  bool is_surrogate = code >= 0xD800 && code <= 0xDFFF;
  if (code < smallest[size] || code > 0x10FFFF || is_surrogate) return {0, 0};
  return {size, code};
}

void append_hex(std::string& out, std::uint32_t value, int digit_count) {
  for (int i = digit_count; i-- > 0;) out += digits[value >> (4 * i) & 15];
}

/// Characters that change where or in which direction others are drawn, or that end a line.
bool is_unruly(std::uint32_t code) {
  return (code >= 0x200E && code <= 0x200F) || (code >= 0x2028 && code <= 0x202E) ||
         (code >= 0x2066 && code <= 0x2069) || code == 0xFEFF || code == 0x061C;
}

}  // namespace

std::string visible(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    auto [size, code] = first_sequence(text);
    if (size == 0) {
      out += "\\x";
      append_hex(out, static_cast<unsigned char>(text[0]), 2);
      size = 1;
    } else if (code == '\n' || code == '\t' || code == '\r') {
      out += code == '\n' ? "\\n" : code == '\t' ? "\\t" : "\\r";
    } else if (code < 0x20 || (code >= 0x7F && code < 0xA0)) {
      out += "\\x";
      append_hex(out, code, 2);
    } else if (is_unruly(code)) {
      out += "\\u";
      append_hex(out, code, 4);
    } else {
      out += text.substr(0, size);
    }
    text.remove_prefix(size);
  }
  return out;
}

}  // namespace sinter
