// The promise of bytes, pools and arenas: nothing outside a range is touched, what is taken
// twice or given back twice is refused, and the statistics say what happened.
#include "memory.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstring>
#include <vector>

using namespace sinter::memory;
using sinter::Fault;

namespace {

using Bytes = std::vector<std::uint8_t>;

Bytes counting(std::size_t size) {
  Bytes bytes(size);
  for (std::size_t i = 0; i < size; ++i) bytes[i] = static_cast<std::uint8_t>(i);
  return bytes;
}

Fault<MemoryFault> out_of_range(std::uint32_t offset) {
  return {MemoryFault::out_of_range, offset};
}

}  // namespace

TEST_CASE("compare agrees with the order of byte strings for every size and place of a difference") {
  for (std::size_t size = 0; size <= 70; ++size) {
    const Bytes left = counting(size);
    CHECK(compare(left, left) == 0);
    for (std::size_t place = 0; place < size; ++place) {
      Bytes right = left;
      right[place] ^= 0x80;
      CHECK(compare(left, right) == (left < right ? -1 : 1));
      CHECK(compare(right, left) == (right < left ? -1 : 1));
      CHECK(compare(left, std::span(left).first(place)) == 1);
    }
  }
}

TEST_CASE("the first of several differences decides") {
  CHECK(compare(Bytes{1, 2, 9, 0}, Bytes{1, 3, 0, 0}) == -1);
  Bytes left(200, 5);
  Bytes right(200, 5);
  left[70] = 6;
  right[71] = 7;
  CHECK(compare(left, right) == 1);
}

TEST_CASE("copy writes the whole source or nothing") {
  Bytes bytes = counting(8);
  CHECK(sinter::memory::copy(bytes, Bytes{7, 7}, 6) == 2u);
  CHECK(bytes == Bytes{0, 1, 2, 3, 4, 5, 7, 7});
  CHECK(sinter::memory::copy(bytes, Bytes{9, 9}, 7).error() == out_of_range(8));
  CHECK(sinter::memory::copy(bytes, Bytes{}, 8) == 0u);
  CHECK(sinter::memory::copy(bytes, Bytes{}, 9).error() == out_of_range(9));
  CHECK(sinter::memory::copy(bytes, Bytes{9}, UINT32_MAX).error() == out_of_range(UINT32_MAX));
  CHECK(bytes == Bytes{0, 1, 2, 3, 4, 5, 7, 7});
}

TEST_CASE("overlapping ranges are moved as if through a third place") {
  for (std::uint32_t from = 0; from < 20; ++from) {
    for (std::uint32_t to = 0; to < 20; ++to) {
      Bytes bytes = counting(40);
      Bytes expected = bytes;
      const Bytes moved(bytes.begin() + from, bytes.begin() + from + 20);
      std::copy(moved.begin(), moved.end(), expected.begin() + to);
      CHECK(copy_within(bytes, to, {from, 20}) == 20u);
      CHECK(bytes == expected);
    }
  }
}

TEST_CASE("a range that ends beyond the bytes is refused, also when its end overflows") {
  Bytes bytes = counting(8);
  CHECK(fill(bytes, 1, {4, 5}).error() == out_of_range(8));
  CHECK(fill(bytes, 1, {9, 0}).error() == out_of_range(9));
  CHECK(fill(bytes, 1, {2, UINT32_MAX - 1}).error() == out_of_range(8));
  CHECK(copy_within(bytes, 0, {4, UINT32_MAX - 3}).error() == out_of_range(8));
  CHECK(copy_within(bytes, 7, {0, 2}).error() == out_of_range(8));
  CHECK(bytes == counting(8));
  CHECK(fill(bytes, 1, {6, 2}) == 2u);
  CHECK(bytes == Bytes{0, 1, 2, 3, 4, 5, 1, 1});
}

