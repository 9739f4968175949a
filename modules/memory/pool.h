// Blocks of one size, a fixed number of them: taking and giving back cost a few
// instructions, memory is bounded from the start, and statistics say how close it gets.
//
// Blocks are known by number, so that giving one back twice, or one that was never taken,
// is noticed. The number of the block given back last is handed out first: its bytes are
// the likeliest to be in a cache still.
#pragma once

#include <cstdint>
#include <cstdlib>
#include <memory>
#include <span>

#include "faults.h"

namespace sinter::memory {

struct PoolStatistics {
  std::uint32_t block_bytes = 0;     // as asked for
  std::uint32_t block_count = 0;     // how many there are
  std::uint32_t current_count = 0;   // taken now
  std::uint32_t peak_count = 0;      // most taken at one time
  std::uint32_t current_bytes = 0;   // taken blocks times their size
  std::uint32_t reserved_bytes = 0;  // what the pool holds in all
  double allocation_count = 0;       // blocks ever taken
};

class Pool {
 public:
  /// Most that one pool reserves, the same on every machine.
  static constexpr std::uint32_t reserved_bytes_max = 1u << 30;

  /// bad_size when there would be no blocks, empty ones, or too many bytes.
  [[nodiscard]] static Fallible<Pool> create(std::uint32_t block_bytes, std::uint32_t block_count);

  /// Returns the number of a block whose bytes are all 0; pool_exhausted when none is left.
  [[nodiscard]] Fallible<std::uint32_t> take();
  /// Returns how many blocks are still taken.
  Fallible<std::uint32_t> give_back(std::uint32_t block);
  /// The bytes of a taken block, aligned to 16, valid until it is given back.
  [[nodiscard]] Fallible<std::span<std::uint8_t>> bytes(std::uint32_t block) const;

  [[nodiscard]] const PoolStatistics& statistics() const { return statistics_; }

 private:
  struct FreeDeleter {
    void operator()(void* memory) const { std::free(memory); }
  };

  Pool() = default;
  [[nodiscard]] bool is_taken(std::uint32_t block) const;
  [[nodiscard]] std::uint32_t& next_free(std::uint32_t block) const;
  [[nodiscard]] std::span<std::uint8_t> bytes_of(std::uint32_t block) const;

  PoolStatistics statistics_;
  std::uint32_t used_count_ = 0;  // blocks from this one on were never taken
  std::uint32_t first_free_ = UINT32_MAX;  // given back last; `none` when there is none
  // All blocks, then for each the number of the next free one, or `taken`.
  std::unique_ptr<std::uint8_t[], FreeDeleter> memory_;
};

}  // namespace sinter::memory
