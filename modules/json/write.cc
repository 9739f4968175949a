#include "write.h"

#include <algorithm>
#include <vector>

#include "modules/text/lanes.h"
#include "number.h"
#include "spelling.h"
#include "token.h"
#include "validate.h"

namespace sinter::json {
namespace {

using text::Lanes;

std::string_view part(std::string_view text, std::size_t begin, std::size_t end) {
  return text.substr(begin, end - begin);
}

/// The first whitespace or quote at or after `at` outside of strings, or the end of the text.
std::size_t find_space_or_quote(Bytes text, std::size_t at) {
  for (; at + text::lane_count <= text.size(); at += text::lane_count) {
    Lanes lanes = text::load<Lanes>(text.data() + at);
    text::LaneMask mask = text::mask_of(text::below(lanes, 0x21) | text::equal(lanes, text::splat('"')));
    if (mask != 0) return at + text::first_lane(mask);
  }
  while (at < text.size() && text[at] > ' ' && text[at] != '"') ++at;
  return at;
}

/// Orders UTF-8 as its UTF-16: what takes two units there, and begins with F0 and above here,
/// comes before U+E000 to U+FFFF, which begin with EE and EF.
bool is_before_in_utf16(std::string_view left, std::string_view right) {
  auto rank = [](char letter) {
    auto byte = static_cast<std::uint8_t>(letter);
    return byte >= 0xf0 ? byte - 2 : byte >= 0xee ? byte + 10 : byte;
  };
  return std::lexicographical_compare(left.begin(), left.end(), right.begin(), right.end(),
                                      [&](char one, char other) { return rank(one) < rank(other); });
}

/// Writes the canonical form of a text that is JSON. The members of an object are written as
/// they come, and put into order when it ends.
class CanonicalWriter {
 public:
  explicit CanonicalWriter(std::string_view text) : text_(text) {}

  Fallible<std::string, JsonFault> run() {
    Bytes bytes = bytes_of(text_);
    for (std::size_t at = skip_whitespace(bytes, 0); at < bytes.size(); at = skip_whitespace(bytes, at)) {
      switch (bytes[at]) {
        case '{':
          objects_.push_back({out_.size() + 1, members_.size()});
          is_object_.push_back(true);
          out_ += '{';
          is_name_ = true;
          ++at;
          break;
        case '[':
          is_object_.push_back(false);
          out_ += '[';
          is_name_ = false;
          ++at;
          break;
        case '}':
          if (OptionalFault fault = close_object()) return std::unexpected(*fault);
          [[fallthrough]];
        case ']':
          is_object_.pop_back();
          out_ += static_cast<char>(bytes[at++]);
          break;
        case ',':
          is_name_ = is_object_.back();
          // Members are divided when they are in order.
          if (!is_name_) out_ += ',';
          ++at;
          break;
        case ':':
          out_ += ':';
          is_name_ = false;
          ++at;
          break;
        default:
          if (OptionalFault fault = write_scalar(bytes, at)) return std::unexpected(*fault);
      }
    }
    return std::move(out_);
  }

 private:
  struct Member {
    std::string name;
    std::uint32_t offset;  // of the name in the text
    std::size_t begin;     // in what is written
  };
  struct Object {
    std::size_t begin;         // of its first member in what is written
    std::size_t first_member;  // in members_
  };

  /// Writes the string, number or literal at `at` and moves behind it.
  OptionalFault write_scalar(Bytes bytes, std::size_t& at) {
    std::size_t begin = at;
    if (bytes[at] == '"') {
      at = *string_end(bytes, at);
      if (std::optional<std::size_t> place = find_lone_surrogate(bytes, begin, at))
        return Fault{JsonFault::lone_surrogate, *place};
      std::string characters = decode_string(bytes, begin, at);
      std::size_t written = out_.size();
      append_string(out_, characters);
      if (is_name_) members_.push_back({std::move(characters), static_cast<std::uint32_t>(begin), written});
      return std::nullopt;
    }
    while (at < bytes.size() && !is_kind(bytes[at], delimiter)) ++at;
    std::string_view token = part(text_, begin, at);
    if (!is_kind(bytes[begin], number_start)) {
      out_ += token;
      return std::nullopt;
    }
    std::optional<std::string> number = canonical_number(token);
    if (!number) return Fault{JsonFault::number_out_of_range, begin};
    out_ += *number;
    return std::nullopt;
  }

