// Variants, told apart by `kind`: of structs, of plain types, in lists and options.
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "sinter/bind.h"

namespace golden {

struct Circle {
  double radius = 0;
};
struct Rectangle {
  double width = 0;
  double height = 0;
};
SINTER_STRUCT(Circle, radius)
SINTER_STRUCT(Rectangle, width, height)
using Shape = std::variant<Circle, Rectangle, std::monostate>;
SINTER_VARIANT(Shape)

double area(const Shape& shape) { return shape.index() == 0 ? 1 : 2; }
std::optional<Shape> largest(std::vector<Shape> shapes) {
  if (shapes.empty()) return std::nullopt;
  return shapes[0];
}
std::variant<std::string, std::vector<double>> parse(std::variant<std::int32_t, bool> option) {
  if (option.index() == 0) return "a number";
  return std::vector<double>{1};
}

SINTER_EXPORT(area, "", "shape")
SINTER_EXPORT(largest, "", "shapes")
SINTER_EXPORT(parse, "", "option")

}  // namespace golden
