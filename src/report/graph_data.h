// A graph as data, for programs and for the page that people look at. The schema is
// described in docs/graph.md.
#pragma once

#include <string>

#include "insight/picture.h"

namespace sinter {

/// `sinter.graph/1`: one line for each action and goal.
std::string graph_json(const GraphPicture& picture);

/// One page with everything in it: nothing is loaded from anywhere.
std::string graph_html(const GraphPicture& picture);

}  // namespace sinter
