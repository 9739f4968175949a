// Writes the JavaScript of classes: a class for each one that C++ lists, whose objects hold
// an address in the module's memory, and the checks that keep such an address from being
// used when it must not: after the object was disposed of, by a method of another class,
// or in another instance of the module.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "bind/interface.h"

namespace sinter {

/// Numbers the classes so that one and all that extend it are one range, which is how a
/// check sees that an object is of the right class. Bases must exist and end.
void number_classes(Interface& interface);
/// The classes by number: each after its base.
std::vector<const BoundClass*> classes_in_order(const Interface& interface);

/// The name the module exports the member under: "Account.deposit", "Account.limit=".
std::string export_name(const BoundFunction& function);
/// How the glue calls it: "$wasm.add", "$wasm["Account.deposit"]".
std::string exported_function(const BoundFunction& function);
/// How errors call it: "add", "Account.deposit".
std::string shown_name(const BoundFunction& function);

/// Alone: looked at last, with nothing that runs other code between that and the call. With
/// others: noted, and looked at once more when all arguments are read.
enum class Passed : std::uint8_t { alone, with_others };
Passed how_passed(const Interface& interface, const BoundFunction& function);
/// Whether a value of that type is an object or holds some.
bool holds_object(const Interface& interface, const BoundType& type);

/// The address of the object in the variable `value`; `name`, an expression, is how errors
/// call it.
std::string pass_object(const Interface& interface, const BoundType& type, const std::string& value,
                        const std::string& name, Passed passed);
/// The object at an address; `hold` is the expression of a shared object's second word,
/// `owners` the list of objects that a borrowed one lives with, or "undefined".
std::string wrap_object(const Interface& interface, const BoundType& type, const std::string& address,
                        const std::string& hold, const std::string& owners);
/// Whether the expression passes an object or a callback: those are evaluated last, because
/// reading other arguments may run code that disposes of the object, and C++ is not at work yet.
bool passes_object(std::string_view expression);

/// One class, given its members; `users` is all that may end an object.
std::string class_text(const Interface& interface, const BoundClass& entry, const std::string& members,
                       std::string_view users);
/// The private part of a class without a base: `once` begins dispose().
std::string root_text(const Interface& interface, std::string_view name, std::string_view once, bool can_end);
/// The classes of an instance: what they have in common and those that more than the loaded module names, and the
/// properties of that module.
struct ClassTexts {
  std::string declared;
  std::string entries;
};
/// The variable that holds a class.
std::string class_variable(std::string_view name);
/// The classes as properties of the loaded module, and the list of objects that live.
std::string class_entries(const Interface& interface);
/// What all classes have in common, inside the function that binds an instance, as far as
/// `users` need it.
std::string objects_text(const Interface& interface, std::string_view users);
/// The members of `$` through which an object learns what it stands for.
std::string object_state(const Interface& interface);
/// Whether there are classes, or iterators, which are objects too.
bool has_objects(const Interface& interface);
/// Whether some object is shared, so that the module exports a way to let go of it.
bool shares_objects(const Interface& interface);
/// Whether JavaScript is given objects that stay C++'s.
bool lends_objects(const Interface& interface);

}  // namespace sinter
