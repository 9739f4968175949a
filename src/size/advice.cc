#include "size/advice.h"

#include <algorithm>
#include <map>

#include "base/ranges.h"
#include "base/text.h"
#include "size/digraph.h"
#include "wasm/sections.h"

namespace sinter {
namespace {

/// What programs often hold without wanting it: all that is there for these functions.
struct Family {
  std::string_view what;
  std::string_view next;
  std::vector<std::string_view> names;      // of functions, as the file has them
  std::vector<std::string_view> fragments;  // of names that compilers made
};

std::vector<Family> families() {
  return {
      {"`printf` and its kin, with what only they need",
       "write numbers with std::to_chars and join texts yourself",
       {"printf_core", "vfprintf", "printf", "fprintf", "snprintf", "vsnprintf", "sprintf", "vsprintf", "vprintf"},
       {}},
      {"`scanf` and its kin, with what only they need",
       "read numbers with std::from_chars",
       {"vfscanf", "sscanf", "vsscanf", "fscanf", "scanf", "__isoc99_sscanf", "__isoc99_vsscanf"},
       {}},
      {"iostreams and locales, with what only they need",
       "do without <iostream>, <sstream> and <locale>",
       {},
       {"13basic_ostream", "13basic_istream", "15basic_streambuf", "6locale", "7num_put", "7num_get", "8time_put"}},
      {"regular expressions of the C++ library, with what only they need", "match by hand", {}, {"11basic_regex"}},
      {"texts for numbers with a fraction (`std::to_chars`), with what only they need",
       "print fractions as integers of a smaller unit",
       {},
       {"__d2s_buffered", "__f2s_buffered", "__d2fixed_buffered", "__d2exp_buffered"}},
      {"formatting of Rust (`core::fmt`), with what only it needs",
       "build with panic = \"abort\", and do without `format!` and `{:?}`",
       {},
       {"4core3fmt"}},
      {"panics of Rust, with what only they need",
       "build the standard library with `panic_immediate_abort`",
       {},
       {"4core9panicking", "3std9panicking", "rust_panic"}},
      {"exceptions of C++, with what only they need",
       "build with -fno-exceptions",
       {"__cxa_throw", "__cxa_allocate_exception", "__cxa_rethrow", "_Unwind_RaiseException", "__cxa_begin_catch"},
       {}},
  };
}

bool is_of(const Family& family, std::string_view name) {
  return ranges::contains(family.names, name) ||
         ranges::any_of(family.fragments, [&](std::string_view fragment) { return name.contains(fragment); });
}

/// What is reached from `open`; nodes beyond the end of `is_left_out` are not left out.
std::vector<bool> reached_from(std::vector<Node> open, const PartGraph& graph, const std::vector<bool>& is_left_out) {
  std::vector<bool> is_reached(graph.graph.node_count());
  for (Node node : open) is_reached[node] = true;
  while (!open.empty()) {
    Node node = open.back();
    open.pop_back();
    for (Node next : graph.graph.targets(node)) {
      if (is_reached[next] || (next < is_left_out.size() && is_left_out[next])) continue;
      is_reached[next] = true;
      open.push_back(next);
    }
  }
  return is_reached;
}

std::uint64_t bytes_of_custom(const AdviceSource& source, std::span<const std::string_view> names) {
  std::string without = wasm::without_sections(source.bytes, source.module->sections, names);
  return source.bytes.size() - without.size();
}

std::uint64_t leb_bytes(std::uint64_t value) {
  std::uint64_t bytes = 1;
  for (; value >= 0x80; value >>= 7) ++bytes;
  return bytes;
}

/// As a signed number: the sign needs a bit.
std::uint64_t signed_leb_bytes(std::uint64_t value) { return leb_bytes(value << 1); }

/// What an active segment of memory 0 takes: its flag, `i32.const` with the address, `end`, its length.
std::uint64_t segment_bytes(std::uint64_t address, std::uint64_t size_bytes) {
  return 1 + 1 + signed_leb_bytes(address) + 1 + leb_bytes(size_bytes) + size_bytes;
}

/// Hosts refuse a module with more (the JavaScript interface of WebAssembly, "Implementation-defined Limits").
constexpr std::uint64_t data_segments_max = 100'000;

struct Split {
  std::uint64_t saved_bytes = 0;
  std::uint64_t piece_count = 0;
};

/// Left out where that pays: a piece of its own costs a header. Memory is zero at the start.
Split without_zeros(std::uint64_t address, std::string_view content) {
  constexpr std::size_t run_min = 12;  // no header of a segment is longer
  std::uint64_t after = 0, piece_count = 0;
  std::size_t begin = content.find_first_not_of('\0');
  while (begin != std::string_view::npos) {
    std::size_t end = begin, next = begin;
    do {  // over runs of zeros that are too short to leave out
      end = std::min(content.find('\0', next), content.size());
      next = content.find_first_not_of('\0', end);
    } while (next != std::string_view::npos && next - end < run_min);
    after += segment_bytes(address + begin, end - begin);
    ++piece_count;
    begin = next;
  }
  std::uint64_t before = segment_bytes(address, content.size());
  if (before <= after) return {.saved_bytes = 0, .piece_count = 1};
  return {.saved_bytes = before - after, .piece_count = piece_count};
}

bool is_of_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '$';
}

class Adviser {
 public:
  Adviser(const AdviceSource& source, std::uint64_t saved_bytes_min) : source_(source), least_(saved_bytes_min) {}

