#include "base/json.h"

#include <charconv>
#include <cmath>

#include "base/error.h"

namespace sinter {
namespace {

/// The length of the well-formed UTF-8 sequence at the start of `text`, or 0.
std::size_t utf8_sequence_size(std::string_view text) {
  auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  auto continues = [&](std::size_t i) { return i < text.size() && (byte(i) & 0xC0) == 0x80; };
  unsigned char lead = byte(0);
  if (lead < 0x80) return 1;
  if (lead >= 0xC2 && lead <= 0xDF) return continues(1) ? 2 : 0;
  if (lead >= 0xE0 && lead <= 0xEF) {
    if (!continues(1) || !continues(2)) return 0;
    if (lead == 0xE0 && byte(1) < 0xA0) return 0;
    if (lead == 0xED && byte(1) > 0x9F) return 0;
    return 3;
  }
  if (lead >= 0xF0 && lead <= 0xF4) {
    if (!continues(1) || !continues(2) || !continues(3)) return 0;
    if (lead == 0xF0 && byte(1) < 0x90) return 0;
    if (lead == 0xF4 && byte(1) > 0x8F) return 0;
    return 4;
  }
  return 0;
}

/// ASCII that stands for itself in a JSON string.
bool is_plain(char c) { return c >= 0x20 && c != '"' && c != '\\'; }

void append_escape(std::string& out, unsigned char c) {
  constexpr char digits[] = "0123456789abcdef";
  switch (c) {
    case '"': out += "\\\""; return;
    case '\\': out += "\\\\"; return;
    case '\n': out += "\\n"; return;
    case '\r': out += "\\r"; return;
    case '\t': out += "\\t"; return;
    default:
      out += "\\u00";
      out += digits[c >> 4];
      out += digits[c & 15];
  }
}

}  // namespace

void append_json_string(std::string& out, std::string_view text) {
  out += '"';
  while (!text.empty()) {
    std::size_t plain = 0;
    while (plain < text.size() && is_plain(text[plain])) ++plain;
    out += text.substr(0, plain);
    text.remove_prefix(plain);
    if (text.empty()) break;
    auto lead = static_cast<unsigned char>(text[0]);
    std::size_t size = 1;
    if (lead < 0x80) {
      append_escape(out, lead);
    } else if (size = utf8_sequence_size(text); size != 0) {
      out += text.substr(0, size);
    } else {
      out += "\xEF\xBF\xBD";
      size = 1;
    }
    text.remove_prefix(size);
  }
  out += '"';
}

void JsonWriter::newline() {
  if (indent_ == 0) return;
  text_ += '\n';
  text_.append(levels_.size() * static_cast<std::size_t>(indent_), ' ');
}

void JsonWriter::before_value() {
  if (levels_.empty()) {
    SINTER_ASSERT(text_.empty());
    return;
  }
  Level& level = levels_.back();
  if (level.is_object) {
    SINTER_ASSERT(after_key_);
    after_key_ = false;
    return;
  }
  if (level.count++ != 0) text_ += ',';
  newline();
}

JsonWriter& JsonWriter::key(std::string_view name) {
  SINTER_ASSERT(!levels_.empty() && levels_.back().is_object && !after_key_);
  if (levels_.back().count++ != 0) text_ += ',';
  newline();
  append_json_string(text_, name);
  text_ += indent_ == 0 ? ":" : ": ";
  after_key_ = true;
  return *this;
}

JsonWriter& JsonWriter::begin_object() {
  before_value();
  text_ += '{';
  levels_.push_back({.is_object = true});
  return *this;
}

JsonWriter& JsonWriter::begin_array() {
  before_value();
  text_ += '[';
  levels_.push_back({.is_object = false});
  return *this;
}

void JsonWriter::close(char bracket) {
  SINTER_ASSERT(!levels_.empty() && !after_key_ && levels_.back().is_object == (bracket == '}'));
  bool had_any = levels_.back().count != 0;
  levels_.pop_back();
  if (had_any) newline();
  text_ += bracket;
}

JsonWriter& JsonWriter::end_object() {
  close('}');
  return *this;
}

JsonWriter& JsonWriter::end_array() {
  close(']');
  return *this;
}

JsonWriter& JsonWriter::raw(std::string_view json) {
  before_value();
  text_ += json;
  return *this;
}

JsonWriter& JsonWriter::string(std::string_view text) {
  before_value();
  append_json_string(text_, text);
  return *this;
}

JsonWriter& JsonWriter::number(std::uint64_t value) { return raw(std::to_string(value)); }
JsonWriter& JsonWriter::number(std::int64_t value) { return raw(std::to_string(value)); }

JsonWriter& JsonWriter::real(double value) {
  if (!std::isfinite(value)) return null();
  char digits[32];
  auto [end, error] = std::to_chars(digits, digits + sizeof digits, value);
  return raw({digits, static_cast<std::size_t>(end - digits)});
}

JsonWriter& JsonWriter::boolean(bool value) { return raw(value ? "true" : "false"); }
JsonWriter& JsonWriter::null() { return raw("null"); }

std::string JsonWriter::take() {
  SINTER_ASSERT(levels_.empty());
  if (indent_ != 0) text_ += '\n';
  return std::move(text_);
}

}  // namespace sinter
