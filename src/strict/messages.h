// Says what --strict found, with the line of sinter.toml that would declare it.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/error.h"
#include "strict/judge.h"

namespace sinter {

/// Whose touches they were.
struct Suspect {
  std::string action;
  std::string step;  // "" when no table of sinter.toml can declare more
  Place place;
};

/// One error for each kind of finding. `producers`: the names of actions by the project
/// path of what they make.
std::vector<Error> undeclared_errors(const Suspect& suspect, const std::vector<Finding>& findings,
                                     const std::map<std::string, std::string>& producers);

/// Nothing could be said about the action: why not.
Error blind_error(const Suspect& suspect, const std::vector<std::string>& blind_spots);

/// Nothing if there is nothing to remark.
std::optional<Error> remarks_notice(const Suspect& suspect, const Remarks& remarks);

}  // namespace sinter
