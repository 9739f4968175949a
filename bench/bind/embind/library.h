// A small library for both binders: five functions, one class, one struct, one vector. They
// do next to nothing, so that what is measured is the call.
//
// How text and numbers come in is what each binder takes best; nothing else differs.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#ifdef __EMSCRIPTEN__
using TextIn = const std::string&;
using NumbersIn = const std::vector<double>&;
#else
#include <span>
#include <string_view>
using TextIn = std::string_view;
using NumbersIn = std::span<const double>;
#endif

namespace library {

struct Point {
  double x = 0;
  double y = 0;
};

class Counter {
 public:
  explicit Counter(int value) : value_(value) {}
  int add(int step) { return value_ = (value_ + step) & 0xffff; }

 private:
  int value_;
};

inline int add(int a, int b) { return static_cast<int>(static_cast<unsigned>(a) + static_cast<unsigned>(b)); }
inline std::uint32_t text_size(TextIn text) {
  return static_cast<std::uint32_t>(text.size()) + static_cast<unsigned char>(text[0]);
}
inline std::string greet(TextIn name) { return std::string("hello ").append(name); }
inline Point move(Point point, double dx, double dy) { return {point.x + dx, point.y + dy}; }
inline std::vector<double> scaled(NumbersIn values, double factor) {
  std::vector<double> result(values.begin(), values.end());
  for (double& value : result) value *= factor;
  return result;
}

}  // namespace library
