// Writes the values that wasm files are made of; the other direction of wasm/byte_reader.h.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace sinter::wasm {

class Writer {
 public:
  void byte(std::uint8_t value) { bytes_ += static_cast<char>(value); }
  void bytes(std::initializer_list<std::uint8_t> values) {
    for (std::uint8_t value : values) byte(value);
  }
  void raw(std::string_view bytes) { bytes_ += bytes; }
  /// LEB128.
  void u32(std::uint32_t value);
  void s32(std::int32_t value) { s64(value); }
  void s64(std::int64_t value);
  /// An index where types of one byte, which count as negative, could stand, too.
  void s33(std::uint32_t value) { s64(value); }
  /// A length and that many bytes.
  void name(std::string_view text);
  /// A section with its length.
  void section(std::uint8_t id, std::string_view payload);

  bool is_empty() const { return bytes_.empty(); }
  std::string_view view() const { return bytes_; }
  std::string take() { return std::move(bytes_); }

 private:
  std::string bytes_;
};

/// Entries of which only at the end is known how many they are.
class ListWriter {
 public:
  /// Where the next entry is to be written.
  Writer& add() {
    ++count_;
    return entries_;
  }
  std::uint32_t count() const { return count_; }
  /// The count and the entries.
  std::string take();

 private:
  Writer entries_;
  std::uint32_t count_ = 0;
};

}  // namespace sinter::wasm
