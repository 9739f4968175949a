// Two modules of one bundle may export one name. The linker lets that pass, and what it
// writes is no module any more; the descriptors in it still say which lines are at fault.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace sinter {

/// "`size` is exported at a.cc:4 and at b.cc:9", for each name with two places in the
/// descriptors of sinter/bind.h. Nothing if there are none, or none that can be read.
std::vector<std::string> repeated_exports(std::string_view wasm);

}  // namespace sinter
