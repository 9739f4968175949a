// A Rust module: one cargo package with a library of the kind `cdylib`.
#pragma once

#include <string>

#include "base/error.h"
#include "languages/language_build.h"

namespace sinter {

Result<std::string> build_with_cargo(const LanguageBuild& request);

}  // namespace sinter
