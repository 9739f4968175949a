// The children of an array or object in a text that is known to be JSON, one after the other.
#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "containers.h"
#include "read.h"

namespace sinter::json {

/// An element of an array, or a member of an object with its name.
struct Child {
  Span name;                    // from quote to quote; empty in an array
  Span value;                   // of a member, without the name
  std::uint32_t container = 0;  // its index in the list, if it is one and there is a list
  std::uint32_t begin(bool is_member) const { return is_member ? name.begin : value.begin; }
};

class Children {
 public:
  /// Of the array or object whose opening bracket is at `at`.
  Children(Bytes text, std::uint32_t at);

  /// The same with the list of all containers of the text, of which this one has the index.
  Children(Bytes text, std::uint32_t at, std::span<const Container> containers, std::uint32_t index);

  std::optional<Child> next();

 private:
  Bytes text_;
  bool is_object_;
  std::size_t at_;  // where the next one begins, or the closing bracket
  std::span<const Container> containers_;
  std::uint32_t inner_ = 0;  // the next of them to be met
};

}  // namespace sinter::json
