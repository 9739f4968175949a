#include "bind/value_glue.h"

#include <algorithm>
#include <array>
#include <utility>

#include "base/json.h"
#include "base/ranges.h"
#include "base/text.h"
#include "bind/glue.h"
#include "bind/interface_check.h"
#include "bind/memory_glue.h"
#include "bind/object_glue.h"

namespace sinter {
namespace {

using Kind = BoundType::Kind;

bool is_big_integer(Scalar scalar) { return scalar == Scalar::i64 || scalar == Scalar::u64; }

std::string call_text(std::string_view function, std::initializer_list<std::string> arguments) {
  std::string text = std::string(function) + "(";
  for (const std::string& argument : arguments) text += (text.ends_with('(') ? "" : ", ") + argument;
  return text + ")";
}

/// Whether reading the expression twice gives the same: it is no field, element or call.
bool is_variable(std::string_view expression) { return expression.find_first_of(".[(") == std::string_view::npos; }

bool holds_scalars_only(const BoundStruct& entry) {
  auto is_scalar = [](const BoundValue& field) { return field.type.kind == Kind::scalar; };
  return !entry.fields.empty() && ranges::all_of(entry.fields, is_scalar);
}

/// "list_Point": a part of a function's name that tells people what it is about.
std::string short_name(const BoundType& type) {
  std::string name = alternative_name(type.kind == Kind::array ? type.inner.front() : type);
  if (type.kind == Kind::list || type.kind == Kind::map || type.kind == Kind::set || type.kind == Kind::variant) {
    for (const BoundType& inner : type.inner) {
      bool is_named = inner.kind == Kind::structure || inner.kind == Kind::enumeration;
      name += "_" + (is_named ? inner.name : alternative_name(inner));
    }
  }
  return name.substr(0, 60);
}

/// The type of a list with the elements of a fixed array.
BoundType as_list(const BoundType& array) {
  const BoundType& element = array.inner.front();
  if (element.kind == Kind::string) return {.kind = Kind::strings};
  if (element.kind == Kind::scalar && element.scalar != Scalar::boolean) {
    return {.kind = Kind::numbers, .scalar = element.scalar};
  }
  return {.kind = Kind::list, .inner = {element}};
}

}  // namespace

std::string javascript_string(std::string_view text) {
  std::string json;
  append_json_string(json, text);
  return json;
}

std::string enum_table(std::string_view name) { return "$enum_" + std::string(name); }

void ValueGlue::pass(const BoundType& type, const std::string& value, const std::string& label,
                     CallArguments& arguments) {
  Flow flow{.lent = arguments.lent, .is_argument = true, .locals_count = arguments.locals_count};
  flatten(type, {.value = value, .label = label, .absent = ""}, flow);
  arguments.before.insert(arguments.before.end(), flow.before.begin(), flow.before.end());
  arguments.after.insert(arguments.after.end(), flow.after.begin(), flow.after.end());
  arguments.lent = flow.lent;
  arguments.locals_count = flow.locals_count;
  for (Leaf& leaf : flow.leaves) {
    if (leaf.expression == "$.size" || leaf.expression.find("$in_") != std::string::npos) arguments.uses_arena = true;
    arguments.values.push_back(std::move(leaf.expression));
  }
}

std::string ValueGlue::local(Flow& flow, const std::string& value) {
  std::string name = "$" + std::to_string(flow.locals_count++);
  flow.before.push_back("const " + name + " = " + value + ";");
  return name;
}

void ValueGlue::flatten(const BoundType& type, const Place& place, Flow& flow) {
  const auto& [value, label, absent, slot] = place;
  std::string name = javascript_string(label);
  auto leaf = [&](char letter, std::string expression, std::string_view otherwise = "0") {
    if (!absent.empty()) expression = absent + " ? " + std::string(otherwise) + " : " + expression;
    flow.leaves.push_back({letter, slot, 0, std::move(expression)});
  };
  switch (type.kind) {
    case Kind::nothing: return;
    case Kind::scalar:
      return leaf(wire_types(interface_, type)[0], call_text(check_name(type.scalar), {value, name}),
                  is_big_integer(type.scalar) ? "0n" : "0");
    case Kind::word:
      return leaf(wire_types(interface_, type)[0],
                  call_text(type.scalar == Scalar::i64 ? "$long" : "$word", {value, name}));
    case Kind::duration:
      if (type.high == 0) return leaf('d', call_text("$number", {value, name}));
      return leaf('d', call_text("$duration", {value, name, std::to_string(type.low), std::to_string(type.high)}));
    case Kind::time:
      return leaf('d', call_text("$time", {value, name, std::to_string(type.low), std::to_string(type.high)}));
    case Kind::enumeration: return leaf('i', call_text("$choice", {value, name, enum_table(type.name)}));
    case Kind::variant: {
      std::string function = function_for("in", type);
      if (flow.is_argument) return leaf('i', call_text(function, {value, name}));
      return leaf(0, call_text(function, {value, name, slot == 0 ? "$at" : "$at + " + std::to_string(slot)}));
    }
    case Kind::object:
      return leaf('i', pass_object(interface_, type, value, name, flow.is_argument ? passed_ : Passed::with_others));
    case Kind::callback:
      if (type.is_kept) return leaf('i', call_text("$keep", {value, name, function_for("call", type)}));
      return leaf('i', call_text("$callback", {value, name, adapter_place(type)}));
    case Kind::optional: return flatten_optional(type, place, flow);
    case Kind::structure:
    case Kind::tuple: return flatten_parts(type, place, flow);
    case Kind::in_out: return flatten_in_out(type, place, flow);
    default: break;
  }
  leaf('i', put_view(type, place));
  flow.leaves.push_back({'i', slot, 1, "$.size"});
}

/// The call that writes what is behind an address and a length; it leaves the length in
/// `$.size`.
std::string ValueGlue::put_view(const BoundType& type, const Place& place) {
  std::string name = javascript_string(place.label);
  switch (type.kind) {
    case Kind::string: return call_text("$string", {place.value, name});
    case Kind::strings: return call_text("$strings", {place.value, name});
    case Kind::numbers: return call_text("$put_" + std::string(scalar_name(type.scalar)), {place.value, name});
    case Kind::array: return call_text("$sized", {put_view(as_list(type), place), name, std::to_string(type.count)});
    default: return call_text(function_for("in", type), {place.value, name});
  }
}

void ValueGlue::flatten_in_out(const BoundType& type, const Place& place, Flow& flow) {
  std::string element(scalar_name(type.scalar));
  std::string address = "$lent" + std::to_string(flow.lent.size());
  flow.lent.push_back(address);
  if (shows_memory(interface_) == Shown::yes) {
    flow.after.push_back(call_text("$copyBack", {place.value, address, "$." + element + "s"}) + ";");
  } else {
    std::string shift = std::to_string(std::array{0, 0, 1, 0, 2, 0, 0, 0, 3}[scalar_size_bytes(type.scalar)]);
    std::string start = "(" + address + " >>> " + shift + ")";
    flow.after.push_back(place.value + ".set($." + element + "s.subarray(" + start + ", " + start + " + " +
                         place.value + ".length));");
  }
  flow.leaves.push_back(
      {'i', place.slot, 0,
       address + " = " + call_text("$lend_" + element, {place.value, javascript_string(place.label)})});
  flow.leaves.push_back({'i', place.slot, 1, "$.size"});
}

void ValueGlue::flatten_optional(const BoundType& type, const Place& place, Flow& flow) {
  // A parameter is a variable already; anything else may change between two looks.
  std::string read = place.absent.empty() ? place.value : place.absent + " ? undefined : " + place.value;
  std::string value = is_variable(place.value) && place.absent.empty() ? place.value : local(flow, read);
  std::string missing = value + " == null";
  flow.leaves.push_back({'i', place.slot, 0, missing + " ? 0 : 1"});
  flatten(type.inner.front(), {.value = value, .label = place.label, .absent = missing, .slot = place.slot + 1}, flow);
}

void ValueGlue::flatten_parts(const BoundType& type, const Place& place, Flow& flow) {
  std::string name = javascript_string(place.label);
  bool is_tuple = type.kind == Kind::tuple;
  bool is_in_loop = !is_tuple && !flow.is_argument && place.absent.empty();
  if (is_in_loop && holds_scalars_only(interface_.find_struct(type.name))) return flatten_fields(type, place, flow);
  std::string checked = is_tuple ? call_text("$tuple", {place.value, name, std::to_string(type.inner.size())})
                                 : call_text("$object", {place.value, name});
  std::string owner = local(flow, (place.absent.empty() ? "" : place.absent + " ? undefined : ") + checked);
  std::uint32_t slot = place.slot;
  auto part = [&](const BoundType& inner, const std::string& key) {
    flatten(inner, {.value = owner + key, .label = place.label + key, .absent = place.absent, .slot = slot}, flow);
    slot += slot_count(interface_, inner);
  };
  if (is_tuple) {
    for (std::size_t index = 0; index < type.inner.size(); ++index) {
      part(type.inner[index], "[" + std::to_string(index) + "]");
    }
    return;
  }
  for (const BoundValue& field : interface_.find_struct(type.name).fields) {
    part(field.type, "." + camel_case(field.name));
  }
}

/// All fields of a struct of scalars at once, for loops: once they are read, engines know what the object is, and
/// `instanceof` costs nothing, where `typeof` costs as much as all the rest. Objects of other realms and those without
/// a prototype pay it. Beside strings nobody would notice.
void ValueGlue::flatten_fields(const BoundType& type, const Place& place, Flow& flow) {
  const std::vector<BoundValue>& fields = interface_.find_struct(type.name).fields;
  std::string owner = is_variable(place.value) ? place.value : local(flow, place.value);
  std::string check = call_text("$object", {owner, javascript_string(place.label)});
  std::vector<std::string> names;
  std::vector<std::string> reads;
  for (const BoundValue& field : fields) {
    names.push_back("$" + std::to_string(flow.locals_count++));
    reads.push_back(camel_case(field.name) + ": " + names.back());
  }
  flow.before.push_back("const { " + join(reads, ", ") + " } = " + owner + " ?? " + check + ";");
  flow.before.push_back("if (!(" + owner + " instanceof Object)) " + check + ";");
  std::uint32_t slot = place.slot;
  for (std::size_t index = 0; index < fields.size(); ++index) {
    const BoundType& inner = fields[index].type;
    flatten(inner,
            {.value = names[index],
             .label = place.label + "." + camel_case(fields[index].name),
             .absent = "",
             .slot = slot},
            flow);
    slot += slot_count(interface_, inner);
  }
}

std::string ValueGlue::direct(const BoundType& type, const std::string& call) {
  if (type.kind == Kind::sequence) {
    return call_text("$iterate", {call, function_for("each", type.inner.front()), owners_});
  }
  if (type.kind == Kind::object) return wrap_object(interface_, type, call, "", owners_);
  if (type.kind == Kind::enumeration) return enum_table(type.name) + "[" + call + "]";
  if (type.kind == Kind::time) return "new Date(" + call + ")";
  if (type.kind != Kind::scalar) return call;
  switch (type.scalar) {
    case Scalar::boolean: return call + " !== 0";
    case Scalar::u32: return call + " >>> 0";
    case Scalar::u64: return "BigInt.asUintN(64, " + call + ")";
    default: return call;
  }
}

std::string ValueGlue::take(const BoundType& type, std::uint32_t slot) {
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
    case Kind::duration: return "$.f64s[" + half + "]";
    case Kind::time: return "new Date($.f64s[" + half + "])";
    case Kind::sequence:
      return call_text("$iterate", {"$.i32s[" + index + "]", function_for("each", type.inner.front()), owners_});
    case Kind::object:
      return wrap_object(interface_, type, "$.i32s[" + index + "]", "$.i32s[" + index + " + 1]", owners_);
    case Kind::enumeration: return enum_table(type.name) + "[$.u32s[" + index + "]]";
    case Kind::string: return "$text(" + index + ")";
    case Kind::strings: return "$texts(" + index + ")";
    case Kind::view: return "$view_" + std::string(scalar_name(type.scalar)) + "(" + index + ")";
    case Kind::numbers: return "$take_" + std::string(scalar_name(type.scalar)) + "(" + index + ")";
    case Kind::array: return take(as_list(type), slot);
    case Kind::list:
    case Kind::map:
    case Kind::set:
    case Kind::variant: return call_text(function_for("out", type), {index});
    case Kind::optional: return "$.u32s[" + index + "] !== 0 ? " + take(type.inner.front(), slot + 1) + " : undefined";
    case Kind::tuple: {
      std::string list;
      for (const BoundType& inner : type.inner) {
        list += (list.empty() ? "[" : ", ") + take(inner, slot);
        slot += slot_count(interface_, inner);
      }
      return list + "]";
    }
    case Kind::structure: break;
    case Kind::nothing:
    case Kind::word:
    case Kind::callback:
    case Kind::in_out: SINTER_ASSERT(false);
  }
  std::string object;
  for (const BoundValue& field : interface_.find_struct(type.name).fields) {
    object += (object.empty() ? "{ " : ", ") + camel_case(field.name) + ": " + take(field.type, slot);
    slot += slot_count(interface_, field.type);
  }
  return object.empty() ? "{}" : object + " }";
}