  std::vector<Advice> run() && {
    if (source_.module != nullptr) {
      advise_on_sections();
      advise_on_twins();
      advise_on_zeros();
    } else {
      advise_on_symbols();
    }
    if (source_.graph != nullptr) {
      reached_ = reached_from({file_node}, *source_.graph, {});
      advise_on_garbage();
      advise_on_families();
      if (source_.use != nullptr) advise_on_exports();
    }
    ranges::sort(result_, std::greater{}, &Advice::saved_bytes);
    return std::move(result_);
  }

 private:
  void add(std::string_view kind, std::string what, std::string next, std::uint64_t saved_bytes) {
    if (saved_bytes < least_) return;
    result_.push_back({std::string(kind), std::move(what), std::move(next), saved_bytes});
  }

  void advise_on_sections() {
    std::vector<std::string_view> debug, build;
    for (const wasm::Section& section : source_.module->sections) {
      if (section.id != wasm::SectionId::custom) continue;
      bool is_of_build = section.name == "producers" || section.name == "target_features" ||
                         section.name == "linking" || section.name.starts_with("reloc.");
      if (wasm::is_debug_section(section.name)) debug.push_back(section.name);
      else if (is_of_build) build.push_back(section.name);
    }
    add("names", "names and lines for the debugger",
        "strip them from what ships: `wasm-opt --strip-debug`, or `sinter optimize`", bytes_of_custom(source_, debug));
    add("tools", "what compilers tell each other",
        "strip it from what ships: `wasm-opt --strip-producers --strip-target-features`",
        bytes_of_custom(source_, build));
  }

  /// Of ELF: what is not loaded and is not needed to run it.
  void advise_on_symbols() {
    std::uint64_t saved_bytes = 0;
    for (const Part& part : source_.file.parts) {
      bool is_for_people = part.kind == PartKind::symbol || part.kind == PartKind::debug;
      if (is_for_people && source_.file.sections[part.section].address == 0) saved_bytes += part.size_bytes;
    }
    if (!source_.bytes.starts_with("\x7F"
                                   "ELF"))
      return;
    add("names", "symbols and lines for the debugger", "strip them from what ships: `strip`, or -Wl,-s", saved_bytes);
  }

  /// Functions of one type with the same bytes do the same: one can stand for all.
  void advise_on_twins() {
    const wasm::Module& module = *source_.module;
    std::map<std::pair<std::uint32_t, std::string_view>, std::uint64_t> counts;
    for (std::size_t i = 0; i < module.bodies.size(); ++i) {
      std::uint32_t type = module.functions[module.imported_function_count() + i];
      ++counts[{type, source_.bytes.substr(module.bodies[i].offset, module.bodies[i].size_bytes)}];
    }
    std::uint64_t saved_bytes = 0, count = 0;
    for (const auto& [key, times] : counts) {
      std::uint64_t each = leb_bytes(key.second.size()) + key.second.size() + leb_bytes(key.first);
      saved_bytes += (times - 1) * each;
      count += times - 1;
    }
    add("twins", count_of(count, "function") + " with the same code as another one",
        "merge them: `wasm-opt --duplicate-function-elimination`, or link with --icf=all", saved_bytes);
  }

  void advise_on_zeros() {
    const wasm::Module& module = *source_.module;
    bool is_own = !module.memories.empty() && ranges::none_of(module.imports, [](const wasm::Import& entry) {
      return entry.kind == wasm::ExternalKind::memory;
    });
    if (!is_own) return;  // an imported memory may hold anything
    std::uint64_t saved_bytes = 0, piece_count = 0;
    for (const wasm::DataSegment& segment : module.data_segments) {
      Split split{.saved_bytes = 0, .piece_count = 1};
      if (segment.mode == wasm::SegmentMode::active && segment.address) {
        split = without_zeros(*segment.address, source_.bytes.substr(segment.bytes.offset, segment.bytes.size_bytes));
      }
      saved_bytes += split.saved_bytes;
      piece_count += split.piece_count;
    }
    if (piece_count > data_segments_max) return;  // Go's linker makes as many as there may be
    add("zeros", "runs of zeros in data, which memory is full of at the start",
        "leave them out: `wasm-opt --memory-packing`", saved_bytes);
  }

