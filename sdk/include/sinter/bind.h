// Makes C++ functions callable from JavaScript. In a module's `exports.cc`, inside the
// namespace of the function:
//
//   SINTER_ENUM(Fault, empty, too_long)
//   SINTER_STRUCT(Match, offset, length)
//   SINTER_EXPORT(find_all, "Every place where `needle` occurs.", "haystack", "needle")
//
// The compiler checks the types and writes a description beside the code; `sinter` makes
// the ES module, its TypeScript declarations and a manifest from it. JavaScript sees
// `findAll(haystack, needle)`. No C++ is generated, and the description costs nothing at
// run time.
//
// Compiled natively, the macros check the same things and emit nothing, unless
// SINTER_NATIVE_VECTORS is defined: then they register the functions for
// sdk/testing/vectors_main.cc.
// Classes have macros of their own, at the end.
#pragma once

#include "sinter/bind/descriptor.h"
#include "sinter/bind/each.h"
#include "sinter/bind/members.h"
#include "sinter/bind/names.h"
#include "sinter/bind/options.h"
#include "sinter/bind/shown_memory.h"
#include "sinter/bind/thunk.h"
#include "sinter/fault.h"

#ifdef SINTER_NATIVE_VECTORS
#include "sinter/bind/native_operation.h"
#endif

