// What building with cargo and with go have in common: running the tool, and writing down
// what it read.
#pragma once

#include <string>
#include <vector>

#include "base/error.h"
#include "languages/language_build.h"

namespace sinter {

/// Runs the command to its end; its output, or an error that shows it and says what was
/// being done to which package.
Result<std::string> run_tool(std::vector<std::string> argv, std::vector<std::string> environment,
                             const LanguageBuild& request);

/// Writes a depfile that says `output` was made from `paths` (absolute). Files of the
/// project become project paths, what lies in the scratch folder is left out.
Result<void> write_depfile(const LanguageBuild& request, std::vector<std::string> paths);

/// The value of `name` in "NAME=value" entries; "" when absent.
std::string environment_value(const std::vector<std::string>& environment, std::string_view name);

}  // namespace sinter
