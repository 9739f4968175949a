#include "package/npm_module.h"

#include "base/path.h"
#include "base/ranges.h"
#include "base/text.h"
#include "bind/entries.h"
#include "os/files.h"
#include "package/npm_plugin.h"

namespace sinter {
namespace {

constexpr std::uint64_t shipped_file_bytes_max = 1ull << 30;

Error missing(const NpmModule& module, const std::string& file, Error cause) {
  cause.code = cause.code == Code::file_missing ? Code::package_missing : cause.code;
  cause.what = "the module " + quote(module.name) + " has no " + quote(file) + " to ship";
  cause.next = "build the module first: `sinter build " + module.name + "`";
  return cause;
}

Error invalid(const std::string& path, std::string reason) {
  return {.code = Code::package_invalid,
          .what = quote(path) + " is no manifest that `sinter bind` wrote",
          .where = {path},
          .why = {std::move(reason)},
          .next = "remove it and build the module again"};
}

Result<ShippedFile> read_shipped(const NpmModule& module, std::string name) {
  Result<std::string> bytes = read_file_limited(module.folder + "/" + name, shipped_file_bytes_max);
  if (!bytes.has_value()) return fail(missing(module, name, std::move(bytes).error()));
  return ShippedFile{std::move(name), *std::move(bytes)};
}

/// The variants that the manifest names. Files become paths, so only a plain name of this module will do.
Result<std::vector<BoundVariant>> named_variants(const NpmModule& module, const JsonValue& manifest) {
  std::string path = module.folder + "/manifest.json";
  const JsonValue* name = manifest.find("module");
  if (name == nullptr || name->as_string() == nullptr || *name->as_string() != module.name) {
    return fail(invalid(path, "its `module` is not " + quote(module.name)));
  }
  const JsonValue* variants = manifest.find("variants");
  if (variants == nullptr || variants->as_array() == nullptr || variants->as_array()->empty()) {
    return fail(invalid(path, "it names no variants"));
  }
  std::vector<BoundVariant> named;
  for (const JsonValue& variant : *variants->as_array()) {
    const JsonValue* file = variant.find("file");
    const std::string* text = file == nullptr ? nullptr : file->as_string();
    bool is_plain = text != nullptr && text->starts_with(module.name + ".") && text->ends_with(".wasm") &&
                    ranges::none_of(*text, [](unsigned char c) { return c == '/' || c == '\\' || c < 0x20; });
    const JsonValue* variant_name = variant.find("name");
    if (!is_plain || variant_name == nullptr || variant_name->as_string() == nullptr)
      return fail(invalid(path, "a variant names no file like " + quote(module.name + ".simd.wasm")));
    named.push_back({*variant_name->as_string(), *text});
  }
  return named;
}

/// What inline and static entries hold: one variant, and every engine since 2023 has SIMD.
std::size_t widespread(const std::vector<BoundVariant>& variants) {
  auto simd = ranges::find(variants, "simd", &BoundVariant::name);
  return simd == variants.end() ? variants.size() - 1 : static_cast<std::size_t>(simd - variants.begin());
}

Result<void> add_entries(ShippedModule& shipped, const std::vector<BoundVariant>& variants) {
  const std::string& name = shipped.name;
  const std::string& javascript = shipped.texts.front().bytes;
  if (!has_sources(javascript)) {
    return fail(invalid(shipped.folder + "/" + name + ".mjs", "it does not say where its wasm files are"));
  }
  std::size_t chosen = widespread(variants);
  const BoundVariant& variant = variants[chosen];
  std::vector<ShippedFile> entries = {
      {name + ".cjs", common_entry(javascript, variants)},
      {name + ".glue.mjs", glue_entry(javascript)},
      {name + ".inline.mjs", inline_entry(name, variant, shipped.wasm[chosen].bytes)},
      {name + ".workerd.mjs", static_entry(name, variant, "./" + variant.file)},
      {name + ".edge-light.mjs", static_entry(name, variant, "./" + variant.file + "?module")},
      // For compilers the types of a .cjs file are another file, even if the text is the same.
      {name + ".d.cts", shipped.texts[1].bytes},
  };
  for (ShippedFile& entry : entries) shipped.texts.push_back(std::move(entry));
  return {};
}

/// What @sinter/runtime needs beside the entries: the plug-in, and the implementations in JavaScript.
Result<void> add_plugin(ShippedModule& shipped, const NpmModule& module, const std::vector<BoundVariant>& variants,
                        const ShippedIn& shipped_in) {
  PluginInput input{.module = module.name,
                    .package = shipped_in.package,
                    .version = shipped_in.version,
                    .manifest = &shipped.manifest};
  for (std::size_t index = 0; index < variants.size(); ++index) {
    input.variants.push_back({variants[index].name, variants[index].file, shipped.wasm[index].bytes});
  }
  std::vector<ShippedFile> scripts;
  for (const std::string& path : module.scripts) {
    Result<std::string> bytes = read_file_limited(path, shipped_file_bytes_max);
    if (!bytes.has_value()) return fail(missing(module, path, std::move(bytes).error()));
    scripts.push_back({"javascript/" + std::string(file_name(path)), *std::move(bytes)});
  }
  for (const ShippedFile& script : scripts) input.scripts.push_back({script.name, script.bytes});
  JsonValue dispatch;
  if (!module.dispatch.empty()) {
    std::string text = SINTER_TRY(read_file_limited(module.dispatch, shipped_file_bytes_max));
    dispatch = SINTER_TRY(json_parse(text, module.dispatch));
    input.dispatch = &dispatch;
    SINTER_TRY(check_dispatch(input, module.dispatch));
  }
  std::string stem = module.name + ".plugin";
  std::vector<ShippedFile> plugin = {{stem + ".mjs", plugin_text(input, PluginForm::module)},
                                     {stem + ".cjs", plugin_text(input, PluginForm::common)},
                                     {stem + ".d.ts", plugin_types(input, ".js")},
                                     {stem + ".d.cts", plugin_types(input, ".cjs")}};
  if (!scripts.empty()) plugin.push_back({module.name + ".javascript.mjs", javascript_text(input)});
  shipped.texts[2].bytes = shipped_manifest(input);
  for (std::vector<ShippedFile>* files : {&plugin, &scripts}) {
    for (ShippedFile& file : *files) shipped.texts.push_back(std::move(file));
  }
  return {};
}

}  // namespace

Result<ShippedModule> read_shipped_module(const NpmModule& module, const ShippedIn& shipped_in) {
  ShippedModule shipped{.name = module.name, .folder = module.folder, .manifest = {}, .wasm = {}, .texts = {}};
  for (const std::string& name : {module.name + ".mjs", module.name + ".d.ts", std::string("manifest.json")}) {
    shipped.texts.push_back(SINTER_TRY(read_shipped(module, name)));
  }
  shipped.manifest = SINTER_TRY(json_parse(shipped.texts.back().bytes, module.folder + "/manifest.json"));
  std::vector<BoundVariant> variants = SINTER_TRY(named_variants(module, shipped.manifest));
  for (const BoundVariant& variant : variants) shipped.wasm.push_back(SINTER_TRY(read_shipped(module, variant.file)));
  SINTER_TRY(add_entries(shipped, variants));
  SINTER_TRY(add_plugin(shipped, module, variants, shipped_in));
  if (module.has_component) {
    for (const char* ending : {".component.wasm", ".wit"}) {
      shipped.texts.push_back(SINTER_TRY(read_shipped(module, module.name + ending)));
    }
  }
  shipped.has_component = module.has_component;
  return shipped;
}

std::string_view text_of(const JsonValue& object, std::string_view key) {
  const JsonValue* value = object.find(key);
  const std::string* text = value == nullptr ? nullptr : value->as_string();
  return text == nullptr ? std::string_view{} : std::string_view(*text);
}

const JsonValue::Array& list_of(const JsonValue& object, std::string_view key) {
  static const JsonValue::Array none;
  const JsonValue* value = object.find(key);
  const JsonValue::Array* list = value == nullptr ? nullptr : value->as_array();
  return list == nullptr ? none : *list;
}

std::string loader_name(std::string_view module) {
  std::string name = "load";
  for (const std::string& word : split(module, '_')) {
    if (word.empty()) continue;
    bool is_letter = word[0] >= 'a' && word[0] <= 'z';
    name += is_letter ? static_cast<char>(word[0] - 'a' + 'A') : word[0];
    name += std::string_view(word).substr(1);
  }
  return name;
}

}  // namespace sinter
