// Numbers, booleans, enums and durations: what crosses as one wasm value.
#include <chrono>
#include <cstdint>

#include "sinter/bind.h"

namespace golden {

enum class Color : std::uint8_t { red, green, dark_blue };
SINTER_ENUM(Color, red, green, dark_blue)

float mix(std::int8_t a, std::uint8_t b, std::int16_t c, std::uint16_t d, std::int32_t e, std::uint32_t f, float g,
          double) {
  return static_cast<float>(a + b + c + d + e) + static_cast<float>(f) + g;
}
std::uint64_t widen(std::int64_t a, std::uint64_t b) { return static_cast<std::uint64_t>(a) + b; }
std::uint32_t unsigned_word(std::uint32_t value) { return value; }
bool negate(bool value) { return !value; }
Color next_color(Color color) { return color == Color::red ? Color::green : Color::dark_blue; }
std::chrono::seconds round_up(std::chrono::milliseconds time, std::chrono::duration<double>) {
  return std::chrono::ceil<std::chrono::seconds>(time);
}
void nothing() {}

SINTER_EXPORT(mix, "Every number of at most 32 bits, and a double.", "a", "b", "c", "d", "e", "f", "g", "h")
SINTER_EXPORT(widen, "", "a", "b")
SINTER_EXPORT(unsigned_word, "", "value")
SINTER_EXPORT(negate, "", "value")
SINTER_EXPORT(next_color, "", "color")
SINTER_EXPORT(round_up, "", "time", "pause")
SINTER_EXPORT(nothing, "")

}  // namespace golden
