#include "bind/entries.h"

#include "base/base64.h"
#include "base/json.h"
#include "base/text.h"

namespace sinter {
namespace {

constexpr std::string_view block_begin =
    "// Where the wasm is; written out so that bundlers see the files.\nconst $sources = {\n";
constexpr std::string_view here_begin = "};\nconst $here = ";
constexpr std::string_view files_begin = "// By a name: bundlers";
constexpr std::string_view files_end = "const $files = \"node:fs/promises\";\n\n";
constexpr std::string_view file_import = "await import(/* webpackIgnore: true */ /* @vite-ignore */ $files)";

void replace_first(std::string& text, std::string_view from, std::string_view to) {
  std::size_t at = text.find(from);
  if (at != std::string::npos) text.replace(at, from.size(), to);
}

/// `javascript` with another text in the place of its sources.
std::string with_block(std::string_view javascript, std::string_view block) {
  SINTER_ASSERT(has_sources(javascript));
  std::size_t begin = javascript.find(block_begin);
  std::size_t end = javascript.find(";\n", javascript.find(here_begin, begin) + here_begin.size()) + 2;
  std::string text(javascript.substr(0, begin));
  return text.append(block).append(javascript.substr(end));
}

std::string member(const BoundVariant& variant, std::string_view source) {
  std::string name;
  append_json_string(name, variant.name);
  return name + ": () => " + std::string(source);
}

/// An entry on top of the glue, with one source.
std::string glued(std::string_view module, std::string_view imports, std::string_view code, const BoundVariant& variant,
                  std::string_view source) {
  std::string glue = "\"./" + std::string(module) + ".glue.mjs\"";
  return "// Made by sinter; changes here are lost.\n" + std::string(imports) + "import { loadFrom } from " + glue +
         ";\nexport * from " + glue + ";\n\n" + std::string(code) + "export const load = (options) => loadFrom({ " +
         member(variant, source) + " }, options);\n";
}

}  // namespace

std::string sources_block(std::string_view sources, std::string_view here) {
  return std::string(block_begin).append(sources).append(here_begin).append(here).append(";\n");
}

bool has_sources(std::string_view javascript) {
  std::size_t begin = javascript.find(block_begin);
  std::size_t here = begin == std::string_view::npos ? begin : javascript.find(here_begin, begin);
  return here != std::string_view::npos && javascript.find(";\n", here + here_begin.size()) != std::string_view::npos &&
         javascript.find(load_signature) != std::string_view::npos;
}

std::string common_entry(std::string_view javascript, const std::vector<BoundVariant>& variants) {
  std::string sources;
  for (const BoundVariant& variant : variants) {
    sources += "  " + member(variant, "new URL(\"./" + variant.file + "\", $here)") + ",\n";
  }
  std::string module_text =
      with_block(javascript, sources_block(sources, "require(\"node:url\").pathToFileURL(__filename).href"));
  // Bundlers look what is required up under either of its conditions; a name they cannot.
  std::size_t files = module_text.find(files_begin);
  std::size_t end = module_text.find(files_end, files);
  if (end != std::string::npos) module_text.erase(files, end + files_end.size() - files);
  replace_first(module_text, file_import, "require(\"node:fs/promises\")");
  // Every declaration that is exported stands at the beginning of a line.
  std::string text = "\"use strict\";\n";
  std::vector<std::string> names;
  for (std::string_view line : split(trim(module_text), '\n')) {
    if (line.starts_with("export ")) {
      line.remove_prefix(7);
      std::string_view name = line;
      for (std::string_view word : {"async ", "function ", "class ", "const "}) {
        if (name.starts_with(word)) name.remove_prefix(word.size());
      }
      names.emplace_back(name.substr(0, name.find_first_of(" (=")));
    }
    text.append(line).append("\n");
  }
  return text + "\nmodule.exports = { " + join(names, ", ") + " };\n";
}

std::string glue_entry(std::string_view javascript) {
  // Hosts without files have no address either.
  std::string text = with_block(javascript, "const $here = import.meta.url ?? \"file:///\";\n");
  replace_first(text, load_signature, "export async function loadFrom($sources, { instantiate = $instantiate, ");
  // The runtime makes the instance itself: it counts its memory.
  replace_first(text, "await $instantiate(", "await instantiate(");
  return text;
}

std::string inline_entry(std::string_view module, const BoundVariant& variant, std::string_view wasm) {
  std::string code =
      "const bytes = () => Uint8Array.from(atob(\"" + base64(wasm) + "\"), (character) => character.charCodeAt(0));\n";
  return glued(module, "", code, variant, "bytes()");
}

std::string static_entry(std::string_view module, const BoundVariant& variant, std::string_view specifier) {
  return glued(module, "import wasm from \"" + std::string(specifier) + "\";\n", "", variant, "wasm");
}

}  // namespace sinter
