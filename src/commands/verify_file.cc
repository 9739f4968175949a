#include "commands/verify_file.h"

#include <cstdint>
#include <expected>

#include "base/json_value.h"
#include "base/path.h"
#include "base/ranges.h"
#include "base/text.h"
#include "os/files.h"
#include "wasm/module.h"

namespace sinter {
namespace {

constexpr std::uint64_t manifest_bytes_max = 64 << 20;

Error wrong_wasm(std::string what, const std::string& path, std::string why) {
  return {.code = Code::artifact_wrong, .what = std::move(what), .where = {path}, .why = {std::move(why)}, .next = {}};
}

Result<void> add_missing_exports(const wasm::Module& module, const std::string& path, std::vector<Error>& errors) {
  std::string manifest_path = join_path(parent_path(path), "manifest.json");
  std::string text = SINTER_TRY(read_file_limited(manifest_path, manifest_bytes_max));
  JsonValue manifest = SINTER_TRY(json_parse(text, manifest_path));
  const JsonValue* functions = manifest.find("functions");
  if (functions == nullptr || functions->as_array() == nullptr) return {};
  for (const JsonValue& function : *functions->as_array()) {
    const JsonValue* name = function.find("export");
    if (name == nullptr || name->as_string() == nullptr) continue;
    auto found = ranges::find(module.exports, *name->as_string(), &wasm::Export::name);
    if (found != module.exports.end() && found->kind == wasm::ExternalKind::function) continue;
    errors.push_back(wrong_wasm(quote(path) + " does not export the function " + quote(*name->as_string()), path,
                                quote(manifest_path) + " says it does"));
  }
  return {};
}

}  // namespace

std::vector<Error> verify_wasm(const std::string& path) {
  Result<std::string> bytes = read_file(path);
  if (!bytes) return {std::move(bytes.error())};
  std::expected<wasm::Module, wasm::Fault> module = wasm::read_module(*bytes);
  if (!module) return {wasm::malformed(path, module.error())};
  std::vector<Error> errors;
  if (!module->imports.empty()) {
    errors.push_back(wrong_wasm(
        quote(path) + " asks for something from outside", path,
        "it imports " + quote(module->imports.front().name) + " from " + quote(module->imports.front().module)));
  }
  if (Result<void> read = add_missing_exports(*module, path, errors); !read) errors.push_back(std::move(read.error()));
  return errors;
}

}  // namespace sinter
