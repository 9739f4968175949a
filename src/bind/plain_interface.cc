#include "bind/plain_interface.h"

#include <set>

#include "base/ranges.h"
#include "base/text.h"
#include "bind/interface_check.h"
#include "bind/object_glue.h"

namespace sinter {
namespace {

using Kind = BoundType::Kind;

constexpr std::string_view runtime_exports[] = {"sinter_allocate", "sinter_free", "sinter_release",
                                                "sinter_receive",  "sinter_next", "sinter_end"};

/// The type of one wasm value; nothing for what JavaScript cannot pass as a number.
std::optional<BoundType> plain_type(wasm::ValueType type) {
  switch (type.code) {
    case 0x7f: return BoundType{.kind = Kind::word, .scalar = Scalar::i32};
    case 0x7e: return BoundType{.kind = Kind::word, .scalar = Scalar::i64};
    case 0x7d: return BoundType{.kind = Kind::scalar, .scalar = Scalar::f32};
    case 0x7c: return BoundType{.kind = Kind::scalar, .scalar = Scalar::f64};
    default: return std::nullopt;
  }
}

std::optional<BoundFunction> plain_function(std::string_view name, const wasm::FunctionType& type) {
  if (type.results.size() > 1 || type.parameters.size() > interface_parameters_max) return std::nullopt;
  BoundFunction function{.name = std::string(name), .doc = "", .parameters = {}, .result = {}, .fault = ""};
  for (wasm::ValueType parameter : type.parameters) {
    std::optional<BoundType> bound = plain_type(parameter);
    if (!bound) return std::nullopt;
    function.parameters.push_back({"p" + std::to_string(function.parameters.size()), *std::move(bound)});
  }
  if (type.results.empty()) return function;
  std::optional<BoundType> result = plain_type(type.results.front());
  if (!result) return std::nullopt;
  function.result = *std::move(result);
  return function;
}

Error unusable(std::string what, std::string why, std::string next, const std::string& path) {
  return {.code = Code::bind_malformed,
          .what = std::move(what),
          .where = {path, 0, 0},
          .why = {std::move(why)},
          .next = std::move(next)};
}

}  // namespace

Result<void> add_plain_exports(Interface& interface, const wasm::Module& module, const std::string& path) {
  // Descriptors come with a runtime of their own, whose exports are the glue's.
  bool has_runtime = !interface.functions.empty() || !interface.classes.empty();
  std::set<std::string> members;
  for (const BoundFunction& member : interface.members) members.insert(export_name(member));
  for (const BoundClass& entry : interface.classes) members.insert("~" + entry.name);
  std::size_t described_count = interface.functions.size();
  for (const wasm::Export& entry : module.exports) {
    if (entry.kind != wasm::ExternalKind::function || entry.name.starts_with('_')) continue;
    if (has_runtime && ranges::count(runtime_exports, entry.name) > 0) continue;
    if (members.contains(std::string(entry.name))) continue;
    if (ranges::find(interface.functions, entry.name, &BoundFunction::name) != interface.functions.end()) continue;
    if (!is_identifier(entry.name)) {
      return fail(unusable("the export " + quote(entry.name.substr(0, 60)) + " cannot be a function's name",
                           "a name has letters, digits and single underscores, and begins with a letter",
                           "export it under another name, or begin the name with `_` to keep it from JavaScript",
                           path));
    }
    std::optional<BoundFunction> function = plain_function(entry.name, module.function_type(entry.index));
    if (!function) {
      return fail(unusable("the function " + quote(entry.name) + " cannot be called with numbers",
                           "its signature is " + module.signature(entry.kind, entry.index),
                           "let it take i32, i64, f32 and f64 only, and return one of them or nothing", path));
    }
    interface.functions.push_back(*std::move(function));
    if (interface.functions.size() > interface_entries_max) {
      return fail(unusable(quote(path) + " exports too much",
                           "it has more than " + std::to_string(interface_entries_max) + " functions",
                           "export only what JavaScript calls", path));
    }
  }
  if (interface.functions.size() == described_count) return {};
  interface.shows_memory = ranges::any_of(module.exports, [](const wasm::Export& entry) {
    return entry.kind == wasm::ExternalKind::memory && entry.name == "memory";
  });
  ranges::sort(interface.functions, {}, &BoundFunction::name);
  if (std::optional<InterfaceProblem> problem = first_problem(interface)) {
    return fail(unusable("the exports of " + quote(path) + " cannot be bound", std::move(problem->why),
                         "rename that function, or begin its name with `_` to keep it from JavaScript", path));
  }
  return {};
}

}  // namespace sinter
