// What a function's type says: its result, what it can fail with, its parameters; and
// the one place that refuses a type, with a message that names it and what to use.
#pragma once

#include <expected>
#include <type_traits>

#include "sinter/bind/callback.h"
#include "sinter/bind/containers.h"
#include "sinter/fault.h"

namespace sinter::bind {

template <class T>
struct FallibleParts {
  using Value = T;
  using Code = void;
};
template <class T, class C>
struct FallibleParts<std::expected<T, Fault<C>>> {
  using Value = T;
  using Code = C;
};

/// Objects may be changed through a reference; of other types JavaScript would not see it.
template <class A>
inline constexpr bool is_parameter = Argument<std::remove_cvref_t<A>> && can_be_passed<A> &&
                                     (!std::is_lvalue_reference_v<A> || std::is_const_v<std::remove_reference_t<A>> ||
                                      RegisteredClass<std::remove_reference_t<A>>);

template <class T>
struct FallibleParts<std::expected<T, Thrown>> {
  using Value = T;
  using Code = void;
};

template <class Function>
struct Signature;
template <class R, class... A>
struct Signature<R (*)(A...)> {
  using Result = typename ResultOf<R>::type;
  using Value = typename FallibleParts<Result>::Value;
  using Code = typename FallibleParts<Result>::Code;
  using Declared = TypeList<R, A...>;
  using Parameters = TypeList<std::remove_cvref_t<A>...>;

