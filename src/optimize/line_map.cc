#include "optimize/line_map.h"

#include <algorithm>
#include <map>
#include <tuple>

#include "base/ranges.h"
#include "base/text.h"
#include "binary/source_ranges.h"
#include "dwarf/inlined_calls.h"
#include "dwarf/line_table.h"
#include "dwarf/wasm_sections.h"
#include "wasm/names.h"

namespace sinter {
namespace {

/// Turns rows into mappings. Addresses of wasm count from the contents of the code
/// section. A sequence at 0 is of a function that the linker dropped: there is the count
/// of functions, never code.
class MappingSink final : public dwarf::LineSink {
 public:
  MappingSink(std::uint64_t code_begin, std::uint64_t code_bytes) : begin_(code_begin), bytes_(code_bytes) {}

  void accept(const dwarf::LineRow& row) override {
    if (is_first_) is_dropped_ = row.address == 0 || row.address >= bytes_;
    is_first_ = row.is_end;
    if (is_dropped_ || row.address > bytes_) return;
    wasm::Mapping mapping{.offset = begin_ + row.address};
    if (!row.is_end) {
      // Line 0 is code that belongs to no single line: it stays with the one before it.
      if (row.line != 0) line_ = row.line;
      else if (row.file != file_) line_ = 1;
      file_ = row.file;
      mapping.source = row.file;
      mapping.line = std::max(line_, 1U);
      mapping.column = row.column == 0 ? 0 : row.column - 1;
    }
    mappings.push_back(mapping);
  }

  std::vector<wasm::Mapping> mappings;

 private:
  std::uint64_t begin_;
  std::uint64_t bytes_;
  bool is_first_ = true;
  bool is_dropped_ = false;
  std::uint32_t line_ = 1;
  std::uint32_t file_ = wasm::no_source;
};

/// Of several mappings of one place the last one holds, but the end of a sequence never
/// covers the begin of the next.
void keep_one_of_each_place(std::vector<wasm::Mapping>& mappings) {
  auto is_end = [](const wasm::Mapping& mapping) { return mapping.source == wasm::no_source; };
  ranges::sort(mappings, [&](const wasm::Mapping& left, const wasm::Mapping& right) {
    return left.offset != right.offset ? left.offset < right.offset : is_end(left) && !is_end(right);
  });
  std::size_t kept = 0;
  for (std::size_t index = 0; index < mappings.size(); ++index) {
    bool is_covered = index + 1 < mappings.size() && mappings[index + 1].offset == mappings[index].offset;
    if (!is_covered) mappings[kept++] = mappings[index];
  }
  mappings.resize(kept);
}

/// What the names of functions are: by their number among those with a body.
std::vector<std::string> body_names(std::string_view bytes, std::string_view names) {
  auto module = wasm::read_module(bytes);
  if (!module) return {};
  const std::string named = std::string("\0asm\x01\0\0\0", 8) + std::string(names);
  if (!names.empty()) {
    auto sections = wasm::read_sections(named);
    if (!sections) return {};
    module->sections = *std::move(sections);
  }
  std::vector<std::string> result(module->bodies.size());
  std::vector<std::string_view> functions = wasm::read_names(*module).functions;
  for (std::size_t index = module->imported_function_count(); index < functions.size(); ++index) {
    result[index - module->imported_function_count()] = functions[index];
  }
  return result;
}

/// Where each body begins and ends, for mappings in the order of the file.
class BodyWalk {
 public:
  explicit BodyWalk(const std::vector<wasm::ByteRange>& bodies) : bodies_(bodies) {}

  /// The body that has `offset`, which never falls; their number if none has.
  std::size_t at(std::uint64_t offset) {
    while (next_ < bodies_.size() && bodies_[next_].offset + bodies_[next_].size_bytes <= offset) ++next_;
    return next_ < bodies_.size() && bodies_[next_].offset <= offset ? next_ : bodies_.size();
  }

