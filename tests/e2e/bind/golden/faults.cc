// What a function can fail with, and what documentation and names turn into.
#include <cstdint>
#include <string_view>

#include "sinter/bind.h"

namespace golden {

enum class DateFault { empty, not_a_digit, no_such_day };
SINTER_ENUM(DateFault, empty, not_a_digit, no_such_day)

sinter::Fallible<std::uint32_t, DateFault> parse_day(std::string_view text) {
  if (text.empty()) return std::unexpected(DateFault::empty);
  return 1;
}
sinter::Fallible<void, DateFault> check_day(std::uint8_t day) {
  if (day > 31) return std::unexpected(sinter::Fault{DateFault::no_such_day, 3});
  return {};
}
double wait_for(double delay, double new_, std::int8_t in) { return delay + new_ + in; }
std::uint32_t day_of(std::uint32_t seconds) { return seconds / 86400; }

SINTER_EXPORT(parse_day, "The day in a date,\nas a number from 1; \"quoted\" \\ and */ closed.", "text")
SINTER_EXPORT(check_day, "", "day: from 1 to 31")
SINTER_EXPORT(wait_for, "Waits.", "delay: in milliseconds", "new", "in: what comes in")
SINTER_EXPORT(day_of, "The day since 1970.\n@deprecated use `parseDay`", "seconds")

}  // namespace golden
