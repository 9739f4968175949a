#include "base/mask.h"

#include <algorithm>
#include <utility>

#include "base/json.h"
#include "base/text.h"

namespace sinter {
namespace {

constexpr std::string_view replacement = "***";
/// A shorter form stands in many an innocent text.
constexpr std::size_t encoded_bytes_min = 6;
constexpr std::size_t line_bytes_min = 8;

std::string json_escaped(std::string_view value) {
  std::string text;
  append_json_string(text, value);
  return text.substr(1, text.size() - 2);
}

/// As it stands between single quotes; `sh -x` writes it so.
std::string shell_escaped(std::string_view value) {
  std::string text;
  for (char byte : value) text += byte == '\'' ? std::string("'\\''") : std::string(1, byte);
  return text;
}

std::string hexadecimal(std::string_view value, std::string_view digits) {
  std::string text;
  for (char byte : value) {
    text += digits[static_cast<std::uint8_t>(byte) >> 4];
    text += digits[static_cast<std::uint8_t>(byte) & 15];
  }
  return text;
}

std::string percent_encoded(std::string_view value, std::string_view digits, std::string_view kept,
                            std::string_view space) {
  std::string text;
  for (char byte : value) {
    bool is_plain = (byte >= '0' && byte <= '9') || (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z');
    if (is_plain || kept.contains(byte)) text += byte;
    else if (byte == ' ') text += space;
    else text += "%" + hexadecimal({&byte, 1}, digits);
  }
  return text;
}

/// What base64 makes of the value when `before` bytes stand in front of it: only the
/// characters that depend on no neighbour.
std::string base64_inner(std::string_view value, std::size_t before, std::string_view last_two) {
  auto digit = [&](std::uint32_t number) {
    if (number < 26) return static_cast<char>('A' + number);
    if (number < 52) return static_cast<char>('a' + number - 26);
    if (number < 62) return static_cast<char>('0' + number - 52);
    return last_two[number - 62];
  };
  std::size_t first_bit = before * 8;
  std::size_t end_bit = first_bit + value.size() * 8;
  std::string text;
  for (std::size_t bit = (first_bit + 5) / 6 * 6; bit + 6 <= end_bit; bit += 6) {
    std::size_t at = (bit - first_bit) / 8;
    std::uint32_t pair = static_cast<std::uint32_t>(static_cast<std::uint8_t>(value[at])) << 8;
    if (at + 1 < value.size()) pair |= static_cast<std::uint8_t>(value[at + 1]);
    text += digit(pair >> (10 - (bit - first_bit) % 8) & 63);
  }
  return text;
}

}  // namespace

bool SecretForms::add(std::string_view value) {
  if (value.size() < value_bytes_min) return false;
  constexpr std::string_view lower = "0123456789abcdef";
  constexpr std::string_view upper = "0123456789ABCDEF";
  add_form(value);
  for (const std::string& line : split(value, '\n')) {
    std::string_view trimmed = trim(line);
    if (trimmed.size() >= std::min(line_bytes_min, value.size())) add_form(trimmed);
  }
  add_form(json_escaped(value));
  add_form(json_escaped(json_escaped(value)));
  add_form(shell_escaped(value));
  for (std::string_view digits : {lower, upper}) {
    add_form(hexadecimal(value, digits));
    // What RFC 3986 leaves alone, what encodeURIComponent() does, and what a form's fields do.
    add_form(percent_encoded(value, digits, "-._~", "%20"));
    add_form(percent_encoded(value, digits, "-._~!'()*", "%20"));
    add_form(percent_encoded(value, digits, "-._*", "+"));
  }
  for (std::size_t before : {0, 1, 2}) {
    for (std::string_view last_two : {"+/", "-_"}) {
      std::string form = base64_inner(value, before, last_two);
      if (form.size() >= encoded_bytes_min || before == 0) add_form(form);
    }
  }
  return true;
}

void SecretForms::add_form(std::string_view form) {
  std::uint32_t node = 0;
  for (char byte : form) {
    std::uint32_t next = step(node, static_cast<std::uint8_t>(byte));
    if (next == 0) {
      next = static_cast<std::uint32_t>(nodes_.size());
      nodes_[node].edges.push_back({static_cast<std::uint8_t>(byte), next});
      nodes_.emplace_back();
    }
    node = next;
  }
  nodes_[node].is_end = true;
  starts_[static_cast<std::uint8_t>(form.front())] = true;
}

std::uint32_t SecretForms::step(std::uint32_t node, std::uint8_t byte) const {
  for (const Edge& edge : nodes_[node].edges) {
    if (edge.byte == byte) return edge.node;
  }
  return 0;
}

std::string SecretForms::mask(std::string_view text) const {
  if (is_empty()) return std::string(text);
  MaskingStream stream(*this);
  std::string masked = stream.pass(text);
  return masked + stream.finish();
}

std::string MaskingStream::pass(std::string_view piece) {
  held_ += piece;
  return advance(End::open);
}

std::string MaskingStream::finish() {
  std::string rest = advance(End::final);
  hidden_bytes_ = 0;
  return rest;
}

/// Looks at every position once, also inside of a secret: the next one may begin there.
std::string MaskingStream::advance(End end) {
  std::string shown;
  std::size_t at = 0;
  for (; at < held_.size(); ++at) {
    if (forms_->starts_[static_cast<std::uint8_t>(held_[at])]) {
      std::uint32_t node = 0;
      std::size_t reached = at;
      std::size_t longest = 0;
      while (reached < held_.size()) {
        node = forms_->step(node, static_cast<std::uint8_t>(held_[reached]));
        if (node == 0) break;
        ++reached;
        if (forms_->nodes_[node].is_end) longest = reached - at;
      }
      bool may_go_on = node != 0 && !forms_->nodes_[node].edges.empty();
      if (may_go_on && end == End::open) break;
      if (longest != 0 && hidden_bytes_ == 0) shown += replacement;
      hidden_bytes_ = std::max(hidden_bytes_, longest);
    }
    if (hidden_bytes_ != 0) --hidden_bytes_;
    else shown += held_[at];
  }
  held_.erase(0, at);
  return shown;
}

}  // namespace sinter
