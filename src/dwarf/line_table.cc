#include "dwarf/line_table.h"

#include <optional>
#include <string>
#include <utility>

#include "base/ranges.h"
#include "dwarf/dwarf_reader.h"
#include "dwarf/file_table.h"
#include "dwarf/line_header.h"
#include "dwarf/unit_folders.h"

namespace sinter::dwarf {
namespace {

/// Standard opcodes (DWARF 5, 7.22).
enum Standard : std::uint8_t {
  extended = 0,
  copy = 1,
  advance_address = 2,
  advance_line = 3,
  set_file = 4,
  set_column = 5,
  negate_statement = 6,
  set_basic_block = 7,
  constant_add_address = 8,
  fixed_advance_address = 9,
  set_prologue_end = 10,
  set_epilogue_begin = 11,
  set_instruction_set = 12,
};
enum Extended : std::uint8_t { end_sequence = 1, set_address = 2, define_file = 3, set_discriminator = 4 };

/// Reads one unit of .debug_line after the other.
class LineReader {
 public:
  LineReader(const Sections& sections, LineSink& sink)
      : sections_(sections),
        sink_(sink),
        folders_(read_unit_folders(sections)),
        path_bytes_left_((sections.line.size() + sections.line_text.size() + sections.text.size()) * 4 + 4096) {}

  std::expected<std::vector<std::string>, Fault> read() {
    DwarfReader all(sections_.line, sections_.is_big_endian);
    while (!all.is_done()) {
      unit_offset_ = all.position();
      OffsetSize offset_size = OffsetSize::four;
      std::uint64_t length = all.unit_length(offset_size);
      DwarfReader unit = all.part(length);
      if (!all.is_ok()) return std::unexpected(fault(Problem::cut_off));
      std::optional<Problem> problem = read_line_header(sections_, unit, offset_size, folder_of_unit(), header_);
      // Which paths they are is seen when a row names one: most units list many that none does.
      unit_files_.assign(header_.files.size(), unknown_file);
      if (!problem) problem = run(unit, header_);
      if (problem) return std::unexpected(fault(*problem));
    }
    return std::move(files_).take();
  }

 private:
  static constexpr std::uint32_t unknown_file = UINT32_MAX;

  Fault fault(Problem problem) const { return {problem, ".debug_line", unit_offset_}; }

  /// The folder of the compiler, which tables before DWARF 5 do not name.
  std::string_view folder_of_unit() const {
    auto found = ranges::lower_bound(folders_, unit_offset_, {}, &UnitFolder::lines);
    return found != folders_.end() && found->lines == unit_offset_ ? found->folder : std::string_view{};
  }

  /// Paths may name one long text again and again, so their sum has a bound.
  std::optional<Problem> find_file(std::uint64_t index) {
    if (header_.path_bytes_max(index) > path_bytes_left_) return Problem::header_wrong;
    header_.write_path(index, path_);
    std::size_t known = files_.size();
    unit_files_[index] = files_.place_of(path_);
    if (files_.size() != known) path_bytes_left_ -= path_.size();
    return {};
  }

  struct State {
    std::uint64_t address = 0;
    std::uint64_t file = 1;
    std::uint32_t line = 1;
    std::uint32_t column = 0;
  };

  std::optional<Problem> emit(const State& state, bool is_end) {
    LineRow row{.address = state.address, .line = state.line, .column = state.column, .is_end = is_end};
    if (!is_end) {
      std::uint64_t index = state.file - header_.first_file;
      if (state.file < header_.first_file || index >= unit_files_.size()) return Problem::index_out_of_range;
      if (unit_files_[index] == unknown_file) {
        if (std::optional<Problem> problem = find_file(index)) return problem;
      }
      row.file = unit_files_[index];
    }
    sink_.accept(row);
    return {};
  }

