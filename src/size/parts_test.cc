// The one promise of a file's parts is that they lie end to end, so that every view adds
// up to the file. Held on modules of the readers' corpus, and by hand for a small one.
#include "binary/parts.h"

#include "binary/wasm_parts.h"
#include "os/files.h"
#include "size/views.h"
#include "testing/check.h"

namespace sinter {
namespace {

using namespace std::literals;
using testing::must;

// `log` imported, two functions of which the first is exported as `add`, and a memory.
constexpr std::string_view adder =
    "\0asm\1\0\0\0"
    "\x01\x0A\x02\x60\x02\x7F\x7F\x01\x7F\x60\x00\x00"
    "\x02\x0B\x01\x03"
    "env\x03"
    "log\x00\x01"
    "\x03\x03\x02\x00\x01"
    "\x05\x03\x01\x00\x01"
    "\x07\x10\x02\x03"
    "add\x00\x01\x06memory\x02\x00"
    "\x0A\x0C\x02\x07\x00\x20\x00\x20\x01\x6A\x0B\x02\x00\x0B"
    "\x0B\x08\x01\x00\x41\x10\x0B\x02hi"sv;
// Calls the second function `rest`.
constexpr std::string_view name_section = "\x00\x0E\x04name\x01\x07\x01\x02\x04rest"sv;

struct ReadParts {
  explicit ReadParts(std::string bytes) : text(std::move(bytes)) {
    auto module = wasm::read_module(text);
    REQUIRE(module.has_value());
    file = wasm_parts(*module, text);
  }
  ReadParts(const ReadParts&) = delete;
  std::string text;
  FileParts file;
};

std::uint64_t row_bytes(const View& view, std::string_view name) {
  std::uint64_t size_bytes = 0;
  for (const ViewRow& row : view.rows) {
    if (row.name == name) size_bytes += row.size_bytes;
  }
  return size_bytes;
}

constexpr ViewBy all_views[] = {ViewBy::function,     ViewBy::section,    ViewBy::data,          ViewBy::import,
                                ViewBy::export_entry, ViewBy::name_space, ViewBy::template_name, ViewBy::producer};

TEST_CASE("a function owns its body and its length, and goes by its name, its export or its number") {
  ReadParts named(std::string(adder) + std::string(name_section));
  View view = make_view({named.file}, ViewBy::function, SIZE_MAX);
  CHECK(row_bytes(view, "add") == 8);
  CHECK(row_bytes(view, "rest") == 3);
  CHECK(row_bytes(view, "data 0") == 7);
  CHECK(row_bytes(view, "code") == 3);  // the section's own header and its count

  ReadParts stripped{std::string(adder)};
  view = make_view({stripped.file}, ViewBy::function, SIZE_MAX);
  CHECK(row_bytes(view, "add") == 8);
  CHECK(row_bytes(view, "function 2") == 3);
}

TEST_CASE("an import owns its entry") {
  ReadParts module{std::string(adder)};
  CHECK(row_bytes(make_view({module.file}, ViewBy::import, SIZE_MAX), "log") == 10);
}

TEST_CASE("every view of every module of the corpus adds up to the file") {
  std::string folder = SINTER_SOURCE_DIR "/src/wasm/module_corpus/";
  for (const char* name : {"clang", "every_segment", "garbage_collected_types", "shared_memory"}) {
    CAPTURE(name);
    ReadParts module(must(read_file(folder + name + ".wasm")));
    for (ViewBy by : all_views) {
      View view = make_view({module.file}, by, SIZE_MAX);
      std::uint64_t total = 0;
      for (const ViewRow& row : view.rows) total += row.size_bytes;
      CHECK(total == module.text.size());
      CHECK(view.rows.back().kind != "rest");
      view = make_view({module.file}, by, 2);
      total = 0;
      for (const ViewRow& row : view.rows) total += row.size_bytes;
      CHECK(total == module.text.size());
      CHECK(view.rows.size() <= 3);
    }
  }
}

}  // namespace
}  // namespace sinter
