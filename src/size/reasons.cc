#include "size/reasons.h"

#include <algorithm>
#include <functional>

#include "base/ranges.h"
#include "size/readable_name.h"

namespace sinter {
namespace {

PartLabel describe(const FileParts& file, const PartGraph& graph, Node node) {
  if (node == file_node) return {.name = "the file", .kind = "file"};
  if (node > graph.part_count) return {.name = graph.group_names[node - graph.part_count - 1], .kind = "group"};
  const Part& part = file.parts[node - 1];
  PartLabel named{.name = part_name(part), .kind = std::string(kind_name(part.kind)), .size_bytes = part.size_bytes};
  if (part.kind == PartKind::function) named.name = readable_name(named.name);
  // The format's own bytes go by their section.
  if (part.kind == PartKind::structure) named.name = file.sections[part.section].name;
  return named;
}

std::string step_name(const FileParts& file, const PartGraph& graph, Node node) {
  PartLabel named = describe(file, graph, node);
  return named.kind == "export" || named.kind == "import" ? named.kind + " " + named.name : named.name;
}

bool can_be_asked_for(PartKind kind) {
  return kind == PartKind::function || kind == PartKind::data || kind == PartKind::import_entry;
}

std::vector<std::size_t> find_parts(const FileParts& file, std::string_view name) {
  std::vector<std::size_t> same;
  std::vector<std::size_t> similar;
  for (std::size_t i = 0; i < file.parts.size(); ++i) {
    const Part& part = file.parts[i];
    if (!can_be_asked_for(part.kind)) continue;
    std::string readable = readable_name(part_name(part));
    if (part.name == name || readable == name) same.push_back(i);
    else if (readable.contains(name)) similar.push_back(i);
  }
  return same.empty() ? similar : same;
}

}  // namespace

std::vector<DominatorRow> dominator_rows(const FileParts& file, const PartGraph& graph, std::size_t top) {
  Dominators dominators = find_dominators(graph.graph, file_node);
  std::vector<std::uint64_t> retained = retained_sums(dominators, graph.weights);
  std::vector<Node> largest(dominators.order.begin() + 1, dominators.order.end());
  // What dominates another retains at least as much and comes before it in the walk, so
  // with each node that is kept all above it are kept, too.
  std::vector<std::uint32_t> place(graph.graph.node_count());
  for (std::size_t i = 0; i < dominators.order.size(); ++i) place[dominators.order[i]] = static_cast<std::uint32_t>(i);
  auto is_before = [&](Node left, Node right) {
    return retained[left] != retained[right] ? retained[left] > retained[right] : place[left] < place[right];
  };
  auto end_of_largest = largest.begin() + static_cast<std::ptrdiff_t>(std::min(largest.size(), top));
  std::partial_sort(largest.begin(), end_of_largest, largest.end(), is_before);
  largest.erase(end_of_largest, largest.end());

  std::vector<Edge> edges;
  for (Node node : largest) edges.push_back({dominators.immediate[node], node});
  Digraph tree(graph.graph.node_count(), edges);
  struct Level {
    Node node;
    std::uint32_t depth;
  };
  std::vector<Level> stack = {{file_node, 0}};
  std::vector<DominatorRow> rows;
  while (!stack.empty()) {
    Level level = stack.back();
    stack.pop_back();
    if (level.node != file_node) {
      rows.push_back({.what = describe(file, graph, level.node), .depth = level.depth - 1});
      rows.back().what.retained_bytes = retained[level.node];
    }
    std::span<const Node> below = tree.targets(level.node);
    for (std::size_t i = below.size(); i-- > 0;) stack.push_back({below[i], level.depth + 1});
  }
  return rows;
}

std::vector<Reason> find_reasons(const FileParts& file, const PartGraph& graph, std::string_view name,
                                 std::size_t top) {
  std::vector<std::uint64_t> retained = retained_sums(find_dominators(graph.graph, file_node), graph.weights);
  Digraph reversed = graph.graph.reversed();
  std::vector<Reason> reasons;
  for (std::size_t part : find_parts(file, name)) {
    if (reasons.size() == top) break;
    Node goal = part_node(part);
    Reason reason{.what = describe(file, graph, goal)};
    reason.what.retained_bytes = retained[goal];
    std::vector<Node> next = ways_to(reversed, goal);
    std::vector<std::vector<Node>> ways;
    for (Node first : graph.graph.targets(file_node)) {
      if (first != goal && next[first] == no_node) continue;
      std::vector<Node> way;
      for (Node node = first; node != no_node; node = next[node]) way.push_back(node);
      ways.push_back(std::move(way));
    }
    ranges::sort(ways, {}, &std::vector<Node>::size);
    reason.ways_left_out = ways.size() - std::min(ways.size(), top);
    ways.resize(std::min(ways.size(), top));
    for (const std::vector<Node>& way : ways) {
      std::vector<std::string>& names = reason.ways.emplace_back();
      for (Node node : way) names.push_back(step_name(file, graph, node));
    }
    reasons.push_back(std::move(reason));
  }
  return reasons;
}

Garbage find_garbage(const FileParts& file, const PartGraph& graph, std::size_t top) {
  std::vector<Node> order = find_dominators(graph.graph, file_node).order;
  std::vector<bool> is_needed(graph.weights.size());
  for (Node node : order) is_needed[node] = true;
  std::vector<Node> unneeded;
  Garbage garbage;
  for (std::size_t i = 0; i < file.parts.size(); ++i) {
    if (is_needed[part_node(i)]) continue;
    unneeded.push_back(part_node(i));
    garbage.size_bytes += file.parts[i].size_bytes;
  }
  garbage.part_count = unneeded.size();
  ranges::sort(unneeded, std::greater{}, [&](Node node) { return graph.weights[node]; });
  unneeded.resize(std::min(unneeded.size(), top));
  for (Node node : unneeded) garbage.parts.push_back(describe(file, graph, node));
  return garbage;
}

}  // namespace sinter
