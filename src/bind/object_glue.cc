#include "bind/object_glue.h"

#include <set>

#include "base/ranges.h"
#include "base/text.h"
#include "bind/callback_glue.h"
#include "bind/interface_check.h"
#include "bind/value_glue.h"

namespace sinter {
namespace {

using Role = BoundFunction::Role;

/// Gives numbers from `next` on to the classes that extend `base`, and to theirs.
void number_derived(Interface& interface, std::string_view base, std::uint32_t& next) {
  for (BoundClass& entry : interface.classes) {
    if (entry.base != base) continue;
    entry.number = next++;
    number_derived(interface, entry.name, next);
    entry.derived_count = next - entry.number - 1;
  }
}

bool is_shared(const BoundType& type) {
  return (type.kind == BoundType::Kind::object && type.holding == Holding::shared) ||
         ranges::any_of(type.inner, is_shared);
}

bool has_lent_callback(const BoundType& type) {
  if (type.kind == BoundType::Kind::callback) return !type.is_kept;
  return type.kind == BoundType::Kind::optional && has_lent_callback(type.inner.front());
}

/// Whether a callback's result holds an object: that is passed to C++, too.
bool returns_object(const Interface& interface, const BoundType& type) {
  if (type.kind == BoundType::Kind::callback) return holds_object(interface, type.inner.front());
  return ranges::any_of(type.inner, [&](const BoundType& inner) { return returns_object(interface, inner); });
}

bool passes_with_others(const Interface& interface) {
  auto passes = [&](const BoundFunction& function) {
    auto returns = [&](const BoundValue& parameter) { return returns_object(interface, parameter.type); };
    return how_passed(interface, function) == Passed::with_others || ranges::any_of(function.parameters, returns);
  };
  auto returns = [&](const BoundStruct& entry) {
    return ranges::any_of(entry.fields, [&](const BoundValue& field) { return returns_object(interface, field.type); });
  };
  return ranges::any_of(interface.functions, passes) || ranges::any_of(interface.members, passes) ||
         ranges::any_of(interface.structs, returns);
}

std::string class_variable(std::string_view name) { return "$class_" + std::string(name); }

constexpr std::string_view object_class = R"js(
  // What the objects of all classes have. Who makes one says in `$` what it stands for. Of a borrowed object `kind` is
  // ~class and `rest` its owners; of a shared one `rest` is what C++ holds it by. The kind of an object that is gone is
  // no class, so that one comparison finds all that is out of the ordinary.
  let $address, $lost<declare pass><declare share><declare end>;
  class $Object {
    #at = $.at;
    #kind = $.kind;
    #rest = $.rest;
    constructor() {
      if ($.at === 0) throw new SinterError("no_constructor", "objects of this class come from functions");
      $.at = 0;
      if (this.#kind < 0) return;
      $live[this.#kind]++;<register>
    }
    get ownership() {
      $address(this, 0, $classes.length, "this");
      return this.#kind < 0 ? "borrowed" : this.#rest === undefined ? "owned" : "shared";
    }
    dispose() {
      const at = this.#at;
      const kind = this.#kind;
      if (at === 0) $disposed("this");
      this.#at = 0;
      this.#kind = -0x40000000;
      if (kind < 0) return;<unregister>
      $letGo(kind, at, this.#rest ?? at);
    }
    [Symbol.dispose ?? Symbol.for("Symbol.dispose")]() {
      this.dispose();
    }
    static {
      this.prototype[$kin] = this;
      const isGone = (object) => object.#at === 0 || (object.#kind < 0 && $lost(object.#rest));
      $lost = (owners) => owners !== undefined && owners.some((owner) => owner != null && isGone(owner));
      const check = (object, first, more, name) => {
        const isOurs = Object(object) === object && #at in object;
        if (isOurs && isGone(object)) $disposed(name);
        if (!isOurs || (~object.#kind - first) >>> 0 > more) $stranger(object, first, name, isOurs);
        return object.#at;
      };
      $address = (object, first, more, name) => {
        try {
          if ((object.#kind - first) >>> 0 <= more) return object.#at;
        } catch {
          // No object of ours. Asking `in` first is slow in engines of today.
        }
        return check(object, first, more, name);
      };<pass><share><end>
    }
  }
)js";

// Other arguments may run code that disposes of an object, or gives it away, after its address was taken, and may be
// refused after an object was given away. `use` is 1 for one that is C++'s from now on, 2 for a shared one.
constexpr std::string_view pass = R"js(
      $pass = (object, first, more, name, use) => {
        const at = $address(object, first, more, name);
        const isOwned = object.#kind >= 0 && object.#rest === undefined;
        if (use === 1 && !isOwned) throw new SinterError("not_owned", `\`${name}\` is not owned, so it cannot be given away`);
        if (use === 2 && (isOwned || object.#kind < 0)) throw new SinterError("not_shared", `\`${name}\` is not shared`);
        $passed.push([object, name, use]);
        return use === 2 ? object.#rest : at;
      };
      // What was passed since there were `before` must be there still; then what is given away is gone.
      $commit = (before) => {
        const passed = $passed.slice(before);
        for (const [object, name, use] of passed) {
          if (isGone(object)) $disposed(name || "an element");
          const times = use === 1 ? $passed.filter((other) => other[0] === object).length : 1;
          if (times > 1) throw new SinterError("in_use", `\`${name || "an element"}\` is in use, so it cannot be given away`);
        }
        for (const [object, , use] of passed) {
          if (use !== 1) continue;
          $live[object.#kind]--;<unregister object>
          object.#at = 0;
          object.#kind = -0x40000000;
        }
      };)js";

constexpr std::string_view share = R"js(
      $share = (object, first, more, name) => {
        $address(object, first, more, name);
        if (object.#kind < 0 || object.#rest === undefined) throw new SinterError("not_shared", `\`${name}\` is not shared`);
        return object.#rest;
      };)js";

constexpr std::string_view after_class = R"js(
  function $disposed(name) {
    throw new SinterError("disposed", `\`${name}\` was disposed of, or what it was borrowed from`);
  }
  function $stranger(object, first, name, isOurs) {
    if (!isOurs && (object?.[$kin] ?? $Object) !== $Object) throw new SinterError("other_instance", `\`${name}\` belongs to another instance of the module`);
    $wrong(name, `an object of class ${$classes[first]}`, object);
  }
  function $letGo(kind, at, hold) {
    if ($.dead) return;<later>
    $live[kind]--;
    try {
      <let go><settle>
    } catch (error) {
      throw $died(error, `${$classes[kind]}.dispose`);
    }
  }
  function $make(kind, at, rest) {
    $.kind = kind;
    $.at = at;
    $.rest = rest;
  }
  function $wrap(Class, kind, at, rest) {
    if (at === 0) return undefined;
    $make(kind, at, rest);
    return new Class();
  }
)js";

// C++ may be using the object that a callback disposes of.
constexpr std::string_view later = R"js(
    if ($lent.inside > 0) {
      $lent.later.push([kind, at, hold]);
      $lent.unsettled = true;
      return;
    }
)js";

constexpr std::string_view expire = R"js(
      // What a callback was shown is gone when it returns.
      $expire = (object) => {
        if (object === undefined) return;
        object.#at = 0;
        object.#kind = -0x40000000;
      };)js";

std::string replaced(std::string text, std::string_view from, std::string_view to) {
  for (std::size_t at = 0; (at = text.find(from, at)) != std::string::npos; at += to.size()) {
    text.replace(at, from.size(), to);
  }
  return text;
}

}  // namespace

void number_classes(Interface& interface) {
  std::uint32_t next = 0;
  number_derived(interface, "", next);
}

std::vector<const BoundClass*> classes_in_order(const Interface& interface) {
  std::vector<const BoundClass*> order(interface.classes.size());
  for (const BoundClass& entry : interface.classes) order[entry.number] = &entry;
  return order;
}

std::string export_name(const BoundFunction& function) {
  switch (function.role) {
    case Role::function: return function.name;
    case Role::setter: return function.owner + "." + function.name + "=";
    default: return function.owner + "." + function.name;
  }
}

std::string export_variable(const BoundFunction& function) {
  switch (function.role) {
    case Role::function: return "_" + function.name;
    case Role::setter: return "_" + function.owner + "__" + function.name + "__set";
    default: return "_" + function.owner + "__" + function.name;
  }
}

std::string shown_name(const BoundFunction& function) {
  if (function.role == Role::function) return camel_case(function.name);
  if (function.role == Role::constructor) return "new " + function.owner;
  return function.owner + "." + camel_case(function.name);
}

std::string pass_object(const Interface& interface, const BoundType& type, const std::string& value,
                        const std::string& name, Passed passed) {
  const BoundClass& entry = interface.find_class(type.name);
  bool is_shared = type.holding == Holding::shared;
  std::string_view use = type.holding == Holding::unique ? ", 1)" : is_shared ? ", 2)" : ", 0)";
  std::string check =
      "(" + value + ", " + std::to_string(entry.number) + ", " + std::to_string(entry.derived_count) + ", " + name;
  if (passed == Passed::with_others) check = "$pass" + check.append(use);
  else check = (is_shared ? "$share" : "$address") + check + ")";
  return type.holding == Holding::pointer ? value + " == null ? 0 : " + check : check;
}

Passed how_passed(const Interface& interface, const BoundFunction& function) {
  auto is_object = [](const BoundValue& parameter) { return parameter.type.kind == BoundType::Kind::object; };
  auto is_given = [&](const BoundValue& parameter) {
    return is_object(parameter) && parameter.type.holding == Holding::unique;
  };
  auto holds = [&](const BoundValue& parameter) {
    bool is_alone = is_object(parameter) || parameter.type.kind == BoundType::Kind::callback;
    return !is_alone && holds_object(interface, parameter.type);
  };
  auto lends = [](const BoundValue& parameter) { return has_lent_callback(parameter.type); };
  bool passes = has_object(function) || ranges::any_of(function.parameters, is_object);
  bool is_with_others = ranges::any_of(function.parameters, is_given) || ranges::any_of(function.parameters, holds) ||
                        (passes && ranges::any_of(function.parameters, lends));
  return is_with_others ? Passed::with_others : Passed::alone;
}

bool holds_object(const Interface& interface, const BoundType& type) {
  std::set<std::string> seen;  // a struct may hold a list of its own kind
  auto look = [&](auto&& self, const BoundType& at) -> bool {
    if (at.kind == BoundType::Kind::object) return true;
    if (at.kind == BoundType::Kind::callback || at.kind == BoundType::Kind::sequence) return false;
    if (at.kind == BoundType::Kind::structure && seen.insert(at.name).second) {
      for (const BoundValue& field : interface.find_struct(at.name).fields) {
        if (self(self, field.type)) return true;
      }
    }
    return ranges::any_of(at.inner, [&](const BoundType& inner) { return self(self, inner); });
  };
  return look(look, type);
}

bool passes_object(std::string_view expression) {
  for (std::string_view check : {"$keep(", "$address(", "$pass(", "$share("}) {
    if (expression.find(check) != std::string_view::npos) return true;
  }
  return false;
}

std::string wrap_object(const Interface& interface, const BoundType& type, const std::string& address,
                        const std::string& hold, const std::string& owners) {
  std::uint32_t number = interface.find_class(type.name).number;
  bool is_borrowed = type.holding == Holding::reference || type.holding == Holding::pointer;
  std::string text = "$wrap(" + class_variable(type.name) + ", " +
                     (is_borrowed ? "-" + std::to_string(number + 1) : std::to_string(number)) + ", " + address;
  if (is_borrowed && owners != "undefined") text += ", " + owners;
  if (type.holding == Holding::shared) text += ", " + hold;
  return text + ")";
}

std::string class_text(const BoundClass& entry, const std::string& members) {
  std::string text = "\n  const " + class_variable(entry.name) + " = { " + entry.name + ": class extends " +
                     (entry.base.empty() ? "$Object" : class_variable(entry.base)) + " {\n";
  // The name is a key and not the class's own, which inside of it could hide something the glue uses.
  return text + members + "  } }." + entry.name + ";\n";
}

std::string objects_text(const Interface& interface) {
  bool shares = shares_objects(interface);
  std::vector<std::string> names;
  std::vector<std::string> disposers;
  std::vector<std::string> collected;
  std::vector<std::string> zeros;
  bool collects = false;
  for (const BoundClass* entry : classes_in_order(interface)) {
    names.push_back(javascript_string(entry->name));
    disposers.push_back(entry->is_disposable ? "__free_" + entry->name : "undefined");
    collected.emplace_back(entry->is_collected ? "true" : "false");
    zeros.emplace_back("0");
    collects = collects || entry->is_collected;
  }
  bool has_iterators = has_sequences(interface);
  if (has_iterators) {
    names.emplace_back("\"Sequence\"");
    disposers.emplace_back("_end");
    collected.emplace_back("false");
    zeros.emplace_back("0");
  }
  std::string text = "\n  const $classes = [" + join(names, ", ") + "];\n  const $frees = [" + join(disposers, ", ") +
                     "];\n  const $live = [" + join(zeros, ", ") + "];\n";
  if (collects) {
    text += "  const $collected = [" + join(collected, ", ") +
            "];\n  const $registry = new FinalizationRegistry((held) => $letGo(...held));\n";
  }
  text += std::string(object_class) + std::string(after_class);
  bool calls_back = interface.calls_back;
  text = replaced(text, "<declare end>", calls_back ? ", $expire" : "");
  text = replaced(text, "<end>", calls_back ? expire : "");
  text = replaced(text, "<later>", calls_back ? later : "");
  text = replaced(text, "<settle>", calls_back ? "\n      if ($lent.unsettled) $settle();" : "");
  bool passes = passes_with_others(interface);
  text = replaced(text, "<pass>", passes ? pass : "");
  text = replaced(text, "<declare pass>", passes ? ", $pass, $commit" : "");
  if (passes) text = "\n  const $passed = [];" + text;
  text = replaced(text, "<share>", shares ? share : "");
  text = replaced(text, "<declare share>", shares ? ", $share" : "");
  text = replaced(text, "<register>",
                  collects ? "\n      if ($collected[this.#kind]) $registry.register(this, [this.#kind, this.#at, "
                             "this.#rest ?? this.#at], this);"
                           : "");
  text = replaced(text, "<unregister>", collects ? "\n      $registry.unregister(this);" : "");
  text = replaced(text, "<unregister object>", collects ? "\n        $registry.unregister(object);" : "");
  if (has_iterators) text += sequence_class(interface.classes.size(), calls_back);
  return replaced(text, "<let go>",
                  shares ? "if (hold === at) $frees[kind](at);\n      else _release(hold);" : "$frees[kind](at);");
}

std::string class_entries(const Interface& interface) {
  if (!has_objects(interface)) return "";
  std::string text;
  for (const BoundClass& entry : interface.classes) {
    text += "    " + entry.name + ": " + class_variable(entry.name) + ",\n";
  }
  return text +
         "    liveObjects: () => Object.fromEntries($classes.map((name, kind) => [name, $live[kind]]).filter(([, "
         "count]) => count > 0)),\n";
}

bool has_objects(const Interface& interface) { return !interface.classes.empty() || has_sequences(interface); }

bool shares_objects(const Interface& interface) {
  auto shares = [](const BoundFunction& function) {
    return is_shared(function.result) || ranges::any_of(function.parameters, is_shared, &BoundValue::type);
  };
  auto holds = [](const BoundStruct& entry) { return ranges::any_of(entry.fields, is_shared, &BoundValue::type); };
  return ranges::any_of(interface.functions, shares) || ranges::any_of(interface.members, shares) ||
         ranges::any_of(interface.structs, holds);
}

std::vector<std::string> object_exports(const Interface& interface) {
  std::vector<std::string> entries;
  for (const BoundClass& entry : interface.classes) {
    if (entry.is_disposable) entries.push_back(javascript_string("~" + entry.name) + ": __free_" + entry.name);
  }
  for (const BoundFunction& member : interface.members) {
    entries.push_back(javascript_string(export_name(member)) + ": " + export_variable(member));
  }
  if (has_sequences(interface)) entries.insert(entries.end(), {"sinter_next: _next", "sinter_end: _end"});
  if (shares_objects(interface)) entries.emplace_back("sinter_release: _release");
  return entries;
}

}  // namespace sinter
