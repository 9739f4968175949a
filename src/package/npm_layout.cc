#include "package/npm_layout.h"

#include "base/ranges.h"

namespace sinter {

std::vector<std::string> npm_package_files(const NpmLayout& layout) {
  std::vector<std::string> files = {"LICENSE", "README.md", "index.d.ts", "index.mjs", "package.json"};
  for (const NpmLayout::Module& module : layout.modules) {
    std::string stem = module.name + "/" + module.name;
    files.insert(files.end(), {module.name + "/manifest.json", stem + ".d.ts", stem + ".mjs"});
    for (const std::string& variant : module.variants) files.push_back(stem + "." + variant + ".wasm");
  }
  ranges::sort(files);
  return files;
}

}  // namespace sinter
