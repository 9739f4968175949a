// What a wasm file is, in one value: the sections that make it up, what it exports and
// imports, its functions and features. `sinter size` prints it.
//
// Every byte of the file belongs to exactly one entry of `sections`: they add up.
#pragma once

#include <cstdint>
#include <expected>
#include <string>
#include <string_view>
#include <vector>

#include "wasm/module.h"

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
  std::vector<SectionSummary> sections;  // in the order of the file; the first is its header
  std::vector<ExternalSummary> exports;  // in the order of the file, likewise below
  std::vector<ExternalSummary> imports;
  std::uint64_t function_count = 0;  // defined in the module
  std::uint64_t imported_function_count = 0;
  std::uint64_t function_bytes = 0;    // of their bodies
  std::uint64_t data_bytes = 0;        // contents of data segments
  std::vector<std::string> features;   // declared as used
  bool has_names = false;              // a `name` section is there
  std::vector<std::string> producers;  // "clang 22.1.8", in the order of the file
  std::string source_map;              // where it says it is; else empty
  std::string debug_file;              // likewise, of debug data kept elsewhere
  std::vector<std::string> libraries;  // it is linked with when it is loaded
};

std::expected<ModuleSummary, wasm::Fault> summarize_module(const wasm::Module& module);

}  // namespace sinter
