// Any bytes either are refused or make a module whose parts lie inside them, add up, and
// can be asked for without leaving a list. Build with -fsanitize=fuzzer,address,undefined.
#include <algorithm>
#include <cstddef>

#include "base/error.h"
#include "wasm/features.h"
#include "wasm/module.h"

namespace sinter::wasm {
namespace {

void check_parts(std::string_view bytes, const Module& module) {
  std::uint64_t total_bytes = header_size_bytes;
  for (const Section& section : module.sections) {
    SINTER_ASSERT(section.offset == total_bytes);
    total_bytes += section.size_bytes;
  }
  SINTER_ASSERT(total_bytes == bytes.size());
  auto is_inside = [&](ByteRange range) {
    return range.offset <= bytes.size() && range.size_bytes <= bytes.size() - range.offset;
  };
  SINTER_ASSERT(std::ranges::all_of(module.bodies, is_inside));
  SINTER_ASSERT(std::ranges::all_of(module.data_segments, is_inside, &DataSegment::bytes));
  for (const Export& entry : module.exports) SINTER_ASSERT(!module.signature(entry.kind, entry.index).empty());
  for (const Import& entry : module.imports) SINTER_ASSERT(!module.signature(entry.kind, entry.index).empty());
}

/// Dropping custom sections from a module leaves a module, with everything else in it.
void check_stripping(std::string_view bytes, const Module& module) {
  std::vector<std::string_view> names;
  for (const Section& section : module.sections) {
    if (section.id == SectionId::custom) names.push_back(section.name);
  }
  std::string kept = without_sections(bytes, module.sections, names);
  auto again = read_module(kept);
  SINTER_ASSERT(again.has_value());
  SINTER_ASSERT(again->exports.size() == module.exports.size() && again->bodies.size() == module.bodies.size());
}

}  // namespace
}  // namespace sinter::wasm

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace sinter::wasm;
  std::string_view bytes(reinterpret_cast<const char*>(data), size);
  auto module = read_module(bytes);
  if (!module) {
    SINTER_ASSERT(module.error().offset <= size);
    return 0;
  }
  check_parts(bytes, *module);
  check_stripping(bytes, *module);
  if (auto features = read_features(module->sections)) optimizer_features(*features);
  return 0;
}
