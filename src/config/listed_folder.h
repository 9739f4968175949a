// What a plan keeps of the folders that patterns looked into, so that one in which nothing that
// counts came or went does not end it.
#pragma once

#include <string>

#include "base/digest.h"

namespace sinter {

/// A folder whose listing decided something.
struct ListedFolder {
  std::string path;
  Digest listing = {};    // of what counts in it; zero where every change of the folder counts
  bool is_whole = false;  // what wildcards pass by counts, too: hidden entries and the folder `dist`
};

}  // namespace sinter
