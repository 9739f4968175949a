#include "token.h"

#include "modules/text/lanes.h"
#include "modules/text/utf8.h"

namespace sinter::json {
namespace {

using text::below;
using text::equal;
using text::first_lane;
using text::lane_count;
using text::LaneMask;
using text::Lanes;
using text::load;
using text::mask_of;
using text::splat;
using text::top_bits;

std::unexpected<Fault<JsonFault>> fault(JsonFault code, std::size_t offset) {
  return std::unexpected(Fault{code, offset});
}

std::uint32_t size_of(std::size_t size) { return static_cast<std::uint32_t>(size); }

/// The first quote or backslash at or after `at`, or the end of the text.
std::size_t find_quote(Bytes text, std::size_t at) {
  for (; at + lane_count <= text.size(); at += lane_count) {
    Lanes lanes = load<Lanes>(text.data() + at);
    LaneMask mask = mask_of(equal(lanes, splat('"')) | equal(lanes, splat('\\')));
    if (mask != 0) return at + first_lane(mask);
  }
  while (at < text.size() && text[at] != '"' && text[at] != '\\') ++at;
  return at;
}

/// The first byte at or after `at` that is not simply a character of a string: a quote, a
/// backslash, a control character, or one of a sequence that is longer than one byte.
std::size_t find_special(Bytes text, std::size_t at) {
  for (; at + lane_count <= text.size(); at += lane_count) {
    Lanes lanes = load<Lanes>(text.data() + at);
    LaneMask mask =
        mask_of(equal(lanes, splat('"')) | equal(lanes, splat('\\')) | below(lanes, 0x20)) | top_bits(lanes);
    if (mask != 0) return at + first_lane(mask);
  }
  while (at < text.size() && text[at] >= 0x20 && text[at] < 0x80 && text[at] != '"' && text[at] != '\\') ++at;
  return at;
}

/// Behind the escape whose backslash is at `at`; 0 if there is no such escape.
std::size_t escape_end(Bytes text, std::size_t at) {
  if (at + 1 >= text.size()) return 0;
  switch (text[at + 1]) {
    case '"':
    case '\\':
    case '/':
    case 'b':
    case 'f':
    case 'n':
    case 'r':
    case 't': return at + 2;
    case 'u': return hex4(text, at + 2) <= 0xffff ? at + 6 : 0;
    default: return 0;
  }
}

std::size_t skip_digits(Bytes text, std::size_t at) {
  while (at < text.size() && is_digit(text[at])) ++at;
  return at;
}

}  // namespace

std::uint32_t hex4(Bytes text, std::size_t at) {
  if (at + 4 > text.size()) return 0x10000;
  std::uint32_t value = 0;
  for (std::uint8_t byte : text.subspan(at, 4)) {
    std::uint8_t letter = byte | 0x20;
    if (is_digit(byte)) value = value << 4 | (byte - '0');
    else if (letter >= 'a' && letter <= 'f') value = value << 4 | (letter - 'a' + 10u);
    else return 0x10000;
  }
  return value;
}

End string_end(Bytes text, std::size_t at) {
  for (at = find_quote(text, at + 1); at < text.size(); at = find_quote(text, at + 2)) {
    if (text[at] == '"') return size_of(at + 1);
    if (at + 2 > text.size()) break;
  }
  return fault(JsonFault::unexpected_end, text.size());
}

End checked_string_end(Bytes text, std::size_t at) {
  at = find_special(text, at + 1);
  while (at < text.size()) {
    std::uint8_t byte = text[at];
    if (byte == '"') return size_of(at + 1);
    if (byte < 0x20) return fault(JsonFault::control_character, at);
    if (byte >= 0x80) {
      text::DecodedCodePoint decoded = text::decode_front(text.subspan(at));
      if (decoded.fault) return fault(JsonFault::invalid_utf8, at);
      at += decoded.size_bytes;
      if (at < text.size() && text[at] >= 0x80) continue;
    } else {
      std::size_t end = escape_end(text, at);
      if (end == 0) return fault(JsonFault::bad_escape, at);
      at = end;
    }
    at = find_special(text, at);
  }
  return fault(JsonFault::unexpected_end, text.size());
}

End number_end(Bytes text, std::size_t at) {
  auto wrong = [&](std::size_t place) {
    return fault(place >= text.size() ? JsonFault::unexpected_end : JsonFault::bad_number, place);
  };
  if (text[at] == '-') ++at;
  if (at >= text.size() || !is_digit(text[at])) return wrong(at);
  at = text[at] == '0' ? at + 1 : skip_digits(text, at);
  if (at < text.size() && text[at] == '.') {
    std::size_t end = skip_digits(text, at + 1);
    if (end == at + 1) return wrong(end);
    at = end;
  }
  if (at < text.size() && (text[at] | 0x20) == 'e') {
    ++at;
    if (at < text.size() && (text[at] == '+' || text[at] == '-')) ++at;
    std::size_t end = skip_digits(text, at);
    if (end == at) return wrong(end);
    at = end;
  }
  if (at < text.size() && !is_kind(text[at], delimiter)) return wrong(at);
  return size_of(at);
}

End literal_end(Bytes text, std::size_t at) {
  std::string_view literal = text[at] == 't' ? "true" : text[at] == 'f' ? "false" : "null";
  for (char letter : literal) {
    if (at >= text.size()) return fault(JsonFault::unexpected_end, at);
    if (text[at] != static_cast<std::uint8_t>(letter)) return fault(JsonFault::bad_literal, at);
    ++at;
  }
  if (at < text.size() && !is_kind(text[at], delimiter)) return fault(JsonFault::bad_literal, at);
  return size_of(at);
}

}  // namespace sinter::json
