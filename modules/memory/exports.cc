// What JavaScript can call. Nothing is decided here.
#include "memory.h"
#include "sinter/bind.h"

namespace sinter::memory {

SINTER_ENUM(MemoryFault, empty_input, not_a_number, out_of_range, out_of_memory, bad_size, bad_alignment, unknown_pool,
            pool_exists, pool_exhausted, block_not_taken, unknown_arena)

SINTER_STRUCT(Aggregate, count, min, max, mean, standard_deviation, p50, p95, p99)
SINTER_STRUCT(Range, offset, size_bytes)
SINTER_STRUCT(PoolStatistics, block_bytes, block_count, current_count, peak_count, current_bytes, reserved_bytes,
              allocation_count)
SINTER_STRUCT(ArenaStatistics, current_bytes, peak_bytes, reserved_bytes, chunk_count, allocation_count)
SINTER_STRUCT(AllocatorStatistics, current_bytes, peak_bytes, reserved_bytes, current_count, allocation_count)

SINTER_EXPORT(
    aggregate,
    "Count, extremes, mean, population standard deviation and quantiles (Hyndman and Fan type 7) of a series. "
    "Faults: empty_input, not_a_number with the index of the first NaN.",
    "values")

SINTER_EXPORT(copy, "Writes all of `source` into `destination` from an offset on; returns how many bytes that is.",
              "destination", "source", "destination_offset")
SINTER_EXPORT(copy_within, "Moves a range of bytes within one buffer, right also where both places overlap.", "bytes",
              "destination_offset", "source")
SINTER_EXPORT(compare, "-1, 0 or 1 by the first byte that differs; a prefix comes before what it begins.", "left",
              "right")
SINTER_EXPORT(fill, "Sets every byte of a range to a value; returns how many bytes that is.", "bytes", "value", "range")

SINTER_EXPORT(pool_create, "Reserves a named pool of `block_count` blocks; returns how many bytes it takes.\n@stateful",
              "name", "block_bytes", "block_count")
SINTER_EXPORT(pool_destroy, "Frees a pool with all its blocks; returns how many of them were still taken.\n@stateful",
              "name")
SINTER_EXPORT(pool_take, "Takes a block, all of its bytes 0, and returns its number.\n@stateful", "name")
SINTER_EXPORT(pool_give_back, "Gives a block back; returns how many are still taken.\n@stateful", "name", "block")
SINTER_EXPORT(pool_write, "Writes bytes into a taken block from an offset on; returns how many.\n@stateful", "name",
              "block", "offset", "bytes")
SINTER_EXPORT(pool_read, "A copy of bytes of a taken block.\n@stateful", "name", "block", "offset", "size_bytes")
SINTER_EXPORT(pool_statistics, "How full a pool is, was at most, and how often it was used.\n@stateful", "name")

SINTER_EXPORT(arena_create,
              "Makes an arena and returns its handle; memory is reserved with the first piece.\n@stateful",
              "first_chunk_bytes")
SINTER_EXPORT(arena_destroy, "Frees an arena; returns how many bytes were in use.\n@stateful", "arena")
SINTER_EXPORT(arena_allocate,
              "Takes a piece, all of its bytes 0, and returns its position; alignment 1 to 16.\n@stateful", "arena",
              "size_bytes", "alignment")
SINTER_EXPORT(arena_write, "Writes bytes at a position that lies in one piece; returns how many.\n@stateful", "arena",
              "position", "bytes")
SINTER_EXPORT(arena_read, "A copy of bytes that lie in one piece.\n@stateful", "arena", "position", "size_bytes")
SINTER_EXPORT(arena_mark, "Where the next piece would begin, to hand to `arena_reset`.\n@stateful", "arena")
SINTER_EXPORT(arena_reset, "Takes back every piece from a mark on; returns how many bytes that is.\n@stateful", "arena",
              "mark")
SINTER_EXPORT(arena_statistics, "How full an arena is, was at most, and what it reserved.\n@stateful", "arena")

SINTER_EXPORT(allocator_statistics,
              "What the heap of this instance holds; all 0 in the twin, which has none.\n@stateful")

}  // namespace sinter::memory
