// Reads the values that DWARF sections are made of, from a view of somebody else's bytes.
// The first mistake stays: after it every read returns zero or nothing, so a reader of a
// whole structure reads on and asks once whether all went well.
#pragma once

#include <cstdint>
#include <string_view>

namespace sinter::dwarf {

/// How an offset into another section is written (DWARF 5, 7.4).
enum class OffsetSize : std::uint8_t { four = 4, eight = 8 };

class DwarfReader {
 public:
  DwarfReader(std::string_view bytes, bool is_big_endian) : bytes_(bytes), is_big_endian_(is_big_endian) {}

  bool is_ok() const { return is_ok_; }
  bool is_done() const { return !is_ok_ || position_ == bytes_.size(); }
  bool is_big_endian() const { return is_big_endian_; }
  std::uint64_t position() const { return position_; }
  std::uint64_t left_bytes() const { return bytes_.size() - position_; }

  std::uint8_t u8() {
    if (is_done()) {
      is_ok_ = false;
      return 0;
    }
    return static_cast<std::uint8_t>(bytes_[position_++]);
  }
  std::uint16_t u16() { return static_cast<std::uint16_t>(fixed(2)); }
  std::uint32_t u32() { return static_cast<std::uint32_t>(fixed(4)); }
  std::uint64_t u64() { return fixed(8); }
  /// A number of 0 to 8 bytes.
  std::uint64_t fixed(unsigned size_bytes);
  std::uint64_t offset(OffsetSize size) { return fixed(static_cast<unsigned>(size)); }
  /// LEB128; bits above the 64th are lost, as in other readers.
  std::uint64_t uleb() {
    // Nearly all are of one byte, and line tables are made of them.
    if (is_done() || (bytes_[position_] & 0x80) != 0) return long_uleb();
    return static_cast<std::uint8_t>(bytes_[position_++]);
  }
  std::int64_t sleb();
  /// Up to and without the zero byte that ends it.
  std::string_view text();
  std::string_view take(std::uint64_t size_bytes);
  /// The length of a unit, which also says how large its offsets are.
  std::uint64_t unit_length(OffsetSize& size);
  /// The unit or block of the next `size_bytes` bytes, to be read on its own.
  DwarfReader part(std::uint64_t size_bytes) { return {take(size_bytes), is_big_endian_}; }
  /// On from another byte.
  void seek(std::uint64_t position);
  void reject() { is_ok_ = false; }

 private:
  std::uint64_t long_uleb();

  std::string_view bytes_;  // owned by the caller
  std::uint64_t position_ = 0;
  bool is_big_endian_;
  bool is_ok_ = true;
};

/// The text that starts at `offset` of a section of texts; empty when there is none.
std::string_view text_at(std::string_view section, std::uint64_t offset);

}  // namespace sinter::dwarf