std::string ValueGlue::function_for(std::string_view direction, const BoundType& type) {
  std::string name = "$" + std::string(direction) + "_" + short_name(type);
  std::size_t same_name = 0;
  for (const Function& function : functions_) {
    if (function.direction == direction && function.type == type) return function.name;
    same_name += function.name == name || function.name.starts_with(name + "$") ? 1 : 0;
  }
  if (same_name > 0) name += "$" + std::to_string(same_name + 1);
  // Noted before it is written: the type may contain itself.
  std::size_t index = functions_.size();
  functions_.push_back({.direction = std::string(direction), .type = type, .name = name});
  // What it lends belongs to nobody it knows.
  std::string owners = std::exchange(owners_, "undefined");
  bool is_variant = type.kind == Kind::variant;
  std::string text = direction == "call"   ? adapter(name, type)
                     : direction == "each" ? take_each(name, type)
                     : direction == "in"   ? (is_variant ? put_variant(name, type) : put_table(name, type))
                                           : (is_variant ? take_variant(name, type) : take_table(name, type));
  functions_[index].text = std::move(text);
  owners_ = std::move(owners);
  return name;
}

std::vector<std::string> ValueGlue::adapters() const {
  std::vector<std::string> names;
  for (const Function& function : functions_) {
    if (function.direction == "call") names.push_back(function.name);
  }
  return names;
}

