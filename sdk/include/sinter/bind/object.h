// Objects of classes that SINTER_CLASS lists. They stay in the module's memory; what
// crosses is the address of the outermost registered base. The C++ type of a result says
// who disposes of it:
//
//   T, std::unique_ptr<T>   JavaScript
//   T&, T*                  what it was taken from: the object of the method, the arguments
//   std::shared_ptr<T>      whoever lets go last
//
// As parameters T, T& and T* take any object that still lives, std::unique_ptr<T> takes
// one away from JavaScript, and std::shared_ptr<T> takes part in one that is shared.
#pragma once

#include <cstdint>
#include <type_traits>
#include <utility>

#include "sinter/bind/codec.h"

#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Wc++26-extensions"

namespace sinter::bind {

/// No pointer, because parameters that are pointers want memory for arguments.
using Handle = std::uintptr_t;

template <class T>
struct RootOf {
  using Base = typename decltype(sinter_describe(Tag<T>{}))::Base;
  using type = typename RootOf<Base>::type;
};
template <class T>
  requires std::is_void_v<typename decltype(sinter_describe(Tag<T>{}))::Base>
struct RootOf<T> {
  using type = T;
};
template <class T>
using Root = typename RootOf<std::remove_const_t<T>>::type;

template <RegisteredClass T>
Handle handle_of(T* object) {
  return reinterpret_cast<Handle>(static_cast<Root<T>*>(const_cast<std::remove_const_t<T>*>(object)));
}
template <RegisteredClass T>
T* object_of(Handle handle) {
  return static_cast<T*>(reinterpret_cast<Root<T>*>(handle));
}

/// The result of a function that returns `T&`.
template <class T>
struct Reference {
  T* object;
};

/// Describes, reads and writes what is one address; the codecs below say how to get it.
template <class T>
struct ObjectCodec {
  static constexpr bool is_handle = true;
  using Wire = TypeList<Handle>;
  static constexpr std::size_t slots = 1;

  static constexpr void describe_as(Text& text, std::string_view holding) {
    text.add("{").add_string(holding).add(":");
    text.add_string(sinter_describe(Tag<std::remove_const_t<T>>{}).name).add("}");
  }
  static void write_handle(Slot* slot, Handle handle) { slot->first = static_cast<std::uint32_t>(handle); }
};

// What is written is a part of the kept result, which is no constant and ours to empty.
template <RegisteredClass T>
struct Codec<T> : ObjectCodec<T> {
  using Direct = Handle;

  template <std::size_t first, class... P>
  [[clang::always_inline]] static T& read(P... wire) {
    return *object_of<T>(wire...[first]);
  }
  static T& load(const Slot* slot) { return *object_of<T>(slot->first); }
  static Handle direct(T&& value) { return handle_of(new T(std::move(value))); }
  static void write(Slot* slot, const T& value) {
    ObjectCodec<T>::write_handle(slot, direct(std::move(const_cast<T&>(value))));
  }
  static constexpr void describe(Text& text) { ObjectCodec<T>::describe_as(text, "object"); }
};

template <RegisteredClass T>
struct Codec<Reference<T>> : ObjectCodec<T> {
  using Direct = Handle;
  static Handle direct(T& value) { return handle_of(&value); }
  static void write(Slot* slot, T& value) { ObjectCodec<T>::write_handle(slot, direct(value)); }
  static constexpr void describe(Text& text) { ObjectCodec<T>::describe_as(text, "reference"); }
};

template <RegisteredClass T>
struct Codec<T*> : ObjectCodec<T> {
  using Direct = Handle;

