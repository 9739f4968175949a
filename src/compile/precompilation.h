// How a header is precompiled that every C++ source of a module begins with, so that what it
// includes is read once for each variant and not once for each source.
#pragma once

#include <string>
#include <vector>

#include "config/project.h"

namespace sinter {

struct Precompilation {
  std::vector<std::string> argv;
  std::string output;  // a project path; modules with the same command and `needs` share it
  std::string depfile;
};

/// `command` is the compiler with all flags of a source, without its files. The output has the
/// same bytes in every checkout: a cache may be shared.
Precompilation precompile_header(std::vector<std::string> command, const std::string& header,
                                 const std::vector<std::string>& needs, const Profile& profile);

/// What a source is compiled with beside the flags that `precompiled` was made with.
std::vector<std::string> precompiled_flags(const std::string& precompiled);

}  // namespace sinter
