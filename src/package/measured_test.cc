// Measurements are taken for what they are of, and for nothing else.
#include "package/measured.h"

#include "os/files.h"
#include "testing/check.h"
#include "testing/scratch.h"

namespace sinter {
namespace {

using testing::must;

constexpr std::string_view written = R"({"schema": "sinter.size/2", "file": "made/a.wasm", "size_bytes": 4,
  "sizes": {"raw_bytes": 4, "gzip_bytes": 901, "brotli_bytes": 902, "zstd_bytes": 903}, "sections": []})";

TEST_CASE("sizes that were measured are not measured again, but of that file and that size only") {
  testing::Scratch scratch;
  must(write_file("sizes.json", written));
  std::optional<MeasuredFile> read = read_measured("sizes.json");
  REQUIRE(read);
  std::vector<MeasuredFile> measured = {*std::move(read)};
  CHECK(sizes_of(measured, "made/a.wasm", "abcd") == Sizes{4, 901, 902, 903});
  CHECK(sizes_of(measured, "made/b.wasm", "abcd") == measure_sizes("abcd"));
  CHECK(sizes_of(measured, "made/a.wasm", "abcde") == measure_sizes("abcde"));
}

TEST_CASE("a file that holds no measurements is as good as none") {
  testing::Scratch scratch;
  CHECK(!read_measured("absent.json"));
  for (const char* text :
       {"", "[]", R"({"file": "a"})", R"({"file": 1, "sizes": {}})",
        R"({"file": "a", "sizes": {"raw_bytes": 4, "gzip_bytes": -1, "brotli_bytes": 2, "zstd_bytes": 2}})"}) {
    must(write_file("sizes.json", text));
    CHECK(!read_measured("sizes.json"));
  }
}

}  // namespace
}  // namespace sinter
