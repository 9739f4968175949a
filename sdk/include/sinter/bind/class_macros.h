// The macros for classes. In the namespace of the class, first every class, then what
// they have:
//
//   SINTER_CLASS(Account, "Money of one owner.")
//   SINTER_CLASS(Savings, "An account that earns interest.", sinter::extends<Account>)
//
//   SINTER_CONSTRUCTOR(Account, (std::string, double), "Opens an account.", "owner", "deposit")
//   SINTER_METHOD(Account, deposit, "Puts money in.", "amount")
//   SINTER_STATIC(Account, parse, "Reads an account.", "text")
//   SINTER_PROPERTY(Account, balance, "What is in it.")
//   SINTER_PROPERTY(Account, limit, "How far it may be overdrawn.", set_limit)
//   SINTER_FIELD(Account, note, "What people wrote on it.")
//
// The `_AS` forms give the name that JavaScript sees apart from what is called: for
// operators, for one of several functions of a name, and for functions that take the
// object as their first parameter.
//
//   SINTER_METHOD_AS(Account, plus, &Account::operator+, "Both balances.", "other")
//   SINTER_METHOD_AS(Account, deposit_text, sinter::overload<void(std::string_view)>(&Account::deposit), "...", "text")
//   SINTER_EXPORT_AS(largest_of, sinter::overload<Account&(Account&, Account&)>(&largest), "...", "left", "right")
//
// Part of sinter/bind.h, which is what to include.
#pragma once

#include "sinter/bind/members.h"
#include "sinter/bind/sequence.h"
#include "sinter/bind/thunk.h"

