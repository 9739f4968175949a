#include "base/ranges.h"
#include "report/graph_text.h"

#include "base/text.h"
#include "base/visible.h"

namespace sinter {
namespace {

constexpr std::size_t command_size_max = 400;  // of a tooltip

std::string number(std::size_t value) { return std::to_string(value); }

/// A name without the goal it stands under: "text/simd: link" in the goal text is "simd: link".
std::string_view name_within(std::string_view name, std::string_view goal) {
  if (!name.starts_with(goal) || name.size() < goal.size() + 2) return name;
  std::string_view rest = name.substr(goal.size());
  if (rest.starts_with(": ")) return rest.substr(2);
  return rest.starts_with("/") ? rest.substr(1) : name;
}

/// Cut where a character begins.
std::string shortened(std::string text, std::size_t size_max) {
  if (text.size() <= size_max) return text;
  while (size_max > 0 && (static_cast<unsigned char>(text[size_max]) & 0xC0) == 0x80) --size_max;
  return text.substr(0, size_max) + "…";
}

/// A colour for each goal, as far apart as a golden angle makes them.
std::string hue(std::size_t goal) {
  std::size_t thousandths = goal * 618 % 1000;
  std::string digits = number(thousandths);
  return "0." + std::string(3 - digits.size(), '0') + digits;
}

/// In double quotes; a backslash would begin an escape of DOT's own.
std::string dot_text(std::string_view text) {
  std::string out = "\"";
  for (char c : visible(text)) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + "\"";
}

/// Two lines of text in one label.
std::string dot_label(std::string_view name, const std::string& below) {
  std::string text = dot_text(name);
  if (below.empty()) return text;
  text.pop_back();
  return text + "\\n" + below + "\"";
}

/// In double quotes, where Mermaid still reads entities, Markdown and HTML.
std::string mermaid_text(std::string_view text) {
  std::string out;
  for (char c : visible(text)) {
    bool is_special = std::string_view("\"#&<>`*_~[]{}()|\\;%$").contains(c);
    if (is_special) out += "#" + number(static_cast<unsigned char>(c)) + ";";
    else out += c;
  }
  return out;
}

std::string time_text(std::optional<std::uint64_t> duration_ns) {
  return duration_ns ? duration_text(*duration_ns) : "";
}

std::string goal_summary(const PicturedGoal& goal) {
  std::string text = count_of(goal.actions.size(), "action");
  if (goal.duration_ns) text += ", " + duration_text(*goal.duration_ns);
  return text;
}

/// Whether the critical path goes from the one action directly to the other.
class CriticalSteps {
 public:
  explicit CriticalSteps(const GraphPicture& picture) : picture_(picture), next_(picture.actions.size(), UINT32_MAX) {
    const std::vector<std::uint32_t>& path = picture.timing.critical_path;
    for (std::size_t i = 1; i < path.size(); ++i) next_[path[i - 1]] = path[i];
  }
  bool between_actions(std::uint32_t from, std::uint32_t to) const { return next_[from] == to; }
  bool between_goals(std::uint32_t from, std::uint32_t to) const {
    return ranges::any_of(picture_.goals[from].actions, [&](std::uint32_t action) {
      return next_[action] != UINT32_MAX && picture_.actions[next_[action]].goal == to;
    });
  }

