// Memory that is handed out piece after piece and taken back all at once, down to a mark:
// for everything that belongs to one request, one frame, one parse.
//
// Pieces come from chunks, each twice as large as the one before, up to a limit. A position
// counts bytes over all chunks as if they lay end to end, so it is the same on every machine;
// a mark is the position where the next piece would begin. Chunks stay for reuse until the
// arena ends, unless one behind the current is too small for a request.
#pragma once

#include <cstdint>
#include <span>

#include "faults.h"

namespace sinter::memory {

struct ArenaStatistics {
  std::uint32_t current_bytes = 0;   // up to the mark, with what alignment and chunk ends cost
  std::uint32_t peak_bytes = 0;      // highest current_bytes so far
  std::uint32_t reserved_bytes = 0;  // in chunks
  std::uint32_t chunk_count = 0;
  double allocation_count = 0;       // pieces ever handed out
};

class Arena {
 public:
  static constexpr std::uint32_t alignment_max = 16;
  /// Chunks stop doubling here; a larger request gets a chunk of its size.
  static constexpr std::uint32_t chunk_bytes_max = 1u << 20;
  /// Most that one arena reserves, the same on every machine.
  static constexpr std::uint32_t reserved_bytes_max = 1u << 30;

  /// Nothing is reserved before the first piece. At least 16, at most chunk_bytes_max are
  /// used as the size of the first chunk.
  explicit Arena(std::uint32_t first_chunk_bytes);
  Arena(const Arena&) = delete;
  Arena& operator=(const Arena&) = delete;
  ~Arena();

  /// Returns the position of a piece whose bytes are all 0. bad_alignment unless a power of
  /// two up to alignment_max; bad_size when the arena would reserve more than its most.
  [[nodiscard]] Fallible<std::uint32_t> allocate(std::uint32_t size_bytes, std::uint32_t alignment);

  /// The bytes at a position, valid until the arena is reset to before their end.
  /// out_of_range unless they all lie below the mark and in one chunk, as every piece does.
  [[nodiscard]] Fallible<std::span<std::uint8_t>> bytes(std::uint32_t position,
                                                        std::uint32_t size_bytes) const;

  [[nodiscard]] std::uint32_t mark() const { return statistics_.current_bytes; }
  /// Takes back everything from `mark` on and returns how many bytes that is; out_of_range
  /// for a mark that was taken back itself.
  Fallible<std::uint32_t> reset(std::uint32_t mark);

  [[nodiscard]] const ArenaStatistics& statistics() const { return statistics_; }

 private:
  struct Chunk {
    Chunk* next;
    std::uint32_t begin;  // position of its first byte
    std::uint32_t size_bytes;
    alignas(alignment_max) std::uint8_t bytes[];
  };

  [[nodiscard]] static bool fits(const Chunk* chunk, std::uint32_t position, std::uint32_t size_bytes);
  static void clear(Chunk* chunk, std::uint32_t begin, std::uint32_t end);
  Fallible<Chunk*> append_chunk(std::uint32_t size_bytes);
  void free_chunks_after(Chunk* chunk);

  Chunk* first_ = nullptr;
  Chunk* current_ = nullptr;  // holds the mark; null until there is a chunk
  std::uint32_t first_chunk_bytes_;
  ArenaStatistics statistics_;
};

}  // namespace sinter::memory
