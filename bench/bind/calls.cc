// The functions whose calls are measured; they do next to nothing themselves.
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sinter/bind.h"
#include "sinter/callback.h"

namespace calls {

struct Point {
  double x = 0;
  double y = 0;
};
SINTER_STRUCT(Point, x, y)

int add(int a, int b) { return static_cast<int>(static_cast<unsigned>(a) + static_cast<unsigned>(b)); }
std::uint32_t text_size(std::string_view text) {
  return static_cast<std::uint32_t>(text.size()) + static_cast<unsigned char>(text[0]);
}
double first_and_last(std::span<const double> values) { return values.front() + values.back(); }
std::string greet(std::string_view name) { return std::string("hello ").append(name); }
Point move(Point point, double dx, double dy) { return {point.x + dx, point.y + dy}; }
double last_x(std::span<const Point> points) { return points.back().x; }
std::vector<Point> circle(std::uint32_t count) { return std::vector<Point>(count, Point{1, 2}); }

SINTER_EXPORT(greet, "", "name")
SINTER_EXPORT(move, "", "point", "dx", "dy")
SINTER_EXPORT(last_x, "", "points")
SINTER_EXPORT(circle, "", "count")
class Counter {
 public:
  explicit Counter(int value) : value_(value) {}
  int add(int step) { return value_ = (value_ + step) & 0xffff; }

 private:
  int value_;
};
sinter::Called<double> weighted(double from, int times, sinter::Callback<double(double)> weight) {
  double sum = from;
  for (int turn = 0; turn < times; ++turn) {
    sinter::Called<double> value = weight(sum);
    if (!value) return value;
    sum = *value;
  }
  return sum;
}

SINTER_CLASS(Counter, "")
SINTER_CONSTRUCTOR(Counter, (int), "", "value")
SINTER_METHOD(Counter, add, "", "step")
SINTER_EXPORT(weighted, "", "from", "times", "weight")
SINTER_EXPORT(add, "", "a", "b")
SINTER_EXPORT(text_size, "", "text")
SINTER_EXPORT(first_and_last, "", "values")

}  // namespace calls
