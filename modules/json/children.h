// The children of an array or object in a text that is known to be JSON, one after the other.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "read.h"

namespace sinter::json {

/// An element of an array, or a member of an object with its name.
struct Child {
  Span name;   // from quote to quote; empty in an array
  Span value;  // of a member, without the name
  std::uint32_t begin(bool is_member) const { return is_member ? name.begin : value.begin; }
};

class Children {
 public:
  /// Of the array or object whose opening bracket is at `at`.
  Children(Bytes text, std::uint32_t at);

  std::optional<Child> next();

 private:
  Bytes text_;
  bool is_object_;
  std::size_t at_;  // where the next one begins, or the closing bracket
};

}  // namespace sinter::json
