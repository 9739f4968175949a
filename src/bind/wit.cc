#include "bind/wit.h"

#include <algorithm>
#include <set>

#include "base/ranges.h"
#include "base/text.h"
#include "bind/interface_check.h"
#include "bind/object_glue.h"

namespace sinter {
namespace {

using Kind = BoundType::Kind;

constexpr std::string_view keywords[] = {
    "as",   "async", "bool",   "borrow", "char",    "constructor", "enum",     "error-context", "export",
    "f32",  "f64",   "flags",  "from",   "func",    "future",      "import",   "include",       "interface",
    "list", "map",   "option", "own",    "package", "record",      "resource", "result",        "s16",
    "s32",  "s64",   "s8",     "static", "stream",  "string",      "tuple",    "type",          "u16",
    "u32",  "u64",   "u8",     "use",    "variant", "with",        "world"};

WitType primitive(Scalar scalar) {
  constexpr std::pair<std::string_view, std::uint8_t> primitives[] = {
      {"bool", 0x7f}, {"s8", 0x7e},  {"u8", 0x7d},  {"s16", 0x7c}, {"u16", 0x7b}, {"s32", 0x7a},
      {"u32", 0x79},  {"s64", 0x78}, {"u64", 0x77}, {"f32", 0x76}, {"f64", 0x75}};
  const auto& [name, code] = primitives[static_cast<std::size_t>(scalar)];
  return {.kind = WitType::Kind::primitive, .code = code, .name = std::string(name)};
}

WitType text_type() { return {.kind = WitType::Kind::primitive, .code = 0x73, .name = "string"}; }

std::uint32_t sum_of_parts(std::uint32_t count, const WitType& part) {
  return std::min(count + part.part_count, wit_parts_max + 1);
}

WitType of(WitType::Kind kind, std::vector<WitType> inner) {
  std::uint32_t part_count = 1;
  for (const WitType& part : inner) part_count = sum_of_parts(part_count, part);
  return {.kind = kind, .inner = std::move(inner), .part_count = part_count};
}

/// What a type cannot show of itself.
std::string unit_of(const BoundType& type) {
  if (type.kind == Kind::duration) return "in milliseconds";
  if (type.kind == Kind::time) return "in milliseconds since 1970";
  if (type.kind == Kind::set) return "each once";
  if (type.kind == Kind::array) return "exactly " + std::to_string(type.count) + " elements";
  if (type.kind == Kind::optional) return unit_of(type.inner.front());
  return "";
}

std::string note_of(const BoundValue& value) {
  std::string unit = unit_of(value.type);
  if (unit.empty() || value.note.empty()) return value.note + unit;
  return value.note + "; " + unit;
}

/// "acme-geometry": the letters and digits of a name, in words.
std::string package_label(std::string_view name) {
  std::string label;
  for (char c : name) {
    char lower = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    bool is_digit = lower >= '0' && lower <= '9';
    bool is_letter = lower >= 'a' && lower <= 'z';
    if (is_letter || (is_digit && !label.empty())) label += lower;
    else if (!label.empty() && label.back() != '-') label += '-';
  }
  while (label.ends_with('-')) label.pop_back();
  return label.empty() ? "project" : label;
}

class Translator {
 public:
  Translator(const Interface& interface, std::string path) : interface_(interface), path_(std::move(path)) {}

  Result<void> translate(WitInterface& wit) {
    for (const BoundFunction& function : interface_.functions) {
      std::string label = wit_label(function.name);
      if (!labels_.insert(label).second) {
        return fail(refusal(function.name, function.at, "another function is called " + quote(label), rename_it));
      }
    }
    if (!interface_.classes.empty()) {
      const BoundClass& entry = interface_.classes.front();
      return fail(refusal(entry.name, entry.at, "classes have no form in a component yet",
                          "bind free functions and structs in a module of its own for components"));
    }
    for (const BoundFunction& function : interface_.functions) {
      wit.functions.push_back(SINTER_TRY(translate_function(function)));
    }
    wit.definitions = std::move(definitions_);
    return {};
  }

 private:
  static constexpr std::string_view rename_it = "rename one of the two in C++";