  template <std::size_t first, class... P>
  [[clang::always_inline]] static T* read(P... wire) {
    return wire...[first] == 0 ? nullptr : object_of<T>(wire...[first]);
  }
  static Handle direct(T* value) { return value == nullptr ? 0 : handle_of(value); }
  static void write(Slot* slot, T* value) { ObjectCodec<T>::write_handle(slot, direct(value)); }
  static constexpr void describe(Text& text) { ObjectCodec<T>::describe_as(text, "pointer"); }
};

/// What a constructor made.
template <class T>
struct Made {
  T* object;
};
template <RegisteredClass T>
struct Codec<Made<T>> : ObjectCodec<T> {
  using Direct = Handle;
  static Handle direct(Made<T> made) { return handle_of(made.object); }
  static constexpr void describe(Text& text) { ObjectCodec<T>::describe_as(text, "unique"); }
};

// Told by their members, as in shape.h: <memory> costs more than all of this.
template <class P>
concept UniqueLike = requires(P pointer) {
  typename P::deleter_type;
  pointer.release();
} && RegisteredClass<typename P::element_type>;
template <class P>
concept SharedLike = requires(P pointer) {
  typename P::weak_type;
  pointer.use_count();
} && RegisteredClass<typename P::element_type>;

/// A result that holds nothing is the module's own mistake, so it traps; std::optional
/// says that there may be none.
template <UniqueLike P>
struct Codec<P> : ObjectCodec<typename P::element_type> {
  using Direct = Handle;
  using T = typename P::element_type;

  template <std::size_t first, class... W>
  [[clang::always_inline]] static P read(W... wire) {
    return P(object_of<T>(wire...[first]));
  }
  static P load(const Slot* slot) { return read<0>(slot->first); }
  static Handle direct(P&& value) {
    if (value == nullptr) __builtin_trap();
    return handle_of(value.release());
  }
  static void write(Slot* slot, const P& value) {
    ObjectCodec<T>::write_handle(slot, direct(std::move(const_cast<P&>(value))));
  }
  static constexpr void describe(Text& text) { ObjectCodec<T>::describe_as(text, "unique"); }
};

#ifdef __wasm__
/// Exported only from modules that share objects, as ArgumentMemory is. Of every shared
/// class the hold is the same type: std::shared_ptr<void>.
template <class Hold>
struct SharedHold {
  [[gnu::used]] __attribute__((export_name("sinter_release"))) static void release(Hold* hold) { delete hold; }
};
#endif

template <class P, class T>
struct PointerTo;
template <template <class> class Pointer, class Old, class T>
struct PointerTo<Pointer<Old>, T> {
  using type = Pointer<T>;
};

/// Two words: the object's address, and the address of a std::shared_ptr<void> that
/// JavaScript holds it by. A parameter takes the second.
template <SharedLike P>
struct Codec<P> : ObjectCodec<typename P::element_type> {
  using T = typename P::element_type;
  using Hold = typename PointerTo<P, void>::type;

  template <std::size_t first, class... W>
  static P read(W... wire) {
#ifdef __wasm__
    static_cast<void>(&SharedHold<Hold>::release);
#endif
    return static_pointer_cast<T>(static_pointer_cast<Root<T>>(*reinterpret_cast<Hold*>(wire...[first])));
  }
  static P load(const Slot* slot) { return read<0>(slot->first); }
  static void write(Slot* slot, const P& value) {
    if (value == nullptr) __builtin_trap();
#ifdef __wasm__
    static_cast<void>(&SharedHold<Hold>::release);
#endif
    typename PointerTo<P, Root<T>>::type root =
        const_pointer_cast<std::remove_const_t<T>>(std::move(const_cast<P&>(value)));
    write_view(slot, root.get(), reinterpret_cast<Handle>(new Hold(root)));
  }
  static constexpr void describe(Text& text) { ObjectCodec<T>::describe_as(text, "shared"); }
};

/// What crosses as a handle, and therefore not in files of vectors.
template <class T>
concept ByHandle = requires { Codec<T>::is_handle; };

/// The type whose codec takes a result of type R.
template <class R>
struct ResultOf {
  using type = std::remove_cvref_t<R>;
};
template <class R>
  requires std::is_lvalue_reference_v<R> && RegisteredClass<std::remove_reference_t<R>>
struct ResultOf<R> {
  using type = Reference<std::remove_reference_t<R>>;
};

/// Whether an object can be copied into this parameter, or moved out of this result.
template <class T>
inline constexpr bool can_be_passed = true;
template <class T>
  requires RegisteredClass<T>
inline constexpr bool can_be_passed<T> = std::is_copy_constructible_v<T>;
template <class T>
inline constexpr bool can_be_returned = true;
template <class T>
  requires RegisteredClass<T>
inline constexpr bool can_be_returned<T> = std::is_move_constructible_v<T> && std::is_destructible_v<T>;

}  // namespace sinter::bind

#pragma clang diagnostic pop
