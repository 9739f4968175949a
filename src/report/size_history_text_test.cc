// A trend is drawn between its least and its most, and a date is the day it says.
#include "report/size_history_text.h"

#include "testing/check.h"

namespace sinter {
namespace {

TEST_CASE("dates are those of the calendar, also around the day that most years lack") {
  CHECK(date_text(0) == "1970-01-01 00:00");
  CHECK(date_text(951'782'399) == "2000-02-28 23:59");
  CHECK(date_text(951'782'400) == "2000-02-29 00:00");
  CHECK(date_text(951'868'800) == "2000-03-01 00:00");
  CHECK(date_text(1'795'300'260) == "2026-11-21 22:31");
}

TEST_CASE("a trend reaches from the lowest step to the highest, and is flat where nothing changes") {
  CHECK(trend_line({10, 20, 30}, 40) == "▁▅█");
  CHECK(trend_line({7, 7}, 40) == "▅▅");
  CHECK(trend_line({}, 40) == "");
}

TEST_CASE("a trend of more values than columns keeps its peaks") {
  CHECK(trend_line({1, 9, 1, 1, 1, 5, 1, 1}, 4) == "█▁▅▁");
}

TEST_CASE("the newest build is on top, says what it grew by, and what is left out is counted") {
  std::vector<SizeRecord> records = {
      {.name = "production/a", .built_at_s = 60, .commit = "", .sizes = {.raw_bytes = 100}},
      {.name = "production/a", .built_at_s = 120, .commit = "0123456789", .sizes = {.raw_bytes = 150}},
      {.name = "production/a",
       .built_at_s = 180,
       .commit = "0123456789",
       .is_modified = true,
       .sizes = {.raw_bytes = 90, .gzip_bytes = 50, .brotli_bytes = 40, .zstd_bytes = 45}}};
  CHECK(size_history_text(records, 2, 100) ==
        "production/a: 3 builds\n"
        "  raw     ▂█▁  90 B, -10.0 % since the first; least 90 B, most 150 B\n"
        "  gzip    ▅  50 B\n"
        "  brotli  ▅  40 B\n"
        "  zstd    ▅  45 B\n"
        "\n"
        "built (UTC)       revision   raw  growth  gzip  brotli  zstd\n"
        "1970-01-01 00:03  01234567+   90     -60    50      40    45\n"
        "1970-01-01 00:02  01234567   150     +50     -       -     -\n"
        "and 1 older build\n");
  CHECK(
      size_history_json({records[2]})
          .contains(
              R"({"built_at":180,"revision":"0123456789","is_modified":true,"raw_bytes":90,"gzip_bytes":50,"brotli_bytes":40,"zstd_bytes":45})"));
}

}  // namespace
}  // namespace sinter
