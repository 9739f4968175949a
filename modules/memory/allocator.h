// The heap every wasm module of ours gets: malloc and its family over linear memory.
//
// `Heap` decides and never asks for memory itself: it is given regions (`add`), hands out
// blocks of them (`allocate`), joins what comes back with its free neighbours (`release`),
// and says "no" when nothing fits, so that the caller can add a region and ask again. It
// therefore runs natively, on any piece of memory, under a test that knows what to expect.
// allocator.cc ends with the wasm part: the C functions over one such heap.
//
// To use another allocator in a module, define all of malloc, free, calloc, realloc,
// aligned_alloc, posix_memalign and malloc_usable_size (ours are weak: the linker takes
// yours), or leave allocator.cc out of the link (wasi-libc's dlmalloc steps in).
//
// Blocks lie end to end. A block begins 12 bytes after a multiple of 16 with its header,
// so the bytes handed out start on a multiple of 16 and cost 4 bytes more than asked for,
// rounded up to 16:
//
//   header                        header
//   | size, flags | next | previous | ... | size | size, flags | bytes in use ...
//   '------------- free block ------------------''---------- used block --------
//
// Free blocks carry their size at both ends, which is how a neighbour finds their start.
// They hang in 56 lists by size, two for each power of two; no two of them ever touch.
#pragma once

#include <cstdint>

namespace sinter::memory {

/// Place of a byte, counted from the base of a heap; 0 is nowhere.
using Offset = std::uint32_t;

struct HeapStatistics {
  std::uint32_t current_bytes;     // in used blocks, headers and rounding included
  std::uint32_t peak_bytes;        // highest current_bytes so far
  std::uint32_t region_bytes;      // all memory ever added
  std::uint32_t current_count;     // blocks in use
  std::uint64_t allocation_count;  // allocations ever made, moves by realloc included
};

struct RegionSurvey {
  bool is_consistent = true;
  std::uint32_t used_bytes = 0;
  std::uint32_t used_count = 0;
  std::uint32_t free_bytes = 0;
  std::uint32_t free_count = 0;
  std::uint32_t largest_free_bytes = 0;
};

class Heap {
 public:
  /// Alignment of every block; larger ones are on request.
  static constexpr std::uint32_t alignment_bytes = 16;
  /// The largest request and the largest alignment that can succeed.
  static constexpr std::uint32_t request_bytes_max = 0x7fff'ff00;

#ifdef __wasm__
  constexpr Heap() = default;  // offsets are addresses
#else
  /// `base` is the address that offset 0 stands for. It must be a multiple of the largest
  /// alignment that will be asked for.
  constexpr explicit Heap(std::uintptr_t base) : base_(base) {}
#endif

  /// Gives the heap the bytes [begin, end), which it owns from now on. A region that starts
  /// where the last one ended becomes one with it. Regions must come in rising order;
  /// begin > 0, end a multiple of 16, below 4 GiB.
  void add(Offset begin, Offset end);

  /// How much to add before asking again for what `allocate` refused: enough for the
  /// request, and an eighth of what is there, so that adding stays rare.
  [[nodiscard]] std::uint32_t growth_bytes(std::uint32_t size_bytes, std::uint32_t alignment) const;
  /// The least that makes the request succeed.
  [[nodiscard]] static std::uint32_t growth_bytes_min(std::uint32_t size_bytes, std::uint32_t alignment);

  /// Returns 0 when nothing fits. `alignment` is a power of two; below 16 means 16.
  [[nodiscard]] Offset allocate(std::uint32_t size_bytes, std::uint32_t alignment);

  /// Makes the block larger or smaller where it lies; false if it cannot be.
  [[nodiscard]] bool resize(Offset bytes, std::uint32_t size_bytes);

  /// False, and nothing done, when there is no used block at that place any more: freed
  /// twice, or its header was overwritten.
  [[nodiscard]] bool release(Offset bytes);

  /// How many bytes the block holds; at least what was asked for.
  [[nodiscard]] std::uint32_t usable_bytes(Offset bytes) const;

  [[nodiscard]] const HeapStatistics& statistics() const { return statistics_; }

  /// Walks the region that was added with this `begin` and checks every invariant. Slow; for
  /// tests, and to look for the bug that overwrote a header.
  [[nodiscard]] RegionSurvey survey(Offset begin) const;

 private:
  static constexpr std::uint32_t bin_count = 56;
  using Block = Offset;  // where the header of a block lies

  [[nodiscard]] std::uint32_t& word(Offset offset) const { return *reinterpret_cast<std::uint32_t*>(base_ + offset); }
  [[nodiscard]] std::uint32_t size_of(Block block) const;
  void insert(Block block, std::uint32_t size);
  void remove(Block block);
  [[nodiscard]] bool is_listed(Block block) const;
  [[nodiscard]] Block find(std::uint32_t size) const;
  void make_free(Block block, std::uint32_t size);
  void give_back_tail(Block block, std::uint32_t size);
  void count_used(std::uint32_t size);

#ifdef __wasm__
  static constexpr std::uintptr_t base_ = 0;  // a constant: a fifth less code
#else
  std::uintptr_t base_;
#endif
  Offset end_ = 0;  // of the last region; a header of size 0 lies before it
  Block bins_[bin_count] = {};
  std::uint64_t filled_bins_ = 0;  // bit i: bins_[i] is not empty
  HeapStatistics statistics_ = {};
};

#ifdef __wasm__
/// The heap behind malloc in this module. errno is left alone by all of its functions.
[[nodiscard]] const HeapStatistics& heap_statistics();
#endif

}  // namespace sinter::memory
