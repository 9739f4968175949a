#include "bind/javascript.h"

#include <array>

#include "base/ranges.h"
#include "base/text.h"
#include "bind/callback_glue.h"
#include "bind/entries.h"
#include "bind/glue.h"
#include "bind/interface_check.h"
#include "bind/memory_glue.h"
#include "bind/object_glue.h"
#include "bind/owned_class.h"
#include "bind/value_glue.h"
#include "bind/wasi.h"

namespace sinter {
namespace {

using Kind = BoundType::Kind;
using Role = BoundFunction::Role;

/// Writes the method of one function. `$.size` is the second half of every argument that
/// is an address and a length: the call's arguments are evaluated from left to right.
class MethodWriter {
 public:
  MethodWriter(ValueGlue& values, const BoundFunction& function) : values_(values), function_(function) {}

  std::string write() {
    std::vector<std::string> names;
    std::vector<std::string> owners;
    passed_ = how_passed(values_.interface(), function_);
    values_.set_passed(passed_);
    if (has_object(function_)) {
      const BoundType itself{.kind = Kind::object, .name = function_.owner};
      arguments_.values.push_back(pass_object(values_.interface(), itself, "this", "\"this\"", passed_));
      owners.emplace_back("this");
    }
    for (const BoundValue& parameter : function_.parameters) {
      names.push_back(parameter_name(parameter.name));
      values_.pass(parameter.type, names.back(), names.back(), arguments_);
      if (parameter.type.kind == Kind::object) owners.push_back(names.back());
      if (parameter.type.is_options) names.back() += " = {}";
    }
    values_.set_owners(owners.empty() ? "undefined" : "[" + join(owners, ", ") + "]");
    lends_ = any_argument("$callback(");
    bool is_passed_with_others = passed_ == Passed::with_others;
    if (is_passed_with_others) pass_objects_together();
    else pass_objects_last();
    if (function_.role != Role::constructor) {
      return "    " + head(join(names, ", ")) + " {\n" + guarded() + "    }" +
             (function_.role == Role::function ? ",\n" : "\n");
    }
    if (is_only_owned()) return owned_constructor(values_.interface(), function_.owner, join(names, ", "), guarded());
    return "    constructor(" + join(names, ", ") + ") {\n      if ($.at === 0) {\n" + guarded() +
           "      }\n      super();\n    }\n";
  }

 private:
  bool is_only_owned() const { return owns_all(values_.interface()); }

  /// The call, and what is done with an error of it.
  std::string guarded() {
    bool is_passed_with_others = passed_ == Passed::with_others;
    std::string text;
    if (is_passed_with_others) text += "      const $before = $passed.length;\n";
    if (arguments_.uses_arena) text += "      const $mark = $.top;\n";
    if (lends_) text += "      const $count = $lent.functions.length;\n";
    if (!arguments_.lent.empty()) text += "      let " + join(arguments_.lent, ", ") + ";\n";
    // No `finally`: releasing in both places costs less in every call.
    text += "      try {\n" + body() + "      } catch ($error) {\n" +
            (is_passed_with_others ? "        $passed.length = $before;\n" : "") +
            (lends_ ? "        $takeBack($count);\n" : "") + "        $died($error, " +
            javascript_string(shown_name(function_)) + (arguments_.uses_arena ? ", $mark" : "") + ");\n      }\n";
    return text;
  }

  std::string head(const std::string& names) const {
    std::string name = camel_case(function_.name);
    switch (function_.role) {
      case Role::static_method: return "static " + name + "(" + names + ")";
      case Role::getter: return "get " + name + "()";
      case Role::setter: return "set " + name + "(" + names + ")";
      case Role::iterator: return "[Symbol.iterator]()";
      default: return name + "(" + names + ")";
    }
  }

  bool any_argument(std::string_view part) const {
    return ranges::any_of(arguments_.values,
                          [&](const std::string& value) { return value.find(part) != std::string::npos; });
  }

