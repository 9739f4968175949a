// The texts of an npm package that no other stage made: package.json, the index, the
// licence's note, and the generated readme.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "package/npm.h"
#include "package/npm_module.h"

namespace sinter {

/// The member of package.json by which a folder is known to be ours.
inline constexpr std::string_view npm_marker = "sinter";

/// All take the modules sorted by name.
std::string npm_package_json(const NpmPackage& package, const std::vector<ShippedModule>& modules);
std::string npm_index(const std::vector<ShippedModule>& modules);
std::string npm_index_types(const std::vector<ShippedModule>& modules);
std::string npm_readme(const NpmPackage& package, const std::vector<ShippedModule>& modules);

/// The text of LICENSE when the project names its licence only; nothing if `license` is
/// no licence that its name tells.
std::optional<std::string> npm_license_note(std::string_view license);

}  // namespace sinter
