// The rules an interface must keep as a whole: names that generated code can use, types
// that exist, structs that end.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "bind/interface.h"

namespace sinter {

/// A letter, then letters, digits and single underscores.
bool is_identifier(std::string_view name);

/// The name of a parameter in JavaScript: camelCase, with `_` after a reserved word.
std::string parameter_name(std::string_view name);

/// Whether the generated declarations use the name for a type of their own or the platform's.
bool is_taken_type(std::string_view name);

/// How JavaScript calls an alternative of a variant: "circle" for the struct Circle.
std::string alternative_name(const BoundType& type);

/// "add(a: i32, b: i32)": an entry as errors show it.
std::string describe_entry(const BoundFunction& function);
std::string describe_entry(const BoundEnum& entry);
std::string describe_entry(const BoundStruct& entry);
std::string describe_entry(const BoundClass& entry);

struct InterfaceProblem {
  std::string why;  // a clause
  SourceLine at;    // of the entry that has it
};

/// The first rule that is broken; nothing when all are kept.
std::optional<InterfaceProblem> first_problem(const Interface& interface);

}  // namespace sinter
