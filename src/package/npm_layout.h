// Which files an npm package holds, known before any of them is made.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace sinter {

/// The entry "." and its types, sorted.
inline constexpr std::string_view npm_index_files[] = {
    "index.cjs", "index.d.cts", "index.d.ts", "index.edge-light.mjs", "index.mjs", "index.workerd.mjs"};

struct NpmLayout {
  struct Module {
    std::string name;
    std::vector<std::string> variants;      // "simd", "baseline"
    std::vector<std::string> scripts = {};  // "twin.js", "host.js"
    bool has_component = false;
  };
  std::vector<Module> modules;
};

/// Paths below the package's folder, sorted.
std::vector<std::string> npm_package_files(const NpmLayout& layout);

}  // namespace sinter
