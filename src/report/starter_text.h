// What `sinter init` wrote, for people and as JSON of schema `sinter.init/1`.
#pragma once

#include <string>

#include "starter/starter.h"

namespace sinter {

/// `folder` as the person named it, who is told how to go on from there.
std::string starter_text(const WrittenStarter& starter, const std::string& folder);
std::string starter_json(const WrittenStarter& starter, const std::string& folder);

}  // namespace sinter
