// The promise of the heap: blocks never overlap, lie on their alignment, keep their bytes,
// and what is given back can be had again, in one piece.
#include "allocator.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <map>
#include <memory>
#include <random>
#include <vector>

using sinter::memory::Heap;
using sinter::memory::Offset;

namespace {

constexpr std::uint32_t alignment_max = 4096;
constexpr Offset region_begin = 16;

/// Memory whose first byte lies on a multiple of alignment_max, and a heap over it.
class Scene {
 public:
  explicit Scene(std::uint32_t size_bytes)
      : bytes_(static_cast<std::byte*>(std::aligned_alloc(alignment_max, size_bytes)), &std::free),
        heap(reinterpret_cast<std::uintptr_t>(bytes_.get())) {
    std::memset(bytes_.get(), 0xee, size_bytes);
  }
  [[nodiscard]] std::byte* at(Offset offset) const { return bytes_.get() + offset; }

 private:
  std::unique_ptr<std::byte, decltype(&std::free)> bytes_;

 public:
  Heap heap;
};

std::uint64_t seed_of_this_run() {
  const char* given = std::getenv("SINTER_SEED");
  return given != nullptr ? std::strtoull(given, nullptr, 10) : std::random_device{}();
}

struct Held {
  std::uint32_t size_bytes;
  std::uint8_t filling;
};

/// What the heap should hold, kept beside it and compared after every step.
class Model {
 public:
  Model(Scene& scene, std::uint64_t seed) : scene_(scene), random_(seed) {}

  void step() {
    const std::uint64_t action = random_() % 100;
    if (action < 45 || held_.empty()) {
      allocate();
    } else if (action < 65) {
      resize(any());
    } else {
      release(any());
    }
  }

  void release_everything() {
    while (!held_.empty()) release(any());
  }

  [[nodiscard]] std::size_t count() const { return held_.size(); }

 private:
  using Blocks = std::map<Offset, Held>;

  Blocks::iterator any() { return std::next(held_.begin(), random_() % held_.size()); }

  std::uint32_t any_size() {
    const std::uint64_t kind = random_() % 10;
    if (kind == 0) return static_cast<std::uint32_t>(random_() % 3);
    if (kind < 8) return static_cast<std::uint32_t>(random_() % 200);
    return static_cast<std::uint32_t>(random_() % 9000);
  }

  void fill(Offset place, Held held) { std::memset(scene_.at(place), held.filling, held.size_bytes); }

  void check_bytes(Offset place, Held held, std::uint32_t size_bytes) {
    bool is_whole = true;
    for (std::uint32_t i = 0; i < size_bytes; ++i) {
      is_whole = is_whole && *scene_.at(place + i) == std::byte{held.filling};
    }
    CHECK(is_whole);
  }

  void allocate() {
    const std::uint32_t alignment = random_() % 8 == 0 ? 1u << (random_() % 13) : 16;
    const Held held{any_size(), static_cast<std::uint8_t>(random_())};
    const Offset place = scene_.heap.allocate(held.size_bytes, alignment);
    if (place == 0) return;
    CHECK(place % 16 == 0);
    CHECK(place % alignment == 0);
    CHECK(scene_.heap.usable_bytes(place) >= held.size_bytes);
    const auto after = held_.lower_bound(place);
    if (after != held_.end()) CHECK(place + held.size_bytes <= after->first);
    if (after != held_.begin()) {
      const auto before = std::prev(after);
      CHECK(before->first + before->second.size_bytes <= place);
    }
    held_.emplace(place, held);
    fill(place, held);
  }

  void resize(Blocks::iterator block) {
    auto& [place, held] = *block;
    const std::uint32_t size_bytes = any_size();
    if (!scene_.heap.resize(place, size_bytes)) {
      CHECK(size_bytes > scene_.heap.usable_bytes(place));
      return;
    }
    check_bytes(place, held, std::min(size_bytes, held.size_bytes));
    held.size_bytes = size_bytes;
    fill(place, held);
  }

  void release(Blocks::iterator block) {
    check_bytes(block->first, block->second, block->second.size_bytes);
    CHECK(scene_.heap.release(block->first));
    held_.erase(block);
  }

