#include "bind/declarations.h"

#include <algorithm>

#include "base/ranges.h"
#include "base/text.h"
#include "bind/class_declarations.h"
#include "bind/glue.h"
#include "bind/interface_check.h"
#include "bind/memory_glue.h"

namespace sinter {
namespace {

using Kind = BoundType::Kind;

bool is_big(Scalar scalar) { return scalar == Scalar::i64 || scalar == Scalar::u64; }

std::string scalar_type(Scalar scalar) {
  if (scalar == Scalar::boolean) return "boolean";
  return is_big(scalar) ? "bigint" : "number";
}

/// The lines of a doc comment; nothing in `lines` can end it or start another line.
std::string doc_comment(const std::vector<std::string>& lines, std::string_view indent) {
  if (lines.empty()) return "";
  std::string text = std::string(indent) + "/**\n";
  for (const std::string& line : lines) {
    text += std::string(indent) + " *" + (line.empty() ? "" : " ");
    for (std::size_t index = 0; index < line.size(); ++index) {
      auto byte = static_cast<unsigned char>(line[index]);
      if (byte == '/' && index > 0 && line[index - 1] == '*') text += "\\/";
      else if (byte >= 32 && byte != 127) text += line[index];
    }
    text += "\n";
  }
  return text + std::string(indent) + " */\n";
}

/// What the type does not say about a parameter; "" when it says everything.
std::string parameter_note(const BoundType& type) {
  switch (type.kind) {
    case Kind::in_out: return "changed in place";
    case Kind::callback: return type.is_kept ? "is kept, and may be called later" : "";
    case Kind::optional: return parameter_note(type.inner.front());
    case Kind::array: return "exactly " + std::to_string(type.count) + (type.count == 1 ? " element" : " elements");
    case Kind::duration: return "in milliseconds";
    case Kind::scalar: break;
    default: return "";
  }
  switch (type.scalar) {
    case Scalar::i8: return "an integer from -128 to 127";
    case Scalar::u8: return "an integer from 0 to 255";
    case Scalar::i16: return "an integer from -32768 to 32767";
    case Scalar::u16: return "an integer from 0 to 65535";
    case Scalar::i32: return "an integer from -2147483648 to 2147483647";
    case Scalar::u32: return "an integer from 0 to 4294967295";
    case Scalar::i64: return "from -(2n ** 63n) to 2n ** 63n - 1n";
    case Scalar::u64: return "from 0n to 2n ** 64n - 1n";
    case Scalar::f32: return "rounded to 32 bits";
    default: return "";
  }
}

std::vector<std::string> function_doc(const Interface& interface, const BoundFunction& function) {
  std::vector<std::string> lines;
  if (!function.doc.empty()) lines = split(function.doc, '\n');
  for (const BoundValue& parameter : function.parameters) {
    std::string limits = parameter_note(parameter.type);
    std::string note = parameter.note + (parameter.note.empty() || limits.empty() ? "" : "; ") + limits;
    std::replace(note.begin(), note.end(), '\n', ' ');
    if (!note.empty()) lines.push_back("@param " + parameter_name(parameter.name) + " " + note);
  }
  if (function.result.kind == Kind::view) {
    lines.emplace_back(
        "@returns a view of the module's memory, not a copy: take it anew after calls that may allocate");
  }
  if (!function.fault.empty()) {
    std::vector<std::string> codes;
    for (const std::string& value : interface.find_enum(function.fault).values) codes.push_back("`" + value + "`");
    lines.push_back("@throws {SinterError} with code " + join(codes, ", ") + " and the offset of the fault");
  }
  return lines;
}

std::string method(const Interface& interface, const BoundFunction& function) {
  return documentation(interface, function, "  ") + "  " + camel_case(function.name) + "(" + parameter_list(function) +
         "): " + typescript_type(function.result, Position::result) + ";\n";
}

std::string named_types(const Interface& interface) {
  std::string text;
  for (const BoundEnum& entry : interface.enums) {
    std::vector<std::string> values;
    for (const std::string& value : entry.values) values.push_back("\"" + value + "\"");
    text += "\nexport type " + entry.name + " = " + join(values, " | ") + ";\n";
  }
  for (const BoundValue& entry : interface.named) {
    BoundType type = entry.type;
    type.name.clear();
    text += "\nexport type " + entry.name + " = " + typescript_type(type, Position::result) + ";\n";
  }
  for (const BoundStruct& entry : interface.structs) {
    text += "\nexport interface " + entry.name + " {\n";
    for (const BoundValue& field : entry.fields) {
      std::string note = field.note;
      bool is_plain = field.type.kind != Kind::duration && field.type.kind != Kind::array;
      if (std::string limits = is_plain ? "" : parameter_note(field.type); !limits.empty()) {
        note += (note.empty() ? "" : "\n") + limits;
      }
      text += documentation(note, "  ");
      text += "  " + camel_case(field.name) + (field.type.kind == Kind::optional ? "?: " : ": ") +
              typescript_type(field.type, Position::result) + ";\n";
    }
    text += "}\n";
  }
  return text;
}

std::string allocated_too(const BoundType& type) {
  return type.is_shared ? " | WasmArray<" + std::string(array_name(type.scalar)) + ">" : "";
}

/// A fixed array of numbers is a typed array, of anything else a list.
std::string typescript_array(const BoundType& type, Position position) {
  const BoundType& element = type.inner.front();
  bool is_numbers = element.kind == Kind::scalar && element.scalar != Scalar::boolean;
  if (is_numbers) return typescript_type({.kind = Kind::numbers, .scalar = element.scalar}, position);
  return typescript_type({.kind = Kind::list, .inner = {element}}, position);
}

constexpr std::string_view fixed_types = R"ts(
/**
 * What functions throw beside a `TypeError` for an argument of the wrong type, whose `code` is `invalid_argument` and whose
 * `where` is the place of the argument.
 */
export declare class SinterError extends Error {
  constructor(code: string, message: string, offset?: number, where?: string, cause?: Error);
  /**
   * Stable. From `load`: `unknown_variant`; `wasm_missing` and `wasm_invalid` (the file cannot be read, or not compiled;
   * `cause` has the engine's error). From functions: a code of the module, `out_of_memory`, `trap`, `instance_dead`
   * (after a trap, which is the `cause`), or `exited` (the module ended itself).
   */
  readonly code: string;
  /** Where in the input the fault is, for codes of the module. */
  readonly offset: number | undefined;
  /** The function that failed. */
  readonly where: string | undefined;
}

/** The module trapped or ran out of stack (`cause` has the engine's error). The instance cannot be used any more. */
export declare class SinterTrap extends SinterError {}

/** A class of the platform, if the project's `lib` or `types` declare it. */
type Platform<Name extends string> = typeof globalThis extends { [Key in Name]: { prototype: infer Type } } ? Type : never;
type PlatformModule = typeof globalThis extends { WebAssembly: { Module: { prototype: infer Type } } } ? Type : never;
)ts";

std::string typescript_callback(const BoundType& type) {
  std::vector<std::string> parameters;
  for (std::size_t index = 1; index < type.inner.size(); ++index) {
    parameters.push_back("argument" + std::to_string(index) + ": " +
                         typescript_type(type.inner[index], Position::result));
  }
  return "(" + join(parameters, ", ") + ") => " + typescript_type(type.inner.front(), Position::parameter);
}

/// A function type takes all that follows for its result.
std::string optional_of(const std::string& type) {
  return type.find(" => ") != std::string::npos ? "(" + type + ")" : type;
}

}  // namespace