TEST_CASE("a pool hands out every block once, zeroed and apart from the others") {
  auto pool = Pool::create(24, 5);
  for (std::uint32_t i = 0; i < 5; ++i) {
    CHECK(pool->take() == i);
    const auto bytes = pool->bytes(i);
    CHECK(bytes->size() == 24);
    CHECK(std::count(bytes->begin(), bytes->end(), 0) == 24);
    std::memset(bytes->data(), 0xff, 24);
  }
  CHECK(pool->take().error().code == MemoryFault::pool_exhausted);
  CHECK(pool->give_back(3) == 4u);
  CHECK(pool->take() == 3u);
  CHECK(pool->bytes(3)->front() == 0);
  CHECK(pool->statistics().current_count == 5);
  CHECK(pool->statistics().peak_count == 5);
  CHECK(pool->statistics().allocation_count == 6);
  CHECK(pool->statistics().current_bytes == 120);
  CHECK(pool->statistics().reserved_bytes == 5 * (32 + 4));
}

TEST_CASE("a block that is not taken can be neither used nor given back") {
  auto pool = Pool::create(8, 4);
  const Fault not_taken{MemoryFault::block_not_taken, 1};
  CHECK(pool->give_back(1).error() == not_taken);
  CHECK(pool->take() == 0u);
  CHECK(pool->take() == 1u);
  CHECK(pool->give_back(1) == 1u);
  CHECK(pool->give_back(1).error() == not_taken);
  CHECK(pool->bytes(1).error() == not_taken);
  CHECK(pool->bytes(UINT32_MAX).error().code == MemoryFault::block_not_taken);
}

TEST_CASE("a pool of no bytes, no blocks or more than the limit is refused") {
  CHECK(Pool::create(0, 1).error().code == MemoryFault::bad_size);
  CHECK(Pool::create(1, 0).error().code == MemoryFault::bad_size);
  CHECK(Pool::create(UINT32_MAX, UINT32_MAX).error().code == MemoryFault::bad_size);
  CHECK(Pool::create(Pool::reserved_bytes_max, 1).error().code == MemoryFault::bad_size);
}

TEST_CASE("pools are told apart by name and gone when destroyed") {
  CHECK(pool_create("jobs", 16, 2) == 40u);
  CHECK(pool_create("jobs", 16, 2).error().code == MemoryFault::pool_exists);
  CHECK(pool_create("job", 16, 2) == 40u);
  CHECK(pool_take("jobs") == 0u);
  CHECK(pool_write("jobs", 0, 14, Bytes{1, 2}) == 2u);
  CHECK(pool_write("jobs", 0, 15, Bytes{1, 2}).error() == out_of_range(16));
  CHECK(pool_read("jobs", 0, 13, 3) == Bytes{0, 1, 2});
  CHECK(pool_read("jobs", 0, 13, 4).error() == out_of_range(16));
  CHECK(pool_statistics("job")->current_count == 0);
  CHECK(pool_destroy("jobs") == 1u);
  CHECK(pool_take("jobs").error().code == MemoryFault::unknown_pool);
  CHECK(pool_destroy("job") == 0u);
}

TEST_CASE("an arena hands out pieces in order, aligned and zeroed") {
  Arena arena(64);
  CHECK(arena.allocate(3, 1) == 0u);
  CHECK(arena.allocate(8, 8) == 8u);
  CHECK(arena.allocate(16, 16) == 16u);
  const auto piece = arena.bytes(16, 16);
  CHECK(reinterpret_cast<std::uintptr_t>(piece->data()) % 16 == 0);
  CHECK(std::count(piece->begin(), piece->end(), 0) == 16);
  CHECK(arena.statistics().current_bytes == 32);
  CHECK(arena.statistics().reserved_bytes == 64);
  CHECK(arena.statistics().allocation_count == 3);
}

TEST_CASE("chunks double, and a piece that does not fit starts the next one") {
  Arena arena(64);
  CHECK(arena.allocate(60, 1) == 0u);
  CHECK(arena.allocate(8, 1) == 64u);
  CHECK(arena.statistics().reserved_bytes == 64 + 128);
  CHECK(arena.allocate(1000, 1) == 192u);
  CHECK(arena.statistics().reserved_bytes == 64 + 128 + 1008);
  CHECK(arena.statistics().chunk_count == 3);
  CHECK(arena.bytes(60, 8).error() == out_of_range(60));
}

