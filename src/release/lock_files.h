// What others made and a module contains, by the lock files of their languages.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "config/project.h"
#include "release/documents.h"

namespace sinter {

/// The packages of a Cargo.lock that come from elsewhere: also those that only its tests or
/// build scripts use, because the file does not tell them apart.
Result<std::vector<OutsidePackage>> cargo_packages(std::string_view text, const std::string& path);

/// The modules of a go.sum whose content is in it. Lines of another form are passed over.
std::vector<OutsidePackage> go_packages(std::string_view text);

/// By the lock file nearest to the module's folder; none for C and C++, or without such a file.
Result<std::vector<OutsidePackage>> packages_inside(const ModuleConfig& module);

}  // namespace sinter
