#include "size/digraph.h"

#include <algorithm>
#include <utility>

namespace sinter {
namespace {

/// Nodes in the order in which a depth-first walk meets them; below, a node is its place
/// in that order, so that the walk's tree goes from smaller to larger numbers.
struct Walk {
  std::vector<Node> nodes;
  std::vector<std::uint32_t> place;   // of each node; no_node if not reached
  std::vector<std::uint32_t> parent;  // by place
};

Walk walk_depth_first(const Digraph& graph, Node root) {
  Walk walk;
  walk.place.assign(graph.node_count(), no_node);
  struct Level {
    Node node;
    std::uint32_t next;  // of its targets
  };
  std::vector<Level> levels;
  auto enter = [&](Node node, std::uint32_t parent) {
    walk.place[node] = static_cast<std::uint32_t>(walk.nodes.size());
    walk.nodes.push_back(node);
    walk.parent.push_back(parent);
    levels.push_back({node, 0});
  };
  enter(root, 0);
  while (!levels.empty()) {
    Level& level = levels.back();
    std::span<const Node> targets = graph.targets(level.node);
    if (level.next == targets.size()) {
      levels.pop_back();
      continue;
    }
    Node target = targets[level.next++];
    if (walk.place[target] == no_node) enter(target, walk.place[level.node]);
  }
  return walk;
}

/// Answers which place of least semidominator lies on the tree's path above a place,
/// among those that were linked already (all of larger number), and shortens the path.
class Forest {
 public:
  explicit Forest(const Walk& walk) : ancestor_(walk.parent), label_(walk.nodes.size()), semi_(walk.nodes.size()) {
    for (std::uint32_t i = 0; i < label_.size(); ++i) label_[i] = semi_[i] = i;
  }

  std::uint32_t semi(std::uint32_t place) const { return semi_[place]; }
  void set_semi(std::uint32_t place, std::uint32_t semi) { semi_[place] = semi; }

  /// The place whose semidominator is least on the path above `place`, itself included.
  /// `linked_from`: places above it were linked.
  std::uint32_t least(std::uint32_t place, std::uint32_t linked_from) {
    if (place <= linked_from) return place;
    path_.clear();
    std::uint32_t top = place;
    while (ancestor_[top] > linked_from) {
      path_.push_back(top);
      top = ancestor_[top];
    }
    // From the top downwards: each learns the least label above it, and skips to the root.
    while (!path_.empty()) {
      std::uint32_t below = path_.back();
      path_.pop_back();
      if (semi_[label_[top]] < semi_[label_[below]]) label_[below] = label_[top];
      ancestor_[below] = ancestor_[top];
      top = below;
    }
    return label_[place];
  }

 private:
  std::vector<std::uint32_t> ancestor_;
  std::vector<std::uint32_t> label_;
  std::vector<std::uint32_t> semi_;
  std::vector<std::uint32_t> path_;
};

}  // namespace

Digraph::Digraph(std::uint32_t node_count, std::span<const Edge> edges)
    : first_(node_count + 1), targets_(edges.size()) {
  for (Edge edge : edges) ++first_[edge.from + 1];
  for (std::uint32_t i = 0; i < node_count; ++i) first_[i + 1] += first_[i];
  std::vector<std::uint32_t> next(first_.begin(), first_.end() - 1);
  for (Edge edge : edges) targets_[next[edge.from]++] = edge.to;
}

Digraph Digraph::reversed() const {
  std::vector<Edge> edges;
  edges.reserve(targets_.size());
  for (Node node = 0; node < node_count(); ++node) {
    for (Node target : targets(node)) edges.push_back({target, node});
  }
  return {node_count(), edges};
}

Dominators find_dominators(const Digraph& graph, Node root) {
  Walk walk = walk_depth_first(graph, root);
  auto count = static_cast<std::uint32_t>(walk.nodes.size());
  std::vector<Edge> turned;  // among places
  for (std::uint32_t place = 0; place < count; ++place) {
    for (Node target : graph.targets(walk.nodes[place])) turned.push_back({walk.place[target], place});
  }
  Digraph sources(count, turned);
  turned = {};

  // Those whose semidominator a place is wait at it until one that it leads to is linked.
  constexpr std::uint32_t none = no_node;
  std::vector<std::uint32_t> first_waiting(count, none);
  std::vector<std::uint32_t> next_waiting(count, none);
  std::vector<std::uint32_t> immediate(count);
  Forest forest(walk);
  for (std::uint32_t place = count - 1; place > 0; --place) {
    std::uint32_t above = walk.parent[place];
    std::uint32_t semi = above;
    for (std::uint32_t source : sources.targets(place)) {
      semi = std::min(semi, forest.semi(forest.least(source, place)));
    }
    forest.set_semi(place, semi);
    next_waiting[place] = std::exchange(first_waiting[semi], place);
    for (std::uint32_t waiting = std::exchange(first_waiting[above], none); waiting != none;
         waiting = next_waiting[waiting]) {
      std::uint32_t least = forest.least(waiting, place - 1);
      immediate[waiting] = forest.semi(least) < above ? least : above;
    }
  }
  for (std::uint32_t place = 1; place < count; ++place) {
    if (immediate[place] != forest.semi(place)) immediate[place] = immediate[immediate[place]];
  }
  Dominators dominators{.immediate = std::vector<Node>(graph.node_count(), no_node), .order = {}};
  for (std::uint32_t place = 1; place < count; ++place) {
    dominators.immediate[walk.nodes[place]] = walk.nodes[immediate[place]];
  }
  dominators.order = std::move(walk.nodes);
  return dominators;
}

std::vector<std::uint64_t> retained_sums(const Dominators& dominators, std::span<const std::uint64_t> weights) {
  std::vector<std::uint64_t> sums(dominators.immediate.size());
  for (Node node : dominators.order) sums[node] = weights[node];
  for (std::size_t i = dominators.order.size(); i-- > 1;) {
    Node node = dominators.order[i];
    sums[dominators.immediate[node]] += sums[node];
  }
  return sums;
}

std::vector<Node> ways_to(const Digraph& reversed, Node goal) {
  std::vector<Node> next(reversed.node_count(), no_node);
  std::vector<Node> queue = {goal};
  for (std::size_t i = 0; i < queue.size(); ++i) {
    for (Node source : reversed.targets(queue[i])) {
      if (source == goal || next[source] != no_node) continue;
      next[source] = queue[i];
      queue.push_back(source);
    }
  }
  return next;
}

}  // namespace sinter
