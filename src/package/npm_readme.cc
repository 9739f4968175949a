// The readme of a package whose project gives none, written from the manifests: what it
// is, how to install it, an example and the functions of each module, and what it weighs.

#include "base/text.h"
#include "package/measured.h"
#include "package/npm_texts.h"

namespace sinter {
namespace {

/// An argument of that type as JavaScript; nothing for types an example would only obscure.
std::optional<std::string> example_argument(const JsonValue& manifest, const JsonValue& type) {
  if (const std::string* name = type.as_string()) {
    if (*name == "string") return "\"text\"";
    if (*name == "strings") return "[\"one\", \"two\"]";
    if (*name == "bool" || *name == "boolean") return "true";
    if (*name == "i64" || *name == "u64") return "1n";
    if (*name == "f32" || *name == "f64") return "1.5";
    return name->starts_with("i") || name->starts_with("u") ? std::optional<std::string>("1") : std::nullopt;
  }
  if (const JsonValue* numbers = type.find("numbers"); numbers != nullptr && numbers->as_string() != nullptr) {
    bool is_big = *numbers->as_string() == "i64" || *numbers->as_string() == "u64";
    return is_big ? "[1n, 2n, 3n]" : "[1, 2, 3]";
  }
  if (const JsonValue* inner = type.find("optional")) return example_argument(manifest, *inner);
  std::string_view name = text_of(type, "enum");
  if (name.empty()) return std::nullopt;
  for (const JsonValue& entry : list_of(manifest, "enums")) {
    if (text_of(entry, "name") != name || list_of(entry, "values").empty()) continue;
    const std::string* first = list_of(entry, "values").front().as_string();
    if (first != nullptr) return "\"" + *first + "\"";
  }
  return std::nullopt;
}

/// Whether the module shows its memory, and so has functions whose numbers are pointers.
bool shows_memory(const ShippedModule& module) { return module.manifest.find("memory") != nullptr; }

std::optional<std::string> example_call(const ShippedModule& module, const JsonValue& function) {
  if (shows_memory(module) && text_of(function, "doc").empty()) return std::nullopt;
  std::vector<std::string> arguments;
  for (const JsonValue& parameter : list_of(function, "parameters")) {
    const JsonValue* type = parameter.find("type");
    if (type == nullptr) return std::nullopt;
    std::optional<std::string> argument = example_argument(module.manifest, *type);
    if (!argument) return std::nullopt;
    arguments.push_back(*std::move(argument));
  }
  return module.name + "." + std::string(text_of(function, "name")) + "(" + join(arguments, ", ") + ")";
}

/// Loading the module, and the first function whose arguments are easy to write.
std::string usage(const NpmPackage& package, const ShippedModule& module) {
  std::string text = "```js\nimport { load } from \"" + package.name + "/" + module.name + "\";\n\nconst " +
                     module.name + " = await load();\n";
  for (const JsonValue& function : list_of(module.manifest, "functions")) {
    if (std::optional<std::string> call = example_call(module, function)) {
      text += "console.log(" + *call + ");\n";
      break;
    }
  }
  return text + "```\n";
}

/// Text for a cell of a Markdown table: one line, with nothing that ends the cell.
std::string cell(std::string_view text) {
  std::string safe;
  for (char c : text.substr(0, text.find('\n'))) {
    if (c == '|' || c == '\\') safe += '\\';
    safe += c;
  }
  return safe;
}

std::string functions_table(const ShippedModule& module) {
  std::string text;
  for (const JsonValue& function : list_of(module.manifest, "functions")) {
    std::string_view doc = text_of(function, "doc");
    bool is_plain = shows_memory(module) && doc.empty();
    std::vector<std::string> names;
    for (const JsonValue& parameter : list_of(function, "parameters")) {
      names.emplace_back(text_of(parameter, is_plain ? "type" : "name"));
    }
    text += "| `" + std::string(text_of(function, "name")) + "(" + join(names, ", ") + ")` | " +
            (is_plain ? "returns " + std::string(text_of(function, "result")) : cell(doc)) + " |\n";
  }
  return text.empty() ? "" : "\n| function | does |\n|---|---|\n" + text;
}

std::string sizes_table(const NpmPackage& package, const std::vector<ShippedModule>& modules) {
  std::vector<MeasuredFile> measured;
  for (const std::string& path : package.sizes_files) {
    if (std::optional<MeasuredFile> file = read_measured(path)) measured.push_back(*std::move(file));
  }
  std::string text = "| file | raw | gzip | brotli |\n|---|--:|--:|--:|\n";
  auto row = [&](const ShippedModule& module, const ShippedFile& file) {
    Sizes sizes = sizes_of(measured, module.folder + "/" + file.name, file.bytes);
    text += "| `" + module.name + "/" + file.name + "` | " + size_text(sizes.raw_bytes) + " | " +
            size_text(sizes.gzip_bytes) + " | " + size_text(sizes.brotli_bytes) + " |\n";
  };
  for (const ShippedModule& module : modules) {
    for (const ShippedFile& file : module.wasm) row(module, file);
    row(module, module.texts.front());
  }
  return text;
}

}  // namespace

std::string npm_readme(const NpmPackage& package, const std::vector<ShippedModule>& modules) {
  std::string text = "# " + package.name + "\n\n";
  if (!package.description.empty()) text += package.description + "\n\n";
  text += "WebAssembly modules with typed functions, for Node 20 or newer, browsers and bundlers.\n\n";
  text += "```sh\nnpm install " + package.name + "\n```\n";
  for (const ShippedModule& module : modules) {
    text += "\n## " + module.name + "\n\n" + usage(package, module) + functions_table(module);
  }
  text += "\n## What it weighs\n\nOne of a module's `.wasm` files is fetched, and only when the module is loaded.\n\n";
  text += sizes_table(package, modules);
  text += "\n## Licence\n\n" + (package.license.empty() ? "See LICENSE." : package.license) + "\n";
  return text;
}

}  // namespace sinter
