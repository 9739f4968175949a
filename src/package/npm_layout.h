// Which files an npm package holds, known before any of them is made.
#pragma once

#include <string>
#include <vector>

namespace sinter {

struct NpmLayout {
  struct Module {
    std::string name;
    std::vector<std::string> variants;  // "simd", "baseline"
  };
  std::vector<Module> modules;
};

/// Paths below the package's folder, sorted.
std::vector<std::string> npm_package_files(const NpmLayout& layout);

}  // namespace sinter
