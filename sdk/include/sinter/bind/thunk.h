// The function that wasm exports for a bound function: it takes flattened parameters,
// rebuilds the arguments, calls, and leaves the result where JavaScript can read it.
//
// A result that is no single number is kept, one per result type, until the next call
// with that type; JavaScript copies it before it calls again. So a result costs no
// allocation of its own and nobody has to free it.
#pragma once

#include <new>
#include <utility>

#include "sinter/bind/memory.h"
#include "sinter/bind/signature.h"

namespace sinter::bind {

template <class Parameters>
struct Flattened;
template <class... A>
struct Flattened<TypeList<A...>> {
  using Wire = Concat<typename Codec<A>::Wire...>;
};

template <auto function, bool is_supported = SignatureOf<function>::is_supported>
struct WireTypes {
  using Parameters = TypeList<>;
  using Result = void;
};

template <class Value, class Code>
struct WireResult {
  using type = const Slot*;
};
template <>
struct WireResult<void, void> {
  using type = void;
};
template <Direct Value>
struct WireResult<Value, void> {
  using type = typename Codec<Value>::Direct;
};

template <auto function>
struct WireTypes<function, true> {
  using S = SignatureOf<function>;
  using Parameters = typename Flattened<typename S::Parameters>::Wire;
  using Result = typename WireResult<typename S::Value, typename S::Code>::type;
};

template <class Result>
class Kept {
 public:
  /// Replaces the kept result by what `make` returns, built in place.
  template <class Make>
  [[clang::always_inline]] static const Result& replace(Make make) {
    clear();
    ::new (static_cast<void*>(&storage_.value)) Result(make());
    is_full_ = true;
    return storage_.value;
  }
  /// The same when `make` may call JavaScript, which may call another function with a
  /// result of that type meanwhile. Not inlined: where no callback is kept the linker drops it.
  template <class Make>
  [[clang::noinline]] static const Result& replace_afterwards(Make make) {
    clear();
    Result result = make();
    clear();
    ::new (static_cast<void*>(&storage_.value)) Result(std::move(result));
    is_full_ = true;
    return storage_.value;
  }

 private:
  [[clang::always_inline]] static void clear() {
    if (is_full_) storage_.value.~Result();
    is_full_ = false;
  }
  union Storage {
    constexpr Storage() {}
    constexpr ~Storage() {}  // the module lives as long as its memory: nothing is destroyed at exit
    Result value;
  };
  static inline constinit Storage storage_;
  static inline constinit bool is_full_ = false;
};

template <std::size_t count>
inline constinit Slot result_slots[count] = {};

template <class T>
inline constexpr std::size_t slots_of() {
  if constexpr (std::is_void_v<T>) return 0;
  else return Codec<T>::slots;
}

template <class Value>
const Slot* write_result(const Value& value) {
  Slot* slots = result_slots<slots_of<Value>()>;
  Codec<Value>::write(slots, value);
  return slots;
}
/// Slot 0 of a fallible result: 0, or 1 + the place of the code; then the offset. There are
/// two at least: in a component a fault is made of three words, in the same place.
template <class Value, class Code>
const Slot* write_result(const std::expected<Value, Fault<Code>>& result) {
  Slot* slots = result_slots<1 + (slots_of<Value>() > 0 ? slots_of<Value>() : 1)>;
  slots->first = 0;
  if (!result) {
    slots->first = 1 + static_cast<std::uint32_t>(Codec<Code>::direct(result.error().code));
    slots->second = result.error().offset;
  } else if constexpr (!std::is_void_v<Value>) {
    Codec<Value>::write(slots + 1, *result);
  }
  return slots;
}

/// What a function returns because a callback threw is not looked at.
template <class Value>
const Slot* write_result(const std::expected<Value, Thrown>& result) {
  if (result) return write_result<Value>(*result);
  return result_slots<slots_of<Value>()>;
}

template <class Value, class Result>
[[clang::always_inline]] inline auto direct_result(Result&& result) {
  if constexpr (std::is_same_v<std::remove_cvref_t<Result>, std::expected<Value, Thrown>>) {
    using Wire = typename Codec<Value>::Direct;
    return result ? Wire(Codec<Value>::direct(*std::forward<Result>(result))) : Wire{};
  } else {
    return Codec<Value>::direct(std::forward<Result>(result));
  }
}

template <auto function>
struct Thunk {
  using S = SignatureOf<function>;
  using Result = typename WireTypes<function>::Result;

  template <class... P>
  [[clang::always_inline]] static Result call(P... wire) {
    return call_with(typename S::Parameters{}, wire...);
  }

 private:
  template <class... A, class... P>
  [[clang::always_inline]] static Result call_with(TypeList<A...> parameters, P... wire) {
    constexpr auto starts = wire_starts(parameters);
    return [&]<std::size_t... places>(std::index_sequence<places...>) __attribute__((always_inline)) {
      auto invoke = [&]() __attribute__((always_inline)) -> decltype(auto) {
        return function(Codec<A>::template read<starts.at[places]>(wire...)...);
      };
      if constexpr (std::is_void_v<typename S::Value> && std::is_void_v<typename S::Code>) {
        static_cast<void>(invoke());
      } else if constexpr (std::is_void_v<typename S::Code> && Direct<typename S::Value>) {
        return direct_result<typename S::Value>(invoke());
      } else {
        ResultTables::release();
        constexpr bool calls_javascript = (requires { Codec<A>::calls_javascript; } || ...);
        using KeptResult = Kept<typename S::Result>;
        if (calls_javascript || callbacks_are_kept) return write_result(KeptResult::replace_afterwards(invoke));
        return write_result(KeptResult::replace(invoke));
      }
    }(std::make_index_sequence<sizeof...(A)>{});
  }

  template <std::size_t count>
  struct Starts {
    std::size_t at[count + 1] = {};
  };
  /// Where each parameter's wire parameters begin.
  template <class... A>
  static consteval Starts<sizeof...(A)> wire_starts(TypeList<A...>) {
    Starts<sizeof...(A)> starts;
    std::size_t index = 0;
    ((starts.at[index + 1] = starts.at[index] + Codec<A>::Wire::size, ++index), ...);
    return starts;
  }
};

/// What the export's body is. A function that was refused gets an empty one, so that the
/// refusal is the only error.
template <auto function, class... P>
[[clang::always_inline]] inline typename WireTypes<function>::Result call_thunk(P... wire) {
  if constexpr (SignatureOf<function>::is_supported) {
#ifdef __wasm__
    if constexpr ((std::is_pointer_v<P> || ...)) {
      using Memory = ArgumentMemory<VoidFor<TypeList<P...>>>;
      static_cast<void>(&Memory::allocate);
      static_cast<void>(&Memory::release);
    }
#endif
    return Thunk<function>::call(wire...);
  }
}

}  // namespace sinter::bind