  /// What follows the call in a module that may have called back. An object that nobody
  /// is going to get is freed.
  std::string settled(const std::string& address) const {
    if (!values_.interface().calls_back) return "";
    std::string text =
        lends_ ? std::string(lends_one() ? "$lent.functions.pop();" : "$takeBack($count);") + "\n        " : "";
    if (lends_ && passed_ == Passed::with_others) text += "$passed.length = $before;\n        ";
    if (address.empty()) return text + "if ($lent.unsettled) $settle();";
    const BoundType& type = function_.result;
    std::size_t number = type.kind == Kind::sequence ? values_.interface().classes.size()
                                                     : values_.interface().find_class(type.name).number;
    return text + "if ($lent.unsettled) {\n          if ($lent.thrown !== undefined && " + address + " !== 0) $frees[" +
           std::to_string(number) + "](" + address + ");\n          $settle();\n        }";
  }

  /// Whether exactly one callback is lent in every call.
  bool lends_one() const {
    int always = 0;
    int mostly = 0;
    for (const BoundValue& parameter : function_.parameters) {
      const BoundType& type = parameter.type;
      bool is_optional = type.kind == Kind::optional;
      const BoundType& inner = is_optional ? type.inner.front() : type;
      if (inner.kind == Kind::callback && !inner.is_kept) ++(is_optional ? mostly : always);
    }
    return always == 1 && mostly == 0;
  }

  std::string taken() { return values_.take(function_.result, function_.fault.empty() ? 0 : 1); }

  /// The same for objects in a result in memory.
  std::string forsaken() {
    std::string succeeded = function_.fault.empty() ? "" : "if ($.u32s[$slot] === 0) ";
    return "if ($lent.thrown !== undefined) {\n          $fresh();\n          " + succeeded + "$forsake(" + taken() +
           ");\n        }";
  }

  /// Every argument is read before the objects among them are looked at once more. Those of
  /// a call that lends callbacks are in use until it is over.
  void pass_objects_together() {
    for (bool functions : {false, true}) {
      for (std::size_t index = 0; index < arguments_.values.size(); ++index) {
        std::string& value = arguments_.values[index];
        bool is_function = value.find("$keep(") != std::string::npos || value.find("$callback(") != std::string::npos;
        if (value.starts_with("$argument") || is_function != functions) continue;
        std::string name = "$argument" + std::to_string(index);
        arguments_.before.push_back("const " + name + " = " + value + ";");
        value = name;
      }
    }
    arguments_.before.emplace_back("$commit($before);");
    if (!lends_) arguments_.before.emplace_back("$passed.length = $before;");
  }

  /// Reading other arguments may run code that disposes of an object.
  void pass_objects_last() {
    bool passes = ranges::any_of(arguments_.values, passes_object);
    bool reads = ranges::any_of(function_.parameters, [](const BoundValue& parameter) {
      Kind kind = parameter.type.kind;
      return kind != Kind::object && kind != Kind::scalar && kind != Kind::enumeration && kind != Kind::callback;
    });
    if (!passes || !reads) return;
    for (std::size_t index = 0; index < arguments_.values.size(); ++index) {
      std::string& value = arguments_.values[index];
      if (passes_object(value)) continue;
      std::string name = "$argument" + std::to_string(index);
      arguments_.before.push_back("const " + name + " = " + value + ";");
      value = name;
    }
  }

  /// The call. A function is looked up before its arguments are read, which may run code that makes the instance trap.
  std::string call() const {
    std::vector<std::string> values = arguments_.values;
    if (runs_code()) values.back() = "$fresh(" + values.back() + ")";
    return exported_function(function_) + "(" + join(values, ", ") + ")";
  }

  /// Whether the method itself reads what may be getters; the functions that it calls for lists look again themselves.
  bool runs_code() const {
    return ranges::any_of(function_.parameters, [](const BoundValue& parameter) {
      const BoundType& type = parameter.type.kind == Kind::optional ? parameter.type.inner.front() : parameter.type;
      return type.kind == Kind::structure || type.kind == Kind::tuple;
    });
  }

  /// With what was taken of the arena released, and a look at whether memory moved.
  std::string ended(const std::string& returned, bool is_read) const {
    std::string result = arguments_.uses_arena ? "$release($mark, " + returned + ")" : returned;
    return is_read ? "$fresh(" + result + ")" : result;
  }

  std::string body() {
    std::string text;
    for (const std::string& statement : arguments_.before) text += line(statement);
    if (function_.role == Role::constructor) return text + made();
    bool is_simple = arguments_.after.empty() && !values_.interface().calls_back;
    if (is_direct(function_)) return text + (is_simple ? direct_result() : settled_direct_result());
    return text + (is_simple ? result_in_memory() : settled_result_in_memory());
  }