#define SINTER_CLASS(Type, doc, ...)                                                                            \
  [[maybe_unused]] constexpr auto sinter_describe(::sinter::bind::Tag<Type>) {                                  \
    return ::sinter::bind::register_class<Type>(::sinter::bind::unqualified(#Type) __VA_OPT__(, ) __VA_ARGS__); \
  }                                                                                                             \
  SINTER_BIND_CHECK(::sinter::bind::can_be_class<Type>(),                                                       \
                    "the base that SINTER_CLASS(" #Type                                                         \
                    ") extends must be listed with SINTER_CLASS before this line, and be no virtual base")      \
  SINTER_BIND_DISPOSER(Type)                                                                                    \
  SINTER_BIND_ASM(::sinter::bind::describe_class<Type>(doc))

/// `types` are the parameters of the constructor, in parentheses.
#define SINTER_CONSTRUCTOR(Type, types, doc, ...)               \
  SINTER_BIND_MEMBER_OF(Type, new, "constructor", #Type ".new", \
                        (::sinter::bind::Constructor<Type, void types>::function), doc, __VA_ARGS__)
/// A constructor more, under a name: a static method.
#define SINTER_CONSTRUCTOR_AS(Type, name, types, doc, ...)     \
  SINTER_BIND_MEMBER_OF(Type, name, "static", #Type "." #name, \
                        (::sinter::bind::Constructor<Type, void types>::function), doc, __VA_ARGS__)

#define SINTER_METHOD(Type, name, doc, ...) SINTER_METHOD_AS(Type, name, &Type::name, doc, __VA_ARGS__)
#define SINTER_METHOD_AS(Type, name, callable, doc, ...)                                                          \
  SINTER_BIND_CHECK((::sinter::bind::is_method<Type, (callable)>), SINTER_BIND_NO_METHOD(Type, name))             \
  SINTER_BIND_MEMBER_OF(Type, name, "method", #Type "." #name, (::sinter::bind::method<Type, (callable)>()), doc, \
                        __VA_ARGS__)

#define SINTER_STATIC(Type, name, doc, ...) SINTER_STATIC_AS(Type, name, &Type::name, doc, __VA_ARGS__)
#define SINTER_STATIC_AS(Type, name, callable, doc, ...) \
  SINTER_BIND_MEMBER_OF(Type, name, "static", #Type "." #name, (callable), doc, __VA_ARGS__)

/// Read by the member function or data member `name`; written by the member function
/// `setter`, if there is a fourth argument.
#define SINTER_PROPERTY(Type, name, doc, ...)                                                                          \
  SINTER_BIND_CHECK((::sinter::bind::is_method<Type, (&Type::name)>), SINTER_BIND_NO_METHOD(Type, name))               \
  SINTER_BIND_MEMBER_OF(Type, name, "getter", #Type "." #name, (::sinter::bind::method<Type, (&Type::name)>()), doc, ) \
  __VA_OPT__(SINTER_BIND_SETTER(Type, name, (::sinter::bind::method<Type, (&Type::__VA_ARGS__)>())))

/// A data member that JavaScript reads and writes.
#define SINTER_FIELD(Type, name, doc) \
  SINTER_PROPERTY(Type, name, doc)    \
  SINTER_BIND_SETTER(Type, name, (&::sinter::bind::set_field<Type, &Type::name>))

/// Lets JavaScript walk through an object of a class that has begin() and end():
/// `for (const element of object)`.
#define SINTER_ITERABLE(Type, doc) \
  SINTER_BIND_MEMBER_OF(Type, iterator, "iterator", #Type ".iterator", (&::sinter::bind::iterate<Type>), doc, )

/// SINTER_EXPORT under another name than the function's.
#define SINTER_EXPORT_AS(name, callable, doc, ...)                                                                   \
  [[maybe_unused]] static constexpr auto sinter_callable_##name = (callable);                                        \
  SINTER_BIND_CHECK(::sinter::bind::can_bind_member<sinter_callable_##name>(false __VA_OPT__(, ) __VA_ARGS__),       \
                    ::sinter::bind::member_refusal<sinter_callable_##name>(false, #name __VA_OPT__(, ) __VA_ARGS__)) \
  SINTER_BIND_THUNK(sinter_export_##name, #name, sinter_callable_##name)                                             \
  SINTER_BIND_ASM(::sinter::bind::describe_function<sinter_callable_##name>(#name, doc __VA_OPT__(, ) __VA_ARGS__))

#define SINTER_BIND_NO_METHOD(Type, name) \
  "`" #name "` is neither a member of `" #Type "` nor a function whose first parameter is a reference to one"

#define SINTER_BIND_SETTER(Type, name, callable) \
  SINTER_BIND_ROLE(Type, sinter_setter_##Type##_##name, name, "setter", #Type "." #name "=", callable, "", "value")

#define SINTER_BIND_MEMBER_OF(Type, name, role, exported, callable, doc, ...) \
  SINTER_BIND_ROLE(Type, sinter_member_##Type##_##name, name, role, exported, callable, doc, __VA_ARGS__)

#define SINTER_BIND_ROLE(Type, identifier, name, role, exported, callable, doc, ...)                            \
  [[maybe_unused]] static constexpr auto identifier = callable;                                                 \
  SINTER_BIND_CHECK(                                                                                            \
      ::sinter::bind::can_bind_member<identifier>(::sinter::bind::has_object(role) __VA_OPT__(, ) __VA_ARGS__), \
      ::sinter::bind::member_refusal<identifier>(::sinter::bind::has_object(role),                              \
                                                 #Type "::" #name __VA_OPT__(, ) __VA_ARGS__))                  \
  SINTER_BIND_THUNK(identifier##_export, exported, identifier)                                                  \
  SINTER_BIND_ASM(::sinter::bind::describe_member<identifier>(role, #Type, #name, doc __VA_OPT__(, ) __VA_ARGS__))

#ifdef __wasm__
/// A class whose destructor is not public gets no export: nothing can give one of its
/// objects away.
#define SINTER_BIND_DISPOSER(Type)                                                                        \
  template <class T>                                                                                      \
  struct sinter_disposer_##Type {                                                                         \
    [[gnu::used]] __attribute__((export_name("~" #Type))) static void call(::sinter::bind::Handle handle) \
      requires ::std::is_destructible_v<T>                                                                \
    {                                                                                                     \
      delete ::sinter::bind::object_of<T>(handle);                                                        \
    }                                                                                                     \
  };                                                                                                      \
  template struct sinter_disposer_##Type<Type>;
#else
#define SINTER_BIND_DISPOSER(Type)
#endif
