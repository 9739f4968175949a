// Code points into and out of UTF-8.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "modules/text/bytes.h"
#include "modules/text/utf8.h"

namespace sinter::unicode {

using text::Bytes;
using text::bytes_of;

/// Walks the code points of a text; what is not UTF-8 counts as U+FFFD.
class CodePointReader {
 public:
  explicit CodePointReader(Bytes bytes) : begin_(bytes.data()), at_(begin_), end_(begin_ + bytes.size()) {}

  bool is_at_end() const { return at_ == end_; }
  std::size_t offset() const { return static_cast<std::size_t>(at_ - begin_); }
  void go_to(std::size_t offset) { at_ = begin_ + offset; }

  /// Not at the end.
  char32_t next() {
    std::uint32_t lead = *at_;
    if (lead < 0x80) {
      ++at_;
      return lead;
    }
    // The sequences that no check beyond their form can refuse; all others are rarer.
    if (lead >= 0xc2 && lead < 0xe0 && end_ - at_ > 1 && text::is_continuation(at_[1])) {
      char32_t code_point = (lead & 0x1f) << 6 | (at_[1] & 0x3f);
      at_ += 2;
      return code_point;
    }
    if (lead > 0xe0 && lead < 0xf0 && lead != 0xed && end_ - at_ > 2 && text::is_continuation(at_[1]) &&
        text::is_continuation(at_[2])) {
      char32_t code_point = (lead & 0xf) << 12 | (at_[1] & 0x3fu) << 6 | (at_[2] & 0x3f);
      at_ += 3;
      return code_point;
    }
    text::DecodedCodePoint decoded = text::decode_front({at_, static_cast<std::size_t>(end_ - at_)});
    at_ += decoded.size_bytes;
    return decoded.code_point;
  }

 private:
  const std::uint8_t* begin_;
  const std::uint8_t* at_;
  const std::uint8_t* end_;
};

/// Text that is written piece by piece.
class TextWriter {
 public:
  /// With room for `size` bytes; it grows when there are more.
  explicit TextWriter(std::size_t size) { text_.resize(size + slack); }

  /// Room for `size` bytes and a code point behind what is written. What was put there counts after `wrote`.
  std::uint8_t* room(std::size_t size) {
    if (text_.size() < size_ + size + slack) text_.resize((size_ + size + slack) * 3 / 2);
    return reinterpret_cast<std::uint8_t*>(text_.data()) + size_;
  }
  void wrote(std::size_t size) { size_ += size; }

  void put(Bytes bytes) {
    if (bytes.empty()) return;
    __builtin_memcpy(room(bytes.size()), bytes.data(), bytes.size());
    wrote(bytes.size());
  }

  void put(char32_t code_point) {
    std::uint8_t* to = room(0);
    auto tail = [code_point](std::uint32_t shift) {
      return static_cast<std::uint8_t>(0x80 | (code_point >> shift & 0x3f));
    };
    if (code_point < 0x80) {
      *to = static_cast<std::uint8_t>(code_point);
      return wrote(1);
    }
    if (code_point < 0x800) {
      to[0] = static_cast<std::uint8_t>(0xc0 | code_point >> 6);
      to[1] = tail(0);
      return wrote(2);
    }
    if (code_point < 0x10000) {
      to[0] = static_cast<std::uint8_t>(0xe0 | code_point >> 12);
      to[1] = tail(6);
      to[2] = tail(0);
      return wrote(3);
    }
    to[0] = static_cast<std::uint8_t>(0xf0 | code_point >> 18);
    to[1] = tail(12);
    to[2] = tail(6);
    to[3] = tail(0);
    wrote(4);
  }

  std::string take() && {
    text_.resize(size_);
    return std::move(text_);
  }

 private:
  static constexpr std::size_t slack = 4;  // the longest code point

  std::string text_;
  std::size_t size_ = 0;
};

}  // namespace sinter::unicode
