// The module as JavaScript sees it: pools by name, arenas by number, values in and out.
//
// Whatever is created stays until it is destroyed or the instance ends, so here, and only
// here, the module keeps state between calls: the list of pools and the list of arenas of
// this instance. C++ programs use pool.h and arena.h, where the owner holds them.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "aggregate.h"
#include "arena.h"
#include "bytes.h"
#include "faults.h"
#include "pool.h"

namespace sinter::memory {

/// Longest name of a pool; a longer or an empty one is bad_size.
inline constexpr std::size_t pool_name_bytes_max = 64;

/// Returns how many bytes the pool reserved.
Fallible<std::uint32_t> pool_create(std::string_view name, std::uint32_t block_bytes, std::uint32_t block_count);
/// Returns how many blocks were still taken.
Fallible<std::uint32_t> pool_destroy(std::string_view name);
/// Returns the number of a block, zeroed.
Fallible<std::uint32_t> pool_take(std::string_view name);
/// Returns how many blocks are still taken.
Fallible<std::uint32_t> pool_give_back(std::string_view name, std::uint32_t block);
/// Returns how many bytes were written.
Fallible<std::uint32_t> pool_write(std::string_view name, std::uint32_t block, std::uint32_t offset,
                                   std::span<const std::uint8_t> bytes);
Fallible<std::vector<std::uint8_t>> pool_read(std::string_view name, std::uint32_t block, std::uint32_t offset,
                                              std::uint32_t size_bytes);
Fallible<PoolStatistics> pool_statistics(std::string_view name);

/// Returns the handle of a new arena; handles count up from 1 and are never used again.
Fallible<std::uint32_t> arena_create(std::uint32_t first_chunk_bytes);
/// Returns how many bytes were in use.
Fallible<std::uint32_t> arena_destroy(std::uint32_t arena);
/// Returns the position of the piece, zeroed.
Fallible<std::uint32_t> arena_allocate(std::uint32_t arena, std::uint32_t size_bytes, std::uint32_t alignment);
/// Returns how many bytes were written.
Fallible<std::uint32_t> arena_write(std::uint32_t arena, std::uint32_t position, std::span<const std::uint8_t> bytes);
Fallible<std::vector<std::uint8_t>> arena_read(std::uint32_t arena, std::uint32_t position, std::uint32_t size_bytes);
Fallible<std::uint32_t> arena_mark(std::uint32_t arena);
/// Returns how many bytes were taken back.
Fallible<std::uint32_t> arena_reset(std::uint32_t arena, std::uint32_t mark);
Fallible<ArenaStatistics> arena_statistics(std::uint32_t arena);

struct AllocatorStatistics {
  std::uint32_t current_bytes = 0;
  std::uint32_t peak_bytes = 0;
  std::uint32_t reserved_bytes = 0;
  std::uint32_t current_count = 0;
  double allocation_count = 0;
};

/// What the heap of this instance holds. All 0 outside wasm, where the heap is not ours.
AllocatorStatistics allocator_statistics();

}  // namespace sinter::memory
