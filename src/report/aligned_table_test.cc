// Numbers stand under each other, and no line is wider than asked for.
#include "report/aligned_table.h"

#include "report/screen_text.h"
#include "testing/check.h"

namespace sinter {
namespace {

constexpr std::string_view dispensable[] = {"time", "kind"};
const std::vector<TableRow> rows = {
    {"name", "kind", "size", "time"}, {"text", "simd", "1.2 KiB", "3 s"}, {"größe", "baseline", "9 B", "-"}};

TEST_CASE("columns are as wide as their widest cell, in columns of the screen") {
  CHECK(aligned_table(rows, 2, dispensable, SIZE_MAX) ==
        "name   kind         size  time\n"
        "text   simd      1.2 KiB   3 s\n"
        "größe  baseline      9 B     -\n");
}

TEST_CASE("what does not fit is left out in the order given, then names are cut") {
  CHECK(aligned_table(rows, 2, dispensable, 29) ==
        "name   kind         size\n"
        "text   simd      1.2 KiB\n"
        "größe  baseline      9 B\n");
  CHECK(aligned_table(rows, 2, dispensable, 20) ==
        "name      size\n"
        "text   1.2 KiB\n"
        "größe      9 B\n");
  CHECK(aligned_table(rows, 2, dispensable, 12) ==
        "na…     size\n"
        "te…  1.2 KiB\n"
        "gr…      9 B\n");
}

}  // namespace
}  // namespace sinter
