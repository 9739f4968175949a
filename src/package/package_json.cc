#include "package/package_json.h"

#include <cstdint>
#include <variant>

#include "base/json.h"
#include "base/text.h"
#include "os/files.h"
#include "package/npm_layout.h"

namespace sinter {
namespace {

constexpr std::uint64_t package_json_bytes_max = 1'000'000;

/// What the condition of a host leads to: types for compilers that ask with it, too.
void write_target(JsonWriter& json, std::string_view condition, const std::string& types, const std::string& file) {
  json.key(condition).begin_object().key("types").string(types).key("default").string(file).end_object();
}

/// The entry `subpath` whose files are `stem` with an ending, or with `kind` before it.
/// Hosts take the first condition that they know.
void write_entry(JsonWriter& json, const std::string& subpath, const std::string& stem, const std::string& kind) {
  std::string types = stem + ".d.ts";
  std::string plain = stem + kind + ".mjs";
  json.key(subpath).begin_object();
  write_target(json, "workerd", types, stem + ".workerd.mjs");
  write_target(json, "edge-light", types, stem + ".edge-light.mjs");
  if (kind.empty()) {
    // Where require() takes ES modules, both ways to load share one instance of the code.
    write_target(json, "module-sync", types, plain);
    write_target(json, "module", types, plain);
    write_target(json, "require", stem + ".d.cts", stem + ".cjs");
  }
  json.key("types").string(types).key("default").string(plain).end_object();
}

/// The plug-in of a module, for the runtime.
void write_plugin_entry(JsonWriter& json, const std::string& subpath, const std::string& stem) {
  json.key(subpath).begin_object();
  write_target(json, "module-sync", stem + ".d.ts", stem + ".mjs");
  write_target(json, "module", stem + ".d.ts", stem + ".mjs");
  write_target(json, "require", stem + ".d.cts", stem + ".cjs");
  json.key("types").string(stem + ".d.ts").key("default").string(stem + ".mjs").end_object();
}

void write_exports(JsonWriter& json, const std::vector<ShippedModule>& modules) {
  json.key("exports").begin_object();
  write_entry(json, ".", "./index", "");
  for (const ShippedModule& module : modules) {
    std::string folder = "./" + module.name;
    std::string stem = folder + "/" + module.name;
    write_entry(json, folder, stem, "");
    write_entry(json, folder + "/inline", stem, ".inline");
    write_plugin_entry(json, folder + "/plugin", stem + ".plugin");
    json.key(folder + "/*.wasm").string(folder + "/*.wasm");
    if (module.has_component) json.key(stem + ".wit").string(stem + ".wit");
    json.key(folder + "/manifest.json").string(folder + "/manifest.json");
  }
  json.key("./package.json").string("./package.json").end_object();
}

Error refused(const NpmPackage& package, std::string what, std::string next) {
  return {.code = Code::package_invalid,
          .what = std::move(what),
          .where = {package.package_json, 0, 0},
          .next = std::move(next)};
}

/// Two files that say the same thing differently leave people guessing which one counts.
Result<void> check_same(const NpmPackage& package, const JsonValue& own, std::string_view key,
                        const std::string& expected) {
  const JsonValue* found = own.find(key);
  if (found == nullptr || (found->as_string() != nullptr && *found->as_string() == expected)) return {};
  return fail(refused(package, "its " + quote(key) + " is not " + quote(expected) + ", as sinter.toml says",
                      "remove " + quote(key) + " from it, or change one of the two"));
}

}  // namespace

Result<JsonValue> read_own_package_json(const NpmPackage& package) {
  JsonValue none{.data = JsonValue::Object{}};
  if (package.package_json.empty()) return none;
  std::string text = SINTER_TRY(read_file_limited(package.package_json, package_json_bytes_max));
  JsonValue own = SINTER_TRY(json_parse(text, package.package_json));
  if (own.as_object() == nullptr) {
    return fail(refused(package, "it is no JSON object", "write `{}` for a file that says nothing"));
  }
  SINTER_TRY(check_same(package, own, "name", package.name));
  SINTER_TRY(check_same(package, own, "version", package.version));
  SINTER_TRY(check_same(package, own, "type", "module"));
  if (!package.license.empty()) SINTER_TRY(check_same(package, own, "license", package.license));
  constexpr std::string_view ours[] = {"exports", "files", "sideEffects", "main",    "module",
                                       "browser", "types", "typings",     npm_marker};
  for (std::string_view key : ours) {
    if (own.find(key) == nullptr) continue;
    return fail(refused(package, "it has " + quote(key) + ", which follows from the modules",
                        "remove " + quote(key) + " from it"));
  }
  return own;
}

std::string npm_package_json(const NpmPackage& package, const JsonValue& own,
                             const std::vector<ShippedModule>& modules) {
  JsonWriter json(2);
  json.begin_object().key("name").string(package.name).key("version").string(package.version);
  auto missing = [&](std::string_view key) { return own.find(key) == nullptr; };
  if (!package.description.empty() && missing("description")) json.key("description").string(package.description);
  if (!package.homepage.empty() && missing("homepage")) json.key("homepage").string(package.homepage);
  if (missing("license")) {
    json.key("license").string(package.license.empty() ? "SEE LICENSE IN LICENSE" : package.license);
  }
  for (const JsonValue::Member& member : *own.as_object()) {
    if (member.name == "name" || member.name == "version" || member.name == "type") continue;
    write_json(json.key(member.name), member.value);
  }
  json.key("type").string("module").key("sideEffects").boolean(false);
  if (missing("engines")) json.key("engines").begin_object().key("node").string(">=20").end_object();
  write_exports(json, modules);
  json.key("files").begin_array();
  for (std::string_view file : npm_index_files) json.string(file);
  for (const ShippedModule& module : modules) json.string(module.name + "/");
  json.end_array();
  json.key(npm_marker).begin_object().key("package").number(1).end_object();
  return json.end_object().take();
}

}  // namespace sinter
