#include "bind/javascript.h"

#include <array>
#include <set>

#include "base/json.h"
#include "base/text.h"
#include "bind/glue.h"
#include "bind/interface_check.h"
#include "bind/wasi.h"

namespace sinter {
namespace {

using Kind = BoundType::Kind;

std::string quoted(std::string_view text) {
  std::string json;
  append_json_string(json, text);
  return json;
}

std::string enum_table(std::string_view name) { return "$enum_" + std::string(name); }

/// Whether `name` occurs in `text` as a whole identifier.
bool mentions(std::string_view text, std::string_view name) {
  auto continues = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
  };
  for (std::size_t at = 0; (at = text.find(name, at)) != std::string_view::npos; at += name.size()) {
    std::size_t end = at + name.size();
    if (end == text.size() || !continues(text[end])) return true;
  }
  return false;
}

/// Writes the method of one function. `$.size` is the second half of every argument that
/// is an address and a length: the call's arguments are evaluated from left to right.
class MethodWriter {
 public:
  MethodWriter(const Interface& interface, const BoundFunction& function)
      : interface_(interface), function_(function) {}

  std::string write() {
    std::vector<std::string> names;
    for (const BoundValue& parameter : function_.parameters) {
      names.push_back(parameter_name(parameter.name));
      pass(parameter.type, names.back(), names.back(), "");
    }
    std::string text = "    " + camel_case(function_.name) + "(" + join(names, ", ") + ") {\n";
    text += "      if ($.dead) $gone();\n";
    if (uses_arena_) text += "      const $mark = $.top;\n";
    if (!lent_.empty()) text += "      let " + join(lent_, ", ") + ";\n";
    // No `finally`: releasing in both places costs less in every call.
    text += "      try {\n" + body() + "      } catch ($error) {\n        throw $died($error" +
            (uses_arena_ ? ", $mark" : "") + ");\n      }";
    return text + "\n    },\n";
  }

 private:
  /// Adds the wasm arguments for a value. `path` is the expression, `label` how errors
  /// call it, `absent` the condition under which an optional around it is not there.
  void pass(const BoundType& type, const std::string& path, const std::string& label, const std::string& absent) {
    auto unless_absent = [&](std::string expression, std::string_view otherwise) {
      arguments_.push_back(absent.empty() ? std::move(expression)
                                          : absent + " ? " + std::string(otherwise) + " : " + expression);
    };
    std::string name = quoted(label);
    switch (type.kind) {
      case Kind::nothing: return;
      case Kind::scalar: {
        bool is_big = type.scalar == Scalar::i64 || type.scalar == Scalar::u64;
        return unless_absent(check_name(type.scalar) + "(" + path + ", " + name + ")", is_big ? "0n" : "0");
      }
      case Kind::word:
        return unless_absent(
            std::string(type.scalar == Scalar::i64 ? "$long" : "$word") + "(" + path + ", " + name + ")", "0");
      case Kind::enumeration:
        return unless_absent("$choice(" + path + ", " + name + ", " + enum_table(type.name) + ")", "0");
      case Kind::string: return pass_view("$string(" + path + ", " + name + ")", unless_absent);
      case Kind::strings: return pass_view("$strings(" + path + ", " + name + ")", unless_absent);
      case Kind::numbers:
        return pass_view("$put_" + std::string(scalar_name(type.scalar)) + "(" + path + ", " + name + ")",
                         unless_absent);
      case Kind::in_out: {
        std::string element(scalar_name(type.scalar));
        lent_.push_back("$lent" + std::to_string(lent_.size()));
        std::string shift = std::to_string(std::array{0, 0, 1, 0, 2, 0, 0, 0, 3}[scalar_size_bytes(type.scalar)]);
        std::string start = "(" + lent_.back() + " >>> " + shift + ")";
        take_back_.push_back(path + ".set($." + element + "s.subarray(" + start + ", " + start + " + " + path +
                             ".length));");
        return pass_view(lent_.back() + " = $lend_" + element + "(" + path + ", " + name + ")", unless_absent);
      }
      case Kind::optional: {
        std::string missing = path + " == null";
        arguments_.push_back((absent.empty() ? missing : "(" + absent + " || " + missing + ")") + " ? 0 : 1");
        return pass(type.inner.front(), path, label, absent.empty() ? missing : "(" + absent + " || " + missing + ")");
      }
      case Kind::structure: break;
    }
    bool is_first = true;
    for (const BoundValue& field : interface_.find_struct(type.name).fields) {
      std::string field_name = camel_case(field.name);
      // The first field read checks that there is an object at all.
      bool checks = is_first && field.type.kind != Kind::optional;
      std::string owner = checks ? "$object(" + path + ", " + name + ")" : path;
      pass(field.type, owner + "." + field_name, label + "." + field_name, absent);
      is_first = false;
    }
  }

