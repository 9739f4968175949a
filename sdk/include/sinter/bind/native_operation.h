// The native side of SINTER_EXPORT, under SINTER_NATIVE_VECTORS: each exported function
// registers itself by name, callable with values of a vectors file. Only the test program
// of sdk/testing/vectors_main.cc uses it.
#pragma once

#include <string_view>
#include <utility>
#include <vector>

#include "sinter/bind/native_containers.h"
#include "sinter/bind/native_value.h"
#include "sinter/bind/signature.h"

namespace sinter::bind {

/// One call with the values of a case: what goes in, and what came of it.
struct NativeCall {
  const Value& arguments;
  Value* next = arguments.first;  // of the arguments, which are read in order
  std::size_t read = 0;
  std::size_t refused = 0;  // the number of the last argument that has not the type of its parameter
  std::string_view fault_code = {};
  std::uint32_t fault_offset = 0;
  Value result = {};
  Value arguments_after = {.kind = Value::Kind::list};

  /// What is left out at the end counts as absent, as in JavaScript.
  Value take() {
    ++read;
    return next != nullptr ? *std::exchange(next, next->next) : Value{};
  }
  bool has_too_many() const { return next != nullptr; }
};

/// A function that registered itself before main() ran.
struct NativeOperation {
  std::string_view name;
  void (*call)(NativeCall& call);
  NativeOperation* before;

  static inline constinit NativeOperation* last = nullptr;
};

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
  std::span<const T> get() { return {stored.data(), stored.size()}; }
  Value after(const Value& before) const { return before; }
};
template <Number T>
struct NativeArgument<std::span<T>> {
  std::vector<T> stored;
  bool read(const Value& value) { return NativeCodec<std::vector<T>>::read(value, stored); }
  std::span<T> get() { return {stored.data(), stored.size()}; }
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

/// An argument, and the value that it was read from.
template <class T>
struct HeldArgument {
  Value before;
  NativeArgument<T> argument;

  explicit HeldArgument(NativeCall& call) : before(call.take()) {
    if (!argument.read(before)) call.refused = call.read;
  }
};

template <class Result>
void store_result(NativeCall& call, const Result& result) {
  call.result = NativeCodec<Result>::write(result);
}
template <class Value_, class Code>
void store_result(NativeCall& call, const std::expected<Value_, Fault<Code>>& result) {
  if (!result) {
    call.fault_code = NativeCodec<Code>::write(result.error().code).text;
    call.fault_offset = result.error().offset;
  } else if constexpr (!std::is_void_v<Value_>) {
    store_result(call, *result);
  }
}

/// Depends on the function's type only: functions of one type share it.
template <class R, class... A>
struct NativeCaller {
  using Result = typename Signature<R (*)(A...)>::Result;

  /// To be called with braces, which read the arguments in their order. Not optimised: it
  /// runs only in tests.
  [[clang::optnone]] NativeCaller(NativeCall& call, R (*function)(A...),
                                  HeldArgument<std::remove_cvref_t<A>>&&... held) {
    if (call.refused > 0 || call.has_too_many()) return;
    if constexpr (std::is_void_v<Result>) function(held.argument.get()...);
    // Stored at once: the result may be a view of an argument.
    else store_result<>(call, static_cast<const Result&>(function(held.argument.get()...)));
    (call.arguments_after.add(held.argument.after(held.before)), ...);
  }

  static void run(NativeCall& call, R (*function)(A...)) {
    NativeCaller{call, function, HeldArgument<std::remove_cvref_t<A>>(call)...};
  }
};

template <class R, class... A>
void call_natively(NativeCall& call, R (*function)(A...)) {
  NativeCaller<R, A...>::run(call, function);
}

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

/// Makes the function callable by name; true, so that it can initialise a constant. One of
/// objects has no cases in files of vectors, so it is not registered.
template <auto function>
bool register_operation(std::string_view name) {
  using S = SignatureOf<function>;
  if constexpr (S::is_supported && !has_handle<8>(typename S::Parameters{}) &&
                !has_handle<8>(TypeList<typename S::Value>{})) {
    static constinit NativeOperation operation = {
        .name = {}, .call = [](NativeCall& call) { call_natively(call, function); }, .before = nullptr};
    operation.name = name;
    operation.before = std::exchange(NativeOperation::last, &operation);
  }
  return true;
}

}  // namespace sinter::bind
