// What every native test needs: doctest, and must(), which unwraps a Result that the
// test is not about.
#pragma once

#include <doctest/doctest.h>

#include <string>

#include "base/error.h"

namespace sinter::testing {

/// The value of `result`; an error ends the test with its full text.
template <class T>
T must(Result<T> result) {
  if (!result.has_value()) {
    std::string text = render(result.error());
    FAIL(text);
  }
  if constexpr (!std::is_void_v<T>) return *std::move(result);
}

}  // namespace sinter::testing