  template <class UnlessAbsent>
  void pass_view(std::string put, const UnlessAbsent& unless_absent) {
    uses_arena_ = true;
    unless_absent(std::move(put), "0");
    arguments_.push_back("$.size");
  }

  std::string body() const {
    std::string call = "_" + function_.name + "(" + join(arguments_, ", ") + ")";
    std::string text;
    auto line = [&](std::string_view statement) { text.append("        ").append(statement).append("\n"); };
    bool is_void = function_.result.kind == Kind::nothing;
    std::string value;
    if (is_direct(function_)) {
      if (is_void) line(call + ";");
      else if (take_back_.empty()) value = direct(call);
      else {
        line("const $direct = " + direct(call) + ";");
        value = "$direct";
      }
      if (!take_back_.empty()) line("$fresh();");
    } else {
      line("const $slot = " + call + " >>> 2;");
      line("$fresh();");
    }
    for (const std::string& statement : take_back_) line(statement);
    if (!function_.fault.empty()) {
      line("if ($.u32s[$slot] !== 0) $fail(" + enum_table(function_.fault) +
           "[$.u32s[$slot] - 1], $.u32s[$slot + 1]);");
    }
    if (!is_direct(function_) && !is_void) value = take(function_.result, function_.fault.empty() ? 0 : 1);
    if (uses_arena_ && !value.empty()) {
      line("const $result = " + value + ";");
      value = "$result";
    }
    if (uses_arena_) line("$release($mark);");
    if (!value.empty()) line("return " + value + ";");
    return text;
  }

  /// What wasm returned directly, as JavaScript shows it.
  std::string direct(const std::string& call) const {
    const BoundType& type = function_.result;
    if (type.kind == Kind::enumeration) return enum_table(type.name) + "[" + call + "]";
    if (type.kind != Kind::scalar) return call;
    switch (type.scalar) {
      case Scalar::boolean: return call + " !== 0";
      case Scalar::u32: return call + " >>> 0";
      case Scalar::u64: return "BigInt.asUintN(64, " + call + ")";
      default: return call;
    }
  }

  /// The value that begins `slot` slots of 8 bytes after the first; `$slot` counts in
  /// 4 bytes.
  std::string take(const BoundType& type, std::uint32_t slot) const {
    std::string index = slot == 0 ? "$slot" : "$slot + " + std::to_string(slot * 2);
    std::string half = slot == 0 ? "$slot >>> 1" : "($slot >>> 1) + " + std::to_string(slot);
    switch (type.kind) {
      case Kind::scalar:
        switch (type.scalar) {
          case Scalar::boolean: return "$.u32s[" + index + "] !== 0";
          case Scalar::u32: return "$.u32s[" + index + "]";
          case Scalar::f32: return "$.f32s[" + index + "]";
          case Scalar::f64: return "$.f64s[" + half + "]";
          case Scalar::i64: return "$.i64s[" + half + "]";
          case Scalar::u64: return "$.u64s[" + half + "]";
          default: return "$.i32s[" + index + "]";
        }
      case Kind::enumeration: return enum_table(type.name) + "[$.u32s[" + index + "]]";
      case Kind::string: return "$text(" + index + ")";
      case Kind::strings: return "$texts(" + index + ")";
      case Kind::numbers: return "$take_" + std::string(scalar_name(type.scalar)) + "(" + index + ")";
      case Kind::optional:
        return "$.u32s[" + index + "] !== 0 ? " + take(type.inner.front(), slot + 1) + " : undefined";
      case Kind::structure: break;
      case Kind::nothing:
      case Kind::word:
      case Kind::in_out: SINTER_ASSERT(false);
    }
    std::string object;
    for (const BoundValue& field : interface_.find_struct(type.name).fields) {
      object += (object.empty() ? "{ " : ", ") + camel_case(field.name) + ": " + take(field.type, slot);
      slot += slot_count(interface_, field.type);
    }
    return object.empty() ? "{}" : object + " }";
  }

