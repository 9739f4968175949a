// What would make a file smaller, and by how many bytes. Every number is computed from
// the file, by leaving out what is advised to be left out and counting what is gone with
// it: what cannot be computed is not advised.
#pragma once

#include <cstdint>
#include <set>
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

/// Which of a module's exported functions JavaScript names. Shown one script after the other,
/// so that not all of them need to be in memory.
class ExportUse {
 public:
  /// Keeps views of the names.
  explicit ExportUse(const wasm::Module& module);

  void read(std::string_view script);
  /// No script can tell anything new.
  bool is_complete() const { return used_.size() == names_.size(); }
  bool has(std::string_view name) const { return names_.contains(name); }
  bool is_used(std::string_view name) const { return used_.contains(name); }

 private:
  std::set<std::string_view> names_;
  std::vector<std::string_view> no_words_;  // those of them that are no words in JavaScript
  std::set<std::string_view> used_;
};

struct AdviceSource {
  const FileParts& file;
  std::string_view bytes;
  const wasm::Module* module = nullptr;  // of wasm, likewise below
  const PartGraph* graph = nullptr;
  const ExportUse* use = nullptr;  // by the JavaScript beside it
};

/// What saves most comes first. Less than `saved_bytes_min` is not worth saying.
std::vector<Advice> find_advice(const AdviceSource& source, std::uint64_t saved_bytes_min);

}  // namespace sinter
