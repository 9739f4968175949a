#include "size/cpp_tree.h"

#include <span>

namespace sinter::cpp {
namespace {

constexpr int text_depth_max = 600;
constexpr std::size_t steps_per_byte = 2;
constexpr std::uint32_t no_pack = UINT32_MAX;

class Writer {
 public:
  Writer(const Tree& tree, std::size_t bytes_max)
      : tree_(tree), bytes_max_(bytes_max), steps_left_(bytes_max * steps_per_byte) {}

  std::optional<std::string> run(NodeId root) && {
    write(root);
    if (failed_) return std::nullopt;
    return std::move(out_);
  }

 private:
  struct Shape {
    bool has_right = false;
    bool is_array = false;
    bool is_function = false;
    bool is_enclosed() const { return is_array || is_function; }
  };

  /// Counts a step; false when there are too many, or it goes too deep.
  bool enter() {
    if (steps_left_ == 0 || depth_ == text_depth_max || failed_) {
      failed_ = true;
      return false;
    }
    --steps_left_;
    ++depth_;
    return true;
  }
  void leave() { --depth_; }

  void put(std::string_view text) {
    if (out_.size() + text.size() > bytes_max_) failed_ = true;
    else out_ += text;
  }

  std::span<const NodeId> list_of(const TreeNode& node) const {
    return std::span(tree_.lists).subspan(node.list_begin, node.list_count);
  }

  /// Of a pack, which of it is being written; no_node_id if it has no such one.
  NodeId element_of(const TreeNode& pack) {
    if (pack_count_ == no_pack) {
      pack_count_ = pack.list_count;
      pack_at_ = 0;
    }
    return pack_at_ < pack.list_count ? tree_.lists[pack.list_begin + pack_at_] : no_node_id;
  }

  /// Behind references to parameters: what they stand for.
  NodeId resolved(NodeId id) {
    while (id != no_node_id && enter()) {
      leave();
      const TreeNode& node = tree_.nodes[id];
      if (node.kind == Kind::forward) id = node.first;
      else if (node.kind == Kind::pack) id = element_of(node);
      else return id;
    }
    return no_node_id;
  }

  Shape shape(NodeId id) {
    id = resolved(id);
    if (id == no_node_id || !enter()) return {};
    const TreeNode& node = tree_.nodes[id];
    Shape result;
    switch (node.kind) {
      case Kind::array: result = {.has_right = true, .is_array = true}; break;
      case Kind::function:
      case Kind::encoding: result = {.has_right = true, .is_function = true}; break;
      case Kind::pointer:
      case Kind::lvalue_reference:
      case Kind::rvalue_reference: result.has_right = shape(node.first).has_right; break;
      case Kind::member_pointer: result.has_right = shape(node.second).has_right; break;
      case Kind::qualified: result = shape(node.first); break;
      default: break;
    }
    leave();
    return result;
  }

  void write(NodeId id) {
    left(id);
    if (shape(id).has_right) right(id);
  }

  void operand(NodeId id, Precedence around, bool strictly_worse = false) {
    NodeId known = resolved(id);
    Precedence own = known == no_node_id ? Precedence::primary : tree_.nodes[known].precedence;
    bool is_enclosed = static_cast<int>(own) >= static_cast<int>(around) + (strictly_worse ? 1 : 0);
    if (is_enclosed) ++open_;
    if (is_enclosed) put("(");
    write(id);
    if (is_enclosed) put(")");
    if (is_enclosed) --open_;
  }

  void in_parentheses(NodeId id) {
    put("(");
    ++open_;
    if (id != no_node_id) write(id);
    --open_;
    put(")");
  }

  /// What writes nothing, an empty pack, has no comma either.
  void write_list(std::span<const NodeId> list) {
    bool is_first = true;
    for (NodeId each : list) {
      if (failed_) return;
      std::size_t before = out_.size();
      if (!is_first) put(", ");
      std::size_t begin = out_.size();
      operand(each, Precedence::comma);
      if (out_.size() == begin) out_.resize(before);
      else is_first = false;
    }
  }

  void list_in_parentheses(const TreeNode& node) {
    put("(");
    ++open_;
    write_list(list_of(node));
    --open_;
    put(")");
  }

  void write_qualities(std::uint8_t qualities) {
    if ((qualities & quality_const) != 0) put(" const");
    if ((qualities & quality_volatile) != 0) put(" volatile");
    if ((qualities & quality_restrict) != 0) put(" restrict");
    if ((qualities & quality_lvalue) != 0) put(" &");
    if ((qualities & quality_rvalue) != 0) put(" &&");
  }

