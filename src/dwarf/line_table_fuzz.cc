// Any bytes either are refused or make rows whose files exist; rows and files take memory
// in proportion to the bytes. Build with -fsanitize=fuzzer,address,undefined.
#include <cstddef>

#include "base/error.h"
#include "dwarf/line_table.h"

namespace {

class Rows final : public sinter::dwarf::LineSink {
 public:
  void accept(const sinter::dwarf::LineRow& row) override {
    ++count;
    if (!row.is_end && row.file >= file_count) file_count = row.file + 1;
  }
  std::size_t count = 0;
  std::size_t file_count = 0;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view bytes(reinterpret_cast<const char*>(data), size);
  for (bool is_big_endian : {false, true}) {
    Rows rows;
    auto files = sinter::dwarf::read_lines(
        {.line = bytes, .line_text = bytes, .text = bytes, .is_big_endian = is_big_endian}, rows);
    SINTER_ASSERT(rows.count <= size);
    if (!files) {
      SINTER_ASSERT(files.error().offset <= size);
      continue;
    }
    SINTER_ASSERT(rows.file_count <= files->size());
    std::size_t path_bytes = 0;
    for (const std::string& file : *files) path_bytes += file.size();
    SINTER_ASSERT(path_bytes <= 12 * size + 4096);
  }
  return 0;
}
