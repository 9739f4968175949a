// What all readers of whole texts share: the kinds of bytes that tokens begin with, and the
// brackets that are open.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "json.h"

namespace sinter::json {

/// What a byte may be to a reader; several bits of one byte may be set.
enum ByteKind : std::uint8_t {
  space = 1 << 0,
  delimiter = 1 << 1,  // ends a number or literal: whitespace, punctuation, a quote
  digit = 1 << 2,
  number_start = 1 << 3,  // a digit or '-'
  literal_start = 1 << 4,
};

constexpr std::array<std::uint8_t, 256> make_byte_kinds() {
  std::array<std::uint8_t, 256> kinds = {};
  for (char byte : {' ', '\n', '\r', '\t'}) kinds[static_cast<std::uint8_t>(byte)] = space | delimiter;
  for (char byte : {',', ':', '"', '{', '}', '[', ']'}) kinds[static_cast<std::uint8_t>(byte)] = delimiter;
  for (char byte = '0'; byte <= '9'; ++byte) kinds[static_cast<std::uint8_t>(byte)] = digit | number_start;
  kinds['-'] = number_start;
  kinds['t'] = kinds['f'] = kinds['n'] = literal_start;
  return kinds;
}
inline constexpr std::array<std::uint8_t, 256> byte_kinds = make_byte_kinds();

inline bool is_kind(std::uint8_t byte, ByteKind kind) { return (byte_kinds[byte] & kind) != 0; }

/// The brackets that are open: one bit a level, set for objects.
class Levels {
 public:
  explicit Levels(const Limits& limits) : depth_max_(limits.depth_max.value_or(depth_default)) {
    if (depth_max_ > depth_most) depth_max_ = depth_most;
  }

  /// False if that is a level too many.
  bool open(bool is_object) {
    if (depth_ == depth_max_) return false;
    if (depth_ > 0 && depth_ % 64 == 0) outer_.push_back(bits_);
    bits_ = bits_ << 1 | static_cast<std::uint64_t>(is_object);
    ++depth_;
    closing_ = is_object ? '}' : ']';
    return true;
  }
  void close() {
    --depth_;
    bits_ >>= 1;
    if (depth_ == 0) {
      closing_ = 0;
      return;
    }
    if (depth_ % 64 == 0) {
      bits_ = outer_.back();
      outer_.pop_back();
    }
    closing_ = (bits_ & 1) != 0 ? '}' : ']';
  }

  /// The bracket that closes the innermost level; 0 if none is open.
  std::uint8_t closing() const { return closing_; }
  bool in_object() const { return closing_ == '}'; }

 private:
  std::uint8_t closing_ = 0;
  std::uint32_t depth_ = 0;
  std::uint32_t depth_max_;
  std::uint64_t bits_ = 0;            // of the innermost level and those around it, up to a multiple of 64
  std::vector<std::uint64_t> outer_;  // of the others, 64 a word
};

}  // namespace sinter::json
