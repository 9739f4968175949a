#include "bind/class_declarations.h"

#include <set>

#include "base/ranges.h"
#include "base/text.h"
#include "bind/interface_check.h"
#include "bind/object_glue.h"

namespace sinter {
namespace {

using Role = BoundFunction::Role;

constexpr std::string_view shared_types = R"ts(
type Disposes = SymbolConstructor extends { readonly dispose: infer Dispose extends symbol } ? { [Key in Dispose]: () => void } : {};

/** Belongs to JavaScript: `dispose()` it, or declare it with `using`. */
export type Owned<Type> = Type & Disposes & {
  readonly ownership: "owned";
  /** Frees the object in C++. Using it afterwards throws a `SinterError` with code `disposed`. */
  dispose(): void;
};
/** Belongs to what it was taken from, and is gone when that is. */
export type Borrowed<Type> = Type & { readonly ownership: "borrowed" };
/** Held by C++ too: `dispose()` lets go of it here. */
export type Shared<Type> = Type & Disposes & {
  readonly ownership: "shared";
  /** Lets go of the object; C++ frees it when nobody holds it. */
  dispose(): void;
};

declare const kind: unique symbol;
)ts";

constexpr std::string_view sequence_type = R"ts(
/**
 * Makes its values when they are asked for. It is freed at its end, or when `for` is left early; who asks by hand calls
 * `return()`, or declares it with `using`. `for await` lets the host have its turn every few milliseconds.
 */
export interface Sequence<Type> extends Disposes {
  next(): IteratorResult<Type, undefined>;
  return<Value = undefined>(value?: Value): IteratorReturnResult<Value>;
  [Symbol.iterator](): Sequence<Type>;
  [Symbol.asyncIterator](): AsyncGenerator<Type, void, undefined>;
  dispose(): void;
}
)ts";

/// The members of each class that is one of the bases of `entry`, or itself, as keys: so
/// that classes of the same shape are different types.
std::string kinds_of(const Interface& interface, const BoundClass& entry) {
  std::string kinds = entry.base.empty() ? "" : kinds_of(interface, interface.find_class(entry.base)) + "; ";
  return kinds + entry.name + ": true";
}

const BoundFunction* find_setter(const Interface& interface, const BoundFunction& getter) {
  for (const BoundFunction& member : interface.members) {
    if (member.owner == getter.owner && member.name == getter.name && member.role == Role::setter) return &member;
  }
  return nullptr;
}

std::string property(const Interface& interface, const BoundFunction& getter) {
  std::string text = documentation(interface, getter, "  ");
  std::string name = camel_case(getter.name);
  std::string type = typescript_type(getter.result, Position::result);
  const BoundFunction* setter = find_setter(interface, getter);
  if (setter == nullptr) return text + "  readonly " + name + ": " + type + ";\n";
  std::string written = typescript_type(setter->parameters.front().type, Position::parameter);
  if (written == type) return text + "  " + name + ": " + type + ";\n";
  return text + "  get " + name + "(): " + type + ";\n  set " + name + "(value: " + written + ");\n";
}

bool is_shown_by(const BoundFunction& member, std::string_view owner) {
  return member.owner == owner && (member.role == Role::getter || member.role == Role::method);
}

/// The base, without members that `entry` has another one of by the same name: TypeScript
/// would compare their types, where C++ hides one by the other.
std::string base_of(const Interface& interface, const BoundClass& entry) {
  std::set<std::string> hidden;
  for (const BoundFunction& member : interface.members) {
    if (!is_shown_by(member, entry.name)) continue;
    for (const BoundClass* base = &entry; !base->base.empty();) {
      base = &interface.find_class(base->base);
      auto hides = [&](const BoundFunction& other) {
        return is_shown_by(other, base->name) && camel_case(other.name) == camel_case(member.name);
      };
      if (ranges::any_of(interface.members, hides)) hidden.insert("\"" + camel_case(member.name) + "\"");
    }
  }
  if (hidden.empty()) return entry.base;
  return "Omit<" + entry.base + ", " + join(std::vector<std::string>(hidden.begin(), hidden.end()), " | ") + ">";
}

std::string interface_of(const Interface& interface, const BoundClass& entry) {
  std::string text = "\n" + documentation(entry.doc, "") + "export interface " + entry.name +
                     (entry.base.empty() ? "" : " extends " + base_of(interface, entry)) + " {\n  readonly [kind]: { " +
                     kinds_of(interface, entry) + " };\n";
  if (entry.base.empty()) {
    text += "  /** Who disposes of it. */\n  readonly ownership: \"owned\" | \"borrowed\" | \"shared\";\n";
  }
  for (const BoundFunction& member : interface.members) {
    if (member.owner != entry.name) continue;
    if (member.role == Role::getter) text += property(interface, member);
    if (member.role == Role::iterator) {
      text += documentation(interface, member, "  ") +
              "  [Symbol.iterator](): " + typescript_type(member.result, Position::result) + ";\n";
    }
    if (member.role != Role::method) continue;
    text += documentation(interface, member, "  ") + "  " + camel_case(member.name) + "(" + parameter_list(member) +
            "): " + typescript_type(member.result, Position::result) + ";\n";
  }
  return text + "}\n";
}

}  // namespace

std::string class_declarations(const Interface& interface) {
  if (!has_objects(interface)) return "";
  std::string text(shared_types);
  if (has_sequences(interface)) text += sequence_type;
  for (const BoundClass& entry : interface.classes) text += interface_of(interface, entry);
  return text;
}

std::string class_properties(const Interface& interface) {
  if (!has_objects(interface)) return "";
  std::string text;
  std::vector<std::string> names;
  for (const BoundClass& entry : interface.classes) {
    names.push_back("\"" + entry.name + "\"");
    auto constructor = ranges::find_if(interface.members, [&](const BoundFunction& member) {
      return member.owner == entry.name && member.role == Role::constructor;
    });
    bool has_constructor = constructor != interface.members.end();
    text += documentation(entry.doc, "  ") + "  readonly " + entry.name + ": " +
            (has_constructor ? "" : "(abstract new (...none: never[]) => " + entry.name + ") & ") +
            "{\n    readonly prototype: " + entry.name + ";\n";
    if (has_constructor) {
      text += documentation(interface, *constructor, "    ") + "    new (" + parameter_list(*constructor) +
              "): Owned<" + entry.name + ">;\n";
    }
    for (const BoundFunction& member : interface.members) {
      if (member.owner != entry.name || member.role != Role::static_method) continue;
      text += documentation(interface, member, "    ") + "    " + camel_case(member.name) + "(" +
              parameter_list(member) + "): " + typescript_type(member.result, Position::result) + ";\n";
    }
    text += "  };\n";
  }
  if (has_sequences(interface)) names.emplace_back("\"Sequence\"");
  return text +
         "  /** How many objects of each class JavaScript has not disposed of; none is not listed. */\n"
         "  liveObjects(): { [Class in " +
         join(names, " | ") + "]?: number };\n";
}

std::string typescript_object(const BoundType& type, Position position) {
  bool is_parameter = position == Position::parameter;
  switch (type.holding) {
    case Holding::value: return is_parameter ? type.name : "Owned<" + type.name + ">";
    case Holding::reference: return is_parameter ? type.name : "Borrowed<" + type.name + ">";
    case Holding::pointer:
      return is_parameter ? type.name + " | null | undefined" : "Borrowed<" + type.name + "> | undefined";
    case Holding::unique: return "Owned<" + type.name + ">";
    case Holding::shared: return "Shared<" + type.name + ">";
  }
  return "";
}

}  // namespace sinter
