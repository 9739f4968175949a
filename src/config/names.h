// What may be called what. Each function returns nothing when the name is good, and
// otherwise one clause that says what is wrong with it.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace sinter {

inline constexpr std::size_t name_size_max = 64;
inline constexpr std::string_view lower_letters = "abcdefghijklmnopqrstuvwxyz";
inline constexpr std::string_view decimal_digits = "0123456789";

/// Goals, that is modules, packages and steps, and pools: `[a-z][a-z0-9_-]*`.
std::optional<std::string> goal_name_fault(std::string_view name);

/// A module's name also becomes an identifier in C++ and JavaScript and a file name: no
/// `-`, no word that one of the languages reserves, no device name of Windows.
std::optional<std::string> module_name_fault(std::string_view name);

/// npm's own rules (validate-npm-package-name, for new packages).
std::optional<std::string> npm_name_fault(std::string_view name);

/// Semantic Versioning 2.0.0, which npm asks for.
std::optional<std::string> version_fault(std::string_view version);

/// A name of an environment variable that every shell can set.
bool is_variable_name(std::string_view name);

}  // namespace sinter
