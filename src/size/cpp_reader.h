// Reads a mangled name of C++ into a tree. The grammar is that of the Itanium C++ ABI, 5.1;
// names of functions here follow its rules.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "size/cpp_tree.h"

namespace sinter::cpp {

inline constexpr int name_depth_max = 250;

/// What a name says of the function that it is the name of.
struct NameState {
  bool ends_with_arguments = false;
  bool is_unreturning = false;  // constructors, destructors and conversions say no type
  std::uint8_t qualities = 0;
  std::size_t first_forward = 0;
};

/// After a fault every rule gives no_node_id, and reads nothing.
class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) {}

  /// The root, or no_node_id.
  NodeId mangled_name();
  const Tree& tree() const { return tree_; }

 private:
  // What parameters stand for, from the outside in; null: of a lambda whose own are not named.
  using Arguments = std::vector<NodeId>;

  char peek(std::size_t ahead = 0) const { return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0'; }
  bool accept(std::string_view expected);
  void expect(char letter);
  NodeId fail();
  bool is_list_open(char end);
  std::string_view number(bool may_be_negative = false);
  std::size_t positive();
  std::size_t reference();  // "_" is 0, "0_" 1
  std::uint8_t qualities();

  NodeId add(const TreeNode& node);
  NodeId add_text(std::string_view text) { return add({.kind = Kind::text, .text = text}); }
  NodeId add_list(TreeNode node, const std::vector<NodeId>& list);
  NodeId substitutable(NodeId node);

  // Names: cpp_name.cc.
  NodeId encoding();
  NodeId special_name();
  void call_offset();
  NodeId name(NameState* state);
  NodeId unscoped_name(NameState* state, bool& is_substitution);
  NodeId nested_name(NameState* state);
  NodeId local_name(NameState* state);
  void discriminator();
  NodeId unqualified_name(NameState* state, NodeId scope);
  NodeId source_name();
  NodeId structured_binding();
  NodeId unnamed_type(NameState* state);
  NodeId lambda();
  NodeId constructor_or_destructor(NodeId scope, NameState* state);
  NodeId operator_name(NameState* state);
  NodeId abi_tags(NodeId name);
  NodeId substitution();
  bool resolve_forward(const NameState& state);

  // Types: cpp_types.cc.
  NodeId type();
  NodeId type_by_letter(bool& is_new);
  NodeId standard_type();
  NodeId qualified_type();
  NodeId class_type();
  NodeId function_type();
  NodeId array_type();
  NodeId member_pointer_type();
  NodeId vector_type();
  NodeId decltype_type();
  NodeId parameter();
  bool starts_function_type() const;
  std::vector<NodeId> template_arguments(bool are_of_name);
  NodeId with_arguments(NodeId name, bool are_of_name);
  NodeId template_argument();
  bool starts_declaration() const;
  NodeId declaration(Arguments* declared);

  // Expressions: cpp_expressions.cc.
  NodeId expression();
  NodeId constraint();
  NodeId operator_expression();
  NodeId primary_expression();
  NodeId literal();
  NodeId integer(std::string_view type, std::string_view suffix);
  NodeId function_parameter();
  NodeId unresolved_name();
  NodeId unresolved_type();
  NodeId simple_id();
  NodeId base_unresolved_name();
  NodeId call_expression();
  NodeId conversion_expression();
  std::vector<NodeId> expressions_until_end();

  std::string_view text_;
  std::size_t at_ = 0;
  int depth_ = 0;
  bool failed_ = false;
  Tree tree_;
  std::vector<NodeId> substitutions_;
  Arguments outer_arguments_;
  std::vector<const Arguments*> levels_;  // what is there of parameters: outer_arguments_, then those of lambdas
  std::vector<std::pair<NodeId, std::size_t>> forward_;
  std::size_t lambda_level_ = SIZE_MAX;
  bool takes_arguments_ = true;  // `<...>` after a parameter or substitution belongs to it
  bool allows_forward_ = false;
  bool is_in_constraint_ = false;
};

/// An operator, as names and expressions have it.
struct Operator {
  enum class Form : std::uint8_t {
    prefix,
    postfix,
    binary,
    subscript,
    member,
    call,
    cast,
    named_cast,
    conditional,
    of,
    only_named
  };
  std::string_view code;
  Form form;
  bool flag;  // postfix: may be prefix, member: may be a name, of: of a type
  Precedence precedence;
  std::string_view name;  // "operator+"

  std::string_view sign() const;
};

/// Null if none has this code.
const Operator* find_operator(std::string_view code);

}  // namespace sinter::cpp
