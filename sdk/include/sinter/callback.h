// Functions of the caller as parameters: a Callback may be called until the function it was
// passed to returns, a KeptCallback as long as it lives.
//
// A JavaScript function may throw. C++ without exceptions cannot be unwound, so the call
// returns `Thrown` instead, and the function that called returns as soon as it can; what it
// returns then is dropped, and its caller in JavaScript gets the exception itself. Until
// then every further call of a callback returns `Thrown` too.
//
//   sinter::Called<double> sum(std::span<const double> values, sinter::Callback<double(double)> weight) {
//     double sum = 0;
//     for (double value : values) {
//       sinter::Called<double> weighted = weight(value);
//       if (!weighted) return std::unexpected(weighted.error());
//       sum += *weighted;
//     }
//     return sum;
//   }
//
// Natively anything that can be called is a callback.
#pragma once

#include <expected>
#include <type_traits>
#include <utility>

namespace sinter {

/// A JavaScript function threw; its caller will see what.
struct Thrown {
  bool operator==(const Thrown&) const = default;
};

/// What a callback returned. Also what a function returns that has nothing to return when
/// a callback threw.
template <class T>
using Called = std::expected<T, Thrown>;

template <class Function, class R, class... A>
concept CallableAs = requires(Function& function, A... arguments) {
  { function(std::forward<A>(arguments)...) } -> std::convertible_to<Called<R>>;
} || (std::is_void_v<R> && requires(Function& function, A... arguments) { function(std::forward<A>(arguments)...); });

template <class Function, class R, class... A>
Called<R> call_as(Function& function, A... arguments) {
  if constexpr (std::is_void_v<decltype(function(std::forward<A>(arguments)...))>) {
    function(std::forward<A>(arguments)...);
    return {};
  } else {
    return function(std::forward<A>(arguments)...);
  }
}

/// Refers to a function for the time of a call, as std::string_view does to text.
template <class Signature>
class Callback;
template <class R, class... A>
class Callback<R(A...)> {
 public:
  using Call = Called<R> (*)(void* target, A... arguments);

  Callback(void* target, Call call) : target_(target), call_(call) {}
  template <class Function>
    requires(!std::is_same_v<std::remove_cvref_t<Function>, Callback> &&
             CallableAs<std::remove_reference_t<Function>, R, A...>)
  Callback(Function&& function)
      : target_(const_cast<void*>(static_cast<const void*>(&function))),
        call_([](void* target, A... arguments) -> Called<R> {
          return call_as<std::remove_reference_t<Function>, R, A...>(
              *static_cast<std::remove_reference_t<Function>*>(target), std::forward<A>(arguments)...);
        }) {}

  [[nodiscard]] Called<R> operator()(A... arguments) const { return call_(target_, std::forward<A>(arguments)...); }

 private:
  void* target_;
  Call call_;
};

/// Owns a function, and lets go of it at its end. Can be moved, not copied.
template <class Signature>
class KeptCallback;
template <class R, class... A>
class KeptCallback<R(A...)> {
 public:
  using Call = Called<R> (*)(void* target, A... arguments);
  using Drop = void (*)(void* target);

  KeptCallback(void* target, Call call, Drop drop) : target_(target), call_(call), drop_(drop) {}
  template <class Function>
    requires(!std::is_same_v<std::remove_cvref_t<Function>, KeptCallback> &&
             CallableAs<std::remove_cvref_t<Function>, R, A...>)
  KeptCallback(Function&& function)
      : target_(new std::remove_cvref_t<Function>(std::forward<Function>(function))),
        call_([](void* target, A... arguments) -> Called<R> {
          return call_as<std::remove_cvref_t<Function>, R, A...>(*static_cast<std::remove_cvref_t<Function>*>(target),
                                                                 std::forward<A>(arguments)...);
        }),
        drop_([](void* target) { delete static_cast<std::remove_cvref_t<Function>*>(target); }) {}

  KeptCallback(KeptCallback&& other) noexcept
      : target_(other.target_), call_(other.call_), drop_(std::exchange(other.drop_, nullptr)) {}
  KeptCallback& operator=(KeptCallback&& other) noexcept {
    std::swap(target_, other.target_);
    std::swap(call_, other.call_);
    std::swap(drop_, other.drop_);
    return *this;
  }
  ~KeptCallback() {
    if (drop_ != nullptr) drop_(target_);
  }

  [[nodiscard]] Called<R> operator()(A... arguments) const { return call_(target_, std::forward<A>(arguments)...); }

 private:
  void* target_;
  Call call_;
  Drop drop_;
};

}  // namespace sinter
