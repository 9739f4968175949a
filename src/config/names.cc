#include "config/names.h"

#include "base/ranges.h"
#include "base/text.h"

namespace sinter {
namespace {

// C++23 and ECMAScript 2025 keywords in lower case, and what Windows keeps for devices.
constexpr std::string_view reserved_words[] = {
    "alignas",      "alignof",      "and",       "and_eq",     "arguments",  "asm",       "async",
    "auto",         "aux",          "await",     "bitand",     "bitor",      "bool",      "break",
    "case",         "catch",        "char",      "char16_t",   "char32_t",   "char8_t",   "class",
    "co_await",     "co_return",    "co_yield",  "com1",       "com2",       "com3",      "com4",
    "compl",        "con",          "concept",   "const",      "const_cast", "consteval", "constexpr",
    "constinit",    "continue",     "debugger",  "decltype",   "default",    "delete",    "do",
    "double",       "dynamic_cast", "else",      "enum",       "eval",       "explicit",  "export",
    "extends",      "extern",       "false",     "finally",    "float",      "for",       "friend",
    "function",     "goto",         "if",        "implements", "import",     "in",        "inline",
    "instanceof",   "int",          "interface", "let",        "long",       "lpt1",      "lpt2",
    "lpt3",         "lpt4",         "mutable",   "namespace",  "new",        "noexcept",  "not",
    "not_eq",       "nul",          "null",      "nullptr",    "operator",   "or",        "or_eq",
    "package",      "private",      "prn",       "protected",  "public",     "register",  "reinterpret_cast",
    "requires",     "return",       "short",     "signed",     "sizeof",     "static",    "static_assert",
    "static_cast",  "std",          "struct",    "super",      "switch",     "template",  "this",
    "thread_local", "throw",        "true",      "try",        "typedef",    "typeid",    "typename",
    "typeof",       "union",        "unsigned",  "using",      "var",        "virtual",   "void",
    "volatile",     "wchar_t",      "while",     "with",       "xor",        "xor_eq",    "yield"};

bool consists_of(std::string_view text, std::string_view first_set, std::string_view second_set) {
  return ranges::all_of(text, [&](char c) { return first_set.contains(c) || second_set.contains(c); });
}

bool is_digits(std::string_view text) { return !text.empty() && consists_of(text, decimal_digits, ""); }

std::string cut(std::string_view text, std::string_view& rest, char separator) {
  std::size_t end = text.find(separator);
  rest = end == std::string_view::npos ? std::string_view{} : text.substr(end + 1);
  return std::string(text.substr(0, end));
}

/// One dot-separated part of a version: numbers have no leading zero.
bool is_version_number(std::string_view part) { return is_digits(part) && (part.size() == 1 || part[0] != '0'); }

bool is_identifier_list(std::string_view text, bool numbers_are_strict) {
  constexpr std::string_view others = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-";
  for (const std::string& part : split(text, '.')) {
    if (part.empty() || !consists_of(part, lower_letters, others)) return false;
    if (numbers_are_strict && is_digits(part) && !is_version_number(part)) return false;
  }
  return true;
}

std::optional<std::string> npm_part_fault(std::string_view part) {
  if (part.empty()) return "a part of it is empty";
  if (part[0] == '.' || part[0] == '_') return "it starts with " + quote(part.substr(0, 1));
  if (!consists_of(part, lower_letters, "0123456789-._~")) {
    return "npm names hold lower-case letters, digits, `-`, `.`, `_` and `~` only";
  }
  return std::nullopt;
}

}  // namespace

std::optional<std::string> goal_name_fault(std::string_view name) {
  if (name.empty()) return "it is empty";
  if (name.size() > name_size_max) return "it has more than " + std::to_string(name_size_max) + " characters";
  if (!lower_letters.contains(name[0])) return "it does not start with a lower-case letter";
  if (!consists_of(name, lower_letters, "0123456789_-"))
    return "it holds more than lower-case letters, digits, `_` and `-`";
  return std::nullopt;
}

std::optional<std::string> module_name_fault(std::string_view name) {
  if (std::optional<std::string> fault = goal_name_fault(name)) return fault;
  if (name.contains('-')) return "a module's name is also an identifier in C++ and JavaScript, where `-` cannot stand";
  if (name.contains("__") || name.ends_with('_')) return "C++ keeps names with `__`, and camelCase loses a last `_`";
  if (ranges::binary_search(reserved_words, name)) return "C++, JavaScript or Windows reserves that word";
  return std::nullopt;
}

std::optional<std::string> npm_name_fault(std::string_view name) {
  constexpr std::size_t npm_name_size_max = 214;
  if (name.size() > npm_name_size_max) return "it has more than 214 characters";
  if (name == "node_modules" || name == "favicon.ico") return "npm reserves that name";
  if (!name.starts_with('@')) return npm_part_fault(name);
  std::size_t slash = name.find('/');
  if (slash == std::string_view::npos) return "a name with a scope looks like `@scope/name`";
  if (std::optional<std::string> fault = npm_part_fault(name.substr(1, slash - 1))) return fault;
  return npm_part_fault(name.substr(slash + 1));
}

std::optional<std::string> version_fault(std::string_view version) {
  std::string_view build;
  std::string_view before_release;
  std::string numbers = cut(version, build, '+');
  bool has_build = version.contains('+');
  std::string core = cut(numbers, before_release, '-');
  bool has_release = numbers.contains('-');
  std::vector<std::string> parts = split(core, '.');
  if (parts.size() != 3) return "a version has three numbers: `1.4.0`";
  for (const std::string& part : parts) {
    if (!is_version_number(part)) return quote(part) + " is no number without leading zeros";
  }
  if (has_release && !is_identifier_list(before_release, true)) return "what follows `-` is no pre-release name";
  if (has_build && !is_identifier_list(build, false)) return "what follows `+` is no build name";
  return std::nullopt;
}

bool is_variable_name(std::string_view name) {
  constexpr std::string_view letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_";
  return !name.empty() && letters.contains(name[0]) && consists_of(name, letters, decimal_digits);
}

}  // namespace sinter