  void expand(const TreeNode& node) {
    std::uint32_t outer_at = pack_at_, outer_count = pack_count_;
    pack_at_ = pack_count_ = no_pack;
    std::size_t begin = out_.size();
    write(node.first);
    if (pack_count_ == no_pack) put("...");
    else if (pack_count_ == 0) out_.resize(begin);
    else {
      for (std::uint32_t i = 1; i < pack_count_ && !failed_; ++i) {
        put(", ");
        pack_at_ = i;
        write(node.first);
      }
    }
    pack_at_ = outer_at;
    pack_count_ = outer_count;
  }

  /// References to references are one: `&&` only if all of them are.
  NodeId behind_references(NodeId id, bool& is_lvalue) {
    const TreeNode* node = &tree_.nodes[id];
    while (true) {
      is_lvalue |= node->kind == Kind::lvalue_reference;
      NodeId next = resolved(node->first);
      if (next == no_node_id) return node->first;
      const TreeNode& target = tree_.nodes[next];
      if (target.kind != Kind::lvalue_reference && target.kind != Kind::rvalue_reference) return node->first;
      node = &target;
    }
  }

  void left_of_reference(NodeId id) {
    bool is_lvalue = false;
    NodeId target = behind_references(id, is_lvalue);
    left(target);
    Shape form = shape(target);
    if (form.is_array) put(" ");
    if (form.is_enclosed()) put("(");
    put(is_lvalue ? "&" : "&&");
  }

  void left(NodeId id) {
    if (id == no_node_id || !enter()) return;
    const TreeNode& node = tree_.nodes[id];
    switch (node.kind) {
      case Kind::pack: left(element_of(node)); break;
      case Kind::forward:
      case Kind::qualified:
        left(node.first);
        write_qualities(node.qualities);
        break;
      case Kind::pointer: {
        left(node.first);
        Shape target = shape(node.first);
        if (target.is_array) put(" ");
        put(target.is_enclosed() ? "(*" : "*");
        break;
      }
      case Kind::lvalue_reference:
      case Kind::rvalue_reference: left_of_reference(id); break;
      case Kind::member_pointer:
        left(node.second);
        put(shape(node.second).is_enclosed() ? "(" : " ");
        write(node.first);
        put("::*");
        break;
      case Kind::array: left(node.first); break;
      case Kind::function:
        left(node.first);
        put(" ");
        break;
      case Kind::encoding:
        if (node.first != no_node_id) {
          left(node.first);
          if (!shape(node.first).has_right) put(" ");
        }
        write(node.second);
        break;
      default: write_name(node);
    }
    leave();
  }

  void right(NodeId id) {
    if (id == no_node_id || !enter()) return;
    const TreeNode& node = tree_.nodes[id];
    switch (node.kind) {
      case Kind::pack: right(element_of(node)); break;
      case Kind::forward:
      case Kind::qualified: right(node.first); break;
      case Kind::pointer:
        if (shape(node.first).is_enclosed()) put(")");
        right(node.first);
        break;
      case Kind::lvalue_reference:
      case Kind::rvalue_reference: {
        bool is_lvalue = false;
        NodeId target = behind_references(id, is_lvalue);
        if (shape(target).is_enclosed()) put(")");
        right(target);
        break;
      }
      case Kind::member_pointer:
        if (shape(node.second).is_enclosed()) put(")");
        right(node.second);
        break;
      case Kind::array:
        if (!out_.ends_with(']')) put(" ");
        put("[");
        if (node.second != no_node_id) write(node.second);
        put("]");
        right(node.first);
        break;
      case Kind::function:
      case Kind::encoding:
        list_in_parentheses(node);
        right(node.first);
        write_qualities(node.qualities);
        if (node.kind == Kind::function && node.second != no_node_id) {
          put(" ");
          write(node.second);
        }
        break;
      default: break;
    }
    leave();
  }

