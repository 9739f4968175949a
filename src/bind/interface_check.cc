#include "bind/interface_check.h"

#include <algorithm>
#include <map>
#include <set>
#include <span>
#include <utility>

#include "base/ranges.h"
#include "base/text.h"
#include "bind/memory_glue.h"
#include "bind/object_glue.h"

namespace sinter {
namespace {

using Kind = BoundType::Kind;

/// Words that cannot name a parameter in strict JavaScript or in TypeScript, and what the
/// bodies of functions use themselves.
constexpr std::string_view reserved_words[] = {
    "BigInt",      "arguments",  "async",     "await",   "break",  "case",     "catch",   "class",      "const",
    "constructor", "continue",   "debugger",  "default", "delete", "do",       "else",    "enum",       "eval",
    "export",      "extends",    "false",     "finally", "for",    "function", "if",      "implements", "import",
    "in",          "instanceof", "interface", "let",     "new",    "null",     "package", "private",    "protected",
    "public",      "return",     "static",    "super",   "switch", "this",     "throw",   "true",       "try",
    "typeof",      "undefined",  "var",       "void",    "while",  "with",     "yield"};

/// Properties of the loaded module that functions must leave alone; `then` would make
/// `await load()` call it. `memory` is an export of every module.
constexpr std::string_view taken_functions[] = {"variant",         "then",        "constructor",    "memory",
                                                "sinter_allocate", "sinter_free", "sinter_release", "sinter_receive",
                                                "sinter_next",     "sinter_end",  "liveObjects"};

/// What every object has.
constexpr std::string_view taken_members[] = {"constructor", "dispose", "ownership", "then"};

/// What the generated declarations use themselves.
constexpr std::string_view taken_types[] = {"any",
                                            "AsyncGenerator",
                                            "IteratorResult",
                                            "IteratorReturnResult",
                                            "Omit",
                                            "PlatformModule",
                                            "SymbolConstructor",
                                            "Array",
                                            "ArrayBuffer",
                                            "ArrayLike",
                                            "bigint",
                                            "boolean",
                                            "Error",
                                            "Extract",
                                            "Float32Array",
                                            "Float64Array",
                                            "BigInt64Array",
                                            "BigUint64Array",
                                            "Int16Array",
                                            "Int32Array",
                                            "Int8Array",
                                            "LoadOptions",
                                            "never",
                                            "null",
                                            "number",
                                            "object",
                                            "Platform",
                                            "Promise",
                                            "ReadonlyArray",
                                            "SinterError",
                                            "string",
                                            "symbol",
                                            "Uint16Array",
                                            "Uint32Array",
                                            "Uint8Array",
                                            "undefined",
                                            "unknown",
                                            "Map",
                                            "ReadonlyMap",
                                            "SinterTrap",
                                            "Owned",
                                            "Borrowed",
                                            "Shared",
                                            "Disposes",
                                            "Sequence",
                                            "WasmArray",
                                            "Freed"};

bool is_in(std::span<const std::string_view> words, std::string_view name) {
  return ranges::find(words, name) != words.end();
}

class Checker {
 public:
  explicit Checker(const Interface& interface) : interface_(interface) {}

  std::optional<InterfaceProblem> run() {
    check_types();
    check_classes();
    for (const BoundFunction& function : interface_.functions) {
      check_name_of(function);
      check_function(function);
    }
    for (const BoundFunction& member : interface_.members) check_member(member);
    for (const std::string& name : listed_structs_) limited(size_of_struct(name));
    return std::move(problem_);
  }

 private:
  void report(std::string problem) {
    if (!problem_) problem_ = InterfaceProblem{.why = std::move(problem), .at = at_};
  }

