// How much of each kind there was, in one line.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>

namespace sinter {

struct CountedWord {
  std::uint32_t count;
  std::string_view word;
};

/// "1 ran, 7 unchanged": what there is none of is left out; "nothing to do" without any.
std::string counts_text(std::initializer_list<CountedWord> counts);

}  // namespace sinter
