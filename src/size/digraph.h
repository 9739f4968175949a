// A directed graph of numbered nodes, and what can be asked of it: what each node
// dominates, what a node reaches, the shortest way to it. Knows nothing of files.
//
// Everything is iterative and linear or nearly so in nodes and edges: graphs come from
// files with a hundred thousand functions, and a call chain may be as long.
#pragma once

#include <cstdint>
#include <span>
#include <utility>
#include <vector>

namespace sinter {

using Node = std::uint32_t;
inline constexpr Node no_node = UINT32_MAX;

struct Edge {
  Node from;
  Node to;
};

class Digraph {
 public:
  /// Edges may repeat; each names nodes below `node_count`.
  Digraph(std::uint32_t node_count, std::span<const Edge> edges);

  std::uint32_t node_count() const { return static_cast<std::uint32_t>(first_.size() - 1); }
  std::span<const Node> targets(Node node) const {
    return {targets_.data() + first_[node], first_[node + 1] - first_[node]};
  }
  /// The same graph with every edge turned round.
  Digraph reversed() const;

 private:
  std::vector<std::uint32_t> first_;  // of each node in targets_, and one more
  std::vector<Node> targets_;
};

struct Dominators {
  /// The node without which this one could not be reached; no_node of the root and of what
  /// cannot be reached.
  std::vector<Node> immediate;
  /// What can be reached, each after its dominator; the root first.
  std::vector<Node> order;
};

/// By the algorithm of Lengauer and Tarjan, "A fast algorithm for finding dominators in a
/// flowgraph" (1979). Simpler ones climb the tree anew for each node: a file can be made so
/// that this takes its size squared.
Dominators find_dominators(const Digraph& graph, Node root);

/// The sum over each node and all it dominates; 0 for what cannot be reached.
std::vector<std::uint64_t> retained_sums(const Dominators& dominators, std::span<const std::uint64_t> weights);

/// For each node the next one on a shortest way to `goal`; no_node where there is none,
/// and of `goal` itself.
std::vector<Node> ways_to(const Digraph& reversed, Node goal);

}  // namespace sinter
