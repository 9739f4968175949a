#include "package/npm_plugin.h"

#include <algorithm>
#include <iterator>
#include <optional>
#include <utility>
#include <variant>

#include "base/base64.h"
#include "base/digest.h"
#include "base/json.h"
#include "base/path.h"
#include "base/ranges.h"
#include "base/text.h"
#include "package/joined_scripts.h"
#include "package/npm_module.h"

namespace sinter {
namespace {

constexpr std::size_t class_count = std::size(plugin_class_bytes_max) + 1;
constexpr double hopeless_ratio = 3;  // what is slower than this is not even tried
constexpr std::string_view host_file = "javascript/host.js";

bool has_host(const PluginInput& input) {
  return ranges::any_of(input.scripts, [](const PluginInput::Script& script) { return script.file == host_file; });
}

std::string json_text(std::string_view text) {
  std::string quoted;
  append_json_string(quoted, text);
  return quoted;
}

/// All implementations by name; their numbers are what operations are written with.
std::vector<std::string> method_names(const PluginInput& input) {
  std::vector<std::string> names;
  for (const PluginInput::Variant& variant : input.variants) names.push_back(variant.name);
  if (has_host(input)) names.emplace_back("host");
  if (!input.scripts.empty()) names.emplace_back("twin");
  return names;
}

/// Whether a value of the type belongs to one instance: an object, a callback, a view of its memory.
bool belongs_to_instance(const JsonValue& type) {
  constexpr std::string_view owned[] = {"object",   "reference",     "pointer",  "unique", "shared",
                                        "callback", "kept_callback", "sequence", "view"};
  if (const JsonValue::Array* array = type.as_array()) return ranges::any_of(*array, belongs_to_instance);
  const JsonValue::Object* object = type.as_object();
  if (object == nullptr) return false;
  return ranges::any_of(*object, [&](const JsonValue::Member& member) {
    return ranges::find(owned, member.name) != std::end(owned) || belongs_to_instance(member.value);
  });
}

bool is_stateful(const JsonValue& function) {
  if (function.find("stateful") != nullptr) return true;
  const JsonValue* result = function.find("result");
  if (result != nullptr && belongs_to_instance(*result)) return true;
  return ranges::any_of(list_of(function, "parameters"), [](const JsonValue& parameter) {
    const JsonValue* type = parameter.find("type");
    return type != nullptr && belongs_to_instance(*type);
  });
}

/// Bytes for each element of an argument, as a digit in base 36; elements of lists count 16.
char element_bytes(const JsonValue& type) {
  if (const std::string* name = type.as_string()) return *name == "string" ? '1' : *name == "strings" ? 'g' : '0';
  for (std::string_view kind : {"numbers", "in_out"}) {
    const JsonValue* scalar = type.find(kind);
    if (scalar == nullptr || scalar->as_string() == nullptr) continue;
    const std::string& name = *scalar->as_string();
    return name.ends_with("64") ? '8' : name.ends_with("32") ? '4' : name.ends_with("16") ? '2' : '1';
  }
  if (const JsonValue* inner = type.find("optional")) return element_bytes(*inner);
  return type.find("list") != nullptr ? 'g' : '0';
}

/// The nanoseconds of a method for a class; nothing if they were not measured.
std::optional<double> cost_of(const JsonValue& costs, const std::string& method, std::size_t size_class) {
  const JsonValue::Array& values = list_of(costs, method);
  if (size_class >= values.size()) return std::nullopt;
  const JsonValue& value = values[size_class];
  if (const std::int64_t* whole = value.as_integer()) return static_cast<double>(*whole);
  const double* real = std::get_if<double>(&value.data);
  return real == nullptr ? std::nullopt : std::optional(*real);
}

/// Methods by number, each with what it takes for a class.
struct Candidate {
  double ns;
  char digit;
};

/// What was measured for a class, in the order of the methods.
std::vector<Candidate> candidates_of(const PluginInput& input, const JsonValue& costs, std::size_t size_class) {
  std::vector<Candidate> candidates;
  std::vector<std::string> methods = method_names(input);
  for (std::size_t index = 0; index < methods.size(); ++index) {
    std::optional<double> ns = cost_of(costs, methods[index], size_class);
    if (ns) candidates.push_back({*ns, static_cast<char>('0' + index)});
  }
  return candidates;
}

/// The runtime makes one instance, of the first variant that runs: others stand in for it, and are none the sooner
/// asked.
void raise_lesser_variants(std::vector<Candidate>& candidates, std::size_t variant_count) {
  for (Candidate& candidate : candidates) {
    bool is_variant = static_cast<std::size_t>(candidate.digit - '0') < variant_count;
    if (is_variant && candidates.front().digit == '0') candidate.ns = std::max(candidate.ns, candidates.front().ns);
  }
}

/// Numbers of methods worth taking for a class, the fastest first: "20". Empty: nothing is known.
std::string order_of(const PluginInput& input, const JsonValue& costs, std::size_t size_class) {
  std::vector<Candidate> candidates = candidates_of(input, costs, size_class);
  raise_lesser_variants(candidates, input.variants.size());
  ranges::sort(candidates, [](const Candidate& left, const Candidate& right) {
    return left.ns != right.ns ? left.ns < right.ns : left.digit < right.digit;
  });
  std::string order;
  for (const Candidate& candidate : candidates) {
    if (candidate.ns <= hopeless_ratio * candidates.front().ns) order += candidate.digit;
  }
  return order;
}

/// The same for pages, as short as can be: behind an order the runtime takes all others as they are numbered.
std::string short_order_of(const PluginInput& input, const JsonValue& costs, std::size_t size_class) {
  std::string order = order_of(input, costs, size_class);
  std::vector<Candidate> all = candidates_of(input, costs, size_class);
  auto next_after = [&all](std::string_view before) {
    auto next = ranges::find_if(all, [&](const Candidate& candidate) { return !before.contains(candidate.digit); });
    return next == all.end() ? '\0' : next->digit;
  };
  while (!order.empty() && order.back() == next_after(std::string_view(order).substr(0, order.size() - 1)))
    order.pop_back();
  return order;
}

/// The twin and what hosts have built in: in this file where they can be joined, for that loads sooner; else imported.
std::string implementations_text(const PluginInput& input) {
  std::vector<ScriptText> scripts;
  for (const PluginInput::Script& script : input.scripts) scripts.push_back({file_name(script.file), script.text});
  std::optional<JoinedScripts> joined = join_scripts(scripts);
  std::string text;
  bool is_complete = joined && ranges::all_of(list_of(*input.manifest, "functions"), [&](const JsonValue& function) {
                       return ranges::contains(joined->modules.front().exports, text_of(function, "name"));
                     });
  if (is_complete) text = joined->text;
  for (std::size_t index = 0; index < input.scripts.size(); ++index) {
    const std::string& file = input.scripts[index].file;
    std::string name = index == 0 ? "twin" : file == host_file ? "host" : "";
    if (name.empty()) continue;
    text += is_complete ? "export const " + name + " = " + joined->modules[index].constant + ";\n"
                        : "export * as " + name + " from \"./" + file + "\";\n";
  }
  return text;
}

const JsonValue* costs_of(const PluginInput& input, std::string_view operation) {
  const JsonValue* operations = input.dispatch == nullptr ? nullptr : input.dispatch->find("operations");
  return operations == nullptr ? nullptr : operations->find(operation);
}

/// For each class of sizes what `order` says of it; none where nothing was measured.
std::vector<std::string> orders_of(const PluginInput& input, const JsonValue& function, decltype(order_of)& order) {
  const JsonValue* costs = costs_of(input, text_of(function, "name"));
  std::vector<std::string> orders;
  if (costs == nullptr || is_stateful(function)) return orders;
  for (std::size_t index = 0; index < class_count; ++index) orders.push_back(order(input, *costs, index));
  return orders;
}

/// "11:2,02", as the head of the header says.
std::string operation_text(const PluginInput& input, const JsonValue& function) {
  std::string text = is_stateful(function) ? "!" : "";
  for (const JsonValue& parameter : list_of(function, "parameters")) {
    const JsonValue* type = parameter.find("type");
    text += type == nullptr ? '0' : element_bytes(*type);
  }
  std::vector<std::string> orders = orders_of(input, function, short_order_of);
  while (!orders.empty() && orders.back().empty()) orders.pop_back();
  return orders.empty() ? text : text + ":" + join(orders, ",");
}

std::string integrity(std::string_view bytes) {
  Digest digest = sha256(bytes);
  return "sha256-" + base64({reinterpret_cast<const char*>(digest.bytes.data()), digest.bytes.size()});
}

Error unusable(const std::string& path, std::string what, std::string why) {
  return {.code = Code::package_invalid,
          .what = std::move(what),
          .where = {path, 0, 0},
          .why = {std::move(why)},
          .next = "measure again: `node sdk/testing/dispatch.mjs` writes this file"};
}

/// What only one instance has: classes, arrays over its memory, the memory.
std::vector<std::string> home_members(const JsonValue& manifest) {
  std::vector<std::string> members;
  for (const JsonValue& entry : list_of(manifest, "classes")) members.emplace_back(text_of(entry, "name"));
  constexpr std::pair<std::string_view, std::string_view> arrays[] = {
      {"i8", "Int8"},    {"u8", "Uint8"},     {"i16", "Int16"},     {"u16", "Uint16"},  {"i32", "Int32"},
      {"u32", "Uint32"}, {"i64", "BigInt64"}, {"u64", "BigUint64"}, {"f32", "Float32"}, {"f64", "Float64"}};
  for (const JsonValue& entry : list_of(manifest, "arrays")) {
    for (const auto& [scalar, name] : arrays) {
      if (entry.as_string() != nullptr && *entry.as_string() == scalar)
        members.push_back("new" + std::string(name) + "Array");
    }
  }
  if (manifest.find("memory") != nullptr) members.emplace_back("memory");
  return members;
}

}  // namespace

Result<void> check_dispatch(const PluginInput& input, const std::string& path) {
  const JsonValue* operations = input.dispatch->find("operations");
  if (operations == nullptr || operations->as_object() == nullptr)
    return fail(unusable(path, quote(path) + " holds no costs", "it has no object `operations`"));
  const JsonValue::Array& functions = list_of(*input.manifest, "functions");
  for (const JsonValue::Member& operation : *operations->as_object()) {
    bool is_known = ranges::any_of(
        functions, [&](const JsonValue& function) { return text_of(function, "name") == operation.name; });
    if (!is_known) {
      return fail(unusable(path, quote(path) + " has the costs of " + quote(operation.name),
                           "the module " + quote(input.module) + " has no such function"));
    }
  }
  return {};
}

std::string plugin_text(const PluginInput& input, PluginForm form) {
  bool is_common = form == PluginForm::common;
  std::string here = is_common ? "require(\"node:url\").pathToFileURL(__filename).href" : "import.meta.url";
  std::string file = "./" + input.module;
  std::string text = is_common ? "\"use strict\";\n" : "";
  text += "// Made by sinter; changes here are lost.\n// What @sinter/runtime has to know of the module " +
          quote(input.module) + "; importing it loads nothing.\n";
  text += is_common ? "const plugin = {\n" : "export const plugin = {\n";
  text += "  contract: " + std::to_string(plugin_contract) + ",\n  name: " + json_text(input.module) +
          ",\n  package: " + json_text(input.package) + ",\n  version: " + json_text(input.version) +
          ",\n  variants: {\n";
  for (const PluginInput::Variant& variant : input.variants) {
    text += "    " + json_text(variant.name) + ": { url: () => new URL(" + json_text("./" + variant.file) + ", " +
            here + "), bytes: " + std::to_string(variant.wasm.size()) + ", digest: \"" + integrity(variant.wasm) +
            "\" },\n";
  }
  text += "  },\n  glue: () => import(\"" + file + ".glue.mjs\"),\n";
  if (!input.scripts.empty()) text += "  javascript: () => import(\"" + file + ".javascript.mjs\"),\n";
  std::vector<std::string> methods;
  for (const std::string& name : method_names(input)) methods.push_back(json_text(name));
  text += "  methods: [" + join(methods, ", ") + "],\n  operations: {\n";
  for (const JsonValue& function : list_of(*input.manifest, "functions")) {
    text += "    " + json_text(text_of(function, "name")) + ": \"" + operation_text(input, function) + "\",\n";
  }
  text += "  },\n";
  std::vector<std::string> home;
  for (const std::string& name : home_members(*input.manifest)) home.push_back(json_text(name));
  if (!home.empty()) text += "  home: [" + join(home, ", ") + "],\n";
  return text + "};\n" + (is_common ? "\nmodule.exports = { plugin };\n" : "");
}

std::string plugin_types(const PluginInput& input, std::string_view entry) {
  std::string functions = "Awaited<ReturnType<typeof import(\"./" + input.module + std::string(entry) + "\").load>>";
  return "// Made by sinter; changes here are lost.\n\n"
         "/** What `createRuntime({ modules: [plugin] })` of @sinter/runtime takes; importing it loads nothing. */\n"
         "export declare const plugin: {\n  readonly contract: 1;\n  readonly name: " +
         json_text(input.module) +
         ";\n  readonly package: string;\n  readonly version: string;\n"
         "  /** Never there at run time: the type of the module's functions. */\n  readonly functions?: " +
         functions + ";\n};\n";
}

std::string javascript_text(const PluginInput& input) {
  std::string text =
      "// Made by sinter; changes here are lost.\n"
      "// The module in JavaScript, and the types of its parameters: the runtime checks arguments by them.\n" +
      implementations_text(input);
  JsonWriter json;
  json.begin_object().key("functions").begin_object();
  for (const JsonValue& function : list_of(*input.manifest, "functions")) {
    json.key(text_of(function, "name")).begin_array();
    for (const JsonValue& parameter : list_of(function, "parameters")) {
      json.begin_array().string(text_of(parameter, "name"));
      write_json(json, *parameter.find("type"));
      json.end_array();
    }
    json.end_array();
  }
  json.end_object().key("structs").begin_object();
  for (const JsonValue& entry : list_of(*input.manifest, "structs")) {
    json.key(text_of(entry, "name")).begin_array();
    for (const JsonValue& field : list_of(entry, "fields")) {
      json.begin_array().string(text_of(field, "name"));
      write_json(json, *field.find("type"));
      json.end_array();
    }
    json.end_array();
  }
  json.end_object().key("enums").begin_object();
  for (const JsonValue& entry : list_of(*input.manifest, "enums")) {
    write_json(json.key(text_of(entry, "name")), *entry.find("values"));
  }
  json.end_object().end_object();
  return text + "export const types = " + json.take() + ";\n";
}

std::string shipped_manifest(const PluginInput& input) {
  JsonWriter json(2);
  json.begin_object();
  for (const JsonValue::Member& member : *input.manifest->as_object()) {
    if (member.name != "variants") {
      write_json(json.key(member.name), member.value);
      continue;
    }
    json.key("package").begin_object().key("name").string(input.package).key("version").string(input.version);
    json.end_object().key("variants").begin_array();
    for (const PluginInput::Variant& variant : input.variants) {
      json.begin_object().key("name").string(variant.name).key("file").string(variant.file);
      json.key("bytes").number(std::uint64_t{variant.wasm.size()}).key("digest").string(integrity(variant.wasm));
      json.end_object();
    }
    json.end_array();
  }
  json.key("scripts").begin_array();
  for (const PluginInput::Script& script : input.scripts) {
    json.begin_object().key("file").string(script.file).key("digest").string(integrity(script.text)).end_object();
  }
  json.end_array().key("dispatch").begin_object().key("contract").number(plugin_contract).key("methods").begin_array();
  std::vector<std::string> methods = method_names(input);
  for (const std::string& name : methods) json.string(name);
  json.end_array().key("class_bytes_max").begin_array();
  for (std::uint64_t bytes : plugin_class_bytes_max) json.number(bytes);
  json.end_array().key("operations").begin_object();
  for (const JsonValue& function : list_of(*input.manifest, "functions")) {
    json.key(text_of(function, "name")).begin_object().key("stateful").boolean(is_stateful(function));
    std::vector<std::string> orders = orders_of(input, function, order_of);
    if (!orders.empty()) json.key("order").begin_array();
    for (const std::string& order : orders) {
      json.begin_array();
      for (char digit : order) json.string(methods[static_cast<std::size_t>(digit - '0')]);
      json.end_array();
    }
    if (!orders.empty()) json.end_array();
    if (const JsonValue* costs = costs_of(input, text_of(function, "name")))
      write_json(json.key("measured_ns"), *costs);
    json.end_object();
  }
  json.end_object();
  const JsonValue* conditions = input.dispatch == nullptr ? nullptr : input.dispatch->find("measured");
  if (conditions != nullptr) write_json(json.key("measured"), *conditions);
  return json.end_object().end_object().take();
}

}  // namespace sinter
