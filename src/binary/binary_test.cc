// Files that real compilers and linkers made (binary_corpus/, by make_corpus.sh) from one
// small program are read in every format, width and byte order: its functions and objects
// are found with the sizes that those tools say, and all bytes have an owner.
#include "binary/binary.h"

#include "binary/overlay.h"
#include "os/files.h"
#include "testing/check.h"

namespace sinter {
namespace {

using testing::must;

const std::string corpus = SINTER_SOURCE_DIR "/src/binary/binary_corpus/";

std::string read_corpus(const std::string& name) { return must(read_file(corpus + name)); }

/// "add 4, entry 26": what the symbols of the file name, in its order.
std::string things_in(const std::string& name) {
  std::string bytes = read_corpus(name);
  auto file = binary_parts(bytes);
  REQUIRE(file.has_value());
  std::string text;
  for (const Part& part : file->parts) {
    bool is_thing = part.kind == PartKind::function || (part.kind == PartKind::data && part.index != no_index);
    if (!is_thing) continue;
    if (!text.empty()) text += ", ";
    text += (part.name.empty() ? "?" : std::string(part.name)) + " " + std::to_string(part.size_bytes);
  }
  return text;
}

TEST_CASE("ELF: functions and objects have the sizes of their symbols") {
  CHECK(things_in("elf-x86_64-object") == "add 4, entry 26, twice 26, table 16, text 13");
  CHECK(things_in("elf-i386-object") == "add 9, entry 45, twice 47, table 16, text 13");
  CHECK(things_in("elf-thumb-object") == "add 4, entry 24, twice 32, table 16, text 13");
  CHECK(things_in("elf-big-endian-32-object") == "add 8, entry 88, twice 92, table 16, text 13");
  CHECK(things_in("elf-program") == "text 13, add 4, entry 26, twice 26, table 16");
}

TEST_CASE(
    "ELF: a stripped library has the names it exports and the places of the rest, a file without sections its "
    "segments") {
  CHECK(things_in("elf-library") == "add 4, entry 26, ? 26, table 16");
  std::string bytes = read_corpus("elf-without-sections");
  auto file = binary_parts(bytes);
  REQUIRE(file.has_value());
  std::uint64_t code_bytes = 0;
  for (const Part& part : file->parts) code_bytes += part.kind == PartKind::code ? part.size_bytes : 0;
  CHECK(code_bytes == 74);  // three functions and what lies between them
}

TEST_CASE("Mach-O: a symbol reaches to the next one, and a function without a name still begins") {
  CHECK(things_in("mach-o-x86_64-object") == "_add 16, _entry 48, _twice 36, _table 16, _text 13");
  CHECK(things_in("mach-o-arm64-object") == "_add 8, _entry 52, _twice 56, _table 16, _text 13");
  CHECK(things_in("mach-o-32-object") == "_add 4, _entry 28, _twice 34, _table 16, _text 13");
  CHECK(things_in("mach-o-library") == "_add 16, _entry 48, _twice 36, _text 13, _table 16");
  CHECK(things_in("mach-o-stripped") == "_add 16, _entry 48, ? 36, _table 16");
}

TEST_CASE("Mach-O: the programs of a fat file are told apart by their machine") {
  CHECK(things_in("mach-o-fat") ==
        "_add 16, _entry 48, _twice 36, _table 16, _text 13, _add 4, _entry 28, _twice 34, _table 16, _text 13");
  std::string bytes = read_corpus("mach-o-fat");
  auto file = binary_parts(bytes);
  REQUIRE(file.has_value());
  std::vector<std::string_view> machines;
  for (const PartSection& section : file->sections) {
    if (section.name == "__text") machines.push_back(section.machine);
  }
  CHECK(machines == std::vector<std::string_view>{"x86_64", "arm"});
}

TEST_CASE("PE and COFF: symbols where there are some, else the table of functions") {
  CHECK(things_in("coff-x86_64-object") == "add 16, entry 48, twice 34, table 16, text 13");
  CHECK(things_in("coff-i386-object") == "_add 16, _entry 32, _twice 26, _table 16, _text 13");
  CHECK(things_in("coff-arm64-object") == "add 8, entry 48, twice 52, table 16, text 13");
  CHECK(things_in("coff-large-object") == "add 16, entry 48, twice 34, table 16, text 13");
  CHECK(things_in("pe-with-symbols") == "add 16, entry 34, twice 34, text 64, table 16");
  CHECK(things_in("pe-x86_64") == "? 34, ? 34");
  CHECK(things_in("pe-i386") == "");
}

TEST_CASE("wasm: an object file's functions and segments have the names that the linker has for them") {
  CHECK(things_in("wasm-object") == "add 8, entry 24, twice 29, .data.table 21, .rodata.text 18");
}

TEST_CASE("what fills the room between functions is padding, not code") {
  std::string bytes = read_corpus("elf-x86_64-object");
  auto file = binary_parts(bytes);
  REQUIRE(file.has_value());
  for (const Part& part : file->parts) CHECK(part.kind != PartKind::code);
}

TEST_CASE("debug data, unwinding and relocations are told apart") {
  std::string bytes = read_corpus("elf-program");
  auto file = binary_parts(bytes);
  REQUIRE(file.has_value());
  auto bytes_of = [&](PartKind kind) {
    std::uint64_t size_bytes = 0;
    for (const Part& part : file->parts) size_bytes += part.kind == kind ? part.size_bytes : 0;
    return size_bytes;
  };
  std::uint64_t debug_bytes = 0;
  for (const PartSection& section : file->sections) {
    if (section.name.starts_with(".debug")) debug_bytes += section.size_bytes;
  }
  CHECK(debug_bytes > 0);
  CHECK(bytes_of(PartKind::debug) == debug_bytes);
  CHECK(bytes_of(PartKind::unwinding) > 0);
}

TEST_CASE("a file cut off anywhere is refused inside it, or is a whole smaller one") {
  for (const FolderEntry& entry : must(list_folder(corpus))) {
    CAPTURE(entry.name);
    std::string bytes = read_corpus(entry.name);
    REQUIRE(binary_parts(bytes).has_value());
    for (std::size_t size = 0; size < bytes.size(); size += size < 2048 ? 1 : 97) {
      auto file = binary_parts(std::string_view(bytes).substr(0, size));
      if (file) CHECK(file->size_bytes == size);  // binary_parts() checked that its parts add up
      if (!file) CHECK(file.error().offset <= size);
    }
  }
}

TEST_CASE("the error names the file, the byte and the reason") {
  std::string bytes = read_corpus("elf-x86_64-object");
  bytes.resize(bytes.size() - 1);
  auto file = binary_parts(bytes);
  REQUIRE(!file.has_value());
  CHECK(render(unreadable_binary("a.o", file.error())) ==
        "error: `a.o` is not a binary that can be read  [SN0611]\n"
        "  at a.o\n"
        "  because its section table reaches past the end of the file, at byte 40\n"
        "  next: build the file again; if it comes from somewhere else, fetch it again\n");
  CHECK(!binary_parts("#!/bin/sh\n").has_value());
}

TEST_CASE("a class file of Java is no Mach-O, although both begin alike") {
  CHECK(!detect_format(std::string_view("\xCA\xFE\xBA\xBE\0\0\0\x34", 8)));
  CHECK(detect_format(std::string_view("\xCA\xFE\xBA\xBE\0\0\0\2", 8)) == BinaryFormat::mach_o);
}

}  // namespace
}  // namespace sinter
