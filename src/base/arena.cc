#include "base/arena.h"

#include <algorithm>
#include <cstdint>
#include <cstring>

namespace sinter {
namespace {

constexpr std::size_t block_bytes = 256 * 1024;

}  // namespace

void* Arena::take(std::size_t size_bytes, std::size_t alignment) {
  std::size_t gap = (alignment - reinterpret_cast<std::uintptr_t>(at_) % alignment) % alignment;
  if (rest_bytes_ < gap + size_bytes) {
    std::size_t size = std::max(block_bytes, size_bytes);
    blocks_.push_back(std::make_unique_for_overwrite<std::byte[]>(size));
    at_ = blocks_.back().get();  // aligned for everything
    rest_bytes_ = size;
    gap = 0;
  }
  void* taken = at_ + gap;
  at_ += gap + size_bytes;
  rest_bytes_ -= gap + size_bytes;
  return taken;
}

std::string_view Arena::text(std::string_view value) {
  char* copy = static_cast<char*>(take(value.size() + 1, 1));
  std::memcpy(copy, value.data(), value.size());
  copy[value.size()] = '\0';
  return {copy, value.size()};
}

std::string_view Arena::adopt(std::string bytes) {
  bytes.reserve(64);  // a short string keeps its text inside itself, at an odd place
  adopted_.push_back(std::make_unique<std::string>(std::move(bytes)));
  return *adopted_.back();
}

}  // namespace sinter
