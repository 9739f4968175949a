// The variables of this process, read once in main.cc and passed on as a value.
#pragma once

#include <map>
#include <string>

namespace sinter {

using Environment = std::map<std::string, std::string, std::less<>>;

}  // namespace sinter