std::string ValueGlue::adapter_place(const BoundType& type) {
  std::string name = function_for("call", type);
  std::vector<std::string> names = adapters();
  return std::to_string(ranges::find(names, name) - names.begin());
}

std::string ValueGlue::take_each(const std::string& name, const BoundType& type) {
  return "\n  function " + name + "($slot) {\n    return " + take(type, 1) + ";\n  }\n";
}

/// The arguments of a callback and its result share slots; a result that needs memory
/// leaves the first one alone, where C++ noted who reads the others.
std::string ValueGlue::adapter(const std::string& name, const BoundType& type) {
  const BoundType& result = type.inner.front();
  bool is_received = result.kind != Kind::nothing && !is_direct_type(result);
  std::uint32_t slot = is_received ? 1 : 0;
  std::string text = "\n  function " + name + "($function, $slot) {\n    $fresh();\n";
  std::vector<std::string> arguments;
  std::string expiry;
  for (std::size_t index = 1; index < type.inner.size(); ++index) {
    const BoundType& argument = type.inner[index];
    arguments.push_back(take(argument, slot));
    slot += slot_count(interface_, argument);
    bool is_lent = argument.kind == Kind::object &&
                   (argument.holding == Holding::reference || argument.holding == Holding::pointer);
    if (!is_lent) continue;
    std::string lent = "$lent" + std::to_string(index);
    text += "    const " + lent + " = " + arguments.back() + ";\n";
    arguments.back() = lent;
    expiry += "      $expire(" + lent + ");\n";
  }
  if (is_received) expiry += "      $release($mark);\n";
  bool passes = holds_object(interface_, result);
  if (passes) expiry += "      $passed.length = $before;\n";
  std::string call = "$function(" + join(arguments, ", ") + ")";
  std::string indent = expiry.empty() ? "    " : "      ";
  std::string body;
  // It says so when the instance has trapped meanwhile, which nobody may have been told.
  if (result.kind == Kind::nothing) body = indent + call + ";\n" + indent + "$fresh();\n";
  else {
    Flow flow;
    flatten(result,
            {.value = "$result", .label = "the result of the callback", .absent = "", .slot = is_received ? 1U : 0U},
            flow);
    body = indent + "const $result = " + call + ";\n" + indent + "const $at = $slot >>> 1;\n" + store(flow, indent);
    if (passes) body += indent + "$commit($before);\n";
    if (is_received) body += indent + "$wasm.sinter_receive($slot * 4);\n";
  }
  if (is_received) text += "    const $mark = $.top;\n";
  if (passes) text += "    const $before = $passed.length;\n";
  if (!expiry.empty()) body = "    try {\n" + body + "    } finally {\n" + expiry + "    }\n";
  return text + body + "  }\n";
}

