// Where the cache is: the one folder outside the project that a build writes to.
#pragma once

#include <string>

#include "os/environment.h"

namespace sinter {

struct CacheFolder {
  std::string path;
  std::string variable;  // of the environment, that decided; "" when it was the project
};

/// `configured` is `dir` of `[cache]`; "" if there is none.
CacheFolder choose_cache_folder(const Environment& environment, const std::string& configured);

}  // namespace sinter
