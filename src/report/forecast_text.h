// What `--dry-run` tells, as people see it, with colours.
#pragma once

#include <string>

#include "base/event.h"

namespace sinter {

/// "would run   a  `a.cc` changed", what changed if that is known, and why it would fail.
std::string forecast_lines(const ActionExpected& event);
/// The files that would go, and "dry run: 1 would run, 2 may run, 7 unchanged; nothing was done".
std::string forecast_summary(const ForecastFinished& event);

}  // namespace sinter
