#include "binary/fields.h"

#include <algorithm>

namespace sinter {

std::uint64_t Fields::number(std::uint64_t offset, unsigned width) {
  if (!holds(offset, width)) {
    fail("it ends in the middle of a table", std::min<std::uint64_t>(offset, bytes_.size()));
    return 0;
  }
  std::uint64_t value = 0;
  for (unsigned i = 0; i < width; ++i) {
    unsigned place = order_ == ByteOrder::big ? width - 1 - i : i;
    value |= std::uint64_t{static_cast<unsigned char>(bytes_[offset + i])} << (8 * place);
  }
  return value;
}

std::string_view Fields::text(std::uint64_t offset, std::uint64_t size_bytes_max) {
  if (offset >= bytes_.size()) return {};
  std::string_view room = bytes_.substr(offset, size_bytes_max);
  return room.substr(0, room.find('\0'));
}

bool Fields::require(std::uint64_t offset, std::uint64_t size_bytes, std::string_view reason, std::uint64_t at) {
  if (holds(offset, size_bytes)) return true;
  fail(reason, at);
  return false;
}

void Fields::fail(std::string_view reason, std::uint64_t offset) {
  if (!fault_) fault_ = BinaryFault{reason, offset};
}

}  // namespace sinter
