// Writes the JavaScript of classes whose objects are only ever owned by JavaScript: none is
// lent, shared, given away, collected or derived from. That is most modules with classes, and
// they get a third of the code in object_glue.h: an object is an address, gone when it is 0.
#pragma once

#include <string>
#include <vector>

#include "bind/interface.h"
#include "bind/object_glue.h"

namespace sinter {

/// Whether all objects of the module are of that kind; only then use what follows.
bool owns_all(const Interface& interface);

/// The classes with what they have in common, given the members of each by its number.
ClassTexts owned_class_texts(const Interface& interface, const std::vector<std::string>& members);
/// A class's constructor, whose arguments are `names`; `made` are the statements that call C++.
std::string owned_constructor(const Interface& interface, std::string_view owner, const std::string& names,
                              const std::string& made);

}  // namespace sinter
