#include "pool.h"

#include <cstring>

namespace sinter::memory {
namespace {

constexpr std::uint32_t list_entry_bytes = sizeof(std::uint32_t);
constexpr std::uint32_t none = UINT32_MAX;
constexpr std::uint32_t taken = UINT32_MAX - 1;

/// From one block to the next, so that each begins on a multiple of 16.
std::uint32_t stride_bytes(std::uint32_t block_bytes) {
  return (block_bytes + 15) & ~15u;
}

}  // namespace

Fallible<Pool> Pool::create(std::uint32_t block_bytes, std::uint32_t block_count) {
  if (block_bytes == 0 || block_count == 0 || block_bytes > reserved_bytes_max) {
    return fault(MemoryFault::bad_size);
  }
  const std::uint64_t reserved_bytes = std::uint64_t{stride_bytes(block_bytes) + list_entry_bytes} * block_count;
  if (reserved_bytes > reserved_bytes_max) return fault(MemoryFault::bad_size);

  Pool pool;
  pool.memory_.reset(static_cast<std::uint8_t*>(std::malloc(static_cast<std::size_t>(reserved_bytes))));
  if (pool.memory_ == nullptr) return fault(MemoryFault::out_of_memory);
  pool.statistics_.block_bytes = block_bytes;
  pool.statistics_.block_count = block_count;
  pool.statistics_.reserved_bytes = static_cast<std::uint32_t>(reserved_bytes);
  return pool;
}

Fallible<std::uint32_t> Pool::take() {
  std::uint32_t block = first_free_;
  if (block != none) {
    first_free_ = next_free(block);
  } else if (used_count_ < statistics_.block_count) {
    block = used_count_++;
  } else {
    return fault(MemoryFault::pool_exhausted);
  }
  next_free(block) = taken;
  ++statistics_.current_count;
  ++statistics_.allocation_count;
  statistics_.current_bytes += statistics_.block_bytes;
  if (statistics_.current_count > statistics_.peak_count) {
    statistics_.peak_count = statistics_.current_count;
  }
  std::memset(bytes_of(block).data(), 0, statistics_.block_bytes);
  return block;
}

Fallible<std::uint32_t> Pool::give_back(std::uint32_t block) {
  if (!is_taken(block)) return fault(MemoryFault::block_not_taken, block);
  next_free(block) = first_free_;
  first_free_ = block;
  --statistics_.current_count;
  statistics_.current_bytes -= statistics_.block_bytes;
  return statistics_.current_count;
}

Fallible<std::span<std::uint8_t>> Pool::bytes(std::uint32_t block) const {
  if (!is_taken(block)) return fault(MemoryFault::block_not_taken, block);
  return bytes_of(block);
}

bool Pool::is_taken(std::uint32_t block) const {
  return block < used_count_ && next_free(block) == taken;
}

std::uint32_t& Pool::next_free(std::uint32_t block) const {
  const std::uint32_t list_offset = stride_bytes(statistics_.block_bytes) * statistics_.block_count;
  return reinterpret_cast<std::uint32_t*>(memory_.get() + list_offset)[block];
}

std::span<std::uint8_t> Pool::bytes_of(std::uint32_t block) const {
  return {memory_.get() + stride_bytes(statistics_.block_bytes) * block, statistics_.block_bytes};
}

}  // namespace sinter::memory