  std::string made() const {
    if (is_only_owned()) return line("this.#at = " + ended(call(), false) + ";");
    std::uint32_t number = values_.interface().find_class(function_.owner).number;
    std::string text = line("const $made = " + call() + ";");
    if (values_.interface().calls_back) text += line(settled("$made"));
    return text + line("$make(" + std::to_string(number) + ", $made);") +
           (arguments_.uses_arena ? line("$release($mark);") : "");
  }

  std::string direct_result() const {
    std::string returned = ended(call(), false);
    if (function_.result.kind == Kind::nothing) return line(returned + ";");
    return line("return " + values_.direct(function_.result, returned) + ";");
  }

  /// A result in memory begins at `$slot`, which stands in its place where it is named once.
  std::string result_in_memory() {
    std::string slot = ended(call(), true) + " >>> 2";
    if (!function_.fault.empty()) slot = no_fault(slot);
    if (function_.result.kind == Kind::nothing) return line(slot + ";");
    std::string value = taken();
    std::size_t at = value.find("$slot");
    if (at != std::string::npos && value[at - 1] == '(' && value.find("$slot", at + 1) == std::string::npos &&
        (value[at + 5] == ')' || slot.ends_with(')'))) {
      return line("return " + value.replace(at, 5, slot) + ";");
    }
    return line("const $slot = " + slot + ";") + line("return " + value + ";");
  }

  std::string no_fault(const std::string& slot) const {
    return "$noFault(" + slot + ", " + enum_table(function_.fault) + ", " + javascript_string(shown_name(function_)) +
           ")";
  }

  /// After a call that may have called back, or one whose arguments are copied back.
  std::string settled_direct_result() {
    bool calls_back = values_.interface().calls_back;
    bool is_void = function_.result.kind == Kind::nothing;
    bool is_owned = function_.result.kind == Kind::sequence ||
                    (function_.result.kind == Kind::object &&
                     (function_.result.holding == Holding::value || function_.result.holding == Holding::unique));
    std::string text = line((is_void ? "" : "const $returned = ") + call() + ";");
    if (calls_back) text += line(settled(is_owned ? "$returned" : ""));
    if (!arguments_.after.empty()) text += line("$fresh();");
    for (const std::string& statement : arguments_.after) text += line(statement);
    if (is_void) return text + (arguments_.uses_arena ? line("$release($mark);") : "");
    return text + line("return " + values_.direct(function_.result, ended("$returned", false)) + ";");
  }

  std::string settled_result_in_memory() {
    bool calls_back = values_.interface().calls_back;
    std::string text = line("const $slot = " + call() + " >>> 2;");
    if (calls_back && holds_object(values_.interface(), function_.result)) text += line(forsaken());
    if (calls_back) text += line(settled(""));
    text += line("$fresh();");
    for (const std::string& statement : arguments_.after) text += line(statement);
    if (!function_.fault.empty()) text += line(no_fault("$slot") + ";");
    if (arguments_.uses_arena) text += line("$release($mark);");
    return text + (function_.result.kind == Kind::nothing ? "" : line("return " + taken() + ";"));
  }

  static std::string line(const std::string& statement) { return "        " + statement + "\n"; }

