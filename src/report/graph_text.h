// A graph as text: a tree for the terminal, and the languages of Graphviz and Mermaid.
#pragma once

#include <string>

#include "insight/picture.h"

namespace sinter {

/// So many boxes a person can still read; Mermaid gives up not much later (500 edges).
inline constexpr std::size_t box_count_max = 200;

/// What is drawn as one box: an action, or all actions of a goal.
enum class Detail : std::uint8_t { action, goal };

/// What people can still read: goals when there are more actions than fit a picture.
Detail readable_detail(const GraphPicture& picture);

/// A tree from what nothing needs down to the sources. What was shown before is not
/// repeated, and what lies deeper than a screen is wide is continued further below.
std::string graph_tree(const GraphPicture& picture, Detail detail);
/// One line for each level, for graphs of which no tree can be read: how many actions, how
/// long they took, and the slowest. Ends with the critical path.
std::string graph_levels(const GraphPicture& picture);
/// For `dot -Tsvg`.
std::string graph_dot(const GraphPicture& picture, Detail detail);
/// For Markdown that knows Mermaid, such as that of GitHub and GitLab.
std::string graph_mermaid(const GraphPicture& picture, Detail detail);

}  // namespace sinter
