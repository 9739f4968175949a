// Where the arrays and objects of a text end: made in one pass, so that whoever goes through a
// text again and again hops over them.
#pragma once

#include <cstdint>
#include <vector>

#include "json.h"

namespace sinter::json {

struct Container {
  std::uint32_t end;   // behind its closing bracket
  std::uint32_t next;  // the first container that opens behind it: the index of one, or their count
};

/// In the order of their opening brackets; the text is known to be JSON. The one at the front
/// of what a container holds, if there is one, is the next in the list.
std::vector<Container> containers_of(Bytes text);

}  // namespace sinter::json
