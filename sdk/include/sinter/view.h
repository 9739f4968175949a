// Numbers that JavaScript sees where they lie in the module's memory, without a copy.
//
//   sinter::View<float> vertices() { return mesh.vertices; }   // a Float32Array
//
// The view is good as long as what it looks at lives and memory does not grow; in a
// development build JavaScript is told when it is used after that.
#pragma once

#include <cstddef>
#include <span>

namespace sinter {

template <class T>
struct View {
  std::span<const T> values;

  /// Of a span, a vector or an array. Not of one that ends with the function.
  template <class Range>
  constexpr View(const Range& range)  // NOLINT(google-explicit-constructor): `return vector;` is the point
      : values(range.data(), range.size()) {}
};

}  // namespace sinter