  static constexpr bool parameter_is_supported[] = {true, is_parameter<A>...};
  static constexpr bool result_is_supported =
      (std::is_void_v<Value> || (ResultValue<Value> && can_be_returned<Value>)) &&
      (std::is_void_v<Code> || RegisteredEnum<Code>);
  static constexpr bool is_supported = [] {
    for (bool supported : parameter_is_supported) {
      if (!supported) return false;
    }
    return result_is_supported;
  }();
};
template <class R, class... A>
struct Signature<R (*)(A...) noexcept> : Signature<R (*)(A...)> {};

template <auto function>
using SignatureOf = Signature<decltype(function)>;

/// The same for a value: the name of a function.
template <auto value>
consteval std::string_view pretty_value() {
  std::string_view text = __PRETTY_FUNCTION__;
  std::size_t start = text.find("value = ") + 8;
  if (text[start] == '&') ++start;
  return text.substr(start, text.size() - start - 1);
}

/// What to write instead of an unsupported type.
template <class T>
consteval std::string_view advice() {
  using Bare = std::remove_cvref_t<T>;
  constexpr bool is_text =
      OneOf<std::remove_cv_t<std::remove_pointer_t<Bare>>, char, char8_t, wchar_t, char16_t, char32_t>;
  if constexpr (RegisteredClass<Bare>) {
    return "take it by reference, and return it as a std::unique_ptr, when it cannot be copied or moved";
  } else if constexpr (std::is_lvalue_reference_v<T> && !std::is_const_v<std::remove_reference_t<T>>) {
    return "return the new value, or take a std::span of numbers to change in place";
  } else if constexpr (is_text && std::is_pointer_v<Bare>) return "use std::string_view";
  else if constexpr (is_text) return "use std::string_view for text, std::int8_t or std::uint8_t for a number";
  else if constexpr (std::is_pointer_v<Bare>) return "use std::span for numbers, std::optional for what may be absent";
  else if constexpr (std::is_same_v<Bare, long double>) return "use double";
  else if constexpr (std::is_arithmetic_v<Bare>) return "use an integer of at most 64 bits";
  else if constexpr (std::is_enum_v<Bare>) return "list its enumerators with SINTER_ENUM before this line";
  else if constexpr (IsMutableSpan<Bare>::value)
    return "a span can only be changed in place as a parameter; return a std::vector";
  else if constexpr (ConstSpan<Bare>)
    return "elements of a span must be numbers, std::string_view, or what needs no destructor; use "
           "std::vector<std::string> "
           "for texts and std::vector for structs with texts and lists";
  else if constexpr (RegisteredOptions<Bare>)
    return "options are a parameter of their own; list a struct for results and elements with SINTER_STRUCT";
  else if constexpr (IsOptional<Bare>::value)
    return "inside std::optional use anything but a second std::optional and a span that is written to";
  else if constexpr (RegisteredStruct<Bare>)
    return "every member listed with SINTER_STRUCT must itself be a type that can cross";
  else if constexpr (requires {
                       Bare::extent;
                       typename Bare::element_type;
                     })
    return "use std::span<const T> without a fixed length, or std::array<T, N>";
  else if constexpr (requires { typename Bare::error_type; })
    return "use sinter::Fallible<T, Code> with a Code listed by SINTER_ENUM, as the result only";
  else return "use numbers, strings, spans, containers, or a struct of them listed with SINTER_STRUCT before this line";
}

/// The first type that cannot cross of those that T is composed of; void if T itself is
/// the one.
template <class... A>
struct FirstUnsupported {
  using type = void;
};
template <class A, class... Rest>
struct FirstUnsupported<A, Rest...> {
  using type =
      typename std::conditional_t<Alternative<A>, FirstUnsupported<Rest...>, FirstUnsupported<TypeList<A>>>::type;
};
template <class List>
struct FirstUnsupportedIn;
template <class... A>
struct FirstUnsupportedIn<TypeList<A...>> : FirstUnsupported<A...> {};
template <class T>
struct Composition {
  using type = void;
};
template <class A>
struct FirstUnsupported<TypeList<A>> {
  using Inner = typename Composition<A>::type;
  using type = std::conditional_t<std::is_void_v<Inner>, A, Inner>;
};
template <class T>
  requires requires { typename T::value_type; } && (!MapLike<T> && !TextLike<T>)
struct Composition<T> : FirstUnsupported<std::remove_cv_t<typename T::value_type>> {};
template <MapLike T>
struct Composition<T> : FirstUnsupported<typename T::key_type, typename T::mapped_type> {};
template <class T>
  requires(TupleLike<T> || VariantLike<T>)
struct Composition<T> : FirstUnsupportedIn<typename TemplateTypes<T>::List> {};

template <class T>
consteval void add_advice(Text& text) {
  using Culprit = typename Composition<std::remove_cvref_t<T>>::type;
  if constexpr (std::is_void_v<Culprit>) text.add(advice<T>());
  else text.add("it is `").add(pretty<Culprit>()).add("` inside it; ").add(advice<Culprit>());
}

/// Whether SINTER_EXPORT can bind the function with these names of parameters.
template <auto function, class... Names>
consteval bool can_export(Names...) {
  return SignatureOf<function>::is_supported && sizeof...(Names) == SignatureOf<function>::Parameters::size;
}

template <class T>
consteval void add_type_refusal(Text& text, std::string_view& separator, std::size_t place, bool is_supported) {
  if (is_supported) return;
  text.add(separator);
  separator = "; also, ";
  if (place == 0) text.add("the result");
  else text.add("parameter ").add_number(place);
  text.add(" has type `").add(pretty<T>()).add("`, which SINTER_EXPORT cannot bind; ");
  add_advice<T>(text);
}

template <auto function, class R, class... A, std::size_t... places>
consteval void add_type_refusals(Text& text, TypeList<R, A...>, std::index_sequence<places...>) {
  using S = SignatureOf<function>;
  std::string_view separator = ": ";
  add_type_refusal<R>(text, separator, 0, S::result_is_supported);
  (add_type_refusal<A>(text, separator, places + 1, S::parameter_is_supported[places + 1]), ...);
}

/// Says the line to write instead: with the names given, as far as they are wanted.
template <class... Names>
consteval void add_name_refusal(Text& text, std::size_t wanted, std::string_view name, Names... parameter_names) {
  const std::string_view names[] = {parameter_names..., ""};
  text.add(" has ").add_number(wanted).add(wanted == 1 ? " parameter, and " : " parameters, and ");
  text.add_number(sizeof...(Names)).add(sizeof...(Names) == 1 ? " name is given" : " names are given");
  text.add("; write SINTER_EXPORT(").add(name).add(", \"...\"");
  for (std::size_t place = 0; place < wanted; ++place) {
    if (place < sizeof...(Names)) text.add(", \"").add(names[place]).add("\"");
    else text.add(", \"name of parameter ").add_number(place + 1).add("\"");
  }
  text.add(")");
}

/// Why SINTER_EXPORT cannot bind the function; nothing if it can.
template <auto function, class... Names>
consteval Text refusal(std::string_view name, Names... parameter_names) {
  using S = SignatureOf<function>;
  Text text;
  if constexpr (!S::is_supported) {
    text.add("`").add(pretty_value<function>()).add("`");
    add_type_refusals<function>(text, typename S::Declared{}, std::make_index_sequence<S::Parameters::size>{});
  } else if constexpr (sizeof...(Names) != S::Parameters::size) {
    text.add("`").add(pretty_value<function>()).add("`");
    add_name_refusal(text, S::Parameters::size, name, parameter_names...);
  }
  return text;
}

}  // namespace sinter::bind
