// `sinter doctor`: whether builds can run here, and what would make them better: programs,
// cache, lock, limits, clock. Each thing it finds says what to do next. Changes nothing.
#pragma once

#include <optional>

#include "build_request.h"
#include "command_line.h"

namespace sinter {

/// Looks at the project of the request, in whose folder it works; without one (nothing) only
/// at what a first project would need. Returns 0 unless something breaks builds.
int examine(const DoctorCommand& command, const std::optional<BuildRequest>& request, const Environment& environment);

}  // namespace sinter
