// See allocator.h for the layout of blocks.
#include "allocator.h"

#ifdef __wasm__
#include <cerrno>
#include <cstddef>
#include <cstdlib>
#endif

namespace sinter::memory {
namespace {

constexpr std::uint32_t in_use = 1;           // the block itself
constexpr std::uint32_t previous_in_use = 2;  // the one before it: there is no size at its end
constexpr std::uint32_t flags = 15;

constexpr std::uint32_t header_bytes = 4;
constexpr std::uint32_t block_bytes_min = 16;
constexpr std::uint32_t next_at = 4;      // within a free block
constexpr std::uint32_t previous_at = 8;  // within a free block

/// A list longer than this is not searched to its end while larger blocks are left.
constexpr std::uint32_t search_steps = 8;

constexpr std::uint32_t block_size(std::uint32_t size_bytes) { return (size_bytes + header_bytes + 15) & ~15u; }

/// The list for blocks of this size: 1, 2, 3 units of 16 bytes, then 4 to 5, 6 to 7, 8 to 11,
/// 12 to 15 and so on: the place of the highest bit and the bit below it.
constexpr std::uint32_t bin_of(std::uint32_t size) {
  const std::uint32_t units = size / 16;
  const auto high_bit = static_cast<std::uint32_t>(31 - __builtin_clz(units));
  return high_bit == 0 ? 1 : high_bit * 2 + ((units >> (high_bit - 1)) & 1);
}

bool is_too_large(std::uint32_t size_bytes, std::uint32_t alignment) {
  return size_bytes > Heap::request_bytes_max || alignment > Heap::request_bytes_max - size_bytes;
}

}  // namespace

std::uint32_t Heap::size_of(Block block) const { return word(block) & ~flags; }

void Heap::insert(Block block, std::uint32_t size) {
  const std::uint32_t bin = bin_of(size);
  const Block next = bins_[bin];
  word(block + next_at) = next;
  word(block + previous_at) = 0;
  if (next != 0) word(next + previous_at) = block;
  bins_[bin] = block;
  filled_bins_ |= std::uint64_t{1} << bin;
}

void Heap::remove(Block block) {
  const Block next = word(block + next_at);
  const Block previous = word(block + previous_at);
  if (next != 0) word(next + previous_at) = previous;
  if (previous != 0) {
    word(previous + next_at) = next;
    return;
  }
  const std::uint32_t bin = bin_of(size_of(block));
  bins_[bin] = next;
  if (next == 0) filled_bins_ &= ~(std::uint64_t{1} << bin);
}

/// Its own list may hold smaller blocks, so that one is searched; in all lists above it
/// every block fits.
Heap::Block Heap::find(std::uint32_t size) const {
  const std::uint32_t bin = bin_of(size);
  const std::uint64_t larger = filled_bins_ & (~std::uint64_t{1} << bin);
  std::uint32_t steps_left = search_steps;
  for (Block block = bins_[bin]; block != 0; block = word(block + next_at)) {
    if (size_of(block) >= size) return block;
    if (--steps_left == 0 && larger != 0) break;
  }
  return larger == 0 ? 0 : bins_[__builtin_ctzll(larger)];
}

/// Turns the bytes of a block into a free one, joined with its free neighbours. Its header
/// must tell whether the block before it is in use.
void Heap::make_free(Block block, std::uint32_t size) {
  const Block next = block + size;
  if ((word(next) & in_use) == 0) {
    remove(next);
    size += size_of(next);
  }
  if ((word(block) & previous_in_use) == 0) {
    const std::uint32_t previous_size = word(block - 4);
    block -= previous_size;
    remove(block);
    size += previous_size;
  }
  word(block) = size | previous_in_use;  // two free blocks never touch
  word(block + size - 4) = size;
  word(block + size) &= ~previous_in_use;
  insert(block, size);
}

/// Cuts a used block down to `size` if what is left over can be a block.
void Heap::give_back_tail(Block block, std::uint32_t size) {
  const std::uint32_t whole = size_of(block);
  const std::uint32_t rest = whole - size;
  if (rest < block_bytes_min) return;
  word(block) -= rest;
  word(block + size) = previous_in_use;
  make_free(block + size, rest);
}

void Heap::count_used(std::uint32_t size) {
  statistics_.current_bytes += size;
  if (statistics_.current_bytes > statistics_.peak_bytes) {
    statistics_.peak_bytes = statistics_.current_bytes;
  }
}

void Heap::add(Offset begin, Offset end) {
  Block block = 0;
  if (begin == end_) {
    block = end_ - header_bytes;  // the closing header of the last region starts the new block
  } else {
    block = ((begin + 15) & ~15u) + 12;
    if (block >= end || end - block < block_bytes_min + header_bytes) return;
    word(block) = previous_in_use;
  }
  statistics_.region_bytes += end - begin;
  end_ = end;
  word(end - header_bytes) = in_use;
  make_free(block, end - header_bytes - block);
}

std::uint32_t Heap::growth_bytes_min(std::uint32_t size_bytes, std::uint32_t alignment) {
  return is_too_large(size_bytes, alignment) ? UINT32_MAX : size_bytes + alignment + 64;
}

std::uint32_t Heap::growth_bytes(std::uint32_t size_bytes, std::uint32_t alignment) const {
  const std::uint32_t least = growth_bytes_min(size_bytes, alignment);
  const std::uint32_t eighth = statistics_.region_bytes / 8;
  return least > eighth ? least : eighth;
}

Offset Heap::allocate(std::uint32_t size_bytes, std::uint32_t alignment) {
  if (is_too_large(size_bytes, alignment)) return 0;
  const std::uint32_t size = block_size(size_bytes);
  if (alignment < alignment_bytes) alignment = alignment_bytes;
  const std::uint32_t slack = alignment - alignment_bytes;
  Block block = find(size + slack);
  if (block == 0) return 0;
  remove(block);
  const std::uint32_t whole = size_of(block);
  word(block + whole) |= previous_in_use;
  word(block) |= in_use;
  // The place aligned as wanted lies a multiple of 16 further on; free what is before it.
  const std::uint32_t skipped = (0 - (block + header_bytes)) & (alignment - 1);
  if (skipped != 0) {
    const Block before = block;
    block += skipped;
    word(block) = (whole - skipped) | in_use;
    word(before) = previous_in_use;
    make_free(before, skipped);
  }
  give_back_tail(block, size);
  count_used(size_of(block));
  ++statistics_.current_count;
  ++statistics_.allocation_count;
  return block + header_bytes;
}

bool Heap::resize(Offset bytes, std::uint32_t size_bytes) {
  if (size_bytes > request_bytes_max) return false;
  const Block block = bytes - header_bytes;
  const std::uint32_t size = block_size(size_bytes);
  const std::uint32_t before = size_of(block);
  if (size > before) {
    const Block next = block + before;
    if ((word(next) & in_use) != 0 || before + size_of(next) < size) return false;
    remove(next);
    word(block) += size_of(next);
    word(block + size_of(block)) |= previous_in_use;
  }
  give_back_tail(block, size);
  count_used(size_of(block) - before);
  return true;
}

bool Heap::release(Offset bytes) {
  const Block block = bytes - header_bytes;
  if ((word(block) & in_use) == 0) return false;
  const std::uint32_t size = size_of(block);
  statistics_.current_bytes -= size;
  --statistics_.current_count;
  // The header must read as free at once: if the block joins the one before it, nothing
  // else would tell a second release of it.
  word(block) &= ~in_use;
  make_free(block, size);
  return true;
}

std::uint32_t Heap::usable_bytes(Offset bytes) const { return size_of(bytes - header_bytes) - header_bytes; }

bool Heap::is_listed(Block block) const {
  Block previous = 0;
  const std::uint32_t bin = bin_of(size_of(block));
  if ((filled_bins_ >> bin & 1) == 0) return false;
  for (Block listed = bins_[bin]; listed != 0; listed = word(listed + next_at)) {
    if (word(listed + previous_at) != previous) return false;
    if (listed == block) return true;
    previous = listed;
  }
  return false;
}

RegionSurvey Heap::survey(Offset begin) const {
  RegionSurvey survey;
  std::uint32_t expected = previous_in_use;
  Block block = ((begin + 15) & ~15u) + 12;
  for (; size_of(block) != 0; block += size_of(block)) {
    const std::uint32_t size = size_of(block);
    const bool is_used = (word(block) & in_use) != 0;
    if ((word(block) & previous_in_use) != expected || size > end_ - block) {
      survey.is_consistent = false;
      return survey;
    }
    if (is_used) {
      survey.used_bytes += size;
      ++survey.used_count;
    } else {
      const bool touches_free_one = expected == 0;
      if (touches_free_one || word(block + size - 4) != size || !is_listed(block)) {
        survey.is_consistent = false;
      }
      survey.free_bytes += size;
      ++survey.free_count;
      if (size > survey.largest_free_bytes) survey.largest_free_bytes = size;
    }
    expected = is_used ? previous_in_use : 0;
  }
  if (word(block) != (expected | in_use)) survey.is_consistent = false;
  return survey;
}

}  // namespace sinter::memory