 private:
  const std::vector<wasm::ByteRange>& bodies_;
  std::size_t next_ = 0;
};

/// Gives mappings their calls, and makes new ones where a call begins or ends inside a line.
class CallMarking {
 public:
  CallMarking(const dwarf::InlinedCalls& inlined, wasm::SourceMap& map) : inlined_(inlined), map_(map) {
    for (const std::string& file : inlined.files) {
      auto known = ranges::find(map.sources, file);
      files_.push_back(file.empty() ? wasm::no_source : static_cast<std::uint32_t>(known - map.sources.begin()));
      if (known == map.sources.end() && !file.empty()) map.sources.push_back(file);
    }
  }

  void run(std::string_view bytes, const wasm::Module& module, std::uint64_t code_begin) {
    std::vector<std::string> names = body_names(bytes, {});
    BodyWalk bodies(module.bodies);
    std::vector<wasm::Mapping> marked;
    std::size_t next_range = 0;
    for (std::size_t index = 0; index < map_.mappings.size(); ++index) {
      wasm::Mapping mapping = map_.mappings[index];
      if (mapping.source == wasm::no_source) {
        marked.push_back(mapping);
        continue;
      }
      std::size_t body = bodies.at(mapping.offset);
      std::string_view function = body < names.size() ? std::string_view(names[body]) : std::string_view();
      std::uint64_t end = index + 1 < map_.mappings.size() ? map_.mappings[index + 1].offset : UINT64_MAX;
      while (next_range < inlined_.ranges.size() && inlined_.ranges[next_range].end + code_begin <= mapping.offset) {
        ++next_range;
      }
      std::uint64_t done = mapping.offset;
      for (std::size_t at = next_range; at < inlined_.ranges.size() && done < end; ++at) {
        const dwarf::CallRange& range = inlined_.ranges[at];
        std::uint64_t begin = std::max(range.begin + code_begin, done);
        if (begin >= end) break;
        if (begin > done) add(marked, mapping, done, place({no_call, body}, function));
        add(marked, mapping, begin, place({range.call, body}, function));
        done = range.end + code_begin;
      }
      if (done < end) add(marked, mapping, done, place({no_call, body}, function));
    }
    map_.mappings = std::move(marked);
  }

 private:
  static constexpr std::uint32_t no_call = wasm::no_call;
  struct Key {
    std::uint32_t call;
    std::size_t body;
    auto operator<=>(const Key&) const = default;
  };

  static void add(std::vector<wasm::Mapping>& marked, wasm::Mapping mapping, std::uint64_t offset, std::uint32_t call) {
    mapping.offset = offset;
    mapping.call = call;
    marked.push_back(mapping);
  }

  /// The call in the map; at most as deep as calls are nested.
  std::uint32_t place(Key key, std::string_view function) {
    auto known = placed_.find(key);
    if (known != placed_.end()) return known->second;
    wasm::MappedCall made;
    if (key.call == no_call) {
      if (function.empty()) return no_call;
      made.function = function;
    } else {
      const dwarf::InlinedCall& call = inlined_.calls[key.call];
      made = {.outer = place({call.outer, key.body}, function),
              .source = files_[call.file],
              .line = call.line,
              .function = std::string(call.function)};
    }
    std::uint32_t number = interned(std::move(made));
    placed_.emplace(key, number);
    return number;
  }

  /// Calls of one place count as one, however often the compiler made them.
  std::uint32_t interned(wasm::MappedCall call) {
    auto [entry, is_new] = numbers_.try_emplace({call.outer, call.source, call.line, call.function},
                                                static_cast<std::uint32_t>(map_.calls.size()));
    if (is_new) map_.calls.push_back(std::move(call));
    return entry->second;
  }

  const dwarf::InlinedCalls& inlined_;
  wasm::SourceMap& map_;
  std::vector<std::uint32_t> files_;  // of InlinedCalls in the map
  std::map<Key, std::uint32_t> placed_;
  std::map<std::tuple<std::uint32_t, std::uint32_t, std::uint32_t, std::string>, std::uint32_t> numbers_;
};

/// Where the mappings of one function go.
class FunctionTransfer {
 public:
  FunctionTransfer(std::string_view from_body, std::uint64_t from_offset, std::string_view to_body,
                   std::uint64_t to_offset)
      : from_offset_(from_offset), to_offset_(to_offset), from_bytes_(from_body.size()), to_bytes_(to_body.size()) {
    std::size_t shorter = std::min(from_body.size(), to_body.size());
    while (begin_ < shorter && from_body[begin_] == to_body[begin_]) ++begin_;
    while (end_ < shorter - begin_ && from_body[from_bytes_ - 1 - end_] == to_body[to_bytes_ - 1 - end_]) ++end_;
  }