  void check_types() {
    std::set<std::string, std::less<>> names;
    auto check_name = [&](const std::string& name) {
      if (is_taken_type(name)) report("a type cannot be called " + quote(name));
      if (!names.insert(name).second) report("two types are called " + quote(name));
    };
    for (const BoundEnum& entry : interface_.enums) {
      at_ = entry.at;
      check_name(entry.name);
    }
    for (const BoundClass& entry : interface_.classes) {
      at_ = entry.at;
      check_name(entry.name);
    }
    for (const BoundStruct& entry : interface_.structs) {
      at_ = entry.at;
      check_name(entry.name);
    }
    for (const BoundValue& entry : interface_.named) {
      at_ = {};
      check_name(entry.name);
      size_of(entry.type);
    }
    for (const BoundStruct& entry : interface_.structs) {
      at_ = entry.at;
      size_of_struct(entry.name);
    }
  }

  void check_name_of(const BoundFunction& function) {
    at_ = function.at;
    if (is_in(taken_functions, function.name) || is_in(taken_functions, camel_case(function.name))) {
      report("a function cannot be called " + quote(function.name) + ": the generated module uses that name");
    }
    if (!function_names_.insert(camel_case(function.name)).second) {
      report("two functions are called " + quote(camel_case(function.name)) + " in JavaScript");
    }
  }

  void check_classes() {
    if (interface_.classes.size() > interface_classes_max) {
      return report("it has more than " + std::to_string(interface_classes_max) + " classes");
    }
    for (const BoundClass& entry : interface_.classes) {
      at_ = entry.at;
      function_names_.insert(entry.name);
      const BoundClass* base = &entry;
      for (int count = 0; base != nullptr && !base->base.empty(); ++count) {
        base = find_class(base->base);
        if (base == nullptr) report("the base of the class " + quote(entry.name) + " is not described");
        else if (count >= interface_bases_max) {
          return report("the class " + quote(entry.name) + " has more than " + std::to_string(interface_bases_max) +
                        " bases, or is its own");
        }
      }
    }
  }

  void check_member(const BoundFunction& member) {
    at_ = member.at;
    std::string name = camel_case(member.name);
    if (find_class(member.owner) == nullptr) report("the class " + quote(member.owner) + " is not described");
    bool is_static = member.role == BoundFunction::Role::static_method;
    if (is_static ? name == "prototype" : is_in(taken_members, name)) {
      report("a member of " + quote(member.owner) + " cannot be called " + quote(name) +
             ": every object has one of that name");
    }
    std::string place = member.owner + (is_static ? " static " : " ") + name;
    if (member.role == BoundFunction::Role::setter) place += "=";
    if (!member_names_.insert(place).second) {
      report("two members of " + quote(member.owner) + " are called " + quote(name) + " in JavaScript");
    }
    check_function(member);
  }

  const BoundClass* find_class(std::string_view name) const {
    auto found = ranges::find(interface_.classes, name, &BoundClass::name);
    return found == interface_.classes.end() ? nullptr : &*found;
  }

  void check_function(const BoundFunction& function) {
    at_ = function.at;
    std::set<std::string> parameters;
    std::size_t size = 0;
    for (const BoundValue& parameter : function.parameters) {
      if (!parameters.insert(parameter_name(parameter.name)).second) {
        report("two parameters of " + quote(function.name) + " are called " + quote(parameter_name(parameter.name)));
      }
      size += size_of(parameter.type);
    }
    if (std::max(size, size_of(function.result)) > interface_wire_values_max) {
      report(quote(function.name) + " passes more than " + std::to_string(interface_wire_values_max) + " values");
    }
    if (!function.fault.empty() && !has_enum(function.fault))
      report("the enum " + quote(function.fault) + " is not described");
  }

  bool has_enum(std::string_view name) const {
    return ranges::find(interface_.enums, name, &BoundEnum::name) != interface_.enums.end();
  }