std::string documentation(const Interface& interface, const BoundFunction& function, std::string_view indent) {
  return doc_comment(function_doc(interface, function), indent);
}

std::string documentation(std::string_view doc, std::string_view indent) {
  return doc.empty() ? "" : doc_comment(split(doc, '\n'), indent);
}

std::string parameter_list(const BoundFunction& function) {
  // A parameter may be left out when it and all after it are optional.
  std::size_t required = function.parameters.size();
  auto may_be_left_out = [](const BoundType& type) { return type.kind == Kind::optional || type.is_options; };
  while (required > 0 && may_be_left_out(function.parameters[required - 1].type)) --required;
  std::vector<std::string> parameters;
  for (const BoundValue& parameter : function.parameters) {
    parameters.push_back(parameter_name(parameter.name) + (parameters.size() >= required ? "?: " : ": ") +
                         typescript_type(parameter.type, Position::parameter));
  }
  return join(parameters, ", ");
}

std::string typescript_type(const BoundType& type, Position position) {
  bool is_parameter = position == Position::parameter;
  switch (type.kind) {
    case Kind::nothing: return "void";
    case Kind::scalar:
    case Kind::word: return scalar_type(type.scalar);
    case Kind::string: return "string";
    case Kind::strings: return is_parameter ? "readonly string[]" : "string[]";
    case Kind::view: return std::string(array_name(type.scalar));
    case Kind::in_out: return std::string(array_name(type.scalar)) + allocated_too(type);
    case Kind::numbers: {
      std::string array(array_name(type.scalar));
      if (!is_parameter) return array;
      array += allocated_too(type);
      return array + (type.scalar == Scalar::u8 ? " | Uint8ClampedArray" : "") + " | readonly " +
             scalar_type(type.scalar) + "[]";
    }
    case Kind::set:
      return (is_parameter ? "ReadonlySet<" : "Set<") + typescript_type(type.inner.front(), position) + ">";
    case Kind::duration: return "number";
    case Kind::time: return "Date";
    case Kind::list: {
      std::string element = typescript_type(type.inner.front(), position);
      bool is_compound = element.find_first_of(" {") != std::string::npos;
      return (is_parameter ? "readonly " : "") + (is_compound ? "(" + element + ")" : element) + "[]";
    }
    case Kind::array: return typescript_array(type, position);
    case Kind::map:
      return (is_parameter ? "ReadonlyMap<" : "Map<") + typescript_type(type.inner[0], position) + ", " +
             typescript_type(type.inner[1], position) + ">";
    case Kind::tuple: {
      std::vector<std::string> parts;
      for (const BoundType& inner : type.inner) parts.push_back(typescript_type(inner, position));
      return (is_parameter ? "readonly [" : "[") + join(parts, ", ") + "]";
    }
    case Kind::variant: {
      if (!type.name.empty()) return type.name;
      std::vector<std::string> parts;
      for (const BoundType& inner : type.inner) {
        std::string value = inner.kind == Kind::nothing ? "" : "; value: " + typescript_type(inner, position);
        parts.push_back("{ kind: \"" + alternative_name(inner) + "\"" + value + " }");
      }
      return join(parts, " | ");
    }
    case Kind::optional:
      return optional_of(typescript_type(type.inner.front(), position)) +
             (is_parameter ? " | null | undefined" : " | undefined");
    case Kind::sequence: return "Sequence<" + typescript_type(type.inner.front(), Position::result) + ">";
    case Kind::callback: return typescript_callback(type);
    case Kind::object: return typescript_object(type, position);
    case Kind::enumeration:
    case Kind::structure: return type.name;
  }
  return "";
}

