#include "package/npm_layout.h"

#include "base/ranges.h"

namespace sinter {

std::vector<std::string> npm_package_files(const NpmLayout& layout) {
  std::vector<std::string> files = {"LICENSE", "README.md", "package.json"};
  for (std::string_view entry : npm_index_files) files.emplace_back(entry);
  for (const NpmLayout::Module& module : layout.modules) {
    std::string stem = module.name + "/" + module.name;
    files.push_back(module.name + "/manifest.json");
    for (std::string_view ending : {".cjs", ".d.cts", ".d.ts", ".edge-light.mjs", ".glue.mjs", ".inline.mjs", ".mjs",
                                    ".plugin.cjs", ".plugin.d.cts", ".plugin.d.ts", ".plugin.mjs", ".workerd.mjs"}) {
      files.push_back(stem + std::string(ending));
    }
    if (!module.scripts.empty()) files.push_back(stem + ".javascript.mjs");
    for (const std::string& script : module.scripts) files.push_back(module.name + "/javascript/" + script);
    if (module.has_component) files.insert(files.end(), {stem + ".component.wasm", stem + ".wit"});
    for (const std::string& variant : module.variants) files.push_back(stem + "." + variant + ".wasm");
  }
  ranges::sort(files);
  return files;
}

}  // namespace sinter
