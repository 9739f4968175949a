#include "binary/dwarf_cursor.h"

namespace sinter {

DwarfCursor::DwarfCursor(Fields& fields, std::string_view section)
    : fields_(fields),
      position_(static_cast<std::uint64_t>(section.data() - fields.bytes().data())),
      end_(position_ + section.size()) {}

std::uint64_t DwarfCursor::number(unsigned width) {
  std::uint64_t place = position_;
  skip(width);
  if (fields_.fault()) return 0;
  switch (width) {
    case 1: return fields_.u8(place);
    case 2: return fields_.u16(place);
    case 4: return fields_.u32(place);
    default: return fields_.u64(place);
  }
}

std::uint64_t DwarfCursor::unsigned_leb() {
  std::uint64_t value = 0;
  for (unsigned shift = 0;; shift += 7) {
    std::uint8_t part = byte();
    if (shift < 64) value |= std::uint64_t{part & 0x7FU} << shift;
    if ((part & 0x80) == 0) return value;
  }
}

std::string_view DwarfCursor::text() {
  if (is_done()) return {};
  std::string_view found = fields_.text(position_, end_ - position_);
  skip(found.size() + 1);
  return found;
}

DwarfCursor DwarfCursor::unit(unsigned& offset_bytes) {
  constexpr std::uint32_t wide_unit = 0xFFFFFFFF;
  std::uint64_t size_bytes = number(4);
  offset_bytes = size_bytes == wide_unit ? 8 : 4;
  if (size_bytes == wide_unit) size_bytes = number(8);
  std::uint64_t first = position_;
  skip(size_bytes);
  return {fields_, first, position_};
}

void DwarfCursor::fail() {
  fields_.fail("its debug data ends in the middle of something", position_);
  position_ = end_;
}

std::string_view dwarf_text(std::string_view section, std::uint64_t offset) {
  if (offset >= section.size()) return {};
  std::string_view rest = section.substr(offset, path_bytes_max);
  std::size_t end = rest.find('\0');
  return end == std::string_view::npos ? std::string_view() : rest.substr(0, end);
}

}  // namespace sinter
