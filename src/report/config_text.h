// The effective project as text: TOML that reads like a sinter.toml, with a comment behind
// each value, or JSON.
#pragma once

#include <string>
#include <vector>

#include "config/effective.h"

namespace sinter {

std::string config_toml(const std::vector<EffectiveTable>& tables);
std::string config_json(const std::vector<EffectiveTable>& tables);

}  // namespace sinter