  OptionalFault close_object() {
    Object object = objects_.back();
    objects_.pop_back();
    const Member* members = members_.data() + object.first_member;
    std::size_t count = members_.size() - object.first_member;
    std::vector<std::string_view> written;
    std::vector<std::uint32_t> order;
    for (std::size_t index = 0; index < count; ++index) {
      std::size_t end = index + 1 < count ? members[index + 1].begin : out_.size();
      written.push_back(part(out_, members[index].begin, end));
      order.push_back(static_cast<std::uint32_t>(index));
    }
    std::sort(order.begin(), order.end(), [&](std::uint32_t left, std::uint32_t right) {
      if (is_before_in_utf16(members[left].name, members[right].name)) return true;
      return !is_before_in_utf16(members[right].name, members[left].name) && left < right;
    });
    OptionalFault duplicate;
    std::string sorted;
    for (std::size_t index = 0; index < order.size(); ++index) {
      const Member& member = members[order[index]];
      bool is_again = index > 0 && members[order[index - 1]].name == member.name;
      if (is_again && (!duplicate || member.offset < duplicate->offset))
        duplicate = Fault{JsonFault::duplicate_key, member.offset};
      if (index > 0) sorted += ',';
      sorted += written[order[index]];
    }
    out_.replace(object.begin, out_.npos, sorted);
    members_.erase(members_.begin() + static_cast<std::ptrdiff_t>(object.first_member), members_.end());
    return duplicate;
  }

  std::string_view text_;
  std::string out_;
  std::vector<bool> is_object_;  // what is open
  std::vector<Object> objects_;  // those of them that are objects
  std::vector<Member> members_;  // of all open objects
  bool is_name_ = false;         // whether the next string names a member
};

}  // namespace

void append_string(std::string& json, std::string_view characters) {
  constexpr std::string_view short_names = "btn.fr";  // for 8 to 13; 11 has none
  constexpr std::string_view hex = "0123456789abcdef";
  json += '"';
  std::size_t plain_from = 0;
  for (std::size_t at = 0; at < characters.size(); ++at) {
    auto byte = static_cast<std::uint8_t>(characters[at]);
    if (byte >= 0x20 && byte != '"' && byte != '\\') continue;
    json.append(characters, plain_from, at - plain_from);
    plain_from = at + 1;
    json += '\\';
    if (byte >= 0x20) json += static_cast<char>(byte);
    else if (byte >= 8 && byte <= 13 && byte != 11) json += short_names[byte - 8u];
    else json.append("u00").append(1, hex[byte >> 4]).append(1, hex[byte & 15]);
  }
  json.append(characters, plain_from).append(1, '"');
}

Fallible<std::string, JsonFault> minify(std::string_view text) {
  Bytes bytes = bytes_of(text);
  if (OptionalFault fault = fault_in(bytes, {}, true)) return std::unexpected(*fault);
  std::string minified;
  minified.reserve(text.size());
  for (std::size_t at = skip_whitespace(bytes, 0); at < bytes.size();) {
    // Strings and what stands next to them go together.
    std::size_t end = find_space_or_quote(bytes, at);
    while (end < bytes.size() && bytes[end] == '"') end = find_space_or_quote(bytes, *string_end(bytes, end));
    minified += part(text, at, end);
    at = skip_whitespace(bytes, end);
  }
  return minified;
}

Fallible<std::string, JsonFault> canonical(std::string_view text) {
  if (OptionalFault fault = fault_in(bytes_of(text), {}, true)) return std::unexpected(*fault);
  return CanonicalWriter(text).run();
}

}  // namespace sinter::json
