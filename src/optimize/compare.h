// Whether one module can stand in for another: after an optimiser, whatever somebody
// outside can see must still be there.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "wasm/module.h"

namespace sinter {

struct ReadModule {
  std::string_view bytes;
  const wasm::Module& module;  // of these bytes
};

/// The first thing that `after` lacks or adds compared with `before`, as a clause for an
/// error; nothing when both have the same exports, no new imports, and memory contents.
std::optional<std::string> interface_difference(const ReadModule& before, const ReadModule& after);

}  // namespace sinter