  Scene& scene_;
  std::mt19937_64 random_;
  Blocks held_;
};

}  // namespace

TEST_CASE("a heap without a region allocates nothing") {
  Scene scene(alignment_max);
  CHECK(scene.heap.allocate(1, 16) == 0);
}

TEST_CASE("blocks of random sizes never overlap, keep their bytes and all come back") {
  const std::uint64_t seed = seed_of_this_run();
  MESSAGE("SINTER_SEED=" << seed);
  Scene scene(1 << 18);
  scene.heap.add(region_begin, 1 << 18);
  const auto untouched = scene.heap.survey(region_begin);
  Model model(scene, seed);
  for (int i = 0; i < 20'000; ++i) {
    model.step();
    if (i % 64 != 0) continue;
    const auto survey = scene.heap.survey(region_begin);
    REQUIRE(survey.is_consistent);
    CHECK(survey.used_count == model.count());
    CHECK(survey.used_count == scene.heap.statistics().current_count);
    CHECK(survey.used_bytes == scene.heap.statistics().current_bytes);
  }
  model.release_everything();
  const auto survey = scene.heap.survey(region_begin);
  CHECK(survey.is_consistent);
  CHECK(survey.free_count == 1);
  CHECK(survey.largest_free_bytes == untouched.largest_free_bytes);
  CHECK(scene.heap.statistics().current_bytes == 0);
  CHECK(scene.heap.statistics().current_count == 0);
}

TEST_CASE("neighbours given back in any order become one block again") {
  for (const auto& order :
       std::vector<std::vector<int>>{{0, 1, 2}, {0, 2, 1}, {1, 0, 2}, {1, 2, 0}, {2, 0, 1}, {2, 1, 0}}) {
    Scene scene(8192);
    scene.heap.add(region_begin, 8192);
    const std::uint32_t all = scene.heap.survey(region_begin).largest_free_bytes;
    const Offset places[] = {scene.heap.allocate(1000, 16), scene.heap.allocate(2000, 16),
                             scene.heap.allocate(3000, 16)};
    for (const int i : order) CHECK(scene.heap.release(places[i]));
    CHECK(scene.heap.survey(region_begin).largest_free_bytes == all);
    CHECK(scene.heap.allocate(all - 4, 16) != 0);
  }
}

TEST_CASE("a block of 12 bytes costs 16 and one of 13 costs 32") {
  Scene scene(8192);
  scene.heap.add(region_begin, 8192);
  CHECK(scene.heap.allocate(12, 16) != 0);
  CHECK(scene.heap.statistics().current_bytes == 16);
  CHECK(scene.heap.allocate(13, 16) != 0);
  CHECK(scene.heap.statistics().current_bytes == 48);
}

TEST_CASE("a request of no bytes gets a place of its own") {
  Scene scene(8192);
  scene.heap.add(region_begin, 8192);
  const Offset first = scene.heap.allocate(0, 16);
  CHECK(first != 0);
  CHECK(first != scene.heap.allocate(0, 16));
}