  std::optional<Problem> run(DwarfReader& program, const LineHeader& header) {
    State state;
    while (!program.is_done()) {
      std::uint8_t opcode = program.u8();
      if (opcode >= header.opcode_base) {
        unsigned adjusted = opcode - header.opcode_base;
        state.address += static_cast<std::uint64_t>(adjusted / header.line_range) * header.instruction_bytes_min;
        state.line += static_cast<std::uint32_t>(header.line_base + static_cast<int>(adjusted % header.line_range));
        if (std::optional<Problem> problem = emit(state, false)) return problem;
        continue;
      }
      if (std::optional<Problem> problem =
              opcode == extended ? run_extended(program, state) : run_standard(program, header, opcode, state)) {
        return problem;
      }
    }
    return program.is_ok() ? std::nullopt : std::optional(Problem::cut_off);
  }

  std::optional<Problem> run_extended(DwarfReader& program, State& state) {
    DwarfReader operation = program.part(program.uleb());
    if (!program.is_ok()) return Problem::cut_off;
    switch (operation.u8()) {
      case end_sequence: {
        std::optional<Problem> problem = emit(state, true);
        state = {};
        return problem;
      }
      case set_address:
        if (operation.left_bytes() > 8) return Problem::header_wrong;
        state.address = operation.fixed(static_cast<unsigned>(operation.left_bytes()));
        return {};
      default: return {};  // set_discriminator, and what came after the standard: all have a length
    }
  }

  std::optional<Problem> run_standard(DwarfReader& program, const LineHeader& header, std::uint8_t opcode,
                                      State& state) {
    switch (opcode) {
      case copy: return emit(state, false);
      case advance_address: state.address += program.uleb() * header.instruction_bytes_min; return {};
      case advance_line: state.line += static_cast<std::uint32_t>(program.sleb()); return {};
      case set_file: state.file = program.uleb(); return {};
      case set_column: state.column = static_cast<std::uint32_t>(program.uleb()); return {};
      case constant_add_address:
        state.address +=
            static_cast<std::uint64_t>((255 - header.opcode_base) / header.line_range) * header.instruction_bytes_min;
        return {};
      case fixed_advance_address: state.address += program.u16(); return {};
      case negate_statement:
      case set_basic_block:
      case set_prologue_end:
      case set_epilogue_begin: return {};
      default:  // the header says how many numbers follow
        for (auto count = static_cast<std::uint8_t>(header.operand_counts[opcode - 1U]); count > 0; --count)
          program.uleb();
        return {};
    }
  }

  const Sections& sections_;
  LineSink& sink_;
  std::vector<UnitFolder> folders_;
  std::uint64_t path_bytes_left_;
  std::uint64_t unit_offset_ = 0;
  LineHeader header_;  // of the unit, and its files:
  std::vector<std::uint32_t> unit_files_;
  std::string path_;
  FileTable files_;
};

}  // namespace

std::string_view describe(Problem problem) {
  switch (problem) {
    case Problem::cut_off: return "it ends in the middle of a value";
    case Problem::version_unknown: return "it is of a version of DWARF that this reader does not know";
    case Problem::header_wrong: return "its header contradicts itself";
    case Problem::form_unknown: return "a value has a form that this reader does not know";
    case Problem::index_out_of_range: return "an index names something that is not there";
    case Problem::rows_too_many: return "it goes from one source file to another more often than there is code for";
  }
  return "";
}

bool has_old_tables(const Sections& sections) {
  DwarfReader all(sections.line, sections.is_big_endian);
  while (!all.is_done()) {
    OffsetSize offset_size = OffsetSize::four;
    std::uint64_t length = all.unit_length(offset_size);
    DwarfReader unit = all.part(length);
    if (all.is_ok() && unit.u16() < 5) return true;
  }
  return false;
}

std::expected<std::vector<std::string>, Fault> read_lines(const Sections& sections, LineSink& sink) {
  return LineReader(sections, sink).read();
}

}  // namespace sinter::dwarf
