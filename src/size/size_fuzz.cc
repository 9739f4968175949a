// Whatever wasm module there is, every view of it adds up, its graph names only what is
// there, and a diff with itself finds nothing. Build with -fsanitize=fuzzer,address,undefined.
#include <cstddef>
#include <cstdint>
#include <numeric>

#include "base/error.h"
#include "binary/wasm_parts.h"
#include "size/compressed_shares.h"
#include "size/diff.h"
#include "size/fingerprints.h"
#include "size/reasons.h"
#include "size/views.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace sinter;
  std::string_view bytes(reinterpret_cast<const char*>(data), size);
  auto module = wasm::read_module(bytes);
  auto unchecked = wasm::read_module(bytes, wasm::CodeCheck::later);
  if (unchecked) {
    auto checked = wasm_part_graph(*unchecked, wasm_parts(*unchecked, bytes), bytes);
    SINTER_ASSERT(checked.has_value() == module.has_value());
  }
  if (!module) return 0;
  FileParts file = wasm_parts(*module, bytes);
  PartGraph graph = *wasm_part_graph(*module, file, bytes);
  CompressedShares shares{.gzip_bytes = gzip_shares(file, bytes), .brotli_bytes = {}};
  shares.brotli_bytes = scaled_shares(shares.gzip_bytes, size / 2);
  for (ViewBy by : {ViewBy::function, ViewBy::data, ViewBy::import, ViewBy::export_entry, ViewBy::name_space,
                    ViewBy::template_name, ViewBy::producer}) {
    std::uint64_t total = 0;
    for (const ViewRow& row : make_view({file, &graph, &shares}, by, 3).rows) total += row.size_bytes;
    SINTER_ASSERT(total == size);
  }
  std::uint64_t retained = find_garbage(file, graph, 3).size_bytes;
  for (const DominatorRow& row : dominator_rows(file, graph, SIZE_MAX)) {
    if (row.depth == 0) retained += row.what.retained_bytes;
  }
  SINTER_ASSERT(retained == size);
  find_reasons(file, graph, "a", 3);
  std::vector<std::uint64_t> fingerprints = wasm_fingerprints(*module, file, bytes);
  SINTER_ASSERT(diff_files({file, fingerprints}, {file, fingerprints}, 3).rows.empty());
  return 0;
}
