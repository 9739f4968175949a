// What a mangled name of C++ says, as a tree in which things that are referred to again are
// shared, and the text of it.
//
// A declarator of C++ surrounds its name, so each thing is written in two halves: of
// "int (*)(char)", what a pointer points to is left "int" and right "(char)".
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sinter::cpp {

enum class Kind : std::uint8_t {
  text,
  scoped,            // first::second
  friend_of,         // first::friend second
  prefixed,          // text, then first: "vtable for x", "struct x", "operator int"
  postfixed,         // first, then text: "int complex"
  joined,            // first, text, second: "construction vtable for a-in-b" without its begin
  tagged,            // first[abi:text]
  suffixed,          // first (text)
  with_arguments,    // first<list>
  arguments,         // a pack as an argument: list
  pack,              // what a parameter that is a pack stands for: one of list at a time
  expansion,         // first for each of the packs in it
  forward,           // a parameter whose argument comes later: first, once known
  pointer,           // first*
  lvalue_reference,  // first&
  rvalue_reference,  // first&&
  qualified,         // first const
  function,          // first is returned, list are its parameters, second says noexcept
  encoding,          // the same, second is its name
  array,             // first[second]
  member_pointer,    // second first::*
  vector,            // first vector[text]
  constructor,       // of first
  destructor,
  lambda,  // 'lambdatext'<first>(list)
  // The following are expressions.
  literal,      // (first)text
  binary,       // first text second
  unary,        // text first
  postfix,      // first text
  member,       // first text second, without spaces
  enclosed,     // text(first)
  call,         // first(list)
  subscript,    // first[second]
  named_cast,   // text<first>(second)
  conversion,   // (first)(list)
  conditional,  // first ? second : list
  braced,       // first{list}
  pack_size,    // sizeof...(first)
};

using NodeId = std::uint32_t;
inline constexpr NodeId no_node_id = UINT32_MAX;

/// How tightly an expression holds together, the tightest first.
enum class Precedence : std::uint8_t {
  primary,
  postfix,
  unary,
  cast,
  member_pointer,
  product,
  sum,
  shift,
  spaceship,
  relation,
  equality,
  bit_and,
  bit_xor,
  bit_or,
  logical_and,
  logical_or,
  conditional,
  assignment,
  comma,
  anything
};

inline constexpr std::uint8_t quality_const = 1;
inline constexpr std::uint8_t quality_volatile = 2;
inline constexpr std::uint8_t quality_restrict = 4;
inline constexpr std::uint8_t quality_lvalue = 8;  // of a member function
inline constexpr std::uint8_t quality_rvalue = 16;

struct TreeNode {
  Kind kind = Kind::text;
  Precedence precedence = Precedence::primary;
  std::uint8_t qualities = 0;
  NodeId first = no_node_id;
  NodeId second = no_node_id;
  std::uint32_t list_begin = 0;  // in Tree::lists
  std::uint32_t list_count = 0;
  std::string_view text = {};
};

struct Tree {
  std::vector<TreeNode> nodes;
  std::vector<NodeId> lists;
};

/// What is called like its constructor: "vector" of std::vector<int>.
std::string_view base_name(const Tree& tree, NodeId node);

/// Nothing if the text would be longer than `bytes_max`, or took too many steps to write.
std::optional<std::string> tree_text(const Tree& tree, NodeId root, std::size_t bytes_max);

}  // namespace sinter::cpp
