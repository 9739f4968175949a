#include "sphere/sphere.h"

#include <cmath>
#include <numbers>

namespace sphere {
namespace {

constexpr double radius_metres = 6'371'008.8;  // the mean one

double radians(double degrees) { return degrees * std::numbers::pi / 180; }
double haversine(double angle) { return std::sin(angle / 2) * std::sin(angle / 2); }

}  // namespace

double distance(Place from, Place to) {
  double across = haversine(radians(to.latitude - from.latitude));
  double along = haversine(radians(to.longitude - from.longitude));
  double chord = across + std::cos(radians(from.latitude)) * std::cos(radians(to.latitude)) * along;
  return 2 * radius_metres * std::asin(std::sqrt(chord));
}

}  // namespace sphere