  /// How many wasm values the type takes, up to one more than the limit. Finds types
  /// that are not described and structs that contain themselves on the way.
  std::size_t size_of(const BoundType& type) {
    switch (type.kind) {
      case Kind::nothing: return 0;
      case Kind::scalar:
      case Kind::word:
      case Kind::duration:
      case Kind::time: return 1;
      case Kind::string:
      case Kind::numbers:
      case Kind::in_out:
      case Kind::view:
      case Kind::strings: return 2;
      case Kind::list:
      case Kind::array:
      case Kind::map:
      case Kind::set:
        for (const BoundType& inner : type.inner) {
          // Looked at later, because a struct may hold a list of its own kind.
          if (inner.kind == Kind::structure) listed_structs_.insert(inner.name);
          else limited(size_of(inner));
        }
        return 2;
      case Kind::variant:
        check_alternatives(type);
        for (const BoundType& inner : type.inner) limited(size_of(inner));
        return 1 + size_of_tuple(type);
      case Kind::tuple: return size_of_tuple(type);
      case Kind::optional: return 1 + size_of(type.inner.front());
      case Kind::callback:
        for (const BoundType& inner : type.inner) limited(size_of(inner));
        return 1;
      case Kind::sequence: limited(size_of(type.inner.front())); return 1;
      case Kind::object:
        if (find_class(type.name) == nullptr) report("the class " + quote(type.name) + " is not described");
        return 1;
      case Kind::enumeration:
        if (!has_enum(type.name)) report("the enum " + quote(type.name) + " is not described");
        return 1;
      case Kind::structure: return size_of_struct(type.name);
    }
    return 0;
  }

  std::size_t size_of_tuple(const BoundType& type) {
    std::size_t size = 0;
    for (const BoundType& inner : type.inner) size = std::min(size + size_of(inner), interface_wire_values_max + 1);
    return size;
  }

  /// JavaScript tells alternatives apart by these names.
  void check_alternatives(const BoundType& type) {
    std::set<std::string> kinds;
    for (const BoundType& inner : type.inner) {
      if (kinds.insert(alternative_name(inner)).second) continue;
      report("two alternatives of a variant are called " + quote(alternative_name(inner)));
    }
  }

  void limited(std::size_t size) {
    if (size > interface_wire_values_max) {
      report("an element has more than " + std::to_string(interface_wire_values_max) + " values");
    }
  }

  std::size_t size_of_struct(const std::string& name) {
    if (auto known = struct_sizes_.find(name); known != struct_sizes_.end()) {
      if (!known->second) report("the struct " + quote(name) + " contains itself");
      Measured measured = known->second.value_or(Measured{});
      note_depth(measured.depth);
      return measured.size;
    }
    auto found = ranges::find(interface_.structs, name, &BoundStruct::name);
    if (found == interface_.structs.end()) {
      report("the struct " + quote(name) + " is not described");
      return 0;
    }
    if (open_structs_ >= struct_depth_max) {
      note_depth(open_structs_ + 1);
      return 0;
    }
    ++open_structs_;
    struct_sizes_[name] = std::nullopt;  // being measured
    std::size_t outer_depth = std::exchange(inner_depth_, 0);
    std::size_t size = 0;
    for (const BoundValue& field : found->fields) {
      size = std::min(size + size_of(field.type), interface_wire_values_max + 1);
    }
    // One without members counts as well: whoever writes code looks at each of them.
    Measured measured{.size = std::max<std::size_t>(size, 1), .depth = inner_depth_ + 1};
    struct_sizes_[name] = measured;
    --open_structs_;
    inner_depth_ = outer_depth;
    note_depth(measured.depth);
    return measured.size;
  }

  /// Of a struct inside the one that is being measured.
  void note_depth(std::size_t depth) {
    inner_depth_ = std::max(inner_depth_, depth);
    if (depth > struct_depth_max) report("structs are nested deeper than " + std::to_string(struct_depth_max));
  }

  static constexpr std::size_t struct_depth_max = 16;
  struct Measured {
    std::size_t size = 0;   // in wasm values
    std::size_t depth = 0;  // 1 for a struct without structs
  };

