// The library works on bytes; text is bytes that are UTF-8.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace sinter::text {

using Bytes = std::span<const std::uint8_t>;
/// Many texts, each where it lies: those of JavaScript are read where they arrived.
using Texts = std::span<const std::string_view>;

inline Bytes bytes_of(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

/// A view of all of them. What std::span makes of a vector by itself is the same, but where it is
/// done for a type the first time, the compiler checks twelve concepts: 25 ms a file.
template <class T>
std::span<const T> view_of(const std::vector<T>& elements) {
  return {elements.data(), elements.size()};
}

}  // namespace sinter::text