  void write_name(const TreeNode& node) {
    switch (node.kind) {
      case Kind::text: put(node.text); break;
      case Kind::scoped:
      case Kind::friend_of:
        write(node.first);
        put(node.kind == Kind::scoped ? "::" : "::friend ");
        write(node.second);
        break;
      case Kind::prefixed:
        put(node.text);
        write(node.first);
        break;
      case Kind::postfixed:
        write(node.first);
        put(node.text);
        break;
      case Kind::joined:
        write(node.first);
        put(node.text);
        write(node.second);
        break;
      case Kind::tagged:
        write(node.first);
        put("[abi:");
        put(node.text);
        put("]");
        break;
      case Kind::suffixed:
        write(node.first);
        put(" (");
        put(node.text);
        put(")");
        break;
      case Kind::with_arguments: {
        write(node.first);
        int outer_open = open_;
        open_ = 0;
        put("<");
        write_list(list_of(node));
        put(">");
        open_ = outer_open;
        break;
      }
      case Kind::arguments: write_list(list_of(node)); break;
      case Kind::expansion: expand(node); break;
      case Kind::vector:
        write(node.first);
        put(" vector[");
        put(node.text);
        put("]");
        break;
      case Kind::destructor: put("~"); [[fallthrough]];
      case Kind::constructor: put(base_name(tree_, node.first)); break;
      case Kind::lambda:
        put("'lambda");
        put(node.text);
        put("'");
        if (node.first != no_node_id) put("<");
        if (node.first != no_node_id) write(node.first);
        if (node.first != no_node_id) put(">");
        list_in_parentheses(node);
        break;
      default: write_expression(node);
    }
  }

  void write_expression(const TreeNode& node) {
    switch (node.kind) {
      case Kind::literal:
        if (node.first != no_node_id) in_parentheses(node.first);
        if (node.text.starts_with('n')) put("-");
        put(node.text.substr(node.text.starts_with('n') ? 1 : 0));
        if (node.second != no_node_id) write(node.second);  // "ul"
        break;
      case Kind::binary: write_binary(node); break;
      case Kind::unary:
        put(node.text);
        operand(node.first, node.precedence);
        break;
      case Kind::postfix:
        operand(node.first, node.precedence, true);
        put(node.text);
        break;
      case Kind::member:
        operand(node.first, node.precedence, true);
        put(node.text);
        operand(node.second, node.precedence);
        break;
      case Kind::enclosed:
        put(node.text);
        in_parentheses(node.first);
        break;
      case Kind::call:
        write(node.first);
        list_in_parentheses(node);
        break;
      case Kind::subscript:
        operand(node.first, node.precedence);
        put("[");
        write(node.second);
        put("]");
        break;
      case Kind::named_cast:
        put(node.text);
        put("<");
        write(node.first);
        put(">");
        in_parentheses(node.second);
        break;
      case Kind::conversion:
        in_parentheses(node.first);
        list_in_parentheses(node);
        break;
      case Kind::conditional:
        operand(node.first, node.precedence);
        put(" ? ");
        operand(node.second, Precedence::anything);
        put(" : ");
        operand(tree_.lists[node.list_begin], Precedence::assignment, true);
        break;
      case Kind::braced:
        if (node.first != no_node_id) write(node.first);
        put("{");
        write_list(list_of(node));
        put("}");
        break;
      case Kind::pack_size:
        put("sizeof...(");
        expand(node);
        put(")");
        break;
      default: break;
    }
  }

  void write_binary(const TreeNode& node) {
    bool is_like_bracket = open_ == 0 && (node.text == ">" || node.text == ">>");
    bool is_assignment = node.precedence == Precedence::assignment;
    if (is_like_bracket) put("(");
    if (is_like_bracket) ++open_;
    operand(node.first, is_assignment ? Precedence::logical_or : node.precedence, !is_assignment);
    if (node.text != ",") put(" ");
    put(node.text);
    put(" ");
    operand(node.second, node.precedence, is_assignment);
    if (is_like_bracket) --open_;
    if (is_like_bracket) put(")");
  }

  const Tree& tree_;
  std::size_t bytes_max_;
  std::size_t steps_left_;
  std::string out_;
  int depth_ = 0;
  int open_ = 1;  // parentheses since the last `<`: in them, `>` ends no template
  bool failed_ = false;
  std::uint32_t pack_at_ = no_pack;     // within an expansion: which of each pack
  std::uint32_t pack_count_ = no_pack;  // of the first pack that was met
};

}  // namespace

std::string_view base_name(const Tree& tree, NodeId node) {
  while (node != no_node_id) {
    const TreeNode& each = tree.nodes[node];
    switch (each.kind) {
      case Kind::text: {
        std::string_view text = each.text.substr(0, each.text.find('<'));
        std::size_t colons = text.rfind("::");
        return colons == std::string_view::npos ? text : text.substr(colons + 2);
      }
      case Kind::scoped: node = each.second; break;
      case Kind::tagged:
      case Kind::with_arguments: node = each.first; break;
      default: return {};
    }
  }
  return {};
}

std::optional<std::string> tree_text(const Tree& tree, NodeId root, std::size_t bytes_max) {
  return Writer(tree, bytes_max).run(root);
}

}  // namespace sinter::cpp
