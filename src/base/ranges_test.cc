// The algorithms agree with those of the standard library, whose names they have.
#include "base/ranges.h"

#include <algorithm>
#include <cstdint>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "testing/check.h"
#include "testing/seed.h"

namespace sinter {
namespace {

struct Item {
  std::string name;
  std::uint32_t place = 0;
  bool is_last() const { return place == 2; }
  bool operator==(const Item&) const = default;
};

const std::vector<Item> items = {{"b", 0}, {"a", 1}, {"b", 2}};

TEST_CASE("an element is found by a member, a function of its class or a function") {
  CHECK(ranges::find(items, "a", &Item::name) - items.begin() == 1);
  CHECK(ranges::find(items, "c", &Item::name) == items.end());
  CHECK(ranges::any_of(items, &Item::is_last));
  CHECK(!ranges::all_of(items, &Item::is_last));
  CHECK(ranges::none_of(items, [](std::string_view name) { return name == "c"; }, &Item::name));
  CHECK(ranges::count(items, std::string_view("b"), &Item::name) == 2);
}

TEST_CASE("sequences of different length are not equal") {
  std::vector<std::string_view> names = {"b", "a", "b"};
  CHECK(ranges::equal(items, names, {}, &Item::name));
  names.push_back("b");
  CHECK(!ranges::equal(items, names, {}, &Item::name));
  names = {"b", "a"};
  CHECK(!ranges::equal(items, names, {}, &Item::name));
}

TEST_CASE("sorting, halving and dropping repetitions do what the standard library does") {
  std::uint32_t seed = testing::random_seed();
  INFO("SINTER_SEED=" << seed);
  std::mt19937 random(seed);
  for (std::uint32_t count = 0; count < 70; ++count) {
    std::vector<Item> ours;
    for (std::uint32_t place = 0; place < count; ++place) ours.push_back({std::to_string(random() % 20), place});
    std::vector<Item> theirs = ours;
    std::ranges::stable_sort(theirs, {}, &Item::name);
    CHECK(ranges::is_sorted(ours, {}, &Item::name) == (ours == theirs));
    ranges::sort(ours, {}, &Item::name);
    REQUIRE(ours == theirs);
    CHECK(ranges::lower_bound(ours, "15", {}, &Item::name) - ours.begin() ==
          std::ranges::lower_bound(theirs, "15", {}, &Item::name) - theirs.begin());
    auto repeated = std::ranges::unique(theirs, {}, &Item::name);
    theirs.erase(repeated.begin(), repeated.end());
    ranges::erase_repeated(ours, &Item::name);
    REQUIRE(ours == theirs);
  }
}

}  // namespace
}  // namespace sinter
