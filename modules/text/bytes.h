// The library works on bytes; text is bytes that are UTF-8.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace sinter::text {

using Bytes = std::span<const std::uint8_t>;
/// Many texts, each where it lies: those of JavaScript are read where they arrived.
using Texts = std::span<const std::string_view>;

inline Bytes bytes_of(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

}  // namespace sinter::text