  ValueGlue& values_;
  const BoundFunction& function_;
  CallArguments arguments_;
  Passed passed_ = Passed::alone;
  bool lends_ = false;  // a callback for the time of the call
};

/// The methods of each class by its number.
std::vector<std::string> write_members(ValueGlue& values) {
  std::vector<std::string> members(values.interface().classes.size());
  for (const BoundFunction& member : values.interface().members) {
    members[values.interface().find_class(member.owner).number] += MethodWriter(values, member).write();
  }
  return members;
}

/// `users` is all other code of an instance.
ClassTexts write_classes(const Interface& interface, const std::vector<std::string>& members, std::string users) {
  if (!has_objects(interface)) return {};
  for (const std::string& member : members) users += member;
  if (owns_all(interface)) return owned_class_texts(interface, members);
  std::string text = has_sequences(interface) ? sequence_class(interface) : "";
  for (const BoundClass* entry : classes_in_order(interface)) {
    text += class_text(interface, *entry, members[entry->number], users);
  }
  return {.declared = objects_text(interface, users + text) + text, .entries = class_entries(interface)};
}

constexpr std::array number_types = {Scalar::i8,  Scalar::u8,  Scalar::i16, Scalar::u16, Scalar::i32,
                                     Scalar::u32, Scalar::i64, Scalar::u64, Scalar::f32, Scalar::f64};

std::string number_parts(const Interface& interface, const std::string& methods, Watch watch) {
  std::string parts;
  Shown shown = shows_memory(interface);
  for (Scalar scalar : number_types) {
    std::string type(scalar_name(scalar));
    bool lends = mentions(methods, "$lend_" + type);
    if (lends) parts += lend_numbers_part(scalar, shown);
    if (lends || mentions(methods, "$put_" + type)) parts += put_numbers_part(scalar, shown);
    if (mentions(methods, "$take_" + type)) parts += take_numbers_part(scalar);
    if (mentions(methods, "$view_" + type)) parts += view_part(scalar, watch);
  }
  if (mentions(parts, "$real")) parts += real_part(interface, watch);
  return parts + shown_memory_text(interface, watch);
}

std::string view_name(Scalar scalar) { return "$." + std::string(scalar_name(scalar)) + "s"; }

/// The element types of which the code views memory.
std::vector<Scalar> viewed_types(std::string_view code) {
  std::vector<Scalar> types;
  for (Scalar scalar : number_types) {
    if (mentions(code, view_name(scalar))) types.push_back(scalar);
  }
  if (types.empty() && mentions(code, "$fresh")) types.push_back(Scalar::u8);
  return types;
}

std::string fresh_text(const std::vector<Scalar>& types) {
  if (types.empty()) return "";
  std::string text = R"js(
  // Memory that grew has a new buffer; the old one, and every view of it, has length 0. An instance that trapped has no
  // views: this is called after all that may run other code, so that nothing is done with one.
  function $fresh(result) {
    if (!)js" + view_name(types.front()) +
                     R"js(?.length) {
      if ($.dead) $gone();
      const { buffer } = exports.memory;
)js";
  for (Scalar scalar : types) {
    text += "      " + view_name(scalar) + " = new " + std::string(array_name(scalar)) + "(buffer);\n";
  }
  return text + "    }\n    return result;\n  }\n  $fresh();\n";
}

/// The state of one instance: its exports, the views of its memory, its arena. What changes
/// lives in the object `$`: engines reach it faster than variables that are assigned to.
std::string instance_state(const Interface& interface, std::string_view code, const std::vector<std::string>& adapters,
                           bool has_arena) {
  // Engines find a function faster in a copy than in the object that has the exports.
  std::string text = "\n  const $wasm = { ...exports };\n";
  std::string objects = object_state(interface);
  if (has_arena) {
    text +=
        "\n  // Arguments are written here; what does not fit gets a block of its own.\n"
        "  const $base = $wasm.sinter_allocate(65536);\n  const $blocks = [];\n"
        "  const $ = { top: $base" +
        objects + " };\n";
  } else {
    text += "\n  const $ = {" + objects.substr(objects.empty() ? 0 : 1) + " };\n";
  }
  std::vector<Scalar> types = viewed_types(code);
  std::string view = types.empty() ? "" : view_name(types.front());
  return text + fresh_text(types) + died_text(interface, view, has_arena) +
         (interface.calls_back ? settle_text(interface, adapters) : "");
}

/// What tells variants apart that not every engine runs; the others run everywhere.
constexpr std::pair<std::string_view, std::string_view> probes[] = {
    {"relaxed-simd",
     "[0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 15, 1, 13, 0, 65, 1, 253, 15, 65, 2, 253, "
     "15, 253, 128, 2, 11]"},
    {"simd",
     "[0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 10, 1, 8, 0, 65, 0, 253, 15, 253, "
     "98, 11]"},
};

std::string member_name(std::string_view name) {
  return name.find('-') == std::string_view::npos ? std::string(name) : javascript_string(name);
}

/// The end of load(): an instance with what the module imports.
std::string instantiation(const Interface& interface) {
  std::string instantiate = "await $instantiate(wasm ?? $sources[variant]()";
  if (interface.wasi.empty() && !interface.calls_back)
    return "  return $bind((" + instantiate + ")).exports, variant);\n}\n";
  std::string imports = interface.wasi.empty() ? "{ sinter: lent.imports }"
                        : interface.calls_back ? "{ ...host.imports, sinter: lent.imports }"
                                               : "host.imports";
  std::string text;
  if (!interface.wasi.empty()) text += "  const host = $wasi();\n";
  if (interface.calls_back) text += "  const lent = $lend();\n";
  text += "  const { exports } = " + instantiate + ", " + imports + ");\n";
  if (!interface.wasi.empty()) text += "  host.memory = exports.memory;\n";
  return text + "  return $bind(exports, variant" + (interface.calls_back ? ", lent" : "") + ");\n}\n";
}

std::string load_function(const std::vector<BoundVariant>& variants, const Interface& interface) {
  std::vector<std::string> urls;
  std::string needs;
  for (const BoundVariant& variant : variants) {
    std::string member = "  " + member_name(variant.name) + ": ";
    urls.push_back(member + "() => new URL(" + javascript_string("./" + variant.file) + ", import.meta.url),\n");
    for (const auto& [name, bytes] : probes) {
      if (name == variant.name) needs.append(member).append(bytes).append(",\n");
    }
  }
  std::string text = "\n" + sources_block(join(urls, ""), "import.meta.url");
  std::string preferred = javascript_string(variants.front().name);
  if (variants.size() > 1) {
    text += "\n// The smallest modules that use what a variant needs.\nconst $needs = {\n" + needs + "};\n";
    preferred = "$pick($sources)";
  }
  return text + "\n" + std::string(load_signature) + "variant = " + preferred +
         ", wasm } = {}) {\n"
         "  if (!Object.hasOwn($sources, variant)) $throw(\"unknown_variant\", `there is no variant ${variant}`);\n" +
         instantiation(interface);
}

}  // namespace

std::string write_javascript(std::string_view module, const Interface& interface,
                             const std::vector<BoundVariant>& variants, Watch watch) {
  SINTER_ASSERT(!variants.empty());
  ValueGlue values(interface);
  std::string methods;
  for (const BoundFunction& function : interface.functions) methods += MethodWriter(values, function).write();
  for (Scalar scalar : interface.arrays) methods += new_array_method(scalar);
  std::vector<std::string> members = write_members(values);
  std::string moving = values.functions();
  auto [classes, entries] = write_classes(interface, members, methods + moving);
  methods = entries + methods;
  moving = number_parts(interface, methods + classes + moving, watch) + moving;
  std::string needed = needed_parts(methods + classes + moving + "$gone", instance_parts());
  std::string instance = moving + with_adapter_bits(std::move(needed), values.adapters().size()) + classes;
  bool has_arena = mentions(methods + instance, "$mark") || !interface.arrays.empty();
  std::string code = methods + instance;

  std::string bind = "\nfunction $bind(exports, variant" + std::string(interface.calls_back ? ", $lent" : "") +
                     ") {\n  exports._initialize?.();\n" +
                     instance_state(interface, code, values.adapters(), has_arena) + instance +
                     "\n  return Object.freeze({\n    variant,\n" +
                     (interface.shows_memory ? "    memory: exports.memory,\n" : "") + methods + "  });\n}\n";
  std::string enums;
  for (const BoundEnum& entry : interface.enums) {
    if (!mentions(code, enum_table(entry.name))) continue;
    std::vector<std::string> values;
    for (const std::string& value : entry.values) values.push_back(javascript_string(value));
    enums += "const " + enum_table(entry.name) + " = [" + join(values, ", ") + "];\n";
  }
  std::string load = load_function(variants, interface) + std::string(load_text());
  if (!interface.wasi.empty()) load += wasi_text(interface.wasi);
  if (interface.calls_back) load += lent_functions_text(values.adapters().size());
  std::string parts = needed_parts(load + bind, module_parts());
  bool has_big = mentions(parts, "$i64") || mentions(parts, "$u64") || mentions(parts, "$long");
  parts = replaced(std::move(parts), "<big>", has_big ? "typeof value === \"bigint\" ? value + \"n\" : " : "");
  return "// Made by sinter from the module " + quote(module) + "; changes here are lost.\n" +
         std::string(error_class_text()) + load + (enums.empty() ? "" : "\n" + enums) + parts + bind;
}

}  // namespace sinter
