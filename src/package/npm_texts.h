// The texts of an npm package that no other stage made: the index, the licence's note,
// and the generated readme. package.json is package_json.h.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "package/npm.h"
#include "package/npm_module.h"

namespace sinter {

/// All take the modules sorted by name. `ending` is that of the modules' entries that the
/// index loads: ".mjs", ".cjs"; for types ".js", ".cjs".
std::string npm_index(const std::vector<ShippedModule>& modules, std::string_view ending);
std::string npm_index_types(const std::vector<ShippedModule>& modules, std::string_view ending);
/// What `package.sizes_files` know of is not measured again.
std::string npm_readme(const NpmPackage& package, const std::vector<ShippedModule>& modules);

/// The text of LICENSE when the project names its licence only; nothing if `license` is
/// no licence that its name tells.
std::optional<std::string> npm_license_note(std::string_view license);

}  // namespace sinter
