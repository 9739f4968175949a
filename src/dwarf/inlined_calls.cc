#include "dwarf/inlined_calls.h"

#include <algorithm>
#include <optional>

#include "base/ranges.h"
#include "dwarf/file_table.h"
#include "dwarf/line_header.h"
#include "dwarf/unit_entries.h"

namespace sinter::dwarf {
namespace {

constexpr std::uint64_t no_entry = UINT64_MAX;

/// A function that others may name as what they came from.
struct NamedEntry {
  std::uint64_t place;  // in .debug_info
  std::string_view name;
  std::uint64_t origin;  // the entry that says more of it
};

/// What the attributes of one entry say, as far as it matters here.
struct Said {
  std::string_view name;
  std::string_view linkage_name;
  std::string_view folder;
  std::uint64_t origin = no_entry;
  std::uint64_t lines = no_entry;
  Value low;
  Value high;
  Value ranges;
  std::uint64_t call_file = 0;
  std::uint64_t call_line = 0;
};

class CallReader {
 public:
  CallReader(const Sections& sections, std::uint64_t begin, std::uint64_t end)
      : sections_(sections),
        begin_(begin),
        end_(end),
        path_bytes_left_((sections.line.size() + sections.line_text.size() + sections.text.size()) * 4 + 4096),
        // What is written small may not become large. Real calls take 15 bytes on average with `-gline-tables-only` of
        // DWARF 5, and real entries of lists of ranges 5 to 8.
        functions_left_(few + sections.information.size() / 10),
        calls_left_(functions_left_),
        spans_left_(functions_left_ + sections.ranges.size() / 8 + sections.range_lists.size() / 6),
        attributes_left_(few + sections.information.size() * 8),
        listed_left_(few + sections.information.size() + sections.ranges.size() + sections.range_lists.size()) {}

  InlinedCalls read() {
    AllUnits units(sections_);
    while (std::optional<UnitEntries> unit = units.next()) read_unit(*unit, units.abbreviations());
    for (std::size_t index = 0; index < origins_.size(); ++index)
      found_.calls[index].function = name_of(origins_[index]);
    found_.files = std::move(files_).take();
    ranges::sort(spans_, [](const Span& left, const Span& right) {
      if (left.begin != right.begin) return left.begin < right.begin;
      return left.end != right.end ? left.end > right.end : left.call < right.call;
    });
    flatten();
    return std::move(found_);
  }

 private:
  static constexpr std::uint64_t few = 1000;
  static constexpr std::uint64_t list_entries_max = 100'000;
  static constexpr std::size_t depth_max = 500;  // of entries inside entries

  struct Span {
    std::uint64_t begin;
    std::uint64_t end;
    std::uint32_t call;
  };

  Said read_entry(UnitEntries& unit, const Abbreviations& abbreviations, const Abbreviations::Shape& shape) {
    Said said;
    // Some take no room in the entry.
    if (shape.count > attributes_left_) unit.reject();
    else attributes_left_ -= shape.count;
    for (std::uint32_t index = shape.first; index < shape.first + shape.count; ++index) {
      const Abbreviations::Attributed& attributed = abbreviations.attribute(index);
      Value value = unit.read_value(attributed);
      switch (static_cast<Attribute>(attributed.attribute)) {
        case Attribute::name: said.name = unit.text_of(value); break;
        case Attribute::linkage_name:
        case Attribute::linkage_name_of_mips: said.linkage_name = unit.text_of(value); break;
        case Attribute::folder: said.folder = unit.text_of(value); break;
        case Attribute::origin:
        case Attribute::specification:
          if (value.kind == Value::Kind::entry) said.origin = value.number;
          break;
        case Attribute::lines: said.lines = value.number; break;
        case Attribute::low_address: said.low = value; break;
        case Attribute::high_address: said.high = value; break;
        case Attribute::ranges: said.ranges = value; break;
        case Attribute::call_file: said.call_file = value.number; break;
        case Attribute::call_line: said.call_line = value.number; break;
        default: unit.note_base(static_cast<Attribute>(attributed.attribute), value); break;
      }
    }
    return said;
  }

  void read_unit(UnitEntries& unit, const Abbreviations& abbreviations) {
    const Abbreviations::Shape* first = unit.next(abbreviations);
    if (first == nullptr) return;
    Said head = read_entry(unit, abbreviations, *first);
    folder_ = head.folder;
    lines_ = head.lines;
    has_header_ = false;
    base_ = unit.address_of(head.low).value_or(0);
    std::vector<std::uint32_t> around = {no_call};  // the call that entries are inside of, for each level
    while (!around.empty() && !unit.is_done()) {
      const Abbreviations::Shape* shape = unit.next(abbreviations);
      if (shape == nullptr) {
        around.pop_back();
        continue;
      }
      std::uint64_t place = unit.place();
      Said said = read_entry(unit, abbreviations, *shape);
      std::uint32_t inside = around.back();
      if (static_cast<Tag>(shape->tag) == Tag::subprogram) {
        add_function(place, said);
        inside = no_call;
      } else if (static_cast<Tag>(shape->tag) == Tag::inlined_subroutine && around.size() < depth_max) {
        inside = add_call(unit, said, inside);
      }
      if (shape->has_children) around.push_back(inside);
    }
  }

