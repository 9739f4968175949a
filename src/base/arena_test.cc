// What an arena hands out stays where it is and is nobody else's.
#include "base/arena.h"

#include <cstdint>

#include "testing/check.h"

namespace sinter {
namespace {

TEST_CASE("texts keep their place and content however many follow") {
  Arena arena;
  std::string_view first = arena.text("first");
  for (int i = 0; i < 100'000; ++i) CHECK(arena.text("another text").size() == 12);
  CHECK(first == "first");
  CHECK(first.data()[first.size()] == '\0');
}

TEST_CASE("a list larger than a block, and one behind an odd text, are aligned") {
  Arena arena;
  arena.text("x");
  for (std::size_t count : {3u, 1'000'000u, 5u}) {
    std::span<std::uint64_t> list = arena.list<std::uint64_t>(count);
    CHECK(list.size() == count);
    CHECK(reinterpret_cast<std::uintptr_t>(list.data()) % alignof(std::uint64_t) == 0);
    for (std::uint64_t& value : list) value = count;
  }
}

TEST_CASE("adopted bytes are aligned and survive a move of the arena, however short") {
  Arena arena;
  std::string_view bytes = arena.adopt("abc");
  CHECK(reinterpret_cast<std::uintptr_t>(bytes.data()) % alignof(std::uint64_t) == 0);
  Arena moved = std::move(arena);
  CHECK(bytes == "abc");
}

}  // namespace
}  // namespace sinter
