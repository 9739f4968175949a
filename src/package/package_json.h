// package.json: what the package must say itself, on top of what the project's own file
// says. One `exports` map serves every host (docs/packages.md).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "base/json_value.h"
#include "package/npm.h"
#include "package/npm_module.h"

namespace sinter {

/// The member of package.json by which a folder is known to be ours.
inline constexpr std::string_view npm_marker = "sinter";

/// The project's own package.json, an object; an empty one if the package has none. Fails
/// if it says something else than sinter.toml, or what only the package can know.
Result<JsonValue> read_own_package_json(const NpmPackage& package);

/// `own`: what read_own_package_json() gave; `modules` are sorted by name.
std::string npm_package_json(const NpmPackage& package, const JsonValue& own,
                             const std::vector<ShippedModule>& modules);

}  // namespace sinter
