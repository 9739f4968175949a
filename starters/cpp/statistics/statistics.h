// Numbers described by a few numbers: an ordinary C++ library that knows nothing of wasm.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace statistics {

struct Summary {
  double mean, deviation;  // of the sample; no deviation below two numbers
  double smallest, largest;
};

/// All zero when there are no numbers.
Summary summarize(std::span<const double> numbers);

/// At each place the mean of that number and of up to `width` - 1 before it.
std::vector<double> moving_average(std::span<const double> numbers, std::uint32_t width);

}  // namespace statistics
