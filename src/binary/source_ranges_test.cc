// Code is attributed to the file it was compiled from, header files included, for each
// form of the line table that compilers write; and what the linker left out owns nothing.
#include "binary/source_ranges.h"

#include "base/ranges.h"
#include "binary/binary.h"
#include "os/files.h"
#include "testing/check.h"

namespace sinter {
namespace {

using namespace std::literals;
using testing::must;

struct ReadSources {
  explicit ReadSources(const std::string& name)
      : bytes(must(read_file(SINTER_SOURCE_DIR "/src/binary/binary_corpus/" + name))) {
    auto parts = binary_parts(bytes);
    REQUIRE(parts.has_value());
    file = *std::move(parts);
    auto read = source_ranges(bytes, file);
    REQUIRE(read.has_value());
    sources = *std::move(read);
  }
  ReadSources(const ReadSources&) = delete;

  /// The source files of a function. In wasm its length and variables have none.
  std::string source_of(std::string_view function) const {
    std::string found;
    for (const Part& part : file.parts) {
      if (part.kind != PartKind::function || part.name != function) continue;
      for (const SourceRange& range : sources.ranges) {
        bool is_in = range.begin < part.offset + part.size_bytes && part.offset < range.begin + range.size_bytes;
        if (is_in) found += (found.empty() ? "" : " ") + sources.files[range.source];
      }
    }
    return found;
  }

  std::string bytes;
  FileParts file;
  SourceRanges sources;
};

TEST_CASE("each version of the line table names the file of each function, with the folder it was compiled in") {
  for (std::string name : {"elf-debug-5", "elf-debug-4", "elf-debug-2", "elf-debug-big-endian", "wasm-debug"}) {
    CAPTURE(name);
    ReadSources read(name);
    CHECK(read.source_of("entry") == "/build/source.c");
    CHECK(read.source_of("twice") == "/build/source.c");
    CHECK(read.source_of("add") == "/build/folder/header.h");
  }
}

TEST_CASE("packed sections, and those of PE, say the same") {
  for (std::string name : {"elf-debug-packed", "elf-debug-packed-older", "pe-debug"}) {
    CAPTURE(name);
    ReadSources read(name);
    CHECK(read.source_of("entry") == "/build/source.c");
    CHECK(read.source_of("add") == "/build/folder/header.h");
  }
}

TEST_CASE("what is packed in a way that is not read, or says it is huge, is refused at its section") {
  std::string bytes = must(read_file(SINTER_SOURCE_DIR "/src/binary/binary_corpus/elf-debug-zstd"));
  auto file = binary_parts(bytes);
  REQUIRE(file.has_value());
  auto zstd = source_ranges(bytes, *file);
  REQUIRE(!zstd.has_value());
  CHECK(zstd.error().reason.contains("packed with zstd"));

  bytes = must(read_file(SINTER_SOURCE_DIR "/src/binary/binary_corpus/elf-debug-packed"));
  file = binary_parts(bytes);
  auto lines = ranges::find(file->sections, ".debug_line", &PartSection::name);
  REQUIRE(lines != file->sections.end());
  REQUIRE(lines->is_compressed);
  bytes[lines->offset + 8 + 4] = 1;  // of the unpacked size, 2^32
  auto huge = source_ranges(bytes, *file);
  REQUIRE(!huge.has_value());
  CHECK(huge.error() == BinaryFault{"its debugging sections say they are far larger than the file", lines->offset});
  bytes[lines->offset + 8 + 4] = 0;
  ++bytes[lines->offset + 24 + 5];  // what is packed
  auto damaged = source_ranges(bytes, *file);
  REQUIRE(!damaged.has_value());
  CHECK(damaged.error().offset == lines->offset);
}

TEST_CASE("ranges are sorted, do not overlap, and leave out what the linker left out") {
  ReadSources read("elf-debug-5");
  std::uint64_t before = 0;
  for (const SourceRange& range : read.sources.ranges) {
    CHECK(range.begin >= before);
    before = range.begin + range.size_bytes;
  }
  // `unused` is from a file of its own, and --gc-sections took it out.
  for (const std::string& file : read.sources.files) CHECK(!file.ends_with("unused.h"));
}

TEST_CASE("a file without a line table, and one that is not linked yet, have no ranges") {
  CHECK(ReadSources("elf-library").sources.ranges.empty());
  CHECK(ReadSources("pe-x86_64").sources.ranges.empty());
}

SourceRanges must_read(std::string_view lines) {
  auto read = ranges_of_lines({.line = lines}, 1000);
  REQUIRE(read.has_value());
  return *std::move(read);
}

// Version 4: header, no folder, the file `a`, and a program to which each test adds.
std::string unit_of(std::string_view program) {
  std::string header = "\x01\x01\x01\xFB\x0E\x0D\0\1\1\1\1\0\0\0\1\0\0\1\0a\0\0\0\0\0"s;
  std::string unit = "\4\0"s + std::string{static_cast<char>(header.size()), 0, 0, 0} + header + std::string(program);
  return std::string{static_cast<char>(unit.size()), 0, 0, 0} + unit;
}

// set_address 0x1000
constexpr std::string_view at_1000 = "\0\5\2\0\x10\0\0"sv;

TEST_CASE("a row owns the bytes up to the next, and the last ends the sequence") {
  // copy, advance 4 and copy, advance 3 and end.
  std::string program = std::string(at_1000) + "\1\2\4\1\2\3\0\1\1"s;
  SourceRanges sources = must_read(unit_of(program));
  CHECK(sources.files == std::vector<std::string>{"a"});
  CHECK(sources.ranges == std::vector<SourceRange>{{.begin = 0x1000, .size_bytes = 7, .source = 0}});
}

TEST_CASE("a sequence at address zero was left out by the linker") {
  CHECK(must_read(unit_of("\0\5\2\0\0\0\0\1\2\4\0\1\1"sv)).ranges.empty());
}

TEST_CASE("a source map says the same of a file without a table") {
  wasm::SourceMap map{.sources = {"unused.cc", "a.cc", "b.cc"},
                      .mappings = {{.offset = 10, .source = 2, .line = 1},
                                   {.offset = 12, .source = 1, .line = 5},
                                   {.offset = 15},
                                   {.offset = 20, .source = 1, .line = 6}}};
  SourceRanges sources = source_ranges(map, 24);
  CHECK(sources.files == std::vector<std::string>{"b.cc", "a.cc"});
  CHECK(sources.ranges == std::vector<SourceRange>{{10, 2, 0}, {12, 3, 1}, {20, 4, 1}});
}

}  // namespace
}  // namespace sinter
