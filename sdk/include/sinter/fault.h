// How a module says no. A fault is a code and the place in the input it is about; it
// allocates nothing, is the same in every build of a function, and becomes a thrown
// SinterError in JavaScript when its code is registered with SINTER_ENUM.
#pragma once

#include <cstddef>
#include <cstdint>
#include <expected>

namespace sinter {

template <class Code>
struct Fault {
  Code code;
  std::uint32_t offset;  // into the input, in the input's own unit: bytes, elements

  /// Implicit, so that `return std::unexpected(Code::empty);` is a Fallible; and of
  /// std::size_t, which is what an index into the input is.
  constexpr Fault(Code why, std::size_t where = 0) : code(why), offset(static_cast<std::uint32_t>(where)) {}

  bool operator==(const Fault&) const = default;
  /// Without this, a code would equal only the fault at offset 0: compare `code` instead.
  bool operator==(Code) const = delete;
};

/// A T, or why there is none: `return std::unexpected(Code::empty);`, or with the place,
/// `return std::unexpected(sinter::Fault{Code::invalid_utf8, index});`.
template <class T, class Code>
using Fallible = std::expected<T, Fault<Code>>;

}  // namespace sinter
