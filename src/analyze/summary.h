// What a wasm file is, in one value: sizes, the sections that make it up, what it
// exports and imports, its functions and features. `sinter size` prints it, reports
// embed it, the package stage checks it.
//
// Every byte of the file belongs to exactly one entry of `sections`: they add up.
#pragma once

#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "analyze/sizes.h"
#include "wasm/fault.h"

namespace sinter {

struct ExternalSummary {
  std::string module;  // of an import; else empty
  std::string name;
  std::string kind;       // "function", "memory", ...
  std::string signature;  // "(i32, i32) -> i32", "2..16 pages"
};

enum class SectionKind : std::uint8_t { header, known, custom };

struct SectionSummary {
  SectionKind kind;
  std::string name;
  std::uint64_t offset;
  std::uint64_t size_bytes;  // with its own header
};

struct ModuleSummary {
  Sizes sizes;
  std::vector<SectionSummary> sections;  // in the order of the file; the first is its header
  std::vector<ExternalSummary> exports;  // in the order of the file, likewise below
  std::vector<ExternalSummary> imports;
  std::uint64_t function_count = 0;  // defined in the module
  std::uint64_t imported_function_count = 0;
  std::uint64_t function_bytes = 0;   // of their bodies
  std::uint64_t data_bytes = 0;       // contents of data segments
  std::vector<std::string> features;  // declared as used
  bool has_names = false;             // a `name` section is there
};

std::expected<ModuleSummary, wasm::Fault> summarize_module(std::string_view bytes);

/// The JSON text of schema `sinter.size/1` (docs/size.md), indented, with a final newline.
/// `before`: the sizes of the file that this one was made from.
std::string summary_json(const ModuleSummary& summary, std::string_view path, const std::optional<Sizes>& before = {});

/// For people: sizes, a table of sections, exports and imports. Control characters in
/// names are written as escapes, because the file may be somebody else's.
std::string summary_table(const ModuleSummary& summary, std::string_view path);

}  // namespace sinter