  /// The error for the entry of that name; the place is its line of C++ if that is known.
  Error refusal(const std::string& name, const SourceLine& at, std::string why, std::string_view next) const {
    return {.code = Code::component_refused,
            .what = quote(name) + " cannot be part of a component",
            .where = place_of(at, path_),
            .why = {std::move(why)},
            .next = std::string(next)};
  }

  Result<WitFunction> translate_function(const BoundFunction& function) {
    WitFunction wit{.name = wit_label(function.name),
                    .doc = function.doc,
                    .parameters = {},
                    .result = {},
                    .result_note = unit_of(function.result),
                    .bound = &function};
    wit.parameters = SINTER_TRY(values(function, function.parameters));
    wit.result = type(function.result);
    if (!function.fault.empty()) {
      wit.result = of(WitType::Kind::result, {std::move(wit.result), fault(function.fault)});
    }
    if (problem_.empty()) return wit;
    return fail(refusal(function.name, function.at, "its result " + problem_, next_));
  }

  Result<std::vector<WitValue>> values(const BoundFunction& function, const std::vector<BoundValue>& bound) {
    std::vector<WitValue> values;
    for (const BoundValue& value : bound) {
      if (ranges::contains(values, wit_label(value.name), &WitValue::name)) {
        refuse("is called " + quote(wit_label(value.name)) + ", as another one is", rename_it);
      }
      values.push_back({wit_label(value.name), type(value.type), note_of(value)});
      if (problem_.empty()) continue;
      return fail(refusal(function.name, function.at, "its parameter " + quote(value.name) + " " + problem_, next_));
    }
    return values;
  }

  WitType refuse(std::string problem, std::string_view next) {
    if (problem_.empty()) {
      problem_ = std::move(problem);
      next_ = next;
    }
    return {};
  }

  WitType type(const BoundType& type) {
    using Wit = WitType::Kind;
    switch (type.kind) {
      case Kind::nothing: return {};
      case Kind::scalar: return primitive(type.scalar);
      case Kind::word: return primitive(type.scalar);
      case Kind::duration:
      case Kind::time: return primitive(Scalar::f64);
      case Kind::string: return text_type();
      case Kind::numbers:
      case Kind::view: return of(Wit::list, {primitive(type.scalar)});
      case Kind::strings: return of(Wit::list, {text_type()});
      case Kind::list:
      case Kind::set:
      case Kind::array: return of(Wit::list, {this->type(type.inner.front())});
      case Kind::map: return of(Wit::list, {of(Wit::tuple, {this->type(type.inner[0]), this->type(type.inner[1])})});
      case Kind::optional: return of(Wit::option, {this->type(type.inner.front())});
      case Kind::tuple: {
        std::vector<WitType> inner;
        for (const BoundType& part : type.inner) inner.push_back(this->type(part));
        return of(Wit::tuple, std::move(inner));
      }
      case Kind::enumeration: return enumeration(type.name);
      case Kind::structure: return record(type.name);
      case Kind::variant: return variant(type);
      case Kind::in_out: return refuse("is changed in place", "take a std::span<const T> and return a std::vector<T>");
      case Kind::callback: return refuse("is a callback", "return what the callback would be told");
      case Kind::sequence: return refuse("is a sequence", "return a std::vector");
      case Kind::object: break;
    }
    return refuse("is an object", "take and return structs");
  }

  /// The name of a definition; a function of that name is there before it.
  std::string defined_name(const std::string& name) {
    std::string label = wit_label(name);
    if (labels_.insert(label).second) return label;
    label += "-type";
    if (!labels_.insert(label).second) refuse("has a type whose name " + quote(label) + " is taken", rename_it);
    return label;
  }

  WitType define(std::string key, WitDefinition definition) {
    WitType named{.kind = WitType::Kind::named, .name = definition.name};
    for (const WitValue& part : definition.parts) named.part_count = sum_of_parts(named.part_count, part.type);
    if (named.part_count > wit_parts_max) {
      refuse("is made of more than " + std::to_string(wit_parts_max) + " parts", "pass it in pieces");
    }
    definitions_.push_back(std::move(definition));
    defined_.emplace_back(std::move(key), named);
    return named;
  }
  std::optional<WitType> defined(std::string_view key) const {
    for (const auto& [known, type] : defined_) {
      if (known == key) return type;
    }
    return std::nullopt;
  }

