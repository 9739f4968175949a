// What tools wrote about a module into its custom sections: who made it, where its
// source map and its debug data are, which libraries it is linked with when it is loaded.
// They are for people and for other tools, so damage in them is not damage of the module:
// what cannot be read is not there.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "wasm/sections.h"

namespace sinter::wasm {

/// An entry of `producers`: "language" "C11" "", "processed-by" "clang" "22.1.8".
struct Producer {
  std::string_view field;
  std::string_view name;
  std::string_view version;

  bool operator==(const Producer&) const = default;
};

/// The views point into the module's bytes.
struct ToolSections {
  std::vector<Producer> producers;
  std::string_view source_map;              // `sourceMappingURL`
  std::string_view debug_file;              // `external_debug_info`
  std::vector<std::string_view> libraries;  // that `dylink.0` needs
  bool is_object = false;                   // `linking`: not linked yet
};

ToolSections read_tool_sections(std::span<const Section> sections);

}  // namespace sinter::wasm