TEST_CASE("requests that overflow a sum are refused") {
  Scene scene(8192);
  scene.heap.add(region_begin, 8192);
  const Offset held = scene.heap.allocate(1, 16);
  for (const std::uint32_t size : {0x7fff'ff01u, 0x8000'0000u, 0xffff'ffecu, 0xffff'fffcu, UINT32_MAX}) {
    CHECK(scene.heap.allocate(size, 16) == 0);
    CHECK(scene.heap.allocate(1, size) == 0);
    CHECK_FALSE(scene.heap.resize(held, size));
    CHECK(Heap::growth_bytes_min(size, 16) == UINT32_MAX);
  }
  CHECK(scene.heap.allocate(Heap::request_bytes_max, 0x8000'0000) == 0);
  CHECK(scene.heap.survey(region_begin).is_consistent);
}

TEST_CASE("a block given back twice is noticed, also after it joined its neighbours") {
  Scene scene(8192);
  scene.heap.add(region_begin, 8192);
  const Offset first = scene.heap.allocate(100, 16);
  const Offset second = scene.heap.allocate(100, 16);
  CHECK(scene.heap.release(first));
  CHECK_FALSE(scene.heap.release(first));
  CHECK(scene.heap.release(second));
  CHECK_FALSE(scene.heap.release(second));
  CHECK(scene.heap.survey(region_begin).is_consistent);
}

TEST_CASE("a region that continues the last one becomes one with it") {
  Scene scene(16384);
  scene.heap.add(region_begin, 8192);
  CHECK(scene.heap.allocate(12000, 16) == 0);
  scene.heap.add(8192, 16384);
  CHECK(scene.heap.survey(region_begin).free_count == 1);
  CHECK(scene.heap.allocate(12000, 16) != 0);
}

TEST_CASE("a region further on is used, and the gap before it is not") {
  Scene scene(32768);
  scene.heap.add(region_begin, 4096);
  scene.heap.add(16384, 32768);
  const Offset large = scene.heap.allocate(12000, 16);
  CHECK(large >= 16384);
  std::uint32_t handed_out = 0;
  for (Offset place = 0; (place = scene.heap.allocate(60, 16)) != 0; ++handed_out) {
    CHECK((place + 60 <= 4096 || place >= 16384));
  }
  CHECK(handed_out > 100);
  CHECK(scene.heap.survey(region_begin).is_consistent);
  CHECK(scene.heap.survey(16384).is_consistent);
}

TEST_CASE("adding what growth_bytes_min says is enough for every size and alignment") {
  for (const std::uint32_t alignment : {1u, 16u, 32u, 1024u, 4096u}) {
    for (std::uint32_t size = 0; size < 4000; size += 7) {
      Scene scene(1 << 14);
      const Offset begin = region_begin + size % 5;
      const std::uint32_t bytes = (Heap::growth_bytes_min(size, alignment) + 15) & ~15u;
      scene.heap.add(begin, ((begin + 15) & ~15u) + bytes);
      CHECK(scene.heap.allocate(size, alignment) != 0);
    }
  }
}

TEST_CASE("a region too small for a block is passed over") {
  Scene scene(alignment_max);
  scene.heap.add(region_begin, region_begin + 16);
  CHECK(scene.heap.statistics().region_bytes == 0);
  CHECK(scene.heap.allocate(0, 16) == 0);
}

TEST_CASE("growing in place takes the free bytes behind and shrinking gives them back") {
  Scene scene(8192);
  scene.heap.add(region_begin, 8192);
  const Offset place = scene.heap.allocate(100, 16);
  const std::uint32_t free_before = scene.heap.survey(region_begin).free_bytes;
  CHECK(scene.heap.resize(place, 5000));
  CHECK(scene.heap.usable_bytes(place) >= 5000);
  CHECK(scene.heap.statistics().peak_bytes >= 5000);
  CHECK(scene.heap.resize(place, 100));
  CHECK(scene.heap.survey(region_begin).free_bytes == free_before);
  CHECK_FALSE(scene.heap.resize(place, 9000));
}

TEST_CASE("sizes of one list that do not fit do not hide larger blocks of the same list") {
  // 20 free blocks of 128 bytes, kept apart, then one of 160 at the end of their list.
  Scene scene(1 << 14);
  scene.heap.add(region_begin, 1 << 14);
  std::vector<Offset> places;
  const Offset fitting = scene.heap.allocate(156, 16);
  places.push_back(fitting);
  for (int i = 0; i < 20; ++i) {
    CHECK(scene.heap.allocate(12, 16) != 0);
    places.push_back(scene.heap.allocate(124, 16));
  }
  while (scene.heap.allocate(12, 16) != 0) {
  }
  for (const Offset place : places) CHECK(scene.heap.release(place));
  CHECK(scene.heap.allocate(156, 16) == fitting);
}

TEST_CASE("memory that serves small blocks serves large ones after they are gone") {
  Scene scene(1 << 20);
  scene.heap.add(region_begin, 1 << 20);
  for (const std::uint32_t size : {12u, 5000u, 40u, 100'000u, 300u, 900'000u}) {
    std::vector<Offset> places;
    for (Offset place = 0; (place = scene.heap.allocate(size, 16)) != 0;) places.push_back(place);
    CHECK(places.size() >= (1u << 20) * 9ull / 10 / ((size + 19) & ~15u));
    for (const Offset place : places) CHECK(scene.heap.release(place));
  }
}