  WitType enumeration(const std::string& name) {
    if (std::optional<WitType> known = defined(name)) return *std::move(known);
    WitDefinition definition{.form = WitDefinition::Form::enumeration, .name = defined_name(name), .parts = {}};
    for (const std::string& value : interface_.find_enum(name).values) {
      definition.parts.push_back({.name = wit_label(value)});
    }
    check_parts(definition.parts, name);
    return define(name, std::move(definition));
  }

  WitType record(const std::string& name) {
    if (std::optional<WitType> known = defined(name)) return *std::move(known);
    const BoundStruct& bound = interface_.find_struct(name);
    if (bound.fields.empty()) return refuse("holds the empty struct " + quote(name), "give it a member");
    if (ranges::contains(open_, name)) {
      return refuse("holds the struct " + quote(name) + ", which contains itself",
                    "keep the elements in one list and let them name each other by index");
    }
    open_.push_back(name);
    WitDefinition definition{.form = WitDefinition::Form::record, .name = defined_name(name), .parts = {}};
    for (const BoundValue& field : bound.fields) {
      definition.parts.push_back({wit_label(field.name), type(field.type), note_of(field)});
    }
    open_.pop_back();
    check_parts(definition.parts, name);
    return define(name, std::move(definition));
  }

  WitType variant(const BoundType& type) {
    WitDefinition definition{.form = WitDefinition::Form::variant, .name = {}, .parts = {}};
    std::vector<std::string> names;
    for (const BoundType& inner : type.inner) {
      names.push_back(wit_label(alternative_name(inner)));
      definition.parts.push_back({names.back(), this->type(inner), unit_of(inner)});
    }
    std::string name = type.name.empty() ? join(names, "-or-") : type.name;
    for (const auto& [known, named] : variants_) {
      if (known == type) return named;
    }
    definition.name = defined_name(name);
    check_parts(definition.parts, name);
    variants_.emplace_back(type, define("variant " + name, std::move(definition)));
    return variants_.back().second;
  }

  /// What a fault tells: its code, and the offset into the input.
  WitType fault(const std::string& codes) {
    std::string key = "fault " + codes;
    if (std::optional<WitType> known = defined(key)) return *std::move(known);
    WitType code = enumeration(codes);
    WitDefinition definition{.form = WitDefinition::Form::record, .name = defined_name(codes + "_at"), .parts = {}};
    definition.parts.push_back({.name = "code", .type = std::move(code)});
    definition.parts.push_back({"offset", primitive(Scalar::u32), "into the input, in bytes or elements"});
    return define(std::move(key), std::move(definition));
  }

  void check_parts(const std::vector<WitValue>& parts, const std::string& owner) {
    std::set<std::string_view> seen;
    for (const WitValue& part : parts) {
      if (seen.insert(part.name).second) continue;
      refuse("has the type " + quote(owner) + ", of which two parts are called " + quote(part.name), rename_it);
    }
  }

