#include "validate.h"

#include <algorithm>

#include "grammar.h"
#include "modules/text/utf8.h"
#include "scan.h"
#include "token.h"

namespace sinter::json {
namespace {

/// Reads a text from left to right.
class Reader {
 public:
  Reader(Bytes text, const Limits& limits) : text_(text), limits_(limits), levels_(limits) {}

  OptionalFault fault() {
    skip_space();
    while (true) {
      if (OptionalFault fault = read_value()) return fault;
      // What was opened and holds something goes on with its first value.
      if (is_opened_) continue;
      while (levels_.closing() != 0 && byte() == levels_.closing()) {
        levels_.close();
        ++at_;
        skip_space();
      }
      if (levels_.closing() == 0) break;
      if (byte() != ',') return wrong(JsonFault::expected_comma);
      ++at_;
      skip_space();
      if (!levels_.in_object()) continue;
      if (OptionalFault fault = read_name()) return fault;
    }
    if (at_ < text_.size()) return wrong(JsonFault::trailing_content);
    return std::nullopt;
  }

 private:
  /// No token begins with a space.
  std::uint8_t byte() const { return at_ < text_.size() ? text_[at_] : ' '; }
  void skip_space() { at_ = skip_whitespace(text_, at_); }

  /// At the end of the text every fault is that it ends.
  OptionalFault wrong(JsonFault code) const {
    return Fault{at_ < text_.size() ? code : JsonFault::unexpected_end, at_};
  }

  OptionalFault read_value() {
    is_opened_ = false;
    if (byte() == '{' || byte() == '[') return read_opening();
    End end = scalar_end();
    if (!end) return end.error();
    at_ = *end;
    skip_space();
    return std::nullopt;
  }

  /// Up to the first value, or to the bracket that closes what is empty.
  OptionalFault read_opening() {
    bool is_object = byte() == '{';
    if (!levels_.open(is_object)) return wrong(JsonFault::too_deep);
    ++at_;
    skip_space();
    is_opened_ = byte() != levels_.closing();
    return is_opened_ && is_object ? read_name() : std::nullopt;
  }

  /// The name of a member and the colon.
  OptionalFault read_name() {
    if (byte() != '"') return wrong(JsonFault::expected_key);
    End end = checked_string_end(text_, at_);
    if (!end) return end.error();
    at_ = *end;
    skip_space();
    if (byte() != ':') return wrong(JsonFault::expected_colon);
    ++at_;
    skip_space();
    return std::nullopt;
  }

  End scalar_end() const {
    if (byte() == '"') return checked_string_end(text_, at_);
    if (is_kind(byte(), literal_start)) return literal_end(text_, at_);
    if (!is_kind(byte(), number_start)) return std::unexpected(*wrong(JsonFault::expected_value));
    End end = number_end(text_, at_);
    if (end && limits_.number_bytes_max && *end - at_ > *limits_.number_bytes_max) {
      return std::unexpected(Fault{JsonFault::number_too_long, at_});
    }
    return end;
  }

  Bytes text_;
  const Limits& limits_;
  Levels levels_;
  std::size_t at_ = 0;
  bool is_opened_ = false;  // the last value was the opening of what is not empty
};

Fallible<void, JsonFault> as_result(OptionalFault fault) {
  if (fault) return std::unexpected(*fault);
  return {};
}

}  // namespace

OptionalFault fault_in(Bytes text, const Limits& limits, bool is_utf8) {
  // The scan looks at blocks, and a text of few blocks is read before it is set up.
  constexpr std::size_t short_text = 256;
  if (limits.size_bytes_max && text.size() > *limits.size_bytes_max) {
    return Fault{JsonFault::too_large, *limits.size_bytes_max};
  }
  if (text.size() >= short_text && is_certainly_valid(text, limits, is_utf8)) return std::nullopt;
  return first_fault(text, limits);
}

OptionalFault first_fault(Bytes text, const Limits& limits) { return Reader(text, limits).fault(); }

Fallible<void, JsonFault> validate(std::string_view text, const std::optional<Limits>& limits) {
  return as_result(fault_in(bytes_of(text), limits.value_or(Limits{}), true));
}

Fallible<void, JsonFault> validate_bytes(Bytes text, const std::optional<Limits>& limits) {
  return as_result(fault_in(text, limits.value_or(Limits{}), false));
}

Position locate(std::string_view text, std::uint32_t offset) {
  text = text.substr(0, offset);
  std::size_t line_begin = text.rfind('\n') + 1;  // 0 if there is none
  std::uint32_t before = text::utf16_units(bytes_of(text.substr(0, line_begin)));
  std::uint32_t column = text::utf16_units(bytes_of(text.substr(line_begin)));
  auto lines = std::count(text.begin(), text.end(), '\n');
  return {.line = static_cast<std::uint32_t>(lines) + 1, .column = column + 1, .index = before + column};
}

std::optional<Problem> find_problem(std::string_view text, const std::optional<Limits>& limits) {
  OptionalFault fault = fault_in(bytes_of(text), limits.value_or(Limits{}), true);
  if (!fault) return std::nullopt;
  Position place = locate(text, fault->offset);
  return Problem{
      .code = fault->code, .offset = fault->offset, .line = place.line, .column = place.column, .index = place.index};
}

}  // namespace sinter::json
