#include "pool.h"

#include <cstring>

namespace sinter::memory {
namespace {

constexpr std::uint32_t none = UINT32_MAX;
constexpr std::uint32_t taken = UINT32_MAX - 1;

std::uint64_t stride_bytes(std::uint32_t block_bytes) {
  return (std::uint64_t{block_bytes} + 15) & ~std::uint64_t{15};
}

}  // namespace

Fallible<Pool> Pool::create(std::uint32_t block_bytes, std::uint32_t block_count) {
  if (block_bytes == 0 || block_count == 0 || block_bytes > reserved_bytes_max) {
    return fault(MemoryFault::bad_size);
  }
  const std::uint64_t blocks_bytes = stride_bytes(block_bytes) * block_count;
  const std::uint64_t list_bytes = std::uint64_t{block_count} * sizeof(std::uint32_t);
  if (blocks_bytes + list_bytes > reserved_bytes_max) return fault(MemoryFault::bad_size);

  Pool pool;
  pool.first_free_ = none;
  pool.blocks_.reset(static_cast<std::uint8_t*>(std::malloc(static_cast<std::size_t>(blocks_bytes))));
  pool.next_free_.reset(static_cast<std::uint32_t*>(std::malloc(static_cast<std::size_t>(list_bytes))));
  if (pool.blocks_ == nullptr || pool.next_free_ == nullptr) {
    return fault(MemoryFault::out_of_memory);
  }
  pool.statistics_.block_bytes = block_bytes;
  pool.statistics_.block_count = block_count;
  pool.statistics_.reserved_bytes = static_cast<std::uint32_t>(blocks_bytes + list_bytes);
  return pool;
}

Fallible<std::uint32_t> Pool::take() {
  std::uint32_t block = first_free_;
  if (block != none) {
    first_free_ = next_free_[block];
  } else if (used_count_ < statistics_.block_count) {
    block = used_count_++;
  } else {
    return fault(MemoryFault::pool_exhausted);
  }
  next_free_[block] = taken;
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
  next_free_[block] = first_free_;
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
  return block < used_count_ && next_free_[block] == taken;
}

std::span<std::uint8_t> Pool::bytes_of(std::uint32_t block) const {
  const auto offset = static_cast<std::size_t>(stride_bytes(statistics_.block_bytes) * block);
  return {blocks_.get() + offset, statistics_.block_bytes};
}

}  // namespace sinter::memory
