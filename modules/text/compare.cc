#include "compare.h"

#include "bytes.h"
#include "lanes.h"

namespace sinter::text {

std::size_t common_prefix(const std::uint8_t* left, const std::uint8_t* right, std::size_t size) {
  std::size_t offset = 0;
  for (; offset + lane_count <= size; offset += lane_count) {
    LaneMask mask = differing(load<Lanes>(left + offset), load<Lanes>(right + offset));
    if (mask != 0) return offset + first_lane(mask);
  }
  while (offset < size && left[offset] == right[offset]) ++offset;
  return offset;
}

std::int32_t compare_bytes(Bytes left, Bytes right) {
  std::size_t shorter = left.size() < right.size() ? left.size() : right.size();
  std::size_t same = common_prefix(left.data(), right.data(), shorter);
  if (same < shorter) return left[same] < right[same] ? -1 : 1;
  if (left.size() == right.size()) return 0;
  return left.size() < right.size() ? -1 : 1;
}

std::int32_t compare(std::string_view left, std::string_view right) {
  return compare_bytes(bytes_of(left), bytes_of(right));
}

}  // namespace sinter::text
