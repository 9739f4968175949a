// What reentry.test.mjs calls while other calls are under way.
#include <expected>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "sinter/bind.h"
#include "sinter/callback.h"
#include "sinter/sequence.h"
#include "sinter/view.h"

namespace reentry {

int alive = 0;
class Item {
 public:
  explicit Item(std::int32_t value) : value(value) { ++alive; }
  Item(const Item& other) : value(other.value) { ++alive; }
  ~Item() {
    value = -1;
    --alive;
  }
  Item& operator=(const Item&) = default;

  void absorb(std::unique_ptr<Item> other) { value += other->value; }
  std::int32_t ask(sinter::Callback<void()> question) { return question() ? value : 0; }

  std::int32_t value;
};
struct Box {
  std::unique_ptr<Item> item;
  double weight;
};
struct Point {
  double x, y;
};

std::vector<std::string> hoard;
void grow(std::uint32_t size_bytes) { hoard.emplace_back(size_bytes, 'x'); }
std::vector<double> few = {1, 2, 3};
sinter::View<double> shown() { return few; }

double sum(std::span<const double> values) {
  double sum = 0;
  for (double value : values) sum += value;
  return sum;
}
double sum_after(std::span<const double> values, sinter::Callback<void()> before) { return before() ? sum(values) : 0; }
double sum_then(sinter::Callback<void()> before, std::span<const double> values) { return sum_after(values, before); }
void grow_and_double(std::span<double> values) {
  grow(5'000'000);
  for (double& value : values) value *= 2;
}
std::int32_t sum_two(std::unique_ptr<Item> left, std::unique_ptr<Item> right) { return left->value + right->value; }
std::int32_t sum_mixed(std::unique_ptr<Item> left, Item& right) { return left->value + right.value; }
std::int32_t sum_boxed(Item& left, Box box) { return left.value + box.item->value; }
std::int32_t sum_listed(std::vector<std::unique_ptr<Item>> items, double more) {
  for (auto& item : items) more += item->value;
  return static_cast<std::int32_t>(more);
}
std::int32_t sum_shared(std::vector<std::shared_ptr<Item>> items) {
  std::int32_t sum = 0;
  for (auto& item : items) sum += item->value;
  return sum;
}
std::int32_t sum_made(sinter::Callback<Box()> make) {
  auto box = make();
  return box ? box->item->value : 0;
}
std::shared_ptr<Item> shared_item(std::int32_t value) { return std::make_shared<Item>(value); }
void eat(std::unique_ptr<Item>) {}
int alive_count() { return alive; }

using Asked = sinter::Callback<void()>;
enum class Refusal { asked };
std::vector<std::unique_ptr<Item>> two_after(Asked before) {
  std::vector<std::unique_ptr<Item>> items;
  for (int value : {1, 2}) items.push_back(std::make_unique<Item>(before() ? value : -value));
  return items;
}
std::optional<std::unique_ptr<Item>> maybe_after(Asked before) { return std::make_unique<Item>(before() ? 1 : -1); }
std::shared_ptr<Item> shared_after(Asked before) { return std::make_shared<Item>(before() ? 1 : -1); }
Box boxed_after(Asked before) { return {std::make_unique<Item>(before() ? 1 : -1), 2}; }
sinter::Fallible<Box, Refusal> fallible_after(bool fails, Asked before) {
  Box box{std::make_unique<Item>(before() ? 1 : -1), 2};
  if (fails) return std::unexpected(Refusal::asked);
  return box;
}

using Change = sinter::KeptCallback<std::string(std::string_view)>;
/// The next text is begun where it is kept before the callback runs.
sinter::Sequence<std::string> changed(std::uint32_t count, Change change) {
  return [count, change = std::move(change)]() mutable -> std::optional<std::string> {
    std::optional<std::string> text("a text that is long enough for the heap, ");
    if (count == 0) text.reset();
    else *text += change(std::to_string(count--)).value_or("and nothing");
    return text;
  };
}

void trap() { __builtin_trap(); }
double sum_point(Point point) { return point.x + point.y; }
double sum_pair(std::pair<double, double> pair) { return pair.first + pair.second; }
double sum_points(std::span<const Point> points) { return points.empty() ? 0 : points.back().x; }
std::uint32_t count_texts(std::vector<std::string> texts) { return static_cast<std::uint32_t>(texts.size()); }

SINTER_CLASS(Item, "")
SINTER_STRUCT(Box, item, weight)
SINTER_STRUCT(Point, x, y)
SINTER_ENUM(Refusal, asked)
SINTER_ARRAY(double)
SINTER_CONSTRUCTOR(Item, (std::int32_t), "", "value")
SINTER_FIELD(Item, value, "")
SINTER_METHOD(Item, absorb, "", "other")
SINTER_METHOD(Item, ask, "", "question")
SINTER_EXPORT(trap, "")
SINTER_EXPORT(sum_point, "", "point")
SINTER_EXPORT(sum_pair, "", "pair")
SINTER_EXPORT(sum_points, "", "points")
SINTER_EXPORT(count_texts, "", "texts")
SINTER_EXPORT(grow, "", "size_bytes")
SINTER_EXPORT(shown, "")
SINTER_EXPORT(sum, "", "values")
SINTER_EXPORT(sum_after, "", "values", "before")
SINTER_EXPORT(sum_then, "", "before", "values")
SINTER_EXPORT(grow_and_double, "", "values")
SINTER_EXPORT(sum_two, "", "left", "right")
SINTER_EXPORT(sum_mixed, "", "left", "right")
SINTER_EXPORT(sum_boxed, "", "left", "box")
SINTER_EXPORT(sum_listed, "", "items", "more")
SINTER_EXPORT(sum_shared, "", "items")
SINTER_EXPORT(sum_made, "", "make")
SINTER_EXPORT(shared_item, "", "value")
SINTER_EXPORT(two_after, "", "before")
SINTER_EXPORT(maybe_after, "", "before")
SINTER_EXPORT(shared_after, "", "before")
SINTER_EXPORT(boxed_after, "", "before")
SINTER_EXPORT(fallible_after, "", "fails", "before")
SINTER_EXPORT(eat, "", "item")
SINTER_EXPORT(alive_count, "")
SINTER_EXPORT(changed, "", "count", "change")

}  // namespace reentry