std::string ValueGlue::functions() {
  std::string text;
  for (const Function& function : functions_) text += function.text;
  return text;
}

/// The statements that read a value's leaves and then write them at `$at`, which counts in
/// 8 bytes.
std::string ValueGlue::store(const Flow& flow, const std::string& indent) {
  std::string text;
  for (const std::string& statement : flow.before) text += indent + statement + "\n";
  std::string writes;
  int number = flow.locals_count;
  for (const Leaf& leaf : flow.leaves) {
    if (leaf.type == 0) {
      text += indent + leaf.expression + ";\n";
      continue;
    }
    std::string name = "$" + std::to_string(number++);
    text += indent + "const " + name + " = " + leaf.expression + ";\n";
    bool is_wide = leaf.type == 'd' || leaf.type == 'l';
    std::string view = leaf.type == 'd' ? "f64s" : leaf.type == 'l' ? "i64s" : leaf.type == 'f' ? "f32s" : "u32s";
    std::uint32_t offset = is_wide ? leaf.slot : leaf.slot * 2 + leaf.half;
    writes += indent + "$." + view + "[$at" + (is_wide ? "" : " * 2") +
              (offset == 0 ? "" : " + " + std::to_string(offset)) + "] = " + name + ";\n";
  }
  return text + (writes.empty() ? "" : indent + "$fresh();\n" + writes);
}