/// Exports `function` (a free function without overloads, named without its namespace)
/// with its doc comment and one name for each parameter, which may go on with what is to
/// be said of it: "delay: in milliseconds". A line of the comment may begin with
/// "@deprecated".
#define SINTER_EXPORT(function, doc, ...)                                                     \
  SINTER_BIND_CHECK(::sinter::bind::can_export<&function>(__VA_ARGS__),                       \
                    ::sinter::bind::refusal<&function>(#function __VA_OPT__(, ) __VA_ARGS__)) \
  SINTER_BIND_CHECK(::sinter::bind::can_be_named(#function __VA_OPT__(, ) __VA_ARGS__),       \
                    ::sinter::bind::name_refusal(#function __VA_OPT__(, ) __VA_ARGS__))       \
  SINTER_BIND_FUNCTION(function, doc __VA_OPT__(, ) __VA_ARGS__)

/// Lists the enumerators of `Type`, in the order JavaScript shows them.
#define SINTER_ENUM(Type, ...)                                                                      \
  [[maybe_unused]] constexpr auto sinter_describe(::sinter::bind::Tag<Type>) {                      \
    constexpr ::std::string_view names[] = {SINTER_BIND_EACH(SINTER_BIND_NAME, Type, __VA_ARGS__)}; \
    return ::sinter::bind::EnumRegistration<Type, sizeof(names) / sizeof(names[0])>{                \
        ::sinter::bind::unqualified(#Type),                                                         \
        {SINTER_BIND_EACH(SINTER_BIND_ENUMERATOR, Type, __VA_ARGS__)},                              \
        {SINTER_BIND_EACH(SINTER_BIND_NAME, Type, __VA_ARGS__)}};                                   \
  }                                                                                                 \
  SINTER_BIND_CHECK_NAMES(Type)                                                                     \
  SINTER_BIND_ASM(::sinter::bind::describe_enum<Type>())

/// Lists the members of the plain struct `Type`, which crosses by value. All members that
/// matter must be listed; the others keep their defaults.
#define SINTER_STRUCT(Type, ...)                                                                              \
  [[maybe_unused]] constexpr auto sinter_describe(::sinter::bind::Tag<Type>) {                                \
    return ::sinter::bind::StructRegistration<Type, SINTER_BIND_EACH(SINTER_BIND_MEMBER, Type, __VA_ARGS__)>{ \
        ::sinter::bind::unqualified(#Type), {SINTER_BIND_EACH(SINTER_BIND_NAME, Type, __VA_ARGS__)}};         \
  }                                                                                                           \
  SINTER_BIND_CHECK(::sinter::bind::Argument<Type>, ::sinter::bind::struct_refusal<Type>())                   \
  SINTER_BIND_CHECK_NAMES(Type)                                                                               \
  SINTER_BIND_ASM(::sinter::bind::describe_struct<Type>())

/// Lists the members of a struct that is a parameter whose members JavaScript gives by name
/// and may leave out: `find(text, { limit: 10 })`. What is left out keeps its initialiser.
#define SINTER_OPTIONS(Type, ...)                                                                              \
  [[maybe_unused]] constexpr auto sinter_describe(::sinter::bind::Tag<Type>) {                                 \
    return ::sinter::bind::OptionsRegistration<Type, SINTER_BIND_EACH(SINTER_BIND_MEMBER, Type, __VA_ARGS__)>{ \
        ::sinter::bind::unqualified(#Type), {SINTER_BIND_EACH(SINTER_BIND_NAME, Type, __VA_ARGS__)}};          \
  }                                                                                                            \
  SINTER_BIND_CHECK(::sinter::bind::Argument<Type>, ::sinter::bind::options_refusal<Type>())                   \
  SINTER_BIND_CHECK_NAMES(Type)                                                                                \
  SINTER_BIND_ASM(::sinter::bind::describe_struct<Type>())

/// Says something about a member that SINTER_STRUCT or SINTER_OPTIONS lists.
#define SINTER_DOC(Type, member, doc)       \
  static_assert(sizeof(&Type::member) > 0); \
  SINTER_BIND_ASM(::sinter::bind::describe_documentation(::sinter::bind::unqualified(#Type), #member, doc))

/// Gives the std::variant `Name` (an alias) that name in the declarations too.
#define SINTER_VARIANT(Name)                                                                                      \
  SINTER_BIND_CHECK(::sinter::bind::variant_refusal<Name>().size() == 0, ::sinter::bind::variant_refusal<Name>()) \
  SINTER_BIND_ASM(::sinter::bind::describe_variant<Name>(#Name))

/// Lets JavaScript allocate arrays of `Number` in the module's memory: `newFloat64Array(n)`.
/// Functions that take such numbers take them without a copy.
#define SINTER_ARRAY(Number)                                                                                      \
  SINTER_BIND_CHECK(::sinter::bind::array_refusal<Number>().size() == 0, ::sinter::bind::array_refusal<Number>()) \
  SINTER_BIND_NEEDS_MEMORY(__LINE__)                                                                              \
  SINTER_BIND_ASM(::sinter::bind::describe_array<Number>())

// Part of the macro, so that the first line of the error is the line that uses it.
#define SINTER_BIND_CHECK(condition, message)                                                       \
  _Pragma("clang diagnostic push")                                                                  \
      _Pragma("clang diagnostic ignored \"-Wc++26-extensions\"") static_assert(condition, message); \
  _Pragma("clang diagnostic pop")

#define SINTER_BIND_CHECK_NAMES(Type)                                                        \
  SINTER_BIND_CHECK(::sinter::bind::has_names(sinter_describe(::sinter::bind::Tag<Type>{})), \
                    ::sinter::bind::listed_name_refusal(sinter_describe(::sinter::bind::Tag<Type>{})))

#define SINTER_BIND_NAME(Type, name) #name
#define SINTER_BIND_ENUMERATOR(Type, name) Type::name
#define SINTER_BIND_MEMBER(Type, name) &Type::name

#ifdef __wasm__
#define SINTER_BIND_ASM(text)                            \
  asm((::sinter::bind::begin_line(__FILE__, __LINE__))); \
  asm((text));
#define SINTER_BIND_NEEDS_MEMORY(line) SINTER_BIND_NEEDS_MEMORY_AT(line)
#define SINTER_BIND_NEEDS_MEMORY_AT(line)                              \
  [[gnu::used]] static const bool sinter_needs_memory_##line =         \
      (static_cast<void>(&::sinter::bind::ArgumentMemory<>::allocate), \
       static_cast<void>(&::sinter::bind::ArgumentMemory<>::release), true);
// The export's name must be a literal, so the function is emitted here; its parameter
// types come from the explicit instantiation.
#define SINTER_BIND_THUNK(identifier, name, function)                                                              \
  template <class Parameters>                                                                                      \
  struct identifier;                                                                                               \
  template <class... P>                                                                                            \
  struct identifier<::sinter::bind::TypeList<P...>> {                                                              \
    [[gnu::used]] __attribute__((export_name(name))) static typename ::sinter::bind::WireTypes<(function)>::Result \
    call(P... wire) {                                                                                              \
      return ::sinter::bind::call_thunk<(function)>(wire...);                                                      \
    }                                                                                                              \
  };                                                                                                               \
  template struct identifier<typename ::sinter::bind::WireTypes<(function)>::Parameters>;
#define SINTER_BIND_FUNCTION(function, doc, ...)                    \
  SINTER_BIND_THUNK(sinter_export_##function, #function, &function) \
  SINTER_BIND_ASM(::sinter::bind::describe_function<&function>(#function, doc __VA_OPT__(, ) __VA_ARGS__))
#else
#define SINTER_BIND_ASM(text) static_assert(sizeof(text) > 0);
#define SINTER_BIND_NEEDS_MEMORY(line)
#define SINTER_BIND_THUNK(identifier, name, function)
#ifdef SINTER_NATIVE_VECTORS
#define SINTER_BIND_REGISTER(function)                              \
  [[maybe_unused]] static const bool sinter_registered_##function = \
      ::sinter::bind::register_operation<&function>(#function);
#else
#define SINTER_BIND_REGISTER(function)
#endif
#define SINTER_BIND_FUNCTION(function, doc, ...)                                                           \
  SINTER_BIND_ASM(::sinter::bind::describe_function<&function>(#function, doc __VA_OPT__(, ) __VA_ARGS__)) \
  SINTER_BIND_REGISTER(function)
#endif

#include "sinter/bind/class_macros.h"
