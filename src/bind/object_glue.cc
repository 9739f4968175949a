#include "bind/object_glue.h"

#include <set>

#include "base/ranges.h"
#include "base/text.h"
#include "bind/callback_glue.h"
#include "bind/glue.h"
#include "bind/interface_check.h"
#include "bind/owned_class.h"
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

bool is_lent(const BoundType& type) {
  return (type.kind == BoundType::Kind::object &&
          (type.holding == Holding::reference || type.holding == Holding::pointer)) ||
         ranges::any_of(type.inner, is_lent);
}

/// The name of the class at the other end of `extends`, or the class's own.
std::string root_of(const Interface& interface, const BoundClass& entry) {
  return entry.base.empty() ? entry.name : root_of(interface, interface.find_class(entry.base));
}

constexpr std::string_view object_class = R"js(
  class $Object {
    get ownership() {
      $checked(this, 0, $classes.length, "this");<ownership>
    }
    [Symbol.dispose ?? Symbol.for("Symbol.dispose")]() {
      this.dispose();
    }
    static {
      this.prototype[$kin] = $;
    }
  }
)js";

constexpr std::string_view told_ownership = R"js(
      const [, kind, rest] = $state(this);
      return kind < 0 ? "borrowed" : rest === undefined ? "owned" : "shared";)js";

