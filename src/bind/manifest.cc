#include "bind/manifest.h"

#include "base/json.h"
#include "base/ranges.h"
#include "bind/interface_check.h"
#include "bind/object_glue.h"

namespace sinter {
namespace {

/// The same form as in descriptors: "i32", {"numbers": "f64"}, {"optional": ...}.
void write_type(JsonWriter& json, const BoundType& type) {
  using Kind = BoundType::Kind;
  switch (type.kind) {
    case Kind::nothing: json.string("void"); return;
    case Kind::scalar:
    case Kind::word: json.string(scalar_name(type.scalar)); return;
    case Kind::string: json.string("string"); return;
    case Kind::strings: json.string("strings"); return;
    case Kind::numbers: json.begin_object().key("numbers").string(scalar_name(type.scalar)).end_object(); return;
    case Kind::view: json.begin_object().key("view").string(scalar_name(type.scalar)).end_object(); return;
    case Kind::in_out: json.begin_object().key("in_out").string(scalar_name(type.scalar)).end_object(); return;
    case Kind::sequence: json.begin_object().key("sequence"); break;
    case Kind::callback: json.begin_object().key(type.is_kept ? "kept_callback" : "callback").begin_array(); break;
    case Kind::object: {
      constexpr std::string_view holdings[] = {"object", "reference", "pointer", "unique", "shared"};
      json.begin_object().key(holdings[static_cast<std::size_t>(type.holding)]).string(type.name).end_object();
      return;
    }
    case Kind::enumeration: json.begin_object().key("enum").string(type.name).end_object(); return;
    case Kind::structure:
      json.begin_object().key(type.is_options ? "options" : "struct").string(type.name).end_object();
      return;
    case Kind::optional: json.begin_object().key("optional"); break;
    case Kind::list: json.begin_object().key("list"); break;
    case Kind::array: json.begin_object().key("array").begin_array(); break;
    case Kind::map: json.begin_object().key("map").begin_array(); break;
    case Kind::tuple: json.begin_object().key("tuple").begin_array(); break;
    case Kind::variant: json.begin_object().key("variant").begin_array(); break;
    case Kind::set: json.begin_object().key("set"); break;
    case Kind::duration: json.begin_object().key("duration").begin_array(); break;
    case Kind::time: json.begin_object().key("time").begin_array(); break;
  }
  for (const BoundType& inner : type.inner) write_type(json, inner);
  if (type.kind == Kind::array) json.number(std::uint64_t{type.count});
  if ((type.kind == Kind::duration || type.kind == Kind::time) && type.high != 0)
    json.number(type.low).number(type.high);
  constexpr Kind single[] = {Kind::optional, Kind::list, Kind::set, Kind::sequence};
  if (!ranges::contains(single, type.kind)) json.end_array();
  json.end_object();
}

void write_values(JsonWriter& json, const std::vector<BoundValue>& values, std::string (*name_of)(std::string_view)) {
  json.begin_array();
  for (const BoundValue& value : values) {
    json.begin_object().key("name").string(name_of(value.name)).key("type");
    write_type(json, value.type);
    if (!value.note.empty()) json.key("doc").string(value.note);
    json.end_object();
  }
  json.end_array();
}

void write_function(JsonWriter& json, const BoundFunction& function) {
  constexpr std::string_view roles[] = {"", "constructor", "static", "method", "getter", "setter", "iterator"};
  json.begin_object().key("name").string(camel_case(function.name)).key("export").string(export_name(function));
  if (!function.owner.empty()) json.key("role").string(roles[static_cast<std::size_t>(function.role)]);
  json.key("doc").string(function.doc).key("parameters");
  write_values(json, function.parameters, parameter_name);
  json.key("result");
  write_type(json, function.result);
  json.key("fault");
  if (function.fault.empty()) json.null();
  else json.string(function.fault);
  if (std::optional<std::string> note = deprecation(function.doc)) json.key("deprecated").string(*note);
  if (is_stateful(function.doc)) json.key("stateful").boolean(true);
  json.end_object();
}

void write_classes(JsonWriter& json, const Interface& interface) {
  json.begin_array();
  for (const BoundClass& entry : interface.classes) {
    json.begin_object().key("name").string(entry.name).key("doc").string(entry.doc).key("base");
    if (entry.base.empty()) json.null();
    else json.string(entry.base);
    json.key("collected").boolean(entry.is_collected).key("members").begin_array();
    for (const BoundFunction& member : interface.members) {
      if (member.owner == entry.name) write_function(json, member);
    }
    json.end_array().end_object();
  }
  json.end_array();
}

}  // namespace

std::string write_manifest(std::string_view module, const Interface& interface,
                           const std::vector<BoundVariant>& variants) {
  JsonWriter json(2);
  json.begin_object().key("schema").number(1).key("module").string(module);
  json.key("variants").begin_array();
  for (const BoundVariant& variant : variants) {
    json.begin_object().key("name").string(variant.name).key("file").string(variant.file).end_object();
  }
  json.end_array();
  if (interface.shows_memory) json.key("memory").boolean(true);
  if (!interface.arrays.empty()) {
    json.key("arrays").begin_array();
    for (Scalar scalar : interface.arrays) json.string(scalar_name(scalar));
    json.end_array();
  }
  json.key("functions").begin_array();
  for (const BoundFunction& function : interface.functions) write_function(json, function);
  json.end_array().key("enums").begin_array();
  for (const BoundEnum& entry : interface.enums) {
    json.begin_object().key("name").string(entry.name).key("values").begin_array();
    for (const std::string& value : entry.values) json.string(value);
    json.end_array().end_object();
  }
  json.end_array().key("structs").begin_array();
  for (const BoundStruct& entry : interface.structs) {
    json.begin_object().key("name").string(entry.name).key("fields");
    write_values(json, entry.fields, camel_case);
    json.end_object();
  }
  json.end_array().key("classes");
  write_classes(json, interface);
  json.end_object();
  return json.take();
}

}  // namespace sinter
