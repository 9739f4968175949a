// The part of WASI preview 1 that generated modules provide, for languages whose runtime
// asks for it: a console, clocks and random numbers. Of files there are none: whoever asks
// for one gets the error that any host without open folders gives. Sockets, signals and
// threads are not here at all, so a module that needs them is refused when it is built.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace sinter {

inline constexpr std::string_view wasi_module = "wasi_snapshot_preview1";

/// Every import that is provided, as "module.name".
std::vector<std::string> wasi_imports();

/// Whether a function of that name is provided.
bool is_provided(std::string_view name);

/// JavaScript: the function `$wasi`, with those of the functions that `names` holds. It
/// returns `{ imports, memory }`; the caller sets `memory` once there is an instance.
std::string wasi_text(const std::vector<std::string>& names);

}  // namespace sinter