 private:
  const GraphPicture& picture_;
  std::vector<std::uint32_t> next_;
};

}  // namespace

std::string graph_dot(const GraphPicture& picture, Detail detail) {
  constexpr std::string_view critical_node = ", color=\"#c0392b\", penwidth=2.5";
  constexpr std::string_view critical_edge = " [color=\"#c0392b\", penwidth=2.5]";
  CriticalSteps critical(picture);
  std::string text = "digraph " + dot_text(picture.project) +
                     " {\n  rankdir=LR;\n  node [shape=box, style=\"rounded,filled\", fontname=\"sans-serif\", "
                     "fontsize=11];\n  edge [color=\"#888888\"];\n";
  auto node = [&](const std::string& id, const std::string& label, std::size_t goal, bool is_critical,
                  std::string_view tooltip) {
    text += id + " [label=" + label + ", tooltip=" + dot_text(tooltip) + ", fillcolor=\"" + hue(goal) + " 0.18 0.98\"";
    if (is_critical) text += critical_node;
    text += "];\n";
  };
  for (std::size_t g = 0; g < picture.goals.size(); ++g) {
    const PicturedGoal& goal = picture.goals[g];
    if (detail == Detail::goal) {
      node("  g" + number(g), dot_label(goal.name, goal_summary(goal)), g, goal.is_critical, goal.kind);
      for (std::uint32_t needed : goal.needs) {
        text += "  g" + number(needed) + " -> g" + number(g);
        if (critical.between_goals(needed, static_cast<std::uint32_t>(g))) text += critical_edge;
        text += ";\n";
      }
      continue;
    }
    text += "  subgraph cluster_" + number(g) + " {\n    label=" + dot_text(goal.name) + ";\n    color=\"" + hue(g) +
            " 0.5 0.7\";\n";
    for (std::uint32_t i : goal.actions) {
      const PicturedAction& action = picture.actions[i];
      std::string label = dot_label(name_within(action.name, goal.name), time_text(action.duration_ns));
      std::string tooltip = shortened(shell_quote(action.argv), command_size_max);
      node("    a" + number(i), label, g, action.is_critical, tooltip);
    }
    text += "  }\n";
  }
  for (std::uint32_t i = 0; detail == Detail::action && i < picture.actions.size(); ++i) {
    for (std::uint32_t needed : picture.actions[i].needs) {
      text += "  a" + number(needed) + " -> a" + number(i);
      if (critical.between_actions(needed, i)) text += critical_edge;
      text += ";\n";
    }
  }
  return text + "}\n";
}

std::string graph_mermaid(const GraphPicture& picture, Detail detail) {
  CriticalSteps critical(picture);
  std::string text = "flowchart LR\n";
  std::string edges, critical_nodes, critical_edges;
  std::size_t edge_count = 0;
  auto mark = [](std::string& list, const std::string& item) { list += (list.empty() ? "" : ",") + item; };
  auto node = [&](const std::string& indent, const std::string& id, std::string_view name, const std::string& below,
                  bool is_critical) {
    text += indent + id + "[\"" + mermaid_text(name) + (below.empty() ? "" : "<br>" + below) + "\"]\n";
    if (is_critical) mark(critical_nodes, id);
  };
  auto edge = [&](const std::string& from, const std::string& to, bool is_critical) {
    edges += "  " + from + " --> " + to + "\n";
    if (is_critical) mark(critical_edges, number(edge_count));
    ++edge_count;
  };
  for (std::uint32_t g = 0; g < picture.goals.size(); ++g) {
    const PicturedGoal& goal = picture.goals[g];
    if (detail == Detail::goal) {
      node("  ", "g" + number(g), goal.name, goal_summary(goal), goal.is_critical);
      for (std::uint32_t needed : goal.needs) {
        edge("g" + number(needed), "g" + number(g), critical.between_goals(needed, g));
      }
      continue;
    }
    text += "  subgraph s" + number(g) + "[\"" + mermaid_text(goal.name) + "\"]\n";
    for (std::uint32_t i : goal.actions) {
      const PicturedAction& action = picture.actions[i];
      node("    ", "a" + number(i), name_within(action.name, goal.name), time_text(action.duration_ns),
           action.is_critical);
    }
    text += "  end\n";
  }
  for (std::uint32_t i = 0; detail == Detail::action && i < picture.actions.size(); ++i) {
    for (std::uint32_t needed : picture.actions[i].needs) {
      edge("a" + number(needed), "a" + number(i), critical.between_actions(needed, i));
    }
  }
  text += edges;
  if (!critical_nodes.empty()) {
    text += "  classDef critical stroke:#c0392b,stroke-width:3px\n  class " + critical_nodes + " critical\n";
  }
  if (!critical_edges.empty()) text += "  linkStyle " + critical_edges + " stroke:#c0392b,stroke-width:3px\n";
  return text;
}

}  // namespace sinter
