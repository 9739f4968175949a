// Dominators and ways are held against the definitions themselves, which are slow and
// obvious: a node dominates another if removing it leaves the other out of reach.
#include "size/digraph.h"

#include <algorithm>
#include <random>

#include "testing/check.h"
#include "testing/seed.h"

namespace sinter {
namespace {

class Random {
 public:
  explicit Random(std::uint32_t seed) : numbers_(seed) {}
  std::uint32_t below(std::uint32_t bound) { return static_cast<std::uint32_t>(numbers_() % bound); }

  Digraph graph(std::uint32_t nodes, std::uint32_t edge_count) {
    std::vector<Edge> edges(edge_count);
    for (Edge& edge : edges) edge = {below(nodes), below(nodes)};
    return {nodes, edges};
  }

 private:
  std::mt19937 numbers_;
};

std::vector<bool> reached_without(const Digraph& graph, Node root, Node removed) {
  std::vector<bool> reached(graph.node_count());
  std::vector<Node> stack;
  auto reach = [&](Node node) {
    if (node == removed || reached[node]) return;
    reached[node] = true;
    stack.push_back(node);
  };
  reach(root);
  while (!stack.empty()) {
    Node node = stack.back();
    stack.pop_back();
    for (Node target : graph.targets(node)) reach(target);
  }
  return reached;
}

/// For each node the nodes without which it cannot be reached, itself among them.
std::vector<std::vector<Node>> all_dominators(const Digraph& graph, Node root) {
  std::vector<std::vector<Node>> dominators(graph.node_count());
  std::vector<bool> reached = reached_without(graph, root, no_node);
  for (Node removed = 0; removed < graph.node_count(); ++removed) {
    std::vector<bool> left = reached_without(graph, root, removed);
    for (Node node = 0; node < graph.node_count(); ++node) {
      if (reached[node] && !left[node]) dominators[node].push_back(removed);
    }
  }
  return dominators;
}

TEST_CASE("dominators and retained sums of random graphs are those of the definition") {
  std::uint32_t seed = testing::random_seed();
  INFO("SINTER_SEED=" << seed);
  Random random(seed);
  for (int round = 0; round < 300; ++round) {
    std::uint32_t nodes = 1 + random.below(24);
    Digraph graph = random.graph(nodes, random.below(3 * nodes));
    Node root = random.below(nodes);

    Dominators dominators = find_dominators(graph, root);
    std::vector<std::uint64_t> weights(nodes);
    for (std::uint64_t& weight : weights) weight = random.below(100);
    std::vector<std::uint64_t> sums = retained_sums(dominators, weights);
    std::vector<std::vector<Node>> expected = all_dominators(graph, root);
    std::vector<std::uint64_t> expected_sums(nodes);
    for (Node node = 0; node < nodes; ++node) {
      std::vector<Node> chain;
      bool is_reached = std::ranges::contains(dominators.order, node);
      for (Node above = node; is_reached && above != no_node; above = dominators.immediate[above]) {
        chain.push_back(above);
      }
      std::ranges::sort(chain);
      CHECK(chain == expected[node]);
      for (Node above : expected[node]) expected_sums[above] += weights[node];
    }
    CHECK(sums == expected_sums);
  }
}

TEST_CASE("a way is as short as any, and leads to its goal") {
  std::uint32_t seed = testing::random_seed();
  INFO("SINTER_SEED=" << seed);
  Random random(seed);
  for (int round = 0; round < 200; ++round) {
    std::uint32_t nodes = 1 + random.below(20);
    Digraph graph = random.graph(nodes, random.below(2 * nodes));
    Node goal = random.below(nodes);
    std::vector<Node> next = ways_to(graph.reversed(), goal);

    // Distances by relaxing every edge until nothing changes.
    std::vector<std::uint32_t> distance(nodes, 1000);
    distance[goal] = 0;
    for (std::uint32_t i = 0; i < nodes; ++i) {
      for (Node node = 0; node < nodes; ++node) {
        for (Node target : graph.targets(node)) distance[node] = std::min(distance[node], distance[target] + 1);
      }
    }
    for (Node node = 0; node < nodes; ++node) {
      if (distance[node] == 0 || distance[node] == 1000) {
        CHECK(next[node] == no_node);
        continue;
      }
      REQUIRE(next[node] != no_node);
      CHECK(distance[next[node]] == distance[node] - 1);
      CHECK(std::ranges::contains(graph.targets(node), next[node]));
    }
  }
}

TEST_CASE("a chain of a million calls is walked without a deep stack") {
  constexpr Node nodes = 1'000'000;
  std::vector<Edge> edges;
  for (Node node = 0; node + 1 < nodes; ++node) edges.push_back({node, node + 1});
  Dominators dominators = find_dominators(Digraph(nodes, edges), 0);
  CHECK(dominators.immediate[nodes - 1] == nodes - 2);
  CHECK(dominators.order.size() == nodes);
}

TEST_CASE("many that a deep chain leads to, and the root, too, take no time each for its depth") {
  constexpr std::uint32_t depth = 200'000;
  std::vector<Edge> edges;
  for (Node node = 1; node < depth; ++node) edges.push_back({node - 1, node});
  for (Node leaf = depth; leaf < 2 * depth; ++leaf) {
    edges.push_back({depth - 1, leaf});
    edges.push_back({0, leaf});
  }
  Dominators dominators = find_dominators(Digraph(2 * depth, edges), 0);
  CHECK(dominators.immediate[depth - 1] == depth - 2);
  CHECK(dominators.immediate[depth] == 0);
  CHECK(dominators.immediate[2 * depth - 1] == 0);
}

}  // namespace
}  // namespace sinter
