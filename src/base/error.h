// What can go wrong outside our code is a value. `Error` carries everything a person
// needs to act: what failed, where, why, and what to do next; `Result<T>` is either a
// T or an Error and may not be dropped.
#pragma once

#include <cstdint>
#include <expected>
#include <string>
#include <string_view>
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

/// A T or an Error; dropping one is a compiler warning, which we build as an error.
template <class T>
class [[nodiscard]] Result : public std::expected<T, Error> {
 public:
  using std::expected<T, Error>::expected;
};

inline std::unexpected<Error> fail(Error error) { return std::unexpected<Error>(std::move(error)); }
inline std::unexpected<Error> fail(Code code, std::string what, std::string next = {}) {
  return std::unexpected<Error>(Error{.code = code, .what = std::move(what), .next = std::move(next)});
}

/// Ends the program after printing the broken promise: only for what can be nobody's
/// mistake but ours.
[[noreturn]] void assertion_failed(const char* expression, const char* file, int line);

}  // namespace sinter

#define SINTER_CONCAT_INNER(a, b) a##b
#define SINTER_CONCAT(a, b) SINTER_CONCAT_INNER(a, b)

/// Unwraps a Result or returns its error to the caller. A statement expression, so it
/// can stand wherever a value can: `auto text = SINTER_TRY(read_file(path));`
#define SINTER_TRY(expression)                                                                \
  __extension__({                                                                             \
    auto sinter_result = (expression);                                                        \
    if (!sinter_result.has_value()) return std::unexpected(std::move(sinter_result).error()); \
    *std::move(sinter_result);                                                                \
  })

#define SINTER_ASSERT(condition) \
  ((condition) ? static_cast<void>(0) : ::sinter::assertion_failed(#condition, __FILE__, __LINE__))
