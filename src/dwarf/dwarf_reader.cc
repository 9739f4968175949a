#include "dwarf/dwarf_reader.h"

namespace sinter::dwarf {

std::uint64_t DwarfReader::fixed(unsigned size_bytes) {
  std::string_view bytes = take(size_bytes);
  std::uint64_t value = 0;
  for (std::size_t index = 0; index < bytes.size(); ++index) {
    std::size_t from = is_big_endian_ ? index : bytes.size() - 1 - index;
    value = value << 8 | static_cast<unsigned char>(bytes[from]);
  }
  return value;
}

std::uint64_t DwarfReader::long_uleb() {
  std::uint64_t value = 0;
  for (unsigned shift = 0; is_ok_; shift += 7) {
    std::uint8_t byte = u8();
    if (shift < 64) value |= static_cast<std::uint64_t>(byte & 0x7f) << shift;
    if ((byte & 0x80) == 0) break;
  }
  return is_ok_ ? value : 0;
}

std::int64_t DwarfReader::sleb() {
  std::uint64_t value = 0;
  unsigned shift = 0;
  std::uint8_t byte = 0;
  do {
    byte = u8();
    if (shift < 64) value |= static_cast<std::uint64_t>(byte & 0x7f) << shift;
    shift += 7;
  } while (is_ok_ && (byte & 0x80) != 0);
  if (shift < 64 && (byte & 0x40) != 0) value |= ~std::uint64_t{0} << shift;
  return is_ok_ ? static_cast<std::int64_t>(value) : 0;
}

std::string_view DwarfReader::text() {
  std::size_t end = is_ok_ ? bytes_.find('\0', position_) : std::string_view::npos;
  if (end == std::string_view::npos) {
    is_ok_ = false;
    return {};
  }
  std::string_view text = bytes_.substr(position_, end - position_);
  position_ = end + 1;
  return text;
}

std::string_view DwarfReader::take(std::uint64_t size_bytes) {
  if (size_bytes > left_bytes()) is_ok_ = false;
  if (!is_ok_) return {};
  std::string_view taken = bytes_.substr(position_, size_bytes);
  position_ += size_bytes;
  return taken;
}

std::uint64_t DwarfReader::unit_length(OffsetSize& size) {
  std::uint64_t length = u32();
  size = OffsetSize::four;
  if (length == 0xffffffff) {
    size = OffsetSize::eight;
    length = u64();
  } else if (length >= 0xfffffff0) {
    is_ok_ = false;  // reserved for other extensions
  }
  if (length > left_bytes()) is_ok_ = false;
  return is_ok_ ? length : 0;
}

void DwarfReader::seek(std::uint64_t position) {
  if (position > bytes_.size()) is_ok_ = false;
  else position_ = position;
}

std::string_view text_at(std::string_view section, std::uint64_t offset) {
  if (offset >= section.size()) return {};
  std::string_view rest = section.substr(offset);
  std::size_t end = rest.find('\0');
  return end == std::string_view::npos ? std::string_view{} : rest.substr(0, end);
}

}  // namespace sinter::dwarf
