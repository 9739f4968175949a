// What can go wrong outside our code is a value. `Error` carries everything a person
// needs to act: what failed, where, why, and what to do next; `Result<T>` is either a
// T or an Error and may not be dropped.
#pragma once

#include <cstdint>
#include <new>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "base/codes.h"

namespace sinter {

/// A place in a file. `line` and `column` count from 1; 0 means not known.
struct Place {
  std::string path;
  std::uint32_t line = 0;
  std::uint32_t column = 0;

  bool operator==(const Place&) const = default;
};

/// A failure that a person can act on. Every code has a page in docs/errors/.
struct Error {
  Code code = Code::internal;
  std::string what;                   // one clause: "`wasm-opt` did not finish"
  Place where = {};                   // empty path: no single place
  std::vector<std::string> why = {};  // innermost first
  std::string next = {};              // a command or an edit

  /// Adds the layer that was at work: `during("restoring json.wasm")`.
  Error&& during(std::string layer) &&;
  Error&& at(Place place) &&;
  Error&& because(std::string reason) &&;
  Error&& advise(std::string step) &&;
};

/// The text people see, in the fixed form `error: … / at … / because … / next: …`.
std::string render(const Error& error);

/// "SN0312": how people see a code, and the name of its page.
std::string code_text(Code code);

/// The exit code of a run that ended with this error (DESIGN 2.1): 1, 2 or 3.
int exit_code(Code code);

/// An Error on its way to the caller. Making, copying and dropping one is rare, so none of it
/// is inlined where a Result is used.
class [[nodiscard]] Failure {
 public:
  explicit Failure(Error* error) : error_(error) {}  // owned
  Failure(Failure&& other) noexcept : error_(other.take()) {}
  Failure& operator=(Failure&&) = delete;
  ~Failure() {
    if (error_ != nullptr) drop(error_);
  }
  Error* take() { return std::exchange(error_, nullptr); }

  [[gnu::cold]] static void drop(Error* error);
  [[gnu::cold]] static Error* copy(const Error* error);

 private:
  Error* error_;
};

[[gnu::cold]] Failure fail(Error&& error);
[[gnu::cold]] Failure fail(const Error& error);
[[gnu::cold]] Failure fail(Code code, std::string what, std::string next = {});

/// A T or an Error; dropping one is a compiler warning, which we build as an error. It has
/// the members of std::expected that we use, without the checks that make the compiler slow,
/// and is hardly larger than a T.
template <class T>
class [[nodiscard]] Result {
 public:
  Result() : has_value_(true), value_() {}
  template <class U = T>
    requires(!std::is_same_v<std::remove_cvref_t<U>, Result> && std::is_constructible_v<T, U>)
  Result(U&& value) : has_value_(true), value_(std::forward<U>(value)) {}
  Result(Failure&& failure) : has_value_(false), error_(failure.take()) {}

  Result(Result&& other) noexcept : has_value_(other.has_value_) { adopt(std::move(other)); }
  Result(const Result& other) : has_value_(other.has_value_) {
    if (has_value_) new (&value_) T(other.value_);
    else error_ = Failure::copy(other.error_);
  }
  Result& operator=(Result other) noexcept {
    clear();
    has_value_ = other.has_value_;
    adopt(std::move(other));
    return *this;
  }
  ~Result() { clear(); }

  bool has_value() const { return has_value_; }
  explicit operator bool() const { return has_value_; }
  T& operator*() & { return value_; }
  const T& operator*() const& { return value_; }
  T&& operator*() && { return std::move(value_); }
  T* operator->() { return &value_; }
  const T* operator->() const { return &value_; }
  T value_or(T other) const& { return has_value_ ? value_ : std::move(other); }
  T value_or(T other) && { return has_value_ ? std::move(value_) : std::move(other); }

  Error& error() & { return *error_; }
  const Error& error() const& { return *error_; }
  Error&& error() && { return std::move(*error_); }
  /// What to return where this cannot be dealt with; leaves nothing behind.
  Failure failure() && { return Failure(std::exchange(error_, nullptr)); }

 private:
  void adopt(Result&& other) {
    if (has_value_) new (&value_) T(std::move(other.value_));
    else error_ = std::exchange(other.error_, nullptr);
  }
  void clear() {
    if (has_value_) value_.~T();
    else Failure::drop(error_);
  }

  bool has_value_;
  union {
    T value_;
    Error* error_;
  };
};

template <>
class [[nodiscard]] Result<void> {
 public:
  Result() = default;
  Result(Failure&& failure) : error_(failure.take()) {}
  Result(Result&& other) noexcept : error_(std::exchange(other.error_, nullptr)) {}
  Result& operator=(Result&& other) noexcept {
    std::swap(error_, other.error_);
    return *this;
  }
  ~Result() {
    if (error_ != nullptr) Failure::drop(error_);
  }

  bool has_value() const { return error_ == nullptr; }
  explicit operator bool() const { return error_ == nullptr; }
  void operator*() const {}

  Error& error() & { return *error_; }
  const Error& error() const& { return *error_; }
  Error&& error() && { return std::move(*error_); }
  Failure failure() && { return Failure(std::exchange(error_, nullptr)); }

 private:
  Error* error_ = nullptr;
};

/// Ends the program after printing the broken promise: only for what can be nobody's
/// mistake but ours.
[[noreturn]] void assertion_failed(const char* expression, const char* file, int line);

}  // namespace sinter

#define SINTER_CONCAT_INNER(a, b) a##b
#define SINTER_CONCAT(a, b) SINTER_CONCAT_INNER(a, b)

/// Unwraps a Result or returns its error to the caller. A statement expression, so it
/// can stand wherever a value can: `auto text = SINTER_TRY(read_file(path));`
#define SINTER_TRY(expression)                                                 \
  __extension__({                                                              \
    auto sinter_result = (expression);                                         \
    if (!sinter_result.has_value()) return std::move(sinter_result).failure(); \
    *std::move(sinter_result);                                                 \
  })

#define SINTER_ASSERT(condition) \
  ((condition) ? static_cast<void>(0) : ::sinter::assertion_failed(#condition, __FILE__, __LINE__))
