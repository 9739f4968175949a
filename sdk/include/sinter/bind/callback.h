// How a JavaScript function crosses: as a number, which calls take it back by. Arguments
// are written to slots like the members of a result. A result that is one wasm value comes
// back in the first slot. Any other is in JavaScript's memory for arguments only while
// JavaScript runs, so JavaScript calls back once more, and it is read in there.
#pragma once

#include "sinter/bind/containers.h"
#include "sinter/bind/object.h"
#include "sinter/callback.h"

#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Wc++26-extensions"

namespace sinter::bind {

#ifdef __wasm__
extern "C" {
/// 0, or 1 if the function threw.
__attribute__((import_module("sinter"), import_name("call"))) std::int32_t sinter_call_javascript(
    std::uint32_t function, Slot* slots);
__attribute__((import_module("sinter"), import_name("forget"))) void sinter_forget_javascript(std::uint32_t function);
}
#else
// A native program makes no callback out of a number.
inline std::int32_t sinter_call_javascript(std::uint32_t, Slot*) { return 1; }
inline void sinter_forget_javascript(std::uint32_t) {}
#endif

/// What stands in the first slot of a call whose result is not one wasm value.
template <class R>
struct Receiver {
  static void read(const Slot* slots, void* result) { ::new (result) R(Codec<R>::load(slots)); }
};
using Receive = void (*)(const Slot* slots, void* result);

#ifdef __wasm__
template <class = void>
struct ResultMemory {
  [[gnu::used]] __attribute__((export_name("sinter_receive"))) static void receive(const Slot* slots) {
    reinterpret_cast<Receive>(slots->first)(slots + 1, reinterpret_cast<void*>(slots->second));
  }
};
#endif

/// A result that would be a view of memory that is gone.
template <class T>
inline constexpr bool is_view = ConstSpan<T> || std::is_same_v<T, std::string_view>;

template <class T>
using Passed = typename ResultOf<T>::type;

template <class R>
inline constexpr bool is_callback_result = Argument<R> && ResultValue<R> && !is_view<R>;
template <>
inline constexpr bool is_callback_result<void> = true;

template <class R>
inline constexpr std::size_t result_slots_of = 1 + Codec<R>::slots;
template <Direct R>
inline constexpr std::size_t result_slots_of<R> = 1;
template <>
inline constexpr std::size_t result_slots_of<void> = 0;

template <class R, class... A>
Called<R> call_javascript(void* target, A... arguments) {
  constexpr bool is_received = !std::is_void_v<R> && !Direct<R>;
  constexpr std::size_t first = is_received ? 1 : 0;
  constexpr std::size_t passed = first + (Codec<Passed<A>>::slots + ... + 0);
  Slot slots[(passed > result_slots_of<R> ? passed : result_slots_of<R>)+1];
  [[maybe_unused]] Slot* slot = slots + first;
  ResultTables::release();
  ((Codec<Passed<A>>::write(slot, arguments), slot += Codec<Passed<A>>::slots), ...);
  auto function = static_cast<std::uint32_t>(reinterpret_cast<std::uintptr_t>(target));
  if constexpr (is_received) {
    union Storage {
      Storage() {}
      ~Storage() {}
      R value;
    } storage;
#ifdef __wasm__
    static_cast<void>(&ResultMemory<VoidFor<R>>::receive);
    static_cast<void>(&ArgumentMemory<VoidFor<R>>::allocate);
    static_cast<void>(&ArgumentMemory<VoidFor<R>>::release);
#endif
    Receive receive = &Receiver<R>::read;
    slots[0].first = static_cast<std::uint32_t>(reinterpret_cast<std::uintptr_t>(receive));
    slots[0].second = static_cast<std::uint32_t>(reinterpret_cast<std::uintptr_t>(&storage.value));
    if (sinter_call_javascript(function, slots) != 0) return std::unexpected(Thrown{});
    Called<R> result(std::move(storage.value));
    storage.value.~R();
    return result;
  } else {
    if (sinter_call_javascript(function, slots) != 0) return std::unexpected(Thrown{});
    if constexpr (std::is_void_v<R>) return {};
    else return Codec<R>::load(slots);
  }
}

template <class R, class... A>
constexpr void describe_callback(Text& text, std::string_view kind) {
  text.add("{").add_string(kind).add(":[");
  if constexpr (std::is_void_v<R>) text.add_string("void");
  else Codec<R>::describe(text);
  ((text.add(","), Codec<Passed<A>>::describe(text)), ...);
  text.add("]}");
}

template <class R, class... A>
  requires(is_callback_result<R> && (ResultValue<Passed<A>> && ...))
struct Codec<Callback<R(A...)>> {
  static constexpr bool is_handle = true;
  static constexpr bool calls_javascript = true;
  using Wire = TypeList<std::uint32_t>;

  template <std::size_t first, class... P>
  [[clang::always_inline]] static Callback<R(A...)> read(P... wire) {
    return {reinterpret_cast<void*>(static_cast<std::uintptr_t>(wire...[first])), &call_javascript<R, A...>};
  }
  static constexpr void describe(Text& text) { describe_callback<R, A...>(text, "callback"); }
};

template <class R, class... A>
  requires(is_callback_result<R> && (ResultValue<Passed<A>> && ...))
struct Codec<KeptCallback<R(A...)>> {
  static constexpr bool is_handle = true;
  static constexpr bool calls_javascript = true;
  using Wire = TypeList<std::uint32_t>;

  template <std::size_t first, class... P>
  static KeptCallback<R(A...)> read(P... wire) {
    callbacks_are_kept = true;
    return {reinterpret_cast<void*>(static_cast<std::uintptr_t>(wire...[first])), &call_javascript<R, A...>,
            [](void* target) {
              sinter_forget_javascript(static_cast<std::uint32_t>(reinterpret_cast<std::uintptr_t>(target)));
            }};
  }
  static constexpr void describe(Text& text) { describe_callback<R, A...>(text, "kept_callback"); }
};

}  // namespace sinter::bind

#pragma clang diagnostic pop
