#include "binary/unwind_table.h"

#include <string_view>
#include <utility>

namespace sinter {
namespace {

constexpr std::uint8_t form_mask = 0x0F;
constexpr std::uint8_t relative_mask = 0x70;
constexpr std::uint8_t relative_to_place = 0x10;

class UnwindTable {
 public:
  UnwindTable(Fields fields, std::uint64_t offset, std::uint64_t size_bytes, std::uint64_t address)
      : fields_(fields), begin_(offset), end_(offset + size_bytes), address_(address) {}

  std::vector<AddressRange> run() && {
    constexpr std::uint32_t wide = 0xFFFFFFFF;
    constexpr std::uint64_t length_bytes = 4;
    std::uint64_t position = begin_;
    while (position + 2 * length_bytes <= end_) {
      std::uint32_t size_bytes = fields_.u32(position);
      std::uint64_t content = position + length_bytes;
      if (size_bytes == 0 || size_bytes == wide || size_bytes > end_ - content) break;
      std::uint32_t distance = fields_.u32(content);
      // Zero: what several functions have in common. Else: how far back that is.
      if (distance != 0 && distance <= content - begin_) add_function(content + length_bytes, content - distance);
      position = content + size_bytes;
    }
    return std::move(functions_);
  }

 private:
  void add_function(std::uint64_t position, std::uint64_t common) {
    if (common != common_) {
      common_ = common;
      encoding_ = read_encoding(common + 8);  // after its size and its zero
    }
    unsigned width = width_of(encoding_);
    std::uint8_t relative = encoding_ & relative_mask;
    if (width == 0 || (relative != 0 && relative != relative_to_place) || position + 2 * width > end_) return;
    std::uint64_t begin = number(position, width, true);
    if (relative == relative_to_place) begin += address_ + (position - begin_);
    if (!fields_.has_64_bits()) begin &= UINT32_MAX;
    functions_.push_back({.begin = begin, .size_bytes = number(position + width, width, false)});
  }

  unsigned width_of(std::uint8_t encoding) const {
    switch (encoding & form_mask) {
      case 0x00: return fields_.has_64_bits() ? 8 : 4;
      case 0x03:
      case 0x0B: return 4;
      case 0x04:
      case 0x0C: return 8;
      default: return 0;
    }
  }

  std::uint64_t number(std::uint64_t position, unsigned width, bool is_signed) {
    if (width == 8) return fields_.u64(position);
    std::uint32_t value = fields_.u32(position);
    return is_signed ? static_cast<std::uint64_t>(std::int64_t{static_cast<std::int32_t>(value)}) : value;
  }

  void skip_leb(std::uint64_t& position) {
    while (position < end_ && (fields_.u8(position) & 0x80) != 0) ++position;
    ++position;
  }

  /// How addresses are written, from the part that functions have in common.
  std::uint8_t read_encoding(std::uint64_t position) {
    constexpr std::uint8_t unknown = 0xFF;
    std::uint8_t version = fields_.u8(position);
    if (version != 1 && version != 3) return unknown;
    std::string_view extras = fields_.text(position + 1, end_ - position);
    position += 2 + extras.size();
    if (extras.empty()) return 0;
    if (extras.front() != 'z') return unknown;
    skip_leb(position);  // the smallest step of code
    skip_leb(position);  // and of the stack
    skip_leb(position);  // the register of the return address
    skip_leb(position);  // the size of what follows
    for (char extra : extras.substr(1)) {
      if (extra == 'R') return fields_.u8(position);
      if (extra == 'L') ++position;
      if (extra == 'P') {
        unsigned width = width_of(fields_.u8(position));
        if (width == 0) return unknown;
        position += 1 + width;
      }
    }
    return 0;
  }

  Fields fields_;
  std::uint64_t begin_;
  std::uint64_t end_;
  std::uint64_t address_;
  std::uint64_t common_ = UINT64_MAX;  // the one that was read last, and what it says
  std::uint8_t encoding_ = 0;
  std::vector<AddressRange> functions_;
};

}  // namespace

std::vector<AddressRange> read_unwind_table(Fields fields, std::uint64_t offset, std::uint64_t size_bytes,
                                            std::uint64_t address) {
  return UnwindTable(fields, offset, size_bytes, address).run();
}

}  // namespace sinter
