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
    std::string text = "    " + head(join(names, ", ")) + " {\n";
    bool is_constructor = function_.role == Role::constructor;
    if (is_constructor) text += "      if ($.at === 0) {\n";
    text += "      if ($.dead) $gone();\n";
    if (is_passed_with_others) text += "      const $before = $passed.length;\n";
    if (arguments_.uses_arena) text += "      const $mark = $.top;\n";
    if (lends_) text += "      const $count = $lent.count;\n";
    if (!arguments_.lent.empty()) text += "      let " + join(arguments_.lent, ", ") + ";\n";
    // No `finally`: releasing in both places costs less in every call.
    text += "      try {\n" + body() + "      } catch ($error) {\n" +
            (is_passed_with_others ? "        $passed.length = $before;\n" : "") +
            (lends_ ? "        $takeBack($count);\n" : "") + "        $died($error, " +
            javascript_string(shown_name(function_)) + (arguments_.uses_arena ? ", $mark" : "") + ");\n      }";
    if (is_constructor) text += "\n      }\n      super();";
    return text + "\n    }" + (function_.role == Role::function ? ",\n" : "\n");
  }

 private:
  std::string head(const std::string& names) const {
    std::string name = camel_case(function_.name);
    switch (function_.role) {
      case Role::constructor: return "constructor(" + names + ")";
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
    std::string text = lends_ ? "$takeBack($count);\n        " : "";
    if (lends_ && passed_ == Passed::with_others) text += "$passed.length = $before;\n        ";
    if (address.empty()) return text + "if ($lent.unsettled) $settle();";
    const BoundType& type = function_.result;
    std::size_t number = type.kind == Kind::sequence ? values_.interface().classes.size()
                                                     : values_.interface().find_class(type.name).number;
    return text + "if ($lent.unsettled) {\n          if ($lent.thrown !== undefined && " + address + " !== 0) $frees[" +
           std::to_string(number) + "](" + address + ");\n          $settle();\n        }";
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
    for (std::string_view which : {"", "$keep("}) {
      for (std::size_t index = 0; index < arguments_.values.size(); ++index) {
        std::string& value = arguments_.values[index];
        bool is_kept = value.find("$keep(") != std::string::npos;
        if (value.starts_with("$argument") || is_kept == which.empty()) continue;
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

  std::string body() {
    std::string call = exported_function(function_) + "(" + join(arguments_.values, ", ") + ")";
    std::string text;
    auto line = [&](std::string_view statement) { text.append("        ").append(statement).append("\n"); };
    for (const std::string& statement : arguments_.before) line(statement);
    bool is_void = function_.result.kind == Kind::nothing;
    bool calls_back = values_.interface().calls_back;
    std::string value;
    if (function_.role == Role::constructor) {
      std::uint32_t number = values_.interface().find_class(function_.owner).number;
      line("const $made = " + call + ";");
      if (calls_back) line(settled("$made"));
      line("$make(" + std::to_string(number) + ", $made);");
    } else if (is_direct(function_)) {
      bool is_owned = function_.result.kind == Kind::sequence ||
                      (function_.result.kind == Kind::object &&
                       (function_.result.holding == Holding::value || function_.result.holding == Holding::unique));
      if (calls_back && !is_void) {
        line("const $returned = " + call + ";");
        line(settled(is_owned ? "$returned" : ""));
        call = "$returned";
      }
      if (is_void) {
        line(call + ";");
        if (calls_back) line(settled(""));
      } else if (arguments_.after.empty()) value = values_.direct(function_.result, call);
      else {
        line("const $direct = " + values_.direct(function_.result, call) + ";");
        value = "$direct";
      }
      if (!arguments_.after.empty()) line("$fresh();");
    } else {
      line("const $slot = " + call + " >>> 2;");
      if (calls_back && holds_object(values_.interface(), function_.result)) line(forsaken());
      if (calls_back) line(settled(""));
      line("$fresh();");
    }
    for (const std::string& statement : arguments_.after) line(statement);
    if (!function_.fault.empty()) {
      line("if ($.u32s[$slot] !== 0) $fail(" + enum_table(function_.fault) +
           "[$.u32s[$slot] - 1], $.u32s[$slot + 1], " + javascript_string(shown_name(function_)) + ");");
    }
    if (!is_direct(function_) && !is_void) value = taken();
    if (arguments_.uses_arena && value.empty()) line("$release($mark);");
    else if (arguments_.uses_arena) line("return $release($mark, " + value + ");");
    else if (!value.empty()) line("return " + value + ";");
    return text;
  }

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

/// The classes, and what they have in common; `users` is all other code of an instance.
std::string write_classes(const Interface& interface, const std::vector<std::string>& members, std::string users) {
  if (!has_objects(interface)) return "";
  for (const std::string& member : members) users += member;
  std::string text = has_sequences(interface) ? sequence_class(interface) : "";
  for (const BoundClass* entry : classes_in_order(interface)) {
    text += class_text(interface, *entry, members[entry->number], users);
  }
  return objects_text(interface, users + text) + text;
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

/// The state of one instance: its exports, the views of its memory, its arena. What changes
/// lives in the object `$`: engines reach it faster than variables that are assigned to.
std::string instance_state(const Interface& interface, std::string_view code, bool has_arena) {
  std::vector<std::string> exports;
  for (std::string& entry : object_exports(interface)) exports.push_back(std::move(entry));
  if (mentions(code, "_receive")) exports.emplace_back("sinter_receive: _receive");
  if (has_arena) exports.insert(exports.end(), {"sinter_allocate: _allocate", "sinter_free: _free"});
  // Engines find a function faster in a copy than in the object that has the exports.
  std::string text = "\n  const $wasm = { ...exports };\n";
  if (!exports.empty()) text += "  const { " + join(exports, ", ") + " } = exports;\n";
  std::string objects = object_state(interface);
  std::string renewals;
  for (Scalar scalar : number_types) {
    std::string view = "$." + std::string(scalar_name(scalar)) + "s";
    if (mentions(code, view)) renewals += "    " + view + " = new " + std::string(array_name(scalar)) + "(buffer);\n";
  }
  if (mentions(code, "$.arena")) renewals += "    $.arena = new Uint8Array(buffer, $base, 65536);\n";
  if (has_arena) {
    text +=
        "\n  // Arguments are written here; what does not fit gets a block of its own.\n"
        "  const $base = _allocate(65536);\n  const $end = $base + 65536;\n  const $blocks = [];\n"
        "  const $ = { dead: undefined" +
        objects + ", top: $base, size: 0 };\n";
  } else {
    text += "\n  const $ = { dead: undefined" + objects + " };\n";
  }
  if (!renewals.empty()) {
    text += "\n  function $renew() {\n    const buffer = exports.memory.buffer;\n" + renewals + "  }\n  $renew();\n";
  }
  return text + died_text(interface, has_arena) + (interface.calls_back ? settle_text(interface) : "");
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
  std::string instantiate = "await $instantiate(options.wasm ?? $sources[variant]()";
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
  return text + "\n" + std::string(load_signature) + "  const variant = options.variant ?? " + preferred +
         ";\n"
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
  std::string classes = write_classes(interface, members, methods + moving);
  moving = number_parts(interface, methods + classes + moving, watch) + moving;
  std::string instance = moving + needed_parts(methods + classes + moving, instance_parts()) + classes;
  bool has_arena = mentions(methods + instance, "$mark") || !interface.arrays.empty();
  std::string code = methods + instance;

  std::string bind = "\nfunction $bind(exports, variant" + std::string(interface.calls_back ? ", $lent" : "") +
                     ") {\n  exports._initialize?.();\n" + instance_state(interface, code, has_arena) + instance +
                     "\n  return Object.freeze({\n    variant,\n" +
                     (interface.shows_memory ? "    memory: exports.memory,\n" : "") + class_entries(interface) +
                     methods + "  });\n}\n";
  std::string enums;
  for (const BoundEnum& entry : interface.enums) {
    if (!mentions(code, enum_table(entry.name))) continue;
    std::vector<std::string> values;
    for (const std::string& value : entry.values) values.push_back(javascript_string(value));
    enums += "const " + enum_table(entry.name) + " = [" + join(values, ", ") + "];\n";
  }
  std::string load = load_function(variants, interface) + std::string(load_text());
  if (!interface.wasi.empty()) load += wasi_text(interface.wasi);
  if (interface.calls_back) load += lent_functions_text();
  return "// Made by sinter from the module " + quote(module) + "; changes here are lost.\n" +
         std::string(error_class_text()) + load + (enums.empty() ? "" : "\n" + enums) +
         needed_parts(load + bind, module_parts()) + bind;
}

}  // namespace sinter
