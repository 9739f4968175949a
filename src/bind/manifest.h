// Writes `manifest.json`: the interface for programs that are not JavaScript, such as
// documentation, the runtime's dispatch and the package stage. Schema version 1.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "bind/javascript.h"

namespace sinter {

std::string write_manifest(std::string_view module, const Interface& interface,
                           const std::vector<BoundVariant>& variants);

}  // namespace sinter
