// The native side of SINTER_EXPORT, under SINTER_NATIVE_VECTORS: each exported function
// registers itself by name, callable with values of a vectors file. Only the test program
// of sdk/testing/vectors_main.cc uses it.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "sinter/bind/native_containers.h"
#include "sinter/bind/native_value.h"
#include "sinter/bind/signature.h"

namespace sinter::bind {

struct Outcome {
  std::string misuse = {};  // why the arguments could not be passed; then the rest is empty
  std::string fault_code = {};
  std::uint32_t fault_offset = 0;
  Value result = {};
  std::vector<Value> arguments_after = {};
};

using NativeOperation = Outcome (*)(const std::vector<Value>& arguments);

/// The one list of registered functions; filled before main() runs.
inline std::map<std::string, NativeOperation, std::less<>>& native_operations() {
  static std::map<std::string, NativeOperation, std::less<>> operations;
  return operations;
}

/// Holds what an argument refers to while the function runs.
template <class T>
struct NativeArgument {
  T stored{};
  bool read(const Value& value) { return NativeCodec<T>::read(value, stored); }
  T get() { return stored; }
  Value after(const Value& before) const { return before; }
};
template <class T>
struct NativeArgument<std::span<const T>> {
  std::vector<T> stored;
  bool read(const Value& value) { return NativeCodec<std::vector<T>>::read(value, stored); }
  std::span<const T> get() { return stored; }
  Value after(const Value& before) const { return before; }
};
template <Number T>
struct NativeArgument<std::span<T>> {
  std::vector<T> stored;
  bool read(const Value& value) { return NativeCodec<std::vector<T>>::read(value, stored); }
  std::span<T> get() { return stored; }
  Value after(const Value&) const { return NativeCodec<std::vector<T>>::write(stored); }
};
template <class T>
struct NativeArgument<std::optional<T>> {
  bool is_present = false;
  NativeArgument<T> inner;
  bool read(const Value& value) {
    is_present = value.kind != Value::Kind::absent;
    return !is_present || inner.read(value);
  }
  std::optional<T> get() { return is_present ? std::optional<T>(inner.get()) : std::nullopt; }
  Value after(const Value& before) const { return before; }
};

template <class Result>
void store_result(Outcome& outcome, const Result& result) {
  outcome.result = NativeCodec<Result>::write(result);
}
template <class Value_, class Code>
void store_result(Outcome& outcome, const std::expected<Value_, Fault<Code>>& result) {
  if (!result) {
    outcome.fault_code = NativeCodec<Code>::write(result.error().code).text;
    outcome.fault_offset = result.error().offset;
  } else if constexpr (!std::is_void_v<Value_>) {
    store_result(outcome, *result);
  }
}

/// Not optimised: it runs only in tests, and doubled the time to compile them.
template <auto function, class... A, std::size_t... places>
[[clang::optnone]] Outcome call_natively(TypeList<A...>, const std::vector<Value>& values,
                                         std::index_sequence<places...>) {
  Outcome outcome;
  [[maybe_unused]] std::tuple<NativeArgument<A>...> arguments;
  // What is left out at the end counts as absent, as in JavaScript.
  [[maybe_unused]] auto value = [&](std::size_t place) { return place < values.size() ? values[place] : Value{}; };
  std::vector<Value> given = {value(places)...};
  if (values.size() > sizeof...(A)) outcome.misuse = "there are more arguments than parameters";
  ((std::get<places>(arguments).read(given[places])
        ? void()
        : void(outcome.misuse = "argument " + std::to_string(places + 1) + " has not the type of the parameter")),
   ...);
  if (!outcome.misuse.empty()) return outcome;
  using Result = typename SignatureOf<function>::Result;
  if constexpr (std::is_void_v<Result>) function(std::get<places>(arguments).get()...);
  else {
    // Stored at once: the result may be a view of an argument.
    store_result<>(outcome, static_cast<const Result&>(function(std::get<places>(arguments).get()...)));
  }
  outcome.arguments_after = {std::get<places>(arguments).after(given[places])...};
  return outcome;
}

/// Makes the function callable by name; true, so that it can initialise a constant.
template <int depth, class... A>
consteval bool has_handle(TypeList<A...>);
template <int depth, class T, auto... members>
consteval bool has_handle(StructRegistration<T, members...>) {
  return has_handle<depth - 1>(TypeList<typename MemberType<decltype(members)>::type...>{});
}
/// Whether one of the types is an object, or is made of objects.
template <int depth, class... A>
consteval bool has_handle(TypeList<A...>) {
  if constexpr (depth == 0) return false;
  else
    return ([] {
      if constexpr (ByHandle<A>) return true;
      else if constexpr (RegisteredStruct<A>) return has_handle<depth>(decltype(sinter_describe(Tag<A>{})){});
      else return has_handle<depth - 1>(typename TemplateTypes<A>::List{});
    }() || ...);
}

/// A function of objects has no cases in files of vectors, so it is not registered.
template <auto function>
bool register_operation(std::string_view name) {
  using S = SignatureOf<function>;
  if constexpr (S::is_supported && !has_handle<8>(typename S::Parameters{}) &&
                !has_handle<8>(TypeList<typename S::Value>{})) {
    using Parameters = typename SignatureOf<function>::Parameters;
    native_operations()[std::string(name)] = [](const std::vector<Value>& values) {
      return call_natively<function>(Parameters{}, values, std::make_index_sequence<Parameters::size>{});
    };
  }
  return true;
}

}  // namespace sinter::bind
