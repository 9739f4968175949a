// Classes: how each kind of member, result and parameter is bound.
#include <memory>
#include <string>

#include "sinter/bind.h"

namespace shapes {

class Name {
 public:
  std::string text = "x";
};
class Shape {
 public:
  virtual ~Shape() = default;
  double area() const { return 1; }
  Name& name() { return name_; }
  const Name* name_if(bool is_wanted) const { return is_wanted ? &name_ : nullptr; }

 private:
  Name name_;
};
class Circle : public Shape {
 public:
  explicit Circle(double radius) : radius_(radius) {}
  double radius() const { return radius_; }
  void set_radius(double radius) { radius_ = radius; }
  static std::unique_ptr<Circle> unit() { return std::make_unique<Circle>(1); }
  static std::shared_ptr<Circle> shared(double radius) { return std::make_shared<Circle>(radius); }
  Circle operator+(const Circle& other) const { return Circle(radius_ + other.radius_); }

 private:
  double radius_;
};
double area(const Shape* shape) { return shape ? shape->area() : 0; }
void keep(std::shared_ptr<Circle>) {}
void destroy(std::unique_ptr<Circle>) {}

SINTER_CLASS(Name, "")
SINTER_CLASS(Shape, "Anything with an area.")
SINTER_CLASS(Circle, "A round one.", sinter::extends<Shape>, sinter::collected)
SINTER_FIELD(Name, text, "What it says.")
SINTER_PROPERTY(Shape, area, "")
SINTER_METHOD(Shape, name, "")
SINTER_METHOD(Shape, name_if, "", "is_wanted")
SINTER_CONSTRUCTOR(Circle, (double), "Draws a circle.", "radius")
SINTER_PROPERTY(Circle, radius, "", set_radius)
SINTER_STATIC(Circle, unit, "@deprecated Use the constructor.")
SINTER_STATIC(Circle, shared, "", "radius")
SINTER_METHOD_AS(Circle, plus, &Circle::operator+, "", "other")
SINTER_EXPORT(area, "", "shape")
SINTER_EXPORT(keep, "", "circle")
SINTER_EXPORT(destroy, "", "circle")

}  // namespace shapes