  const Interface& interface_;
  const BoundFunction& function_;
  std::vector<std::string> arguments_;
  std::vector<std::string> lent_;       // variables with the addresses of in-out numbers
  std::vector<std::string> take_back_;  // statements that copy them back
  bool uses_arena_ = false;
};

/// Adds the parts that `text` needs, and what those need, in the order of `parts`.
std::string needed_parts(std::string_view text, std::span<const GluePart> parts) {
  std::set<std::string_view> chosen;
  std::string all(text);
  for (bool grew = true; grew;) {
    grew = false;
    for (const GluePart& part : parts) {
      if (chosen.contains(part.name) || !mentions(all, part.name)) continue;
      chosen.insert(part.name);
      all += part.text;
      grew = true;
    }
  }
  std::string needed;
  for (const GluePart& part : parts) {
    if (chosen.contains(part.name)) needed += part.text;
  }
  return needed;
}

constexpr std::array number_types = {Scalar::i8,  Scalar::u8,  Scalar::i16, Scalar::u16, Scalar::i32,
                                     Scalar::u32, Scalar::i64, Scalar::u64, Scalar::f32, Scalar::f64};

std::string number_parts(const std::string& methods) {
  std::string parts;
  for (Scalar scalar : number_types) {
    std::string type(scalar_name(scalar));
    bool lends = mentions(methods, "$lend_" + type);
    if (lends) parts += lend_numbers_part(scalar);
    if (lends || mentions(methods, "$put_" + type)) parts += put_numbers_part(scalar);
    if (mentions(methods, "$take_" + type)) parts += take_numbers_part(scalar);
  }
  return parts;
}

/// The state of one instance: its exports, the views of its memory, its arena. What changes
/// lives in the object `$`: engines reach it faster than variables that are assigned to.
std::string instance_state(const Interface& interface, std::string_view code, bool has_arena) {
  std::vector<std::string> exports;
  for (const BoundFunction& function : interface.functions) exports.push_back(function.name + ": _" + function.name);
  if (has_arena) exports.insert(exports.end(), {"sinter_allocate: _allocate", "sinter_free: _free"});
  std::string text = "\n  const { " + join(exports, ", ") + " } = exports;\n";
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
        "  const $ = { dead: undefined, top: $base, size: 0 };\n";
  } else {
    text += "\n  const $ = { dead: undefined };\n";
  }
  if (!renewals.empty()) {
    text += "\n  function $renew() {\n    const buffer = exports.memory.buffer;\n" + renewals + "  }\n  $renew();\n";
  }
  std::string_view died = has_arena ? died_with_arena_text() : died_text();
  return text + (interface.wasi.empty() ? std::string(died) : also_after_exit(died));
}

std::string load_function(const std::vector<BoundVariant>& variants, const Interface& interface) {
  std::string text = "\n// Written out so that bundlers see the files.\nconst $urls = {\n";
  for (const BoundVariant& variant : variants) {
    text += "  " + variant.name + ": () => new URL(" + quoted("./" + variant.file) + ", import.meta.url),\n";
  }
  std::string preferred = quoted(variants.front().name);
  if (variants.size() > 1 && variants.front().name == "simd")
    preferred = "($hasSimd() ? \"simd\" : " + quoted(variants[1].name) + ")";
  return text +
         "};\n\nexport async function load(options = {}) {\n"
         "  const variant = options.variant ?? " +
         preferred +
         ";\n"
         "  if (!Object.hasOwn($urls, variant)) throw new SinterError(\"unknown_variant\", `there is no variant "
         "${variant}`);\n" +
         std::string(
             !interface.wasi.empty()
                 ? "  const host = $wasi();\n"
                   "  const { exports } = await $instantiate(options.wasm ?? $urls[variant](), host.imports);\n"
                   "  host.memory = exports.memory;\n"
                   "  return $bind(exports, variant);\n}\n"
                 : "  return $bind((await $instantiate(options.wasm ?? $urls[variant]())).exports, variant);\n}\n");
}

}  // namespace

std::string write_javascript(std::string_view module, const Interface& interface,
                             const std::vector<BoundVariant>& variants) {
  SINTER_ASSERT(!variants.empty());
  std::string methods;
  for (const BoundFunction& function : interface.functions) methods += MethodWriter(interface, function).write();
  std::string moving = number_parts(methods);
  std::string instance = moving + needed_parts(methods + moving, instance_parts());
  bool has_arena = mentions(methods, "$mark");
  std::string code = methods + instance;

  std::string bind = "\nfunction $bind(exports, variant) {\n  exports._initialize?.();\n" +
                     instance_state(interface, code, has_arena) + instance +
                     "\n  return Object.freeze({\n    variant,\n" +
                     (interface.shows_memory ? "    memory: exports.memory,\n" : "") + methods + "  });\n}\n";
  std::string enums;
  for (const BoundEnum& entry : interface.enums) {
    if (!mentions(methods, enum_table(entry.name))) continue;
    std::vector<std::string> values;
    for (const std::string& value : entry.values) values.push_back(quoted(value));
    enums += "const " + enum_table(entry.name) + " = [" + join(values, ", ") + "];\n";
  }
  std::string load = load_function(variants, interface) + std::string(load_text());
  if (!interface.wasi.empty()) load += wasi_text(interface.wasi);
  return "// Made by sinter from the module " + quote(module) + "; changes here are lost.\n" +
         std::string(error_class_text()) + load + (enums.empty() ? "" : "\n" + enums) +
         needed_parts(load + bind, module_parts()) + bind;
}

}  // namespace sinter
