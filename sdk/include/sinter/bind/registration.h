// What SINTER_ENUM and SINTER_STRUCT leave behind: a function `sinter_describe(Tag<T>)`
// beside the type, found by argument-dependent lookup, whose result names every
// enumerator or member. Nothing is stored in our namespace, so the macros work in the
// namespace of the type.
#pragma once

#include <array>
#include <cstddef>
#include <string_view>
#include <type_traits>

#include "sinter/bind/type_list.h"

namespace sinter::bind {

template <class T, std::size_t count>
struct EnumRegistration {
  using Type = T;
  std::string_view name;
  std::array<T, count> values;
  std::array<std::string_view, count> names;
};

/// `members` are pointers to members; they are arguments of the template so that a
/// codec can unroll them.
template <class T, auto... members>
struct StructRegistration {
  using Type = T;
  std::string_view name;
  std::array<std::string_view, sizeof...(members)> names;
};

/// Of a struct that JavaScript gives as options.
template <class T, auto... members>
struct OptionsRegistration {
  using Options = T;
  std::string_view name;
  std::array<std::string_view, sizeof...(members)> names;
};

/// `Parent` is void for a class that extends none. JavaScript holds the address of the
/// outermost base, so that a method of the base finds itself in every derived object.
template <class T, class Parent>
struct ClassRegistration {
  using Class = T;
  using Base = Parent;
  std::string_view name;
  bool is_collected;
};

template <class Member>
struct MemberType;
template <class Owner, class Type>
struct MemberType<Type Owner::*> {
  using type = Type;
};

template <class T>
concept Registered = requires { sinter_describe(Tag<T>{}); };
template <class T>
concept RegisteredEnum = std::is_enum_v<T> && Registered<T>;
template <class T>
concept RegisteredClass =
    std::is_class_v<T> && requires { typename decltype(sinter_describe(Tag<std::remove_const_t<T>>{}))::Class; };
template <class T>
concept RegisteredOptions =
    std::is_class_v<T> && requires { typename decltype(sinter_describe(Tag<std::remove_const_t<T>>{}))::Options; };
template <class T>
concept RegisteredStruct = std::is_class_v<T> && Registered<T> && !RegisteredClass<T> && !RegisteredOptions<T>;

/// "outer::Color" is called "Color".
inline constexpr std::string_view unqualified(std::string_view name) {
  std::size_t colon = name.rfind(':');
  return colon == std::string_view::npos ? name : name.substr(colon + 1);
}

}  // namespace sinter::bind