std::string ValueGlue::put_table(const std::string& name, const BoundType& type) {
  bool is_map = type.kind == Kind::map;
  Flow flow;
  std::uint32_t slots = slot_count(interface_, type.inner.front());
  if (is_map) {
    flow.before.push_back("const $entry = values[index];");
    flatten(type.inner[0], {.value = "$entry[0]", .label = ".key", .absent = ""}, flow);
    flatten(type.inner[1], {.value = "$entry[1]", .label = ".value", .absent = "", .slot = slots}, flow);
    slots += slot_count(interface_, type.inner[1]);
  } else {
    flatten(type.inner.front(), {.value = "values[index]", .label = "", .absent = ""}, flow);
  }
  std::string read = is_map                   ? "    const values = $entries(map, name);\n"
                     : type.kind == Kind::set ? "    values = $members(values, name);\n"
                                              : "    if (!Array.isArray(values)) $wrong(name, \"an array\", values);\n";
  return "\n  function " + name + "(" + (is_map ? "map" : "values") + ", name) {\n" + read +
         "    const length = values.length >>> 0;\n    const table = $place(length * " + std::to_string(slots * 8) +
         ");\n    let index = 0;\n    try {\n      for (let $at = table >>> 3; index < length; index++, $at += " +
         std::to_string(slots) + ") {\n" + store(flow, "        ") +
         "      }\n    } catch ($error) {\n      throw $within($error, name, index);\n    }\n"
         "    $.size = length;\n    return table;\n  }\n";
}

