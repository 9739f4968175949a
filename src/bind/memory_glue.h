// The parts of generated modules that show JavaScript the module's memory itself: views of
// numbers that C++ returns without a copy, and arrays that JavaScript has allocated there.
//
// Memory that grows moves: every typed array on it is empty from then on. An allocated
// array makes itself a new one. A view cannot know whether C++ still holds what it showed,
// so with Watch::yes it is a proxy that throws, and else it is bare.
#pragma once

#include <string>

#include "bind/glue.h"
#include "bind/javascript.h"

namespace sinter {

/// Whether arguments may lie in the module's memory already.
Shown shows_memory(const Interface& interface);

/// "$real(values)": the typed array that an argument stands for, if it does.
std::string real_part(const Interface& interface, Watch watch);
/// "$view_f64(index)": the view that a result says.
std::string view_part(Scalar scalar, Watch watch);
/// What those need.
std::string shown_memory_text(const Interface& interface, Watch watch);

/// "newFloat64Array": the method that allocates.
std::string new_array_name(Scalar scalar);
std::string new_array_method(Scalar scalar);
std::string new_array_declaration(Scalar scalar);
/// The type of what it returns; "" if nothing can be allocated.
std::string array_declarations(const Interface& interface);

}  // namespace sinter