  const Interface& interface_;
  std::string path_;
  std::vector<WitDefinition> definitions_;
  std::vector<std::pair<std::string, WitType>> defined_;  // by their names in C++
  std::vector<std::pair<BoundType, WitType>> variants_;
  std::set<std::string, std::less<>> labels_;  // of functions and types, which share one space
  std::vector<std::string> open_;              // structs that are being translated
  std::string problem_;                        // what a component cannot have, after "its result ..."
  std::string_view next_;
};

std::string escaped(const std::string& name) { return (ranges::contains(keywords, name) ? "%" : "") + name; }

std::string shown(const WitType& type) {
  std::vector<std::string> inner;
  for (const WitType& part : type.inner) inner.push_back(shown(part));
  switch (type.kind) {
    case WitType::Kind::nothing: return "_";
    case WitType::Kind::primitive: return type.name;
    case WitType::Kind::named: return escaped(type.name);
    case WitType::Kind::list: return "list<" + inner.front() + ">";
    case WitType::Kind::option: return "option<" + inner.front() + ">";
    case WitType::Kind::tuple: return "tuple<" + join(inner, ", ") + ">";
    case WitType::Kind::result: break;
  }
  return "result<" + join(inner, ", ") + ">";
}

/// Comment lines. A comment of one line ends at the line's end, whatever is in it.
std::string comment(std::string_view text, std::string_view indent) {
  std::string lines;
  for (const std::string& line : split(text, '\n')) {
    std::string plain;
    for (char c : line) plain += static_cast<unsigned char>(c) < 0x20 || c == 0x7f ? ' ' : c;
    if (!trim(plain).empty()) lines += std::string(indent) + "/// " + std::string(trim(plain)) + "\n";
  }
  return lines;
}

std::string definition_text(const WitDefinition& definition) {
  using Form = WitDefinition::Form;
  std::string text = definition.form == Form::record    ? "  record "
                     : definition.form == Form::variant ? "  variant "
                                                        : "  enum ";
  text += escaped(definition.name) + " {\n";
  for (const WitValue& part : definition.parts) {
    text += comment(part.note, "    ") + "    " + escaped(part.name);
    if (definition.form == Form::record) text += ": " + shown(part.type);
    else if (part.type.kind != WitType::Kind::nothing) text += "(" + shown(part.type) + ")";
    text += ",\n";
  }
  return text + "  }\n";
}

std::string function_text(const WitFunction& function) {
  std::string text = comment(function.doc, "  ");
  std::vector<std::string> parameters;
  for (const WitValue& parameter : function.parameters) {
    if (!parameter.note.empty()) text += comment("`" + parameter.name + "`: " + parameter.note, "  ");
    parameters.push_back(escaped(parameter.name) + ": " + shown(parameter.type));
  }
  if (!function.result_note.empty()) text += comment("result: " + function.result_note, "  ");
  text += "  " + escaped(function.name) + ": func(" + join(parameters, ", ") + ")";
  if (function.result.kind != WitType::Kind::nothing) text += " -> " + shown(function.result);
  return text + ";\n";
}

}  // namespace

std::string WitInterface::exported_name() const {
  return package + "/" + name + (version.empty() ? "" : "@" + version);
}

Result<WitInterface> wit_interface(const Interface& interface, const WitNames& names, const std::string& path) {
  std::string name = package_label(names.module);
  WitInterface wit{.package = package_label(names.project) + ":" + name,
                   .version = std::string(names.version),
                   .name = name,
                   .definitions = {},
                   .functions = {}};
  SINTER_TRY(Translator(interface, path).translate(wit));
  return wit;
}

std::string write_wit(const WitInterface& interface) {
  std::string text = "package " + interface.package + (interface.version.empty() ? "" : "@" + interface.version) +
                     ";\n\ninterface " + escaped(interface.name) + " {\n";
  std::string_view separator;
  for (const WitDefinition& definition : interface.definitions) {
    text += separator;
    text += definition_text(definition);
    separator = "\n";
  }
  for (const WitFunction& function : interface.functions) {
    text += separator;
    text += function_text(function);
    separator = "\n";
  }
  return text + "}\n\nworld " + interface.name + "-component {\n  export " + escaped(interface.name) + ";\n}\n";
}

std::string wit_label(std::string_view name) {
  auto is_upper = [&](std::size_t at) { return at < name.size() && name[at] >= 'A' && name[at] <= 'Z'; };
  auto is_lower = [&](std::size_t at) { return at < name.size() && name[at] >= 'a' && name[at] <= 'z'; };
  std::string label;
  for (std::size_t at = 0; at < name.size(); ++at) {
    if (name[at] == '_') {
      if (!label.empty() && at + 1 < name.size()) label += '-';
      continue;
    }
    bool begins_word = is_upper(at) && at > 0 && name[at - 1] != '_' && (!is_upper(at - 1) || is_lower(at + 1));
    if (begins_word) label += '-';
    label += is_upper(at) ? static_cast<char>(name[at] - 'A' + 'a') : name[at];
  }
  return label;
}

}  // namespace sinter