#ifdef __wasm__

extern "C" unsigned char __heap_base;  // wasm-ld: the first byte after data and stack

namespace sinter::memory {
namespace {

constexpr std::size_t page_bytes = 65536;
constinit Heap heap;

/// Of the last 16 bytes below 4 GiB, the end cannot be written in 32 bits.
Offset offset_of_page(std::size_t page) { return page >= 65536 ? 0xffff'fff0 : static_cast<Offset>(page * page_bytes); }

bool grow_by(std::uint32_t bytes) {
  const std::size_t pages = bytes / page_bytes + 1;
  const std::size_t before = __builtin_wasm_memory_grow(0, pages);
  if (before == SIZE_MAX) return false;
  heap.add(offset_of_page(before), offset_of_page(before + pages));
  return true;
}

/// Asking for more than is needed is a favour to the next caller; near the limit of the
/// memory it must not make this one fail.
bool grow(std::uint32_t size_bytes, std::uint32_t alignment) {
  if (heap.statistics().region_bytes == 0) {
    heap.add(static_cast<Offset>(reinterpret_cast<std::uintptr_t>(&__heap_base)),
             offset_of_page(__builtin_wasm_memory_size(0)));
    if (heap.statistics().region_bytes != 0) return true;
  }
  return grow_by(heap.growth_bytes(size_bytes, alignment)) || grow_by(Heap::growth_bytes_min(size_bytes, alignment));
}

void* allocate(std::size_t size_bytes, std::size_t alignment) {
  Offset bytes = 0;
  while ((bytes = heap.allocate(size_bytes, alignment)) == 0) {
    if (!grow(size_bytes, alignment)) return nullptr;
  }
  return reinterpret_cast<void*>(bytes);
}

Offset offset_of(const void* pointer) { return static_cast<Offset>(reinterpret_cast<std::uintptr_t>(pointer)); }

}  // namespace

const HeapStatistics& heap_statistics() { return heap.statistics(); }

}  // namespace sinter::memory

// Weak symbols also keep these functions from being inlined into their callers. That is
// needed: there the compiler holds that nothing but the pointer malloc returned reaches
// the bytes around it, and would move reads of headers across the writes to them.
#define SINTER_REPLACEABLE extern "C" __attribute__((weak))

using sinter::memory::allocate;
using sinter::memory::heap;
using sinter::memory::Heap;
using sinter::memory::offset_of;

SINTER_REPLACEABLE void* malloc(std::size_t size_bytes) { return allocate(size_bytes, Heap::alignment_bytes); }

SINTER_REPLACEABLE void free(void* pointer) {
  if (pointer != nullptr && !heap.release(offset_of(pointer))) __builtin_trap();
}

// Without no_builtin the compiler recognises the body and makes it call calloc.
SINTER_REPLACEABLE __attribute__((no_builtin)) void* calloc(std::size_t count, std::size_t size_bytes) {
  std::size_t bytes = 0;
  if (__builtin_mul_overflow(count, size_bytes, &bytes)) bytes = SIZE_MAX;
  void* pointer = malloc(bytes);
  return pointer == nullptr ? nullptr : __builtin_memset(pointer, 0, bytes);
}

SINTER_REPLACEABLE void* realloc(void* pointer, std::size_t size_bytes) {
  if (pointer == nullptr) return malloc(size_bytes);
  if (heap.resize(offset_of(pointer), size_bytes)) return pointer;
  void* moved = malloc(size_bytes);
  if (moved == nullptr) return nullptr;
  __builtin_memcpy(moved, pointer, heap.usable_bytes(offset_of(pointer)));
  free(pointer);
  return moved;
}

SINTER_REPLACEABLE void* aligned_alloc(std::size_t alignment, std::size_t size_bytes) {
  const bool is_power_of_two = (alignment & (alignment - 1)) == 0 && alignment != 0;
  return is_power_of_two ? allocate(size_bytes, alignment) : nullptr;
}

SINTER_REPLACEABLE int posix_memalign(void** result, std::size_t alignment, std::size_t size_bytes) {
  if (alignment < sizeof(void*) || (alignment & (alignment - 1)) != 0) return EINVAL;
  void* pointer = aligned_alloc(alignment, size_bytes);
  if (pointer == nullptr) return ENOMEM;
  *result = pointer;
  return 0;
}

SINTER_REPLACEABLE std::size_t malloc_usable_size(void* pointer) {
  return pointer == nullptr ? 0 : heap.usable_bytes(offset_of(pointer));
}

#endif  // __wasm__
