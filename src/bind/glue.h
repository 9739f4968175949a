// The fixed parts of generated modules: JavaScript that does not depend on the interface,
// cut into pieces that can be left out.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "bind/interface.h"

namespace sinter {

/// A declaration whose name begins with `$`. Parts may name parts that come later.
struct GluePart {
  std::string_view name;
  std::string_view text;
};

/// Parts that hold no state of an instance, for the top of the module.
std::span<const GluePart> module_parts();
/// Parts inside the function that binds one instance.
std::span<const GluePart> instance_parts();

/// Whether `name` occurs in `text` as a whole identifier.
bool mentions(std::string_view text, std::string_view name);
/// The parts that `text` needs, with those that they need, in the order of `parts`.
std::string needed_parts(std::string_view text, std::span<const GluePart> parts);

/// "Float64Array": the typed array with elements of that type.
std::string_view array_name(Scalar scalar);
/// The name of the part that checks a value of that type: "$i32".
std::string check_name(Scalar scalar);

/// A pattern filled in for one element type: `<type>` is "f64", `<Array>` "Float64Array".
std::string for_scalar(std::string_view pattern, Scalar scalar);

/// Whether JavaScript sees numbers in the module's memory, which then need no copy.
enum class Shown : std::uint8_t { no, yes };

/// The parts that move numbers of one element type, made from a pattern for each type.
std::string put_numbers_part(Scalar scalar, Shown shown);   // $put_f64(values, name)
std::string lend_numbers_part(Scalar scalar, Shown shown);  // $lend_f64(values, name)
std::string take_numbers_part(Scalar scalar);               // $take_f64(index)

/// Everything of a module before and after its functions that is the same for all.
std::string_view error_class_text();
std::string_view load_text();

/// What a method does with an error on its way out. With an arena, what the arguments took
/// of it is released; what a callback threw goes on as it was.
/// `view` is the one that $fresh() looks at, if there are any.
std::string died_text(const Interface& interface, std::string_view view, bool has_arena);

/// The text with every `from` in it replaced.
std::string replaced(std::string text, std::string_view from, std::string_view to);

}  // namespace sinter
