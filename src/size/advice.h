// What would make a file smaller, and by how many bytes. Every number is computed from
// the file, by leaving out what is advised to be left out and counting what is gone with
// it: what cannot be computed is not advised.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "binary/parts.h"
#include "size/part_graph.h"
#include "wasm/module.h"

namespace sinter {

struct Advice {
  std::string kind;  // "names", "garbage", ...: docs/size-advice.md
  std::string what;  // "names and lines for the debugger"
  std::string next;  // how to do it
  std::uint64_t saved_bytes = 0;
};

struct AdviceSource {
  const FileParts& file;
  std::string_view bytes;
  const wasm::Module* module = nullptr;  // of wasm, likewise below
  const PartGraph* graph = nullptr;
  std::span<const std::string> scripts = {};  // the JavaScript beside it, which calls its exports
};

/// What saves most comes first. Less than `saved_bytes_min` is not worth saying.
std::vector<Advice> find_advice(const AdviceSource& source, std::uint64_t saved_bytes_min);

}  // namespace sinter
