#include "report/graph_text.h"

#include <algorithm>

#include "base/text.h"
#include "base/visible.h"

namespace sinter {
namespace {

constexpr std::size_t depth_max = 24;  // three columns each

struct DrawnNode {
  std::string label;
  std::vector<std::uint32_t> needs;
  bool is_critical;
};

std::string with_time(std::string label, std::optional<std::uint64_t> duration_ns) {
  if (duration_ns) label += "  " + duration_text(*duration_ns);
  return label;
}

std::vector<DrawnNode> nodes_of(const GraphPicture& picture, Detail detail) {
  std::vector<DrawnNode> nodes;
  if (detail == Detail::action) {
    for (const PicturedAction& action : picture.actions) {
      nodes.push_back({with_time(visible(action.name), action.duration_ns), action.needs, action.is_critical});
    }
    return nodes;
  }
  for (const PicturedGoal& goal : picture.goals) {
    std::string label = visible(goal.name) + ": " + goal.kind + ", " + count_of(goal.actions.size(), "action");
    nodes.push_back({with_time(std::move(label), goal.duration_ns), goal.needs, goal.is_critical});
  }
  return nodes;
}

/// Prints nodes and what they need, indented; each is taken apart once.
class Tree {
 public:
  explicit Tree(const std::vector<DrawnNode>& nodes) : nodes_(nodes), is_shown_(nodes.size()) {}

  std::string print() && {
    std::vector<bool> is_needed(nodes_.size());
    for (const DrawnNode& node : nodes_) {
      for (std::uint32_t needed : node.needs) is_needed[needed] = true;
    }
    // From the end: what was made last is what was asked for.
    for (std::size_t i = nodes_.size(); i-- > 0;) {
      if (!is_needed[i]) print_from(static_cast<std::uint32_t>(i));
    }
    // Goals may need each other; then none of them is a root.
    for (std::size_t i = nodes_.size(); i-- > 0;) {
      if (!is_shown_[i]) print_from(static_cast<std::uint32_t>(i));
    }
    return std::move(text_);
  }

 private:
  struct Level {
    std::uint32_t node;
    std::size_t next = 0;  // of its needs
  };

  void print_from(std::uint32_t root) {
    later_ = {root};
    for (std::size_t i = 0; i < later_.size(); ++i) {
      if (i == 0 || !is_shown_[later_[i]]) print_tree(later_[i]);
    }
  }

  void print_tree(std::uint32_t root) {
    std::vector<Level> open;
    bool is_opened = print_line(root, open);
    if (is_opened) open.push_back({root});
    while (!open.empty()) {
      Level& level = open.back();
      if (level.next == nodes_[level.node].needs.size()) {
        open.pop_back();
        continue;
      }
      std::uint32_t child = nodes_[level.node].needs[level.next++];
      if (print_line(child, open)) open.push_back({child});
    }
  }

  /// Whether what it needs is to be printed below it.
  bool print_line(std::uint32_t node, const std::vector<Level>& open) {
    for (std::size_t i = 0; i < open.size(); ++i) {
      bool is_last = open[i].next == nodes_[open[i].node].needs.size();
      bool is_own = i + 1 == open.size();
      text_ += is_own ? (is_last ? "└─ " : "├─ ") : is_last ? "   " : "│  ";
    }
    text_ += nodes_[node].label;
    if (nodes_[node].is_critical) text_ += " *";
    bool has_needs = !nodes_[node].needs.empty();
    bool is_opened = false;
    if (has_needs && is_shown_[node]) {
      text_ += "  (above)";
    } else if (has_needs && open.size() >= depth_max) {
      text_ += "  (below)";
      later_.push_back(node);
    } else {
      is_shown_[node] = true;
      is_opened = has_needs;
    }
    text_ += '\n';
    return is_opened;
  }

  const std::vector<DrawnNode>& nodes_;
  std::vector<bool> is_shown_;
  std::vector<std::uint32_t> later_;
  std::string text_;
};

}  // namespace

Detail readable_detail(const GraphPicture& picture) {
  return picture.actions.size() <= box_count_max ? Detail::action : Detail::goal;
}

namespace {

/// The first line: how much there is, and how long it takes.
std::string heading(const GraphPicture& picture) {
  std::string text = visible(picture.project) + ", " + picture.profile + ": " +
                     count_of(picture.actions.size(), "action") + " of " + count_of(picture.goals.size(), "goal");
  if (picture.is_timed) {
    text += "; " + duration_text(picture.timing.total_ns) + " of work, at least " +
            duration_text(picture.timing.critical_ns) + " (*: the critical path)";
  } else if (!picture.actions.empty()) {
    text += "; never built (*: the longest chain)";
  }
  return text + "\n\n";
}

struct LevelSummary {
  std::size_t action_count = 0;
  std::uint64_t duration_ns = 0;
  std::uint32_t slowest = 0;  // position of an action
};

}  // namespace

std::string graph_levels(const GraphPicture& picture) {
  std::vector<LevelSummary> levels;
  for (std::uint32_t i = 0; i < picture.actions.size(); ++i) {
    if (picture.timing.levels[i] >= levels.size()) levels.resize(picture.timing.levels[i] + 1);
    LevelSummary& level = levels[picture.timing.levels[i]];
    std::uint64_t duration_ns = picture.actions[i].duration_ns.value_or(0);
    bool is_slowest = level.action_count == 0 || duration_ns > picture.actions[level.slowest].duration_ns.value_or(0);
    if (is_slowest) level.slowest = i;
    ++level.action_count;
    level.duration_ns += duration_ns;
  }
  std::string text = heading(picture);
  for (std::size_t i = 0; i < levels.size(); ++i) {
    text += "level " + std::to_string(i + 1) + ": " + count_of(levels[i].action_count, "action");
    if (picture.is_timed) {
      const PicturedAction& slowest = picture.actions[levels[i].slowest];
      text += "  " + duration_text(levels[i].duration_ns) + ", slowest " +
              with_time(visible(slowest.name), slowest.duration_ns);
    }
    text += "\n";
  }
  text += picture.is_timed ? "\ncritical path:\n" : "\nlongest chain:\n";
  for (std::uint32_t i : picture.timing.critical_path) {
    text += "  " + with_time(visible(picture.actions[i].name), picture.actions[i].duration_ns) + "\n";
  }
  return text + "\nshown by level; --by goal and --by action show more, --format html is made for this size\n";
}

std::string graph_tree(const GraphPicture& picture, Detail detail) {
  std::string text = heading(picture);
  std::vector<DrawnNode> nodes = nodes_of(picture, detail);
  text += Tree(nodes).print();
  if (detail == Detail::goal && readable_detail(picture) == Detail::goal) {
    text += "\nshown by goal; --by action shows every action\n";
  }
  return text;
}

}  // namespace sinter
