#include "bind/owned_class.h"

#include "base/ranges.h"
#include "base/text.h"
#include "bind/glue.h"
#include "bind/object_glue.h"

namespace sinter {
namespace {

using Role = BoundFunction::Role;

/// Whether some function other than a constructor makes objects.
bool makes_objects(const Interface& interface) {
  auto makes = [&](const BoundFunction& function) {
    return function.role != Role::constructor && holds_object(interface, function.result);
  };
  return ranges::any_of(interface.functions, makes) || ranges::any_of(interface.members, makes);
}

// The name is a key and not the class's own, which inside of it could hide something the glue uses.
constexpr std::string_view owned_class = R"js(<name>: class {
    #at;
    static {
      $address_<name> = (object, name) => {
        try {
          if (object.#at) return object.#at;
        } catch {
          // Asking `in` first is slow in engines of today.
          if ((object?.[$kin] ?? $) !== $) $throw("other_instance", `\`${name}\` belongs to another instance of the module`);
          $wrong(name, "an object of class <name>", object);
        }
        $throw("disposed", `\`${name}\` was disposed of`);
      };
      this.prototype[$kin] = $;
    }
    get ownership() {
      return $address_<name>(this, "this") && "owned";
    }
    [Symbol.dispose ?? Symbol.for("Symbol.dispose")]() {
      this.dispose();
    }
    dispose() {
      const at = $address_<name>(this, "this");
      this.#at = 0;
      if ($.dead) return;
      $live.<name>--;
      try {
        $wasm["~<name>"](at);
      } catch ($error) {
        $died($error, "<name>.dispose");
      }
    }
<members>  })js";

// Who makes an object of what a function returned says its address in `$`.
constexpr std::string_view wrap = R"js(
  function $wrap(Class, at) {
    $.at = at;
    return at ? new Class() : undefined;
  }
)js";

}  // namespace

bool owns_all(const Interface& interface) {
  if (interface.calls_back || has_sequences(interface) || lends_objects(interface) || shares_objects(interface)) {
    return false;
  }
  auto gives = [&](const BoundFunction& function) { return how_passed(interface, function) == Passed::with_others; };
  auto is_other = [](const BoundClass& entry) { return entry.is_collected || !entry.base.empty(); };
  return !ranges::any_of(interface.functions, gives) && !ranges::any_of(interface.members, gives) &&
         !ranges::any_of(interface.classes, is_other);
}

ClassTexts owned_class_texts(const Interface& interface, const std::vector<std::string>& members) {
  bool makes = makes_objects(interface);
  std::vector<std::string> counts;
  ClassTexts texts;
  for (const BoundClass* entry : classes_in_order(interface)) {
    counts.push_back(entry->name + ": 0");
    std::string own = members[entry->number];
    if (own.find("    constructor(") == std::string::npos) own += owned_constructor(interface, entry->name, "", "");
    std::string text = replaced(replaced(std::string(owned_class), "<name>", entry->name), "<members>", own);
    std::string variable = class_variable(entry->name);
    texts.declared += "\n  let $address_" + entry->name + ";\n";
    if (makes) texts.declared += "  const " + variable + " = { " + text + " }." + entry->name + ";\n";
    texts.entries += "    " + (makes ? entry->name + ": " + variable : replaced(text, "\n", "\n  ")) + ",\n";
  }
  texts.declared =
      "\n  const $live = { " + join(counts, ", ") + " };\n" + (makes ? std::string(wrap) : "") + texts.declared;
  texts.entries += "    liveObjects: () => Object.fromEntries(Object.entries($live).filter(([, count]) => count)),\n";
  return texts;
}

std::string owned_constructor(const Interface& interface, std::string_view owner, const std::string& names,
                              const std::string& made) {
  std::string text = "    constructor(" + names + ") {\n";
  if (made.empty()) {
    text += "      if (!$.at) $throw(\"no_constructor\", \"objects of this class come from functions\");\n";
  }
  if (makes_objects(interface) || made.empty()) text += "      this.#at = $.at;\n      $.at = 0;\n";
  if (makes_objects(interface) && !made.empty()) text += "      if (!this.#at) {\n" + made + "      }\n";
  else text += made;
  return text + "      $live." + std::string(owner) + "++;\n    }\n";
}

}  // namespace sinter
