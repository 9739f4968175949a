// Writes the JavaScript of callbacks: functions that the module calls back by number, what
// happens to what they throw, and the iterators over sequences that the module makes.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "bind/interface.h"

namespace sinter {

inline constexpr std::string_view callback_module = "sinter";
/// The functions that a module with callbacks imports.
bool is_callback_import(std::string_view name);
/// "sinter.call" and so on.
std::vector<std::string> callback_imports();

/// What stands before an instance exists: the functions lent to it, and its imports.
std::string lent_functions_text(std::size_t adapter_count);
/// The number of a function that is lent has room for which of so many adapters is its: `<bits>` and `<mask>` filled
/// in.
std::string with_adapter_bits(std::string text, std::size_t adapter_count);
/// What ends a call that may have called back, inside the function that binds an instance.
std::string settle_text(const Interface& interface, const std::vector<std::string>& adapters);

/// The class of iterators, whose place among the classes is the last. What it walks through
/// may call back, if anything in the module does.
std::string sequence_class(const Interface& interface);

}  // namespace sinter
