// Numbers without copies: views that are returned, arrays that JavaScript allocates.
#include <cstdint>
#include <span>
#include <vector>

#include "sinter/bind.h"

namespace golden {

SINTER_ARRAY(float)
SINTER_ARRAY(std::uint8_t)

std::vector<float> samples(100);

sinter::View<float> current() { return samples; }
void resize(std::uint32_t count) { samples.resize(count, 1); }
double sum(std::span<const float> values) {
  double total = 0;
  for (float value : values) total += value;
  return total;
}
void scale(std::span<float> values, std::span<const std::uint8_t>) {
  for (float& value : values) value *= 2;
}

SINTER_EXPORT(current, "The samples.")
SINTER_EXPORT(resize, "", "count")
SINTER_EXPORT(sum, "", "values")
SINTER_EXPORT(scale, "", "values", "mask")

}  // namespace golden
