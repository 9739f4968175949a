// Sizes and durations mean what their units say, to the last byte, or are refused.
#include "config/units.h"

#include "config/names.h"
#include "testing/check.h"

namespace sinter {
namespace {

TEST_CASE("sizes count in thousands or in 1024s, as the unit says") {
  CHECK(parse_size("512 B") == 512);
  CHECK(parse_size("9 KB") == 9'000);
  CHECK(parse_size("24 KiB") == 24'576);
  CHECK(parse_size("24KiB") == 24'576);
  CHECK(parse_size("1.5 MiB") == 1'572'864);
  CHECK(parse_size("5 GB") == 5'000'000'000);
  CHECK(parse_size("0.1 KiB") == 102);
  CHECK(parse_size("16777215.999999 TiB") == 18'446'744'073'708'452'104u);
}

TEST_CASE("what is no size is refused") {
  for (const char* text : {"", "24", "24 kib", "24  KiB", "KiB", "-1 KB", "1e3 B", "1. KB", ".5 KB", "1.2.3 KB",
                           "1 KB ", " 1 KB", "0.1234567 KB", "16777216 TiB", "99999999999999999999 B", "1,5 KB"}) {
    CAPTURE(text);
    CHECK(parse_size(text) == std::nullopt);
  }
}

TEST_CASE("durations are nanoseconds") {
  CHECK(parse_duration("250ms") == 250'000'000);
  CHECK(parse_duration("90s") == 90'000'000'000);
  CHECK(parse_duration("5m") == 300'000'000'000);
  CHECK(parse_duration("1h") == 3'600'000'000'000);
  CHECK(parse_duration("1.5 h") == 5'400'000'000'000);
  for (const char* text : {"", "5", "5 min", "5S", "m", "9999999999h"}) {
    CAPTURE(text);
    CHECK(parse_duration(text) == std::nullopt);
  }
}

TEST_CASE("a version is what Semantic Versioning 2.0.0 says") {
  for (const char* text : {"0.0.0", "1.4.0", "10.20.30", "1.0.0-alpha.1", "1.0.0-0.3.7", "1.0.0+20130313144700",
                           "1.0.0-beta+exp.sha.5114f85", "1.0.0-x-y-z.--", "1.0.0+001"}) {
    CAPTURE(text);
    CHECK(version_fault(text) == std::nullopt);
  }
  for (const char* text : {"", "1", "1.2", "1.2.3.4", "01.2.3", "1.2.3-", "1.2.3-01", "1.2.3+", "1.2.3-a..b", "v1.2.3",
                           "1.2.x", "1.2.3-ä"}) {
    CAPTURE(text);
    CHECK(version_fault(text) != std::nullopt);
  }
}

TEST_CASE("a module's name fits C++, JavaScript and file names") {
  for (const char* name : {"text", "xxh3_64", "a"}) {
    CAPTURE(name);
    CHECK(module_name_fault(name) == std::nullopt);
  }
  for (const char* name : {"", "Text", "my-module", "_a", "1a", "class", "function", "nul", "a__b", "a_", "ä"}) {
    CAPTURE(name);
    CHECK(module_name_fault(name) != std::nullopt);
  }
  CHECK(goal_name_fault("my-step") == std::nullopt);
  CHECK(goal_name_fault(std::string(name_size_max, 'a')) == std::nullopt);
  CHECK(goal_name_fault(std::string(name_size_max + 1, 'a')) != std::nullopt);
}

TEST_CASE("an npm name is what npm accepts for new packages") {
  for (const char* name : {"geometry", "@acme/geometry", "a.b-c_d~e", "@a/b.c"}) {
    CAPTURE(name);
    CHECK(npm_name_fault(name) == std::nullopt);
  }
  for (const char* name : {"", "Geometry", "@acme", "@acme/", "@/a", "a/b", "@a/b/c", ".a", "_a", "a b", "node_modules",
                           "favicon.ico", "a!"}) {
    CAPTURE(name);
    CHECK(npm_name_fault(name) != std::nullopt);
  }
}

}  // namespace
}  // namespace sinter