  void add_function(std::uint64_t place, const Said& said) {
    std::string_view name = said.linkage_name.empty() ? said.name : said.linkage_name;
    if ((name.empty() && said.origin == no_entry) || functions_left_ == 0) return;
    --functions_left_;
    functions_.push_back({place, name, said.origin});
  }

  std::uint32_t add_call(const UnitEntries& unit, const Said& said, std::uint32_t outer) {
    if (calls_left_ == 0) return outer;
    --calls_left_;
    auto call = static_cast<std::uint32_t>(found_.calls.size());
    std::size_t known = spans_.size();
    if (said.ranges.kind != Value::Kind::none) {
      std::vector<UnitEntries::AddressRange> listed;
      listed_left_ -= unit.read_ranges(said.ranges, base_, std::min(listed_left_, list_entries_max), listed);
      for (const UnitEntries::AddressRange& range : listed) add_span(range.begin, range.end, call);
    } else if (std::optional<std::uint64_t> low = unit.address_of(said.low)) {
      bool is_length = said.high.kind == Value::Kind::number;
      add_span(*low, is_length ? *low + said.high.number : unit.address_of(said.high).value_or(0), call);
    }
    if (spans_.size() == known) return outer;  // nothing of it is left
    found_.calls.push_back({.outer = outer,
                            .file = file_of(said.call_file),
                            .line = static_cast<std::uint32_t>(std::min<std::uint64_t>(said.call_line, UINT32_MAX)),
                            .function = {}});
    origins_.push_back(said.origin);
    return call;
  }

  void add_span(std::uint64_t begin, std::uint64_t end, std::uint32_t call) {
    if (begin < begin_ || begin >= end || end > end_ || spans_left_ == 0) return;
    --spans_left_;
    spans_.push_back({begin, end, call});
  }

  /// A path of the unit's line table; the first of all for one that cannot be had.
  std::uint32_t file_of(std::uint64_t number) {
    if (!has_header_) read_header();
    std::uint64_t index = number - header_.first_file;
    if (number < header_.first_file || index >= unit_files_.size()) return files_.place_of({});
    if (unit_files_[index] == UINT32_MAX) {
      path_.clear();
      if (header_.path_bytes_max(index) <= path_bytes_left_) header_.write_path(index, path_);
      std::size_t known = files_.size();
      unit_files_[index] = files_.place_of(path_);
      if (files_.size() != known) path_bytes_left_ -= path_.size();
    }
    return unit_files_[index];
  }

  void read_header() {
    has_header_ = true;
    header_ = {};
    unit_files_.clear();
    if (lines_ == no_entry) return;
    DwarfReader all(sections_.line, sections_.is_big_endian);
    all.seek(lines_);
    OffsetSize offset_size = OffsetSize::four;
    std::uint64_t length = all.unit_length(offset_size);
    DwarfReader unit = all.part(length);
    // Units may all name one long table.
    if (!all.is_ok() || length > header_bytes_left_) return;
    header_bytes_left_ -= length;
    if (read_line_header(sections_, unit, offset_size, folder_, header_)) return;
    unit_files_.assign(header_.files.size(), UINT32_MAX);
  }

  std::string_view name_of(std::uint64_t place) const {
    constexpr int steps_max = 4;  // an inlined function, its declaration, that of its template
    for (int step = 0; step < steps_max; ++step) {
      auto found = ranges::lower_bound(functions_, place, {}, &NamedEntry::place);
      if (found == functions_.end() || found->place != place) return {};
      if (!found->name.empty()) return found->name;
      place = found->origin;
    }
    return {};
  }

  /// Of spans inside each other the innermost has the code.
  void flatten() {
    std::vector<Span> open;
    std::uint64_t done = 0;
    auto cut = [&](std::uint64_t until) {
      if (until > done && !open.empty()) found_.ranges.push_back({done, until, open.back().call});
      done = std::max(done, until);
    };
    for (Span span : spans_) {
      while (!open.empty() && open.back().end <= span.begin) {
        cut(open.back().end);
        open.pop_back();
      }
      cut(span.begin);
      if (!open.empty()) span.end = std::min(span.end, open.back().end);
      open.push_back(span);
    }
    for (; !open.empty(); open.pop_back()) cut(open.back().end);
  }

  const Sections& sections_;
  std::uint64_t begin_;
  std::uint64_t end_;
  std::uint64_t path_bytes_left_;
  std::uint64_t header_bytes_left_ = sections_.line.size() * 2;
  std::uint64_t functions_left_;
  std::uint64_t calls_left_;
  std::uint64_t spans_left_;
  std::uint64_t attributes_left_;
  std::uint64_t listed_left_;  // entries of lists, which many calls may share
  std::vector<NamedEntry> functions_;
  std::vector<std::uint64_t> origins_;  // of each call: the entry of the function
  std::vector<Span> spans_;
  InlinedCalls found_;
  std::string_view folder_;  // of the unit
  std::uint64_t lines_ = no_entry;
  std::uint64_t base_ = 0;
  bool has_header_ = false;
  LineHeader header_;
  std::vector<std::uint32_t> unit_files_;
  std::string path_;
  FileTable files_;
};

}  // namespace

InlinedCalls read_inlined_calls(const Sections& sections, std::uint64_t begin, std::uint64_t end) {
  return CallReader(sections, begin, end).read();
}

}  // namespace sinter::dwarf