TEST_CASE("after a reset the same memory is handed out again, cleared of what was there") {
  Arena arena(64);
  CHECK(arena.allocate(8, 1) == 0u);
  const std::uint32_t mark = arena.mark();
  CHECK(arena.allocate(100, 1) == 64u);
  std::memset(arena.bytes(64, 100)->data(), 0xff, 100);
  CHECK(arena.reset(mark) == 156u);
  CHECK(arena.mark() == mark);
  CHECK(arena.bytes(64, 1).error() == out_of_range(64));
  CHECK(arena.allocate(100, 1) == 64u);
  const auto piece = arena.bytes(64, 100);
  CHECK(std::count(piece->begin(), piece->end(), 0) == 100);
  CHECK(arena.statistics().reserved_bytes == 192);
  CHECK(arena.statistics().peak_bytes == 164);
}

TEST_CASE("a gap left by alignment shows nothing of what was there before") {
  Arena arena(64);
  CHECK(arena.allocate(32, 1) == 0u);
  std::memset(arena.bytes(0, 32)->data(), 0xff, 32);
  CHECK(arena.reset(1) == 31u);
  CHECK(arena.allocate(1, 16) == 16u);
  const auto gap = arena.bytes(1, 16);
  CHECK(std::count(gap->begin(), gap->end(), 0) == 16);
}

TEST_CASE("a mark that was taken back is refused") {
  Arena arena(64);
  CHECK(arena.reset(0) == 0u);
  CHECK(arena.reset(1).error() == out_of_range(1));
  CHECK(arena.allocate(10, 1) == 0u);
  const std::uint32_t mark = arena.mark();
  CHECK(arena.reset(4) == 6u);
  CHECK(arena.reset(mark).error() == out_of_range(10));
}

TEST_CASE("a chunk too small for a request makes room for one that is not") {
  Arena arena(16);
  CHECK(arena.allocate(16, 1) == 0u);
  CHECK(arena.allocate(16, 1) == 16u);
  CHECK(arena.statistics().reserved_bytes == 16 + 32);
  CHECK(arena.reset(16) == 16u);
  CHECK(arena.allocate(500, 1) == 16u);
  CHECK(arena.statistics().reserved_bytes == 16 + 512);
  CHECK(arena.statistics().chunk_count == 2);
}

TEST_CASE("an arena refuses odd alignments and more than its limit, and stays as it was") {
  Arena arena(16);
  for (const std::uint32_t alignment : {0u, 3u, 24u, 32u, UINT32_MAX}) {
    CHECK(arena.allocate(1, alignment).error().code == MemoryFault::bad_alignment);
  }
  CHECK(arena.allocate(8, 1) == 0u);
  CHECK(arena.allocate(UINT32_MAX, 16).error().code == MemoryFault::bad_size);
  CHECK(arena.allocate(Arena::reserved_bytes_max, 1).error().code == MemoryFault::bad_size);
  CHECK(arena.mark() == 8);
  CHECK(arena.allocate(8, 1) == 8u);
}

TEST_CASE("arena handles are never used again") {
  const auto first = arena_create(64);
  CHECK(arena_allocate(*first, 10, 1) == 0u);
  CHECK(arena_destroy(*first) == 10u);
  const auto second = arena_create(64);
  CHECK(*second != *first);
  CHECK(arena_mark(*first).error() == Fault{MemoryFault::unknown_arena, *first});
  CHECK(arena_allocate(*second, 4, 1) == 0u);
  CHECK(arena_write(*second, 1, Bytes{1, 2, 3}) == 3u);
  CHECK(arena_write(*second, 2, Bytes{1, 2, 3}).error() == out_of_range(2));
  CHECK(arena_read(*second, 0, 4) == Bytes{0, 1, 2, 3});
  CHECK(arena_statistics(*second)->current_bytes == 4);
  CHECK(arena_reset(*second, 0) == 4u);
  CHECK(arena_destroy(*second) == 0u);
}