std::string ValueGlue::put_variant(const std::string& name, const BoundType& type) {
  std::string text = "\n  function " + name + "(value, name, $at = $place(" +
                     std::to_string(slot_count(interface_, type) * 8) +
                     ") >>> 3) {\n    try {\n      const { kind } = $object(value, \"\");\n      switch (kind) {\n";
  std::vector<std::string> kinds;
  for (const BoundType& inner : type.inner) {
    kinds.push_back(javascript_string(alternative_name(inner)));
    Flow flow;
    flatten(inner, {.value = "value.value", .label = ".value", .absent = "", .slot = 1}, flow);
    flow.leaves.push_back({'i', 0, 0, std::to_string(kinds.size() - 1)});
    text += "        case " + kinds.back() + ": {\n" + store(flow, "          ") + "          break;\n        }\n";
  }
  std::string expected = kinds.size() == 1 ? kinds.front() : "one of " + join(kinds, ", ");
  return text + "        default:\n          $wrong(\".kind\", " + javascript_string(expected) +
         ", kind);\n      }\n    } catch ($error) {\n      throw $within($error, name);\n    }\n    return $at * 8;\n  "
         "}\n";
}

std::string ValueGlue::take_table(const std::string& name, const BoundType& type) {
  bool is_map = type.kind == Kind::map;
  std::uint32_t slots = slot_count(interface_, type.inner.front());
  std::string element = take(type.inner.front(), 0);
  if (is_map) {
    element += ", " + take(type.inner[1], slots);
    slots += slot_count(interface_, type.inner[1]);
  }
  return "\n  function " + name + "(index) {\n    const values = " +
         (is_map                   ? "new Map()"
          : type.kind == Kind::set ? "new Set()"
                                   : "[]") +
         ";\n    let $slot = $.u32s[index] >>> 2;\n    for (let count = $.u32s[index + 1]; count > 0; count--, $slot "
         "+= " +
         std::to_string(slots * 2) + ") values." +
         (is_map                   ? "set"
          : type.kind == Kind::set ? "add"
                                   : "push") +
         "(" + element + ");\n    return values;\n  }\n";
}

std::string ValueGlue::take_variant(const std::string& name, const BoundType& type) {
  std::string text = "\n  function " + name + "($slot) {\n    switch ($.u32s[$slot]) {\n";
  for (std::size_t index = 0; index < type.inner.size(); ++index) {
    const BoundType& inner = type.inner[index];
    text += "      case " + std::to_string(index) + ": return { kind: " + javascript_string(alternative_name(inner));
    if (inner.kind != Kind::nothing) text += ", value: " + take(inner, 1);
    text += " };\n";
  }
  return text + "    }\n  }\n";
}

}  // namespace sinter
