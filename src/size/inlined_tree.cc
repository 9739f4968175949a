#include "size/inlined_tree.h"

#include <algorithm>
#include <map>
#include <tuple>

#include "size/readable_name.h"

namespace sinter {
namespace {

constexpr std::uint32_t none = UINT32_MAX;

struct TreeNode {
  std::uint32_t above;  // none for a function
  std::uint32_t what;   // the part of a function, else the call
  std::uint64_t size_bytes = 0;
  std::uint64_t own_bytes = 0;
};

/// Nodes come after those that they are below.
class InlinedNodes {
 public:
  InlinedNodes(const FileParts& file, const InlinedCode& code)
      : file_(file),
        code_(code),
        nodes_max_(few + 4 * (code.calls.size() + code.ranges.size())),
        reached_(code.calls.size()) {}

  std::vector<TreeNode> build() && {
    auto range = code_.ranges.begin();
    for (std::uint32_t part = 0; part < file_.parts.size(); ++part) {
      const Part& function = file_.parts[part];
      const std::uint64_t end = function.offset + function.size_bytes;
      std::uint32_t root = none;
      for (; range != code_.ranges.end() && range->begin < end; ++range) {
        std::uint64_t range_end = range->begin + range->size_bytes;
        std::uint64_t begin = std::max(range->begin, function.offset);
        if (function.kind == PartKind::function && begin < std::min(end, range_end)) {
          if (root == none) root = add({.above = none, .what = part, .own_bytes = function.size_bytes});
          std::uint64_t size_bytes = std::min(end, range_end) - begin;
          nodes_[root].own_bytes -= size_bytes;
          nodes_[node_of(root, range->source)].own_bytes += size_bytes;
        }
        if (range_end > end) break;  // it goes on in the next part
      }
    }
    for (std::size_t index = nodes_.size(); index-- > 0;) {
      TreeNode& node = nodes_[index];
      node.size_bytes += node.own_bytes;
      if (node.above != none) nodes_[node.above].size_bytes += node.size_bytes;
    }
    return std::move(nodes_);
  }

 private:
  std::uint32_t add(TreeNode node) {
    nodes_.push_back(node);
    return static_cast<std::uint32_t>(nodes_.size()) - 1;
  }

  /// Where few calls are in many functions there could be a node for each pair of them: real files are far from that,
  /// and of others what is beyond counts with the call around it.
  std::uint32_t node_of(std::uint32_t root, std::uint32_t innermost) {
    chain_.clear();
    std::uint32_t call = innermost;
    for (; call != wasm::no_call && reached_[call].root != root; call = code_.calls[call].outer) chain_.push_back(call);
    std::uint32_t above = call == wasm::no_call ? root : reached_[call].node;
    for (std::size_t step = chain_.size(); step-- > 0;) {
      const wasm::MappedCall& next = code_.calls[chain_[step]];
      Key key = {above, next.source, next.line, next.function};
      auto known = known_.find(key);
      if (known == known_.end()) {
        if (nodes_.size() >= nodes_max_ && above != root) return above;
        known = known_.emplace(key, add({.above = above, .what = chain_[step]})).first;
      }
      above = known->second;
      reached_[chain_[step]] = {root, above};
    }
    return above;
  }

  static constexpr std::size_t few = 1000;
  using Key = std::tuple<std::uint32_t, std::uint32_t, std::uint32_t, std::string_view>;
  struct Reached {
    std::uint32_t root = none;
    std::uint32_t node = none;
  };

  const FileParts& file_;
  const InlinedCode& code_;
  std::size_t nodes_max_;
  std::vector<Reached> reached_;  // the node of each call in the function where it was met last
  std::vector<TreeNode> nodes_;
  std::vector<std::uint32_t> chain_;
  std::map<Key, std::uint32_t> known_;
};

InlinedRow row_of(const TreeNode& node, const FileParts& file, const InlinedCode& code) {
  InlinedRow row{.size_bytes = node.size_bytes, .own_bytes = node.own_bytes};
  if (node.above == none) {
    row.symbol = part_name(file.parts[node.what]);
  } else {
    const wasm::MappedCall& call = code.calls[node.what];
    row.symbol = call.function.empty() ? "a function without a name" : call.function;
    if (call.source != wasm::no_source) row.file = code.files[call.source];
    row.line = call.line;
  }
  row.name = readable_name(row.symbol);
  if (row.name == row.symbol) row.symbol.clear();
  return row;
}

}  // namespace

InlinedTree inlined_tree(const FileParts& file, const InlinedCode& code, std::size_t top) {
  std::vector<TreeNode> nodes = InlinedNodes(file, code).build();
  InlinedTree tree;
  std::vector<std::uint32_t> order(nodes.size());
  for (std::uint32_t index = 0; index < order.size(); ++index) {
    order[index] = index;
    if (nodes[index].above == none) tree.inlined_bytes += nodes[index].size_bytes - nodes[index].own_bytes;
  }
  // What others are below is at least as large and comes before them, so with each row that
  // is kept all above it are.
  auto is_before = [&](std::uint32_t left, std::uint32_t right) {
    return nodes[left].size_bytes != nodes[right].size_bytes ? nodes[left].size_bytes > nodes[right].size_bytes
                                                             : left < right;
  };
  auto end_of_shown = order.begin() + static_cast<std::ptrdiff_t>(std::min(order.size(), top));
  std::partial_sort(order.begin(), end_of_shown, order.end(), is_before);
  tree.left_out_count = static_cast<std::uint64_t>(order.end() - end_of_shown);
  order.erase(end_of_shown, order.end());

  // The rows below each, the smallest first, as linked lists: a stack turns them around.
  std::vector<std::uint32_t> next(nodes.size(), none);
  std::vector<std::uint32_t> below(nodes.size() + 1, none);
  for (std::size_t index = order.size(); index-- > 0;) {
    std::uint32_t& first = nodes[order[index]].above == none ? below.back() : below[nodes[order[index]].above];
    next[order[index]] = first;
    first = order[index];
  }
  struct Level {
    std::uint32_t node;
    std::uint32_t depth;
  };
  std::vector<Level> stack = {{below.back(), 0}};
  while (!stack.empty()) {
    Level& level = stack.back();
    if (level.node == none) {
      stack.pop_back();
      continue;
    }
    std::uint32_t node = level.node;
    std::uint32_t depth = level.depth;
    level.node = next[node];
    tree.rows.push_back(row_of(nodes[node], file, code));
    tree.rows.back().depth = depth;
    stack.push_back({below[node], depth + 1});
  }
  return tree;
}

}  // namespace sinter
