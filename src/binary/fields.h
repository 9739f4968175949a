// Numbers and texts at known places of a file, in the file's byte order. Reading outside
// the file gives zero or nothing, and remembers the first time: a reader of a table asks
// once, at its end, whether all of it was there.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace sinter {

/// Why a binary cannot be read, and at which byte.
struct BinaryFault {
  std::string_view reason;  // a clause; lives as long as the program
  std::uint64_t offset = 0;

  bool operator==(const BinaryFault&) const = default;
};

enum class ByteOrder : std::uint8_t { little, big };

class Fields {
 public:
  Fields(std::string_view bytes, ByteOrder order, bool has_64_bits)
      : bytes_(bytes), order_(order), has_64_bits_(has_64_bits) {}

  std::string_view bytes() const { return bytes_; }
  bool has_64_bits() const { return has_64_bits_; }
  std::uint8_t u8(std::uint64_t offset) { return static_cast<std::uint8_t>(number(offset, 1)); }
  std::uint16_t u16(std::uint64_t offset) { return static_cast<std::uint16_t>(number(offset, 2)); }
  std::uint32_t u32(std::uint64_t offset) { return static_cast<std::uint32_t>(number(offset, 4)); }
  std::uint64_t u64(std::uint64_t offset) { return number(offset, 8); }
  /// As wide as the format's addresses: 8 bytes, or 4.
  std::uint64_t address(std::uint64_t offset) { return number(offset, has_64_bits_ ? 8 : 4); }
  /// Up to a zero byte, or all of `size_bytes_max`.
  std::string_view text(std::uint64_t offset, std::uint64_t size_bytes_max);

  /// Whether that range lies in the file.
  bool holds(std::uint64_t offset, std::uint64_t size_bytes) const {
    return offset <= bytes_.size() && size_bytes <= bytes_.size() - offset;
  }
  /// Remembers a fault if that range does not lie in the file; `at` is the place that says so.
  bool require(std::uint64_t offset, std::uint64_t size_bytes, std::string_view reason, std::uint64_t at);
  void fail(std::string_view reason, std::uint64_t offset);
  const std::optional<BinaryFault>& fault() const { return fault_; }

 private:
  std::uint64_t number(std::uint64_t offset, unsigned width);

  std::string_view bytes_;  // the whole file, owned by the caller
  ByteOrder order_;
  bool has_64_bits_;
  std::optional<BinaryFault> fault_;
};

}  // namespace sinter