  /// Bytes of what is reached now and would not be any more.
  std::uint64_t freed_without(const std::vector<bool>& is_left_out) const {
    std::vector<bool> still = reached_from({file_node}, *source_.graph, is_left_out);
    std::uint64_t freed = 0;
    for (std::size_t node = 0; node < reached_.size(); ++node) {
      if (reached_[node] && !still[node]) freed += source_.graph->weights[node];
    }
    return freed;
  }

  /// What is in a table, and called through none, stays: taking it out would need a place kept empty.
  void advise_on_garbage() {
    std::vector<bool> is_in_table(source_.module->functions.size());
    for (std::uint32_t function : source_.module->element_functions) is_in_table[function] = true;
    std::vector<Node> roots = {file_node};
    for (std::size_t i = 0; i < source_.file.parts.size(); ++i) {
      const Part& part = source_.file.parts[i];
      if (part.kind == PartKind::function && is_in_table[part.index]) roots.push_back(part_node(i));
    }
    std::vector<bool> is_kept = reached_from(std::move(roots), *source_.graph, {});
    std::uint64_t bytes = 0;
    for (std::size_t i = 0; i < source_.file.parts.size(); ++i) {
      if (!is_kept[part_node(i)]) bytes += source_.file.parts[i].size_bytes;
    }
    add("garbage", "what nothing needs", "remove it: `wasm-opt --remove-unused-module-elements`; --garbage lists it",
        bytes);
  }

  void advise_on_families() {
    for (const Family& family : families()) {
      std::vector<bool> is_left_out(source_.graph->part_count + 1);
      bool is_there = false;
      for (std::size_t i = 0; i < source_.file.parts.size(); ++i) {
        const Part& part = source_.file.parts[i];
        if (part.kind != PartKind::function || !is_of(family, part.name)) continue;
        is_left_out[part_node(i)] = true;
        is_there = true;
      }
      if (is_there) add("library", std::string(family.what), std::string(family.next), freed_without(is_left_out));
    }
  }

  void advise_on_exports() {
    std::vector<bool> is_left_out(source_.graph->part_count + 1);
    std::uint64_t unused = 0, used = 0;
    std::string example;
    for (std::size_t i = 0; i < source_.file.parts.size(); ++i) {
      const Part& part = source_.file.parts[i];
      if (part.kind != PartKind::export_entry || part.name.empty() || !source_.use->has(part.name)) continue;
      bool is_for_host = part.name == "_start" || part.name == "_initialize" || part.name.starts_with("napi_register_");
      if (is_for_host) continue;
      if (source_.use->is_used(part.name)) {
        ++used;
        continue;
      }
      ++unused;
      if (example.empty()) example = part.name;
      is_left_out[part_node(i)] = true;
    }
    if (used == 0 || unused == 0) return;  // those scripts are of something else
    add("exports",
        count_of(unused, "export") + " that the JavaScript beside it does not name, such as " + quote(example),
        "do not export them; `sinter size FILE --by export` says what each keeps", freed_without(is_left_out));
  }

  const AdviceSource& source_;
  std::uint64_t least_;
  std::vector<bool> reached_;
  std::vector<Advice> result_;
};

}  // namespace

ExportUse::ExportUse(const wasm::Module& module) {
  for (const wasm::Export& entry : module.exports) {
    if (entry.kind != wasm::ExternalKind::function) continue;
    names_.insert(entry.name);
    if (!ranges::all_of(entry.name, is_of_word)) no_words_.push_back(entry.name);
  }
}

/// By one walk through the text, as a module may have tens of thousands of exports. A name
/// counts where it is not a part of another.
void ExportUse::read(std::string_view script) {
  for (std::size_t at = 0; at < script.size(); ++at) {
    if (!is_of_word(script[at])) continue;
    std::size_t end = at + 1;
    while (end < script.size() && is_of_word(script[end])) ++end;
    if (auto name = names_.find(script.substr(at, end - at)); name != names_.end()) used_.insert(*name);
    at = end;
  }
  // Names that are no words in JavaScript are in quotes there.
  for (std::string_view name : no_words_) {
    if (!used_.contains(name) && script.contains(name)) used_.insert(name);
  }
}

std::vector<Advice> find_advice(const AdviceSource& source, std::uint64_t saved_bytes_min) {
  return Adviser(source, saved_bytes_min).run();
}

}  // namespace sinter
