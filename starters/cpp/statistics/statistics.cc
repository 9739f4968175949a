#include "statistics/statistics.h"

#include <algorithm>
#include <cmath>

namespace statistics {

Summary summarize(std::span<const double> numbers) {
  if (numbers.empty()) return {};
  Summary summary{.mean = 0, .deviation = 0, .smallest = numbers[0], .largest = numbers[0]};
  double count = 0;
  double squares = 0;  // of the distances from the mean so far (Welford)
  for (double number : numbers) {
    count += 1;
    double distance = number - summary.mean;
    summary.mean += distance / count;
    squares += distance * (number - summary.mean);
    summary.smallest = std::min(summary.smallest, number);
    summary.largest = std::max(summary.largest, number);
  }
  if (count > 1) summary.deviation = std::sqrt(squares / (count - 1));
  return summary;
}

std::vector<double> moving_average(std::span<const double> numbers, std::uint32_t width) {
  std::vector<double> averages;
  averages.reserve(numbers.size());
  for (std::size_t end = 1; end <= numbers.size(); ++end) {
    std::size_t begin = end - std::clamp<std::size_t>(width, 1, end);
    double sum = 0;
    for (double number : numbers.subspan(begin, end - begin)) sum += number;
    averages.push_back(sum / static_cast<double>(end - begin));
  }
  return averages;
}

}  // namespace statistics
