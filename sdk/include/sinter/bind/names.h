// Names that JavaScript or the generated module needs itself are refused where they are
// given, in C++. src/bind/interface_check.cc has the same rules for descriptors that come
// from elsewhere.
#pragma once

#include <cstddef>
#include <string_view>

#include "sinter/bind/text.h"

namespace sinter::bind {

/// A letter, then letters, digits and single underscores.
constexpr bool is_name(std::string_view name) {
  char before = '_';  // so that neither digit nor underscore can be first
  for (const char& c : name) {
    bool is_letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    bool is_digit = c >= '0' && c <= '9';
    bool is_first = &c == name.data();
    if (!is_letter && (is_digit ? is_first : c != '_' || before == '_')) return false;
    before = c;
  }
  return !name.empty() && name.size() <= 128;
}

/// Properties of the loaded module that a function must leave alone; `then` would make
/// `await load()` call it.
constexpr bool is_taken_function(std::string_view name) {
  for (std::string_view taken : {"variant", "then", "constructor", "memory", "sinter_allocate", "sinter_free"}) {
    if (name == taken) return true;
  }
  return false;
}

/// The name itself, of "delay: in milliseconds".
constexpr std::string_view without_note(std::string_view name) { return name.substr(0, name.find(": ")); }

template <class... Names>
consteval bool can_be_named(std::string_view function, Names... parameters) {
  return !is_taken_function(function) && is_name(function) && (is_name(without_note(parameters)) && ...);
}

constexpr void add_name_refusal(Text& text, std::string_view name) {
  text.add("`").add(name).add("` cannot be a name in JavaScript: a name has letters, digits and single underscores");
  text.add(", and begins with a letter");
}

/// Of a registered struct or enum, and of what it lists.
template <class Registration>
consteval bool has_names(const Registration& registration) {
  for (std::string_view name : registration.names) {
    if (!is_name(name)) return false;
  }
  return is_name(registration.name);
}
/// Nothing if there is nothing to refuse: clang makes the message of a static_assert that holds, too.
template <class Registration>
consteval Text listed_name_refusal(const Registration& registration) {
  std::string_view wrong = is_name(registration.name) ? "" : registration.name;
  for (std::string_view name : registration.names) {
    if (wrong.empty() && !is_name(name)) wrong = name;
  }
  Text text;
  if (!wrong.empty()) add_name_refusal(text, wrong);
  return text;
}

template <class... Names>
consteval Text name_refusal(std::string_view function, Names... parameters) {
  Text text;
  if (can_be_named(function, parameters...)) return text;
  if (is_taken_function(function)) {
    text.add("JavaScript cannot have a function `").add(function).add("`: the generated module uses that name");
  } else {
    std::string_view wrong = is_name(function) ? "" : function;
    ((wrong = wrong.empty() && !is_name(without_note(parameters)) ? without_note(parameters) : wrong), ...);
    add_name_refusal(text, wrong);
    text.add("; a note about a parameter goes behind `: `");
  }
  return text;
}

}  // namespace sinter::bind