// Of every class without a base. The fields are not in one common class: a constructor that
// calls another one for them takes a third longer in engines of today.
constexpr std::string_view root_class = R"js(
    #kind = $.kind;<rest field>
    #at = $born(<this>);
    static {
      $address_<name> = (object, first, more, name) => {
        try {
          if ((object.#kind - first) >>> 0 <= more) return object.#at;
        } catch {
          // No object of ours. Asking `in` first is slow in engines of today.
        }
        return $checked(object, first, more, name);
      };
      $states.push((object, ends) => {
        if (!(#at in object)) return undefined;
        const state = [object.#at, object.#kind<, object rest>];<if it ends>
        return state;
      });
    }
    dispose() {<once>
      const at = this.#at;
      const kind = this.#kind;
      this.#at = 0;
      this.#kind = -0x40000000;
      $dispose(kind, at<, this rest><, this>);
    }
)js";

constexpr std::string_view ending = R"js(
        if (ends) {
          object.#at = 0;
          object.#kind = -0x40000000;
        })js";

struct PartPattern {
  std::string_view name;
  std::string_view text;
};

constexpr PartPattern object_patterns[] = {
    {"$born", R"js(
  // Who makes an object says in `$` what it stands for. Of a borrowed object `kind` is ~class and `rest` its owners; of
  // a shared one `rest` is what C++ holds it by. The kind of an object that is gone is no class, so that one comparison
  // finds all that is out of the ordinary.
  function $born(<object>) {
    const { at, kind<, rest> } = $;
    if (at === 0) $throw("no_constructor", "objects of this class come from functions");
    $.at = 0;
    <if owned>$live[kind]++;<register>
    return at;
  }
)js"},
    {"$checked", R"js(
  function $checked(object, first, more, name) {
    const [at, kind<, rest>] = $state(object);
    if (at === 0<or lost>) $disposed(name);
    if (at !== undefined && (<class> - first) >>> 0 <= more) return at;
    if (at === undefined && (object?.[$kin] ?? $) !== $) $throw("other_instance", `\`${name}\` belongs to another instance of the module`);
    $wrong(name, `an object of class ${$classes[first]}`, object);
  }
)js"},
    {"$passed", R"js(
  const $passed = [];
)js"},
    {"$pass", R"js(
  // Other arguments may run code that disposes of an object, or gives it away, after its address was taken, and may be
  // refused after an object was given away. `use` is 1 for one that is C++'s from now on, 2 for a shared one.
  function $pass(address, object, first, more, name, use) {
    const at = address(object, first, more, name);
    const [, kind, rest] = $state(object);
    const isOwned = kind >= 0 && rest === undefined;
    if (use === 1 && !isOwned) $throw("not_owned", `\`${name}\` is not owned, so it cannot be given away`);
    if (use === 2 && (isOwned || kind < 0)) $throw("not_shared", `\`${name}\` is not shared`);
    $passed.push([object, name, use]);
    return use === 2 ? rest : at;
  }
)js"},
    {"$commit", R"js(
  // What was passed since there were `before` must be there still; then what is given away is gone.
  function $commit(before) {
    const passed = $passed.slice(before);
    for (const [object, name, use] of passed) {
      if ($lost([object])) $disposed(name || "an element");
      const times = use === 1 ? $passed.filter((other) => other[0] === object).length : 1;
      if (times > 1) $throw("in_use", `\`${name || "an element"}\` is in use, so it cannot be given away`);
    }
    for (const [object, , use] of passed) {
      if (use !== 1) continue;
      const [, kind] = $state(object, true);
      $live[kind]--;<unregister>
    }
  }
)js"},
    {"$share", R"js(
  function $share(address, object, first, more, name) {
    address(object, first, more, name);
    const [, kind, rest] = $state(object);
    if (kind < 0 || rest === undefined) $throw("not_shared", `\`${name}\` is not shared`);
    return rest;
  }
)js"},
    {"$expire", R"js(
  // What a callback was shown is gone when it returns.
  function $expire(object) {
    $state(object, true);
  }
)js"},
    {"$forsake", R"js(
  // Lets go of the objects in a result that nobody is going to get, because a callback threw.
  function $forsake(result) {
    const { thrown } = $lent;
    $lent.thrown = undefined;
    const look = (value) => {
      if ($state(value)[0] !== undefined) value.dispose();
      else if (typeof value === "object" && value !== null && !ArrayBuffer.isView(value)) {
        for (const part of value[Symbol.iterator] === undefined ? Object.values(value) : value) look(part);
      }
    };
    look(result);
    $lent.thrown = thrown;
    $lent.unsettled = true;
  }
)js"},
    {"$lost", R"js(
  // Whether one of those is gone that an object lives with.
  function $lost(owners) {
    return owners?.some((owner) => {
      const [at, kind, rest] = $state(owner);
      return at === 0 || (kind < 0 && $lost(rest));
    });
  }
)js"},
    {"$state", R"js(
  // What an object of ours holds, and nothing of all others.
  function $state(object, ends) {
    for (const state of $states) {
      const found = state(Object(object), ends);
      if (found !== undefined) return found;
    }
    return [];
  }
)js"},
    {"$dispose", R"js(
  function $dispose(kind, at<, rest><, object>) {
    if (at === 0) $disposed("this");<not borrowed><unregister>
    $letGo(kind, at<, hold>);
  }
)js"},
    {"$disposed", R"js(
  function $disposed(name) {
    $throw("disposed", `\`${name}\` was disposed of<or its owner>`);
  }
)js"},
    {"$letGo", R"js(
  function $letGo(kind, at<, held>) {
    if ($.dead) return;<later>
    $live[kind]--;
    try {
      <let go><settle>
    } catch (error) {
      $died(error, `${$classes[kind]}.dispose`);
    }
  }
)js"},
    {"$wrap", R"js(
  function $wrap(Class, kind, at<, rest>) {
    if (at === 0) return undefined;
    $make(kind, at<, rest>);
    return new Class();
  }
)js"},
    {"$make", R"js(
  function $make(kind, at<, rest>) {
    $.kind = kind;
    $.at = at;<keep rest>
  }
)js"},
};

// C++ may be using the object that a callback disposes of.
constexpr std::string_view later = R"js(
    if ($lent.functions.length > 0) {
      $lent.later.push([kind, at, hold]);
      $lent.unsettled = true;
      return;
    }
)js";

/// What of the above depends on the interface.
std::string filled(const Interface& interface, std::string text) {
  bool lends = lends_objects(interface);
  bool shares = shares_objects(interface);
  bool has_rest = lends || shares;
  bool collects = ranges::any_of(interface.classes, &BoundClass::is_collected);
  bool has_hold = shares || interface.calls_back;
  auto fill = [&](std::string_view tag, bool is_needed, std::string_view needed, std::string_view otherwise = "") {
    text = replaced(std::move(text), tag, is_needed ? needed : otherwise);
  };
  fill("<ownership>", has_rest, told_ownership, "\n      return \"owned\";");
  fill("<rest field>", has_rest, "\n    #rest = $.rest;");
  fill("<, rest>", has_rest, ", rest");
  fill("<, object rest>", has_rest, ", object.#rest");
  fill("<, this rest>", has_rest, ", this.#rest");
  fill("<keep rest>", has_rest, "\n    $.rest = rest;");
  fill("<this>", collects, "this");
  fill("<, this>", collects, ", this");
  fill("<object>", collects, "object");
  fill("<, object>", collects, ", object");
  fill("<if owned>", lends, "if (kind < 0) return at;\n    ");
  fill("<not borrowed>", lends, "\n    if (kind < 0) return;");
  fill("<register>", collects,
       std::string("\n    if ($collected[kind]) $registry.register(object, [kind, at") + (has_hold ? ", " : "") +
           (has_hold ? (has_rest ? "rest ?? at" : "at") : "") + "], object);");
  fill("<unregister>", collects, "\n    $registry.unregister(object);");
  fill("<or lost>", lends, " || (kind < 0 && $lost(rest))");
  fill("<or its owner>", lends || has_sequences(interface), ", or what it was borrowed from");
  fill("<class>", lends, "(kind < 0 ? ~kind : kind)", "kind");
  fill("<, hold>", has_hold, has_rest ? ", rest ?? at" : ", at");
  fill("<, held>", has_hold, ", hold");
  fill("<later>", interface.calls_back, later);
  fill("<settle>", interface.calls_back, "\n      if ($lent.unsettled) $settle();");
  fill("<let go>", shares, "if (hold === at) $frees[kind](at);\n      else $wasm.sinter_release(hold);",
       "$frees[kind](at);");
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

std::string exported_function(const BoundFunction& function) {
  std::string name = export_name(function);
  return function.role == Role::function ? "$wasm." + name : "$wasm[" + javascript_string(name) + "]";
}

std::string shown_name(const BoundFunction& function) {
  if (function.role == Role::function) return camel_case(function.name);
  if (function.role == Role::constructor) return "new " + function.owner;
  return function.owner + "." + camel_case(function.name);
}

std::string class_variable(std::string_view name) { return "$class_" + std::string(name); }

std::string pass_object(const Interface& interface, const BoundType& type, const std::string& value,
                        const std::string& name, Passed passed) {
  const BoundClass& entry = interface.find_class(type.name);
  bool is_shared = type.holding == Holding::shared;
  std::string address = "$address_" + root_of(interface, entry);
  if (owns_all(interface)) {
    std::string own = address + "(" + value + ", " + name + ")";
    return type.holding == Holding::pointer ? value + " == null ? 0 : " + own : own;
  }
  std::string check =
      value + ", " + std::to_string(entry.number) + ", " + std::to_string(entry.derived_count) + ", " + name;
  std::string_view use = type.holding == Holding::unique ? ", 1)" : is_shared ? ", 2)" : ", 0)";
  if (passed == Passed::with_others) check = "$pass(" + address + ", " + check.append(use);
  else check = (is_shared ? "$share(" + address + ", " : address + "(") + check + ")";
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
  return ranges::any_of(std::initializer_list<std::string_view>{"$keep(", "$callback(", "$address_"},
                        [&](std::string_view part) { return expression.find(part) != std::string_view::npos; });
}

std::string wrap_object(const Interface& interface, const BoundType& type, const std::string& address,
                        const std::string& hold, const std::string& owners) {
  if (owns_all(interface)) return "$wrap(" + class_variable(type.name) + ", " + address + ")";
  std::uint32_t number = interface.find_class(type.name).number;
  bool is_borrowed = type.holding == Holding::reference || type.holding == Holding::pointer;
  std::string text = "$wrap(" + class_variable(type.name) + ", " +
                     (is_borrowed ? "-" + std::to_string(number + 1) : std::to_string(number)) + ", " + address;
  if (is_borrowed && owners != "undefined") text += ", " + owners;
  if (type.holding == Holding::shared) text += ", " + hold;
  return text + ")";
}

std::string root_text(const Interface& interface, std::string_view name, std::string_view once, bool can_end) {
  std::string text = replaced(std::string(root_class), "<name>", name);
  text = replaced(std::move(text), "<if it ends>", can_end ? ending : "");
  text = replaced(std::move(text), "(object, ends)", can_end ? "(object, ends)" : "(object)");
  return filled(interface, replaced(std::move(text), "<once>", once));
}

std::string class_text(const Interface& interface, const BoundClass& entry, const std::string& members,
                       std::string_view users) {
  bool can_end = users.find("$pass(") != std::string_view::npos || users.find("$expire(") != std::string_view::npos;
  bool is_root = entry.base.empty();
  std::string text = is_root ? "\n  let $address_" + entry.name + ";" : "";
  text += "\n  const " + class_variable(entry.name) + " = { " + entry.name + ": class extends " +
          (is_root ? "$Object" : class_variable(entry.base)) + " {" +
          (is_root ? root_text(interface, entry.name, "", can_end) : "\n");
  // The name is a key and not the class's own, which inside of it could hide something the glue uses.
  return text + members + "  } }." + entry.name + ";\n";
}

std::string objects_text(const Interface& interface, std::string_view users) {
  std::vector<std::string> names;
  std::vector<std::string> disposers;
  std::vector<std::string> collected;
  std::vector<std::string> zeros;
  bool collects = false;
  for (const BoundClass* entry : classes_in_order(interface)) {
    names.push_back(javascript_string(entry->name));
    disposers.push_back(entry->is_disposable ? "$wasm[" + javascript_string("~" + entry->name) + "]" : "undefined");
    collected.emplace_back(entry->is_collected ? "true" : "false");
    zeros.emplace_back("0");
    collects = collects || entry->is_collected;
  }
  if (has_sequences(interface)) {
    names.emplace_back("\"Sequence\"");
    disposers.emplace_back("$wasm.sinter_end");
    collected.emplace_back("false");
    zeros.emplace_back("0");
  }
  std::string text = "\n  const $classes = [" + join(names, ", ") + "];\n  const $frees = [" + join(disposers, ", ") +
                     "];\n  const $live = [" + join(zeros, ", ") + "];\n  const $states = [];\n";
  if (collects) {
    text += "  const $collected = [" + join(collected, ", ") +
            "];\n  const $registry = new FinalizationRegistry((held) => $letGo(...held));\n";
  }
  text += filled(interface, std::string(object_class));
  std::vector<std::string> filled_parts;
  for (const PartPattern& pattern : object_patterns)
    filled_parts.push_back(filled(interface, std::string(pattern.text)));
  std::vector<GluePart> parts;
  for (std::size_t index = 0; index < filled_parts.size(); ++index) {
    parts.push_back({object_patterns[index].name, filled_parts[index]});
  }
  return text + needed_parts(std::string(users) + text, parts);
}

std::string object_state(const Interface& interface) {
  if (!has_objects(interface)) return "";
  if (owns_all(interface)) return "";
  return std::string(", at: 0, kind: 0") +
         (lends_objects(interface) || shares_objects(interface) ? ", rest: undefined" : "");
}

std::string class_entries(const Interface& interface) {
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

bool lends_objects(const Interface& interface) {
  // A parameter is no loan to JavaScript, but what a callback takes is.
  auto lends = [](const BoundFunction& function) {
    return is_lent(function.result) || ranges::any_of(function.parameters, [](const BoundValue& parameter) {
             return parameter.type.kind == BoundType::Kind::callback && is_lent(parameter.type);
           });
  };
  auto holds = [](const BoundStruct& entry) { return ranges::any_of(entry.fields, is_lent, &BoundValue::type); };
  return ranges::any_of(interface.functions, lends) || ranges::any_of(interface.members, lends) ||
         ranges::any_of(interface.structs, holds);
}

}  // namespace sinter
