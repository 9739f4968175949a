// The effective project as text: TOML that reads like a sinter.toml, with a comment behind
// each value, or JSON.
#pragma once

#include <string>
#include <vector>

#include "config/effective.h"

namespace sinter {

/// The profile and who chose it: "--profile", "variable SINTER_PROFILE", "default".
struct ProfileChoice {
  std::string name;
  std::string from;
};

std::string config_toml(const ProfileChoice& profile, const std::vector<EffectiveTable>& tables);
std::string config_json(const ProfileChoice& profile, const std::vector<EffectiveTable>& tables);

}  // namespace sinter
