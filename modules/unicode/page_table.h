// One value for each code point. Pages of 128 that hold nothing but zero are one page, so a
// lookup is two loads and a table costs what is in it.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace sinter::unicode {

/// Reads the numbers of a stream (tables.h), which is known to be whole.
class StreamReader {
 public:
  explicit StreamReader(std::span<const std::uint8_t> stream) : at_(stream.data()) {}

  std::uint32_t next() {
    std::uint32_t value = *at_ & 0x7fu;
    for (std::uint32_t shift = 7; (*at_++ & 0x80u) != 0; shift += 7) value |= (*at_ & 0x7fu) << shift;
    return value;
  }
  std::int32_t next_signed() {
    std::uint32_t value = next();
    return static_cast<std::int32_t>(value >> 1) ^ -static_cast<std::int32_t>(value & 1);
  }
  /// The numbers of one column.
  std::vector<std::uint32_t> column(std::uint32_t count) {
    std::vector<std::uint32_t> values(count);
    for (std::uint32_t& value : values) value = next();
    return values;
  }

 private:
  const std::uint8_t* at_;
};

template <class Value>
class PageTable {
 public:
  /// `code_point` is at most U+10FFFF.
  Value at(char32_t code_point) const {
    return values_[pages_[code_point >> page_bits] * page_size + (code_point & (page_size - 1))];
  }

  /// To be changed; makes its page.
  Value& slot(char32_t code_point) {
    std::uint16_t& page = pages_[code_point >> page_bits];
    if (page == 0) {
      page = static_cast<std::uint16_t>(values_.size() / page_size);
      values_.resize(values_.size() + page_size);
    }
    return values_[page * page_size + (code_point & (page_size - 1))];
  }

  /// Sets what the property in `stream` has.
  void read_property(std::span<const std::uint8_t> stream) {
    StreamReader reader(stream);
    std::uint32_t count = reader.next();
    std::vector<std::uint32_t> gaps = reader.column(count), lengths = reader.column(count);
    char32_t next = 0;
    for (std::uint32_t range = 0; range < count; ++range) {
      auto value = static_cast<Value>(reader.next());
      next += gaps[range];
      for (std::uint32_t left = lengths[range] + 1; left != 0; --left) slot(next++) = value;
    }
  }

 private:
  static constexpr std::uint32_t page_bits = 7;
  static constexpr std::uint32_t page_size = 1u << page_bits;

  std::vector<std::uint16_t> pages_ = std::vector<std::uint16_t>(0x110000 >> page_bits);
  std::vector<Value> values_ = std::vector<Value>(page_size);
};

}  // namespace sinter::unicode