  const Interface& interface_;
  std::optional<InterfaceProblem> problem_;
  SourceLine at_;  // of the entry that is looked at
  std::set<std::string> function_names_;
  std::set<std::string> member_names_;
  std::map<std::string, std::optional<Measured>> struct_sizes_;
  std::set<std::string> listed_structs_;
  std::size_t open_structs_ = 0;  // that are being measured
  std::size_t inner_depth_ = 0;   // of the deepest struct inside the one being measured
};

std::string describe_type(const BoundType& type) {
  switch (type.kind) {
    case Kind::nothing: return "void";
    case Kind::scalar:
    case Kind::word: return std::string(scalar_name(type.scalar));
    case Kind::string: return "string";
    case Kind::numbers: return "numbers of " + std::string(scalar_name(type.scalar));
    case Kind::in_out: return "in-out numbers of " + std::string(scalar_name(type.scalar));
    case Kind::view: return "view of " + std::string(scalar_name(type.scalar));
    case Kind::strings: return "strings";
    case Kind::list: return "list of " + describe_type(type.inner.front());
    case Kind::array: return std::to_string(type.count) + " of " + describe_type(type.inner.front());
    case Kind::map:
    case Kind::tuple:
    case Kind::variant: {
      std::vector<std::string> parts;
      for (const BoundType& inner : type.inner) parts.push_back(describe_type(inner));
      std::string_view name = type.kind == Kind::map ? "map" : type.kind == Kind::tuple ? "tuple" : "variant";
      return std::string(name) + "<" + join(parts, ", ") + ">";
    }
    case Kind::set: return "set of " + describe_type(type.inner.front());
    case Kind::duration: return "duration";
    case Kind::time: return "time";
    case Kind::optional: return "optional " + describe_type(type.inner.front());
    case Kind::enumeration:
    case Kind::structure: return type.name;
    case Kind::sequence: return "sequence of " + describe_type(type.inner.front());
    case Kind::callback: {
      std::vector<std::string> parts;
      for (const BoundType& inner : type.inner) parts.push_back(describe_type(inner));
      return std::string(type.is_kept ? "kept " : "") + "callback<" + join(parts, ", ") + ">";
    }
    case Kind::object: break;
  }
  switch (type.holding) {
    case Holding::value: return type.name;
    case Holding::reference: return type.name + "&";
    case Holding::pointer: return type.name + "*";
    case Holding::unique: return "unique " + type.name;
    case Holding::shared: return "shared " + type.name;
  }
  return "";
}

std::string describe_values(const std::vector<BoundValue>& values) {
  std::vector<std::string> parts;
  for (const BoundValue& value : values) parts.push_back(value.name + ": " + describe_type(value.type));
  return join(parts, ", ");
}

}  // namespace

bool is_identifier(std::string_view name) {
  if (name.empty() || name.size() > interface_name_bytes_max) return false;
  auto is_letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
  if (!is_letter(name.front())) return false;
  for (std::size_t index = 0; index < name.size(); ++index) {
    if (name[index] == '_' && name[index - 1] == '_') return false;
    if (name[index] != '_' && !is_letter(name[index]) && (name[index] < '0' || name[index] > '9')) return false;
  }
  return true;
}

std::string parameter_name(std::string_view name) {
  std::string camel = camel_case(name);
  return is_in(reserved_words, camel) ? camel + "_" : camel;
}

bool is_taken_type(std::string_view name) { return is_in(taken_types, name) || is_in(reserved_words, name); }

std::string describe_entry(const BoundFunction& function) {
  std::string text = shown_name(function) + "(" + describe_values(function.parameters) + ") returning " +
                     describe_type(function.result);
  if (!function.fault.empty()) text += " or " + function.fault;
  return text;
}
std::string describe_entry(const BoundEnum& entry) {
  return "enum " + entry.name + " {" + join(entry.values, ", ") + "}";
}
std::string describe_entry(const BoundStruct& entry) {
  return "struct " + entry.name + " {" + describe_values(entry.fields) + "}";
}

std::string describe_entry(const BoundClass& entry) {
  return "class " + entry.name + (entry.base.empty() ? "" : " extends " + entry.base);
}

std::optional<InterfaceProblem> first_problem(const Interface& interface) { return Checker(interface).run(); }

bool is_view(const BoundType& type) {
  switch (type.kind) {
    case Kind::string:
    case Kind::numbers:
    case Kind::in_out:
    case Kind::view:
    case Kind::strings:
    case Kind::list:
    case Kind::array:
    case Kind::map:
    case Kind::set: return true;
    default: return false;
  }
}

std::string alternative_name(const BoundType& type) {
  switch (type.kind) {
    case Kind::nothing: return "none";
    case Kind::scalar: return type.scalar == Scalar::boolean ? "boolean" : std::string(scalar_name(type.scalar));
    case Kind::numbers: return camel_case(std::string(scalar_name(type.scalar)) + "_array");
    case Kind::array: return "array";
    case Kind::list: return "list";
    case Kind::map: return "map";
    case Kind::set: return "set";
    case Kind::time: return "date";
    case Kind::tuple: return "tuple";
    case Kind::variant: return "variant";
    case Kind::duration: return "duration";
    case Kind::optional: return "optional";
    case Kind::callback: return "callback";
    case Kind::sequence: return "sequence";
    case Kind::enumeration:
    case Kind::object:
    case Kind::structure: {
      std::string name = type.name;
      auto is_capital = [](char c) { return c >= 'A' && c <= 'Z'; };
      bool is_acronym = name.size() > 1 && is_capital(name[1]);
      if (is_capital(name[0]) && !is_acronym) name[0] = static_cast<char>(name[0] - 'A' + 'a');
      return name;
    }
    default: return type.kind == Kind::strings ? "strings" : "string";
  }
}

std::string wire_types(const Interface& interface, const BoundType& type) {
  switch (type.kind) {
    case Kind::nothing: return "";
    case Kind::scalar:
    case Kind::word:
      if (type.scalar == Scalar::f32) return "f";
      if (type.scalar == Scalar::f64) return "d";
      return scalar_size_bytes(type.scalar) == 8 ? "l" : "i";
    case Kind::duration:
    case Kind::time: return "d";
    case Kind::enumeration:
    case Kind::object:
    case Kind::callback:
    case Kind::sequence:
    case Kind::variant: return "i";
    case Kind::optional: return "i" + wire_types(interface, type.inner.front());
    case Kind::tuple: {
      std::string types;
      for (const BoundType& inner : type.inner) types += wire_types(interface, inner);
      return types;
    }
    case Kind::structure: break;
    default: return "ii";
  }
  std::string types;
  for (const BoundValue& field : interface.find_struct(type.name).fields) types += wire_types(interface, field.type);
  return types;
}

bool is_direct_type(const BoundType& type) {
  switch (type.kind) {
    case Kind::nothing:
    case Kind::scalar:
    case Kind::word:
    case Kind::enumeration:
    case Kind::duration:
    case Kind::time:
    case Kind::sequence: return true;
    case Kind::object: return type.holding != Holding::shared;
    default: return false;
  }
}

bool is_direct(const BoundFunction& function) { return function.fault.empty() && is_direct_type(function.result); }

std::string wire_signature(const Interface& interface, const BoundFunction& function) {
  std::string signature = has_object(function) ? "i" : "";
  for (const BoundValue& parameter : function.parameters) signature += wire_types(interface, parameter.type);
  return signature + ">" + (is_direct(function) ? wire_types(interface, function.result) : "i");
}

std::uint32_t slot_count(const Interface& interface, const BoundType& type) {
  switch (type.kind) {
    case Kind::nothing: return 0;
    case Kind::optional: return 1 + slot_count(interface, type.inner.front());
    case Kind::variant: {
      std::uint32_t largest = 0;
      for (const BoundType& inner : type.inner) largest = std::max(largest, slot_count(interface, inner));
      return 1 + largest;
    }
    case Kind::tuple: {
      std::uint32_t count = 0;
      for (const BoundType& inner : type.inner) count += slot_count(interface, inner);
      return count;
    }
    case Kind::structure: break;
    default: return 1;
  }
  std::uint32_t count = 0;
  for (const BoundValue& field : interface.find_struct(type.name).fields) count += slot_count(interface, field.type);
  return count;
}

}  // namespace sinter