  std::uint64_t moved(std::uint64_t offset) const {
    std::uint64_t inside = offset - from_offset_;
    if (inside > begin_ && inside >= from_bytes_ - end_) inside = to_bytes_ - (from_bytes_ - inside);
    else if (inside > begin_) {
      inside = begin_ + (inside - begin_) * (to_bytes_ - begin_ - end_) / (from_bytes_ - begin_ - end_);
    }
    return to_offset_ + inside;
  }

 private:
  std::uint64_t from_offset_;
  std::uint64_t to_offset_;
  std::uint64_t from_bytes_;
  std::uint64_t to_bytes_;
  std::size_t begin_ = 0;  // bytes alike at the begin
  std::size_t end_ = 0;    // and at the end, not counting those
};

}  // namespace

std::uint64_t code_offset(const wasm::Module& module) {
  for (const wasm::Section& section : module.sections) {
    if (section.id == wasm::SectionId::code) return section.payload_offset();
  }
  return 0;
}

Result<wasm::SourceMap> lines_of_dwarf(std::string_view bytes, const wasm::Module& module, const std::string& path) {
  dwarf::Sections sections = dwarf_sections(module.sections);
  std::uint64_t begin = code_offset(module);
  if (sections.line.empty() || begin == 0) return wasm::SourceMap{};
  MappingSink sink(begin, bytes.size() - begin);
  auto files = dwarf::read_lines(sections, sink);
  if (!files) {
    const dwarf::Fault& fault = files.error();
    return fail(Error{.code = Code::dwarf_malformed,
                      .what = "the debugging sections of " + quote(path) + " cannot be read",
                      .where = {path},
                      .why = {"in " + std::string(fault.section) + ", the unit at byte " +
                              std::to_string(fault.offset) + ": " + std::string(dwarf::describe(fault.problem))},
                      .next = "build it again; if another tool wrote it, strip its debugging sections"});
  }
  keep_one_of_each_place(sink.mappings);
  wasm::SourceMap map{.sources = *std::move(files), .mappings = std::move(sink.mappings)};
  dwarf::InlinedCalls inlined = dwarf::read_inlined_calls(sections, 1, bytes.size() - begin);
  CallMarking(inlined, map).run(bytes, module, begin);
  return map;
}

/// wasm-opt takes line 1 of the first source for what everything starts with, and says nothing of it.
constexpr std::uint32_t first_number = 2;

wasm::SourceMap numbered_places(const wasm::SourceMap& map, std::vector<wasm::Mapping>& places) {
  auto place_of = [](wasm::Mapping mapping) {
    mapping.offset = 0;
    return mapping;
  };
  places.clear();
  for (const wasm::Mapping& mapping : map.mappings) places.push_back(place_of(mapping));
  auto said = [](const wasm::Mapping& mapping) {
    return std::tuple(mapping.source, mapping.line, mapping.column, mapping.call);
  };
  ranges::sort(places, {}, said);
  places.erase(std::unique(places.begin(), places.end()), places.end());
  wasm::SourceMap numbered{.sources = {"places"}};
  for (const wasm::Mapping& mapping : map.mappings) {
    auto number = ranges::lower_bound(places, said(mapping), {}, said) - places.begin();
    numbered.mappings.push_back(
        {.offset = mapping.offset, .source = 0, .line = static_cast<std::uint32_t>(number) + first_number});
  }
  return numbered;
}

wasm::SourceMap without_numbers(const wasm::SourceMap& carried, const std::vector<wasm::Mapping>& places,
                                const wasm::SourceMap& original) {
  wasm::SourceMap map{.sources = original.sources, .calls = original.calls};
  for (const wasm::Mapping& mapping : carried.mappings) {
    bool is_known = mapping.source != wasm::no_source && mapping.line >= first_number &&
                    mapping.line - first_number < places.size();
    wasm::Mapping place = is_known ? places[mapping.line - first_number] : wasm::Mapping{};
    place.offset = mapping.offset;
    map.mappings.push_back(place);
  }
  return map;
}

wasm::SourceMap own_calls(wasm::SourceMap map, std::string_view bytes, std::string_view names) {
  auto module = wasm::read_module(bytes);
  if (!module) return map;
  std::vector<std::string> functions = body_names(bytes, names);
  std::vector<std::uint32_t> outermost(map.calls.size());
  for (std::uint32_t call = 0; call < outermost.size(); ++call) {
    std::uint32_t outer = map.calls[call].outer;
    outermost[call] = outer == wasm::no_call ? call : outermost[outer];
  }
  // Each call may be kept twice: in its own function, and where wasm-opt has put that.
  enum Form : std::uint8_t { apart, whole };
  std::vector<std::uint32_t> kept[2];
  for (std::vector<std::uint32_t>& numbers : kept) numbers.assign(map.calls.size(), wasm::no_call);
  std::vector<wasm::MappedCall> calls;
  std::vector<std::uint32_t> chain;
  BodyWalk bodies(module->bodies);
  for (wasm::Mapping& mapping : map.mappings) {
    if (mapping.call == wasm::no_call) continue;
    std::size_t body = bodies.at(mapping.offset);
    std::uint32_t root = outermost[mapping.call];
    bool is_own = body < functions.size() && map.calls[root].source == wasm::no_source &&
                  map.calls[root].function == functions[body];
    std::vector<std::uint32_t>& numbers = kept[is_own ? apart : whole];
    chain.clear();
    for (std::uint32_t call = mapping.call; call != wasm::no_call; call = map.calls[call].outer) {
      if (!(is_own && call == root)) chain.push_back(call);
    }
    std::uint32_t outer = wasm::no_call;
    for (std::size_t step = chain.size(); step-- > 0;) {
      std::uint32_t& number = numbers[chain[step]];
      if (number == wasm::no_call) {
        number = static_cast<std::uint32_t>(calls.size());
        calls.push_back(map.calls[chain[step]]);
        calls.back().outer = outer;
      }
      outer = number;
    }
    mapping.call = outer;
  }
  map.calls = std::move(calls);
  return map;
}

wasm::SourceMap transferred_lines(const MappedModule& from, const NamedModule& to) {
  auto from_module = wasm::read_module(from.bytes);
  auto to_module = wasm::read_module(to.bytes);
  if (!from_module || !to_module || from.names != to.names) return {};
  const std::vector<wasm::ByteRange>& from_bodies = from_module->bodies;
  const std::vector<wasm::ByteRange>& to_bodies = to_module->bodies;
  if (from_bodies.size() != to_bodies.size()) return {};
  wasm::SourceMap lines{.sources = from.lines.sources, .calls = from.lines.calls};
  auto body = [](std::string_view bytes, wasm::ByteRange range) {
    return bytes.substr(range.offset, range.size_bytes);
  };
  std::size_t next = 0;
  const std::vector<wasm::Mapping>& mappings = from.lines.mappings;
  for (std::size_t function = 0; function < from_bodies.size(); ++function) {
    const wasm::ByteRange& range = from_bodies[function];
    FunctionTransfer transfer(body(from.bytes, range), range.offset, body(to.bytes, to_bodies[function]),
                              to_bodies[function].offset);
    while (next < mappings.size() && mappings[next].offset < range.offset) ++next;
    for (; next < mappings.size() && mappings[next].offset < range.offset + range.size_bytes; ++next) {
      wasm::Mapping mapping = mappings[next];
      mapping.offset = transfer.moved(mapping.offset);
      bool is_squeezed = !lines.mappings.empty() && lines.mappings.back().offset == mapping.offset;
      if (is_squeezed) lines.mappings.back() = mapping;
      else lines.mappings.push_back(mapping);
    }
  }
  return lines;
}

void move_code(wasm::SourceMap& map, std::uint64_t from, std::uint64_t to) {
  for (wasm::Mapping& mapping : map.mappings) mapping.offset += to - from;
}

}  // namespace sinter
