#include "spelling.h"

#include "token.h"

namespace sinter::json {
namespace {

std::string_view view(Bytes text, std::size_t begin, std::size_t end) {
  return {reinterpret_cast<const char*>(text.data()) + begin, end - begin};
}

void append_utf8(std::string& to, std::uint32_t point) {
  auto put = [&](std::uint32_t byte) { to += static_cast<char>(byte); };
  if (point < 0x80) return put(point);
  if (point < 0x800) {
    put(0xc0 | point >> 6);
  } else {
    if (point < 0x10000) {
      put(0xe0 | point >> 12);
    } else {
      put(0xf0 | point >> 18);
      put(0x80 | (point >> 12 & 0x3f));
    }
    put(0x80 | (point >> 6 & 0x3f));
  }
  put(0x80 | (point & 0x3f));
}

/// The character that \u at `at` begins; moves `at` behind it.
std::uint32_t decode_unicode_escape(Bytes text, std::size_t& at) {
  std::uint32_t unit = hex4(text, at + 2);
  at += 6;
  if ((unit & 0xf800) != 0xd800) return unit;
  constexpr std::uint32_t replacement = 0xfffd;
  if (unit >= 0xdc00 || at + 6 > text.size() || text[at] != '\\' || text[at + 1] != 'u') return replacement;
  std::uint32_t low = hex4(text, at + 2);
  if ((low & 0xfc00) != 0xdc00 || low > 0xffff) return replacement;
  at += 6;
  return 0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00);
}

char unescaped(std::uint8_t byte) {
  switch (byte) {
    case 'b': return '\b';
    case 'f': return '\f';
    case 'n': return '\n';
    case 'r': return '\r';
    case 't': return '\t';
    default: return static_cast<char>(byte);
  }
}

}  // namespace

std::string decode_string(Bytes text, std::size_t begin, std::size_t end) {
  std::string decoded;
  std::string_view rest = view(text, begin + 1, end - 1);
  while (true) {
    std::size_t backslash = rest.find('\\');
    decoded += rest.substr(0, backslash);
    if (backslash == rest.npos) return decoded;
    std::size_t at = static_cast<std::size_t>(rest.data() - reinterpret_cast<const char*>(text.data())) + backslash;
    if (text[at + 1] == 'u') {
      append_utf8(decoded, decode_unicode_escape(text, at));
    } else {
      decoded += unescaped(text[at + 1]);
      at += 2;
    }
    rest = view(text, at, end - 1);
  }
}

std::optional<std::size_t> find_lone_surrogate(Bytes text, std::size_t begin, std::size_t end) {
  std::string_view raw = view(text, begin, end);
  for (std::size_t at = raw.find('\\'); at != raw.npos; at = raw.find('\\', at)) {
    std::size_t place = begin + at;
    if (raw[at + 1] != 'u') {
      at += 2;
      continue;
    }
    bool is_surrogate = (hex4(text, place + 2) & 0xf800) == 0xd800;
    std::size_t after = place;
    decode_unicode_escape(text, after);
    // A pair is read as one.
    if (is_surrogate && after == place + 6) return place;
    at = after - begin;
  }
  return std::nullopt;
}

bool spells(Bytes text, std::size_t begin, std::size_t end, std::string_view name) {
  std::string_view raw = view(text, begin + 1, end - 1);
  if (raw.size() <= name.size()) {
    // An escape is longer than what it means.
    return raw == name && !raw.contains('\\') && checked_string_end(text, begin);
  }
  return raw.contains('\\') && checked_string_end(text, begin) && decode_string(text, begin, end) == name;
}

}  // namespace sinter::json
