// What TypeScript knows about classes. A type says who disposes of an object: `Owned` is
// what JavaScript made or was given, `Borrowed` lives with what it was taken from and has
// nothing to dispose of, `Shared` is held by both sides.
#pragma once

#include <string>

#include "bind/declarations.h"

namespace sinter {

/// The interface of each class, after the types that all of them need.
std::string class_declarations(const Interface& interface);
/// The classes as properties of the loaded module, and the list of objects that live.
std::string class_properties(const Interface& interface);
/// An object as TypeScript writes its type: "Owned<Account>".
std::string typescript_object(const BoundType& type, Position position);

}  // namespace sinter
