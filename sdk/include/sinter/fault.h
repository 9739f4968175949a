// How a module says no. A fault is a code and the place in the input it is about; it
// allocates nothing, is the same in every build of a function, and becomes a thrown
// SinterError in JavaScript when its code is registered with SINTER_ENUM.
#pragma once

#include <cstdint>
#include <expected>

namespace sinter {

template <class Code>
struct Fault {
  Code code;
  std::uint32_t offset = 0;  // into the input, in the input's own unit: bytes, elements

  bool operator==(const Fault&) const = default;
};

/// A T, or why there is none. `return std::unexpected(Fault{Code::invalid_utf8, 3});`
template <class T, class Code>
using Fallible = std::expected<T, Fault<Code>>;

}  // namespace sinter
