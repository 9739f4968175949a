// A snapshot says of a later build what has grown: by name, whatever the order of the
// functions, and never more than it can know.
#include "size/snapshot.h"

#include "testing/check.h"

namespace sinter {
namespace {

struct Function {
  std::string_view name;
  std::uint64_t size_bytes;
};

FileParts file_of(std::initializer_list<Function> functions) {
  FileParts file;
  file.sections = {{.name = "code", .offset = 0, .size_bytes = 0}};
  auto add = [&](std::string_view name, std::uint64_t size_bytes, PartKind kind) {
    file.parts.push_back({.offset = file.size_bytes,
                          .size_bytes = size_bytes,
                          .name = name,
                          .section = 0,
                          .index = static_cast<std::uint32_t>(file.parts.size()),
                          .kind = kind});
    file.size_bytes += size_bytes;
  };
  add("", 10, PartKind::structure);
  for (const Function& function : functions) add(function.name, function.size_bytes, PartKind::function);
  return file;
}

std::string grown(const Snapshot& before, const Snapshot& now) {
  std::string text;
  for (const Growth& growth : growth_since(before, now)) {
    text += growth.name + " " + std::to_string(growth.before_bytes) + "->" + std::to_string(growth.after_bytes) + ", ";
  }
  return text;
}

TEST_CASE("a snapshot adds up to the file, and comes back from its text") {
  Sizes sizes{.raw_bytes = 0, .gzip_bytes = 40, .brotli_bytes = 30, .zstd_bytes = 35};
  Snapshot snapshot = take_snapshot(file_of({{"_ZN1a3oneEv", 20}, {"two", 30}, {"", 5}, {"", 6}}), sizes);
  CHECK(encode_snapshot(snapshot) ==
        "raw 71 gzip 40 brotli 30 zstd 35\n"
        "function 30 two\nfunction 20 a::one()\nfunction 11 without a name\nsection 10 code\n");
  CHECK(*decode_snapshot(encode_snapshot(snapshot)) == snapshot);
}

TEST_CASE("a line break in a name does not end its line") {
  Snapshot snapshot = take_snapshot(file_of({{"a\nfunction 9 b", 20}}), {});
  CHECK(decode_snapshot(encode_snapshot(snapshot))->parts.size() == snapshot.parts.size());
}

TEST_CASE("text that no snapshot has is refused") {
  for (std::string_view text :
       {"", "raw 1", "raw 1 gzip 2 brotli 3 zstd x\n", "raw 1 gzip 2 brotli 3 zstd 4 five 5\n",
        "raw 1 gzip 2 brotli 3 zstd 4\nfunction many f\n", "raw 1 gzip 2 brotli 3 zstd 4\nfunction 1\n"}) {
    CAPTURE(text);
    CHECK(!decode_snapshot(text));
  }
}

TEST_CASE("what has grown most comes first, and what has shrunk does not come at all") {
  Snapshot before = take_snapshot(file_of({{"f", 20}, {"g", 30}, {"h", 40}}), {});
  Snapshot now = take_snapshot(file_of({{"new", 15}, {"h", 39}, {"g", 30}, {"f", 60}}), {});
  CHECK(grown(before, now) == "f 20->60, new 0->15, ");
}

TEST_CASE("of what a shortened snapshot left out, only the growth is said that is certain") {
  Snapshot before = shortened(take_snapshot(file_of({{"f", 50}, {"g", 30}, {"h", 8}, {"i", 7}}), {}), 3);
  CHECK(encode_snapshot(before) ==
        "raw 105 gzip 0 brotli 0 zstd 0\nfunction 50 f\nfunction 30 g\nsection 10 code\nrest 15 2 others\n");
  CHECK(grown(before, take_snapshot(file_of({{"f", 51}, {"h", 10}, {"i", 25}}), {})) == "i 10->25, f 50->51, ");
}

}  // namespace
}  // namespace sinter
