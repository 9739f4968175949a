// Makes a function of what a class has: `method<T, &T::name>()` is the address of a
// function whose first parameter is the object, so that everything about functions
// (signature.h, thunk.h) holds for members too.
#pragma once

#include <type_traits>
#include <utility>

#include "sinter/bind/descriptor.h"

namespace sinter {

/// Chooses one of several functions of a name: `sinter::overload<int(int, int)>(&add)`.
template <class Function>
constexpr Function* overload(Function* function) {
  return function;
}
template <class Function, class T>
constexpr Function T::* overload(Function T::* function) {
  return function;
}

/// For SINTER_CLASS: the class that this one extends.
template <class Base>
struct Extends {};
template <class Base>
inline constexpr Extends<Base> extends{};

/// For SINTER_CLASS: objects that nobody disposed of are, some time after the last
/// reference to them is gone. Every object of such a class costs some 100 ns more.
struct Collected {};
inline constexpr Collected collected{};

}  // namespace sinter

namespace sinter::bind {

template <class T>
constexpr ClassRegistration<T, void> register_class(std::string_view name) {
  return {name, false};
}
template <class T>
constexpr ClassRegistration<T, void> register_class(std::string_view name, Collected) {
  return {name, true};
}
template <class T, class Base>
constexpr ClassRegistration<T, Base> register_class(std::string_view name, Extends<Base>) {
  return {name, false};
}
template <class T, class Base>
constexpr ClassRegistration<T, Base> register_class(std::string_view name, Extends<Base>, Collected) {
  return {name, true};
}

/// What a function of an object looks like; `call` is it with the object as a parameter.
template <class Self, class R, class... A>
struct MemberFunction {
  static constexpr bool is_callable = true;
  template <auto member>
  [[clang::always_inline]] static R call(Self self, A... arguments) {
    return (self.*member)(std::forward<A>(arguments)...);
  }
};
template <class Self, class R, class... A>
struct FreeFunction {
  static constexpr bool is_callable = true;
  template <auto function>
  [[clang::always_inline]] static R call(Self self, A... arguments) {
    return function(self, std::forward<A>(arguments)...);
  }
};
template <class Self, class V>
struct DataMember {
  static constexpr bool is_callable = true;
  template <auto member>
  [[clang::always_inline]] static const V& call(Self self) {
    return self.*member;
  }
};
struct NoMember {
  static constexpr bool is_callable = false;
  template <auto>
  static void call() {}
};

// Overloads rather than specialisations: deduction sees through noexcept.
template <class T, class C, class R, class... A>
MemberFunction<T&, R, A...> shape_of(R (C::*)(A...));
template <class T, class C, class R, class... A>
MemberFunction<const T&, R, A...> shape_of(R (C::*)(A...) const);
template <class T, class C, class R, class... A>
MemberFunction<T&, R, A...> shape_of(R (C::*)(A...) &);
template <class T, class C, class R, class... A>
MemberFunction<const T&, R, A...> shape_of(R (C::*)(A...) const&);
template <class T, class C, class V>
  requires(!std::is_function_v<V>)
DataMember<const T&, V> shape_of(V C::*);
template <class T, class Self, class R, class... A>
  requires(std::is_reference_v<Self> && std::is_base_of_v<std::remove_cvref_t<Self>, T>)
FreeFunction<std::conditional_t<std::is_const_v<std::remove_reference_t<Self>>, const T&, T&>, R, A...> shape_of(
    R (*)(Self, A...));
template <class T>
NoMember shape_of(...);

/// The address of a function `R(T&, A...)` that does what `member` does: a member function,
/// a data member, or a function whose first parameter is a reference to a T.
template <class T, auto member>
consteval auto method() {
  using Shape = decltype(shape_of<T>(member));
  return &Shape::template call<member>;
}
template <class T, auto member>
inline constexpr bool is_method = decltype(shape_of<T>(member))::is_callable;

template <class T, auto member>
void set_field(T& object, std::remove_cvref_t<decltype(object.*member)> value) {
  object.*member = std::move(value);
}

template <class T, class... A>
Made<T> construct(A... arguments) {
  return {new T(std::forward<A>(arguments)...)};
}
/// `Types` is `void(A...)`: what a macro makes of a list in parentheses.
template <class T, class Types>
struct Constructor;
template <class T, class... A>
struct Constructor<T, void(A...)> {
  static constexpr auto function = &construct<T, A...>;
};

/// Whether the first parameter is the object, which has no name.
consteval bool has_object(std::string_view role) { return role != "constructor" && role != "static"; }

template <auto function>
consteval std::size_t named_parameters(bool has_object) {
  return SignatureOf<function>::Parameters::size - (has_object ? 1 : 0);
}

template <auto function, class... Names>
consteval bool can_bind_member(bool has_object, Names...) {
  return SignatureOf<function>::is_supported && sizeof...(Names) == named_parameters<function>(has_object);
}

template <auto function, class R, class... A, std::size_t... places>
consteval void add_member_type_refusals(Text& text, bool has_object, TypeList<R, A...>,
                                        std::index_sequence<places...>) {
  using S = SignatureOf<function>;
  std::string_view separator = ": ";
  add_type_refusal<R>(text, separator, 0, S::result_is_supported);
  (add_type_refusal<A>(text, separator, places + (has_object ? 0 : 1), S::parameter_is_supported[places + 1]), ...);
}

/// Why the member cannot be bound; nothing if it can.
template <auto function, class... Names>
consteval Text member_refusal(bool has_object, std::string_view name, Names...) {
  using S = SignatureOf<function>;
  Text text;
  text.add("`").add(name).add("`");
  if constexpr (!S::is_supported) {
    add_member_type_refusals<function>(text, has_object, typename S::Declared{},
                                       std::make_index_sequence<S::Parameters::size>{});
  } else {
    std::size_t wanted = named_parameters<function>(has_object);
    text.add(" has ").add_number(wanted).add(wanted == 1 ? " parameter, and " : " parameters, and ");
    text.add_number(sizeof...(Names)).add(sizeof...(Names) == 1 ? " name is given" : " names are given");
  }
  return text;
}

template <class T>
consteval bool can_be_class() {
  using Base = typename decltype(sinter_describe(Tag<T>{}))::Base;
  if constexpr (std::is_void_v<Base>) return true;
  else if constexpr (!RegisteredClass<Base> || !std::is_base_of_v<Base, T>) return false;
  else return requires(Base* base) { static_cast<T*>(base); };
}

template <class T>
consteval Text describe_class(std::string_view doc) {
  constexpr auto registration = sinter_describe(Tag<T>{});
  using Base = typename decltype(registration)::Base;
  Text text;
  text.add(descriptor_begin);
  add_key(text, "class");
  text.add_string(registration.name).add(",");
  add_key(text, "doc");
  text.add_string(doc);
  if constexpr (RegisteredClass<Base>) {
    text.add(",");
    add_key(text, "base");
    text.add_string(sinter_describe(Tag<Base>{}).name);
  }
  if (registration.is_collected) {
    text.add(",");
    add_key(text, "collected");
    text.add("true");
  }
  text.add(",");
  add_key(text, "disposable");
  text.add(std::is_destructible_v<T> ? "true" : "false");
  text.add(descriptor_end);
  return text;
}

/// `role` is "constructor", "method", "static", "getter" or "setter".
template <auto function, class... Names>
consteval Text describe_member(std::string_view role, std::string_view owner, std::string_view name,
                               std::string_view doc, Names... parameter_names) {
  using S = SignatureOf<function>;
  Text text;
  text.add(descriptor_begin);
  add_key(text, "member");
  text.add_string(name).add(",");
  add_key(text, "of");
  text.add_string(owner).add(",");
  add_key(text, "role");
  text.add_string(role);
  if constexpr (S::is_supported && sizeof...(Names) + 1 >= S::Parameters::size) {
    const std::string_view names[] = {"this", parameter_names..., ""};
    text.add(",");
    describe_signature<S>(text, doc, names + (has_object(role) ? 0 : 1));
  }
  text.add(descriptor_end);
  return text;
}

}  // namespace sinter::bind