std::string interface_name(std::string_view module, const Interface& interface) {
  std::string name;
  bool starts_word = true;
  for (char character : module) {
    bool is_letter = (character >= 'a' && character <= 'z') || (character >= 'A' && character <= 'Z');
    bool is_digit = character >= '0' && character <= '9';
    if (is_letter || (is_digit && !name.empty())) {
      name +=
          starts_word && character >= 'a' && character <= 'z' ? static_cast<char>(character - 'a' + 'A') : character;
    }
    starts_word = !is_letter && !is_digit;
  }
  auto has_name = [&](const auto& entry) { return entry.name == name; };
  bool is_taken = name.empty() || is_taken_type(name) || ranges::any_of(interface.enums, has_name) ||
                  ranges::any_of(interface.structs, has_name) || ranges::any_of(interface.classes, has_name) ||
                  ranges::any_of(interface.named, has_name);
  return is_taken ? name + "Module" : name;
}

std::string write_declarations(std::string_view module, const Interface& interface,
                               const std::vector<BoundVariant>& variants) {
  std::string name = interface_name(module, interface);
  std::vector<std::string> choices;
  for (const BoundVariant& variant : variants) choices.push_back("\"" + variant.name + "\"");
  std::string variant_type = join(choices, " | ");

  std::string text =
      "// Made by sinter from the module " + quote(module) + "; changes here are lost.\n" + std::string(fixed_types);
  text +=
      "\nexport interface LoadOptions {\n"
      "  /** Which build to load; without it, the best that this engine can run. */\n"
      "  variant?: " +
      variant_type +
      " | undefined;\n"
      "  /** Where the wasm comes from; without it, from the file beside this module. A string is a URL. */\n"
      "  wasm?: string | ArrayBuffer | Uint8Array | Platform<\"URL\"> | Platform<\"Response\"> | "
      "Promise<Platform<\"Response\">> | (PlatformModule & object) | undefined;\n}\n";
  text += named_types(interface) + class_declarations(interface) + array_declarations(interface);
  text += "\nexport interface " + name +
          " {\n  /** The build that was loaded. */\n  readonly variant: " + variant_type + ";\n";
  if (interface.shows_memory) {
    text +=
        "  /**\n   * Where the pointers of functions without documentation lead. When it grows, views of its `buffer` "
        "must be "
        "made\n   * again. Those functions take integers with and without a sign and return them with one: `result >>> "
        "0` "
        "has none.\n   */\n"
        "  readonly memory: { readonly buffer: ArrayBuffer; grow(pages: number): number };\n";
  }
  text += class_properties(interface);
  for (Scalar scalar : interface.arrays) text += new_array_declaration(scalar);
  for (const BoundFunction& function : interface.functions) text += method(interface, function);
  return text +
         "}\n\n/** Loads the module; call it once and keep the result. */\n"
         "export declare function load(options?: LoadOptions): Promise<" +
         name + ">;\n";
}

}  // namespace sinter
