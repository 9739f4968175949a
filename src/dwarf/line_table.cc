#include "dwarf/line_table.h"

#include <optional>
#include <string>
#include <utility>

#include "base/ranges.h"
#include "dwarf/dwarf_reader.h"
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

/// What an entry of a list of directories or files is made of (DWARF 5, 6.2.4.1).
enum Content : std::uint8_t { content_path = 1, content_directory = 2 };
enum Form : std::uint8_t {
  form_data2 = 0x05,
  form_data4 = 0x06,
  form_data8 = 0x07,
  form_string = 0x08,
  form_block = 0x09,
  form_data1 = 0x0b,
  form_string_offset = 0x0e,
  form_unsigned = 0x0f,
  form_data16 = 0x1e,
  form_line_string_offset = 0x1f,
};

struct Entry {
  std::string_view path;
  std::uint64_t directory = 0;
};

void append_to_path(std::string& path, std::string_view name) {
  while (name.starts_with("./")) name.remove_prefix(2);
  if (name.starts_with('/') || path == ".") path.clear();
  if (!path.empty() && !path.ends_with('/')) path += '/';
  path += name;
}

/// Each path once. Large programs name the same ones again in thousands of units.
class FileTable {
 public:
  std::uint32_t place_of(std::string_view path) {
    if (paths_.size() * 2 >= slots_.size()) grow();
    std::size_t slot = slot_of(path);
    if (slots_[slot] == 0) {
      paths_.emplace_back(path);
      slots_[slot] = static_cast<std::uint32_t>(paths_.size());
    }
    return slots_[slot] - 1;
  }
  std::size_t size() const { return paths_.size(); }
  std::vector<std::string> take() && { return std::move(paths_); }

 private:
  /// Where it is, or would be put.
  std::size_t slot_of(std::string_view path) const {
    std::size_t mask = slots_.size() - 1;
    std::size_t slot = std::hash<std::string_view>()(path) & mask;
    while (slots_[slot] != 0 && paths_[slots_[slot] - 1] != path) slot = (slot + 1) & mask;
    return slot;
  }

  void grow() {
    slots_.assign(slots_.empty() ? 256 : slots_.size() * 2, 0);
    for (std::uint32_t i = 0; i < paths_.size(); ++i) slots_[slot_of(paths_[i])] = i + 1;
  }

  std::vector<std::string> paths_;
  std::vector<std::uint32_t> slots_;  // a power of two of them; 0 is free, else one more than the place
};

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
      if (std::optional<Problem> problem = read_unit(unit, offset_size)) return std::unexpected(fault(*problem));
    }
    return std::move(files_).take();
  }

 private:
  static constexpr std::uint32_t unknown_file = UINT32_MAX;

  struct Header {
    std::uint16_t version = 0;
    std::uint8_t instruction_bytes_min = 1;
    std::uint8_t line_range = 1;
    std::int8_t line_base = 0;
    std::uint8_t opcode_base = 1;
    std::string_view operand_counts;  // of the opcodes from 1 to opcode_base - 1
  };

  Fault fault(Problem problem) const { return {problem, ".debug_line", unit_offset_}; }

  std::optional<Problem> read_unit(DwarfReader& unit, OffsetSize offset_size) {
    Header header{.version = unit.u16()};
    if (!unit.is_ok()) return Problem::cut_off;
    if (header.version < 2 || header.version > 5) return Problem::version_unknown;
    if (header.version >= 5) unit.take(2);  // sizes of addresses and segment selectors
    std::uint64_t header_length = unit.offset(offset_size);
    if (header_length > unit.left_bytes()) return Problem::cut_off;
    std::uint64_t program_position = unit.position() + header_length;
    header.instruction_bytes_min = unit.u8();
    if (header.version >= 4) unit.u8();  // operations per instruction: of VLIW machines
    unit.u8();                           // whether rows are statements at first
    header.line_base = static_cast<std::int8_t>(unit.u8());
    header.line_range = unit.u8();
    header.opcode_base = unit.u8();
    if (!unit.is_ok()) return Problem::cut_off;
    if (header.line_range == 0 || header.opcode_base == 0) return Problem::header_wrong;
    header.operand_counts = unit.take(header.opcode_base - 1U);
    if (std::optional<Problem> problem =
            header.version >= 5 ? read_file_lists(unit, offset_size) : read_old_file_lists(unit)) {
      return problem;
    }
    unit.seek(program_position);
    return unit.is_ok() ? run(unit, header) : Problem::cut_off;
  }

  std::optional<Problem> read_file_lists(DwarfReader& unit, OffsetSize offset_size) {
    std::vector<Entry> directories;
    std::vector<Entry> names;
    if (std::optional<Problem> problem = read_entries(unit, offset_size, directories)) return problem;
    if (std::optional<Problem> problem = read_entries(unit, offset_size, names)) return problem;
    first_file_ = 0;
    return keep_files(std::move(directories), std::move(names));
  }

  std::optional<Problem> read_entries(DwarfReader& unit, OffsetSize offset_size, std::vector<Entry>& entries) {
    std::vector<std::pair<std::uint64_t, std::uint64_t>> format(unit.u8());
    for (auto& [content, form] : format) {
      content = unit.uleb();
      form = unit.uleb();
    }
    std::uint64_t count = unit.uleb();
    if (!unit.is_ok()) return Problem::cut_off;
    // An entry takes little or nothing here, and more in memory.
    constexpr std::uint64_t entries_max = 100'000;
    bool is_bounded = count <= unit.left_bytes() && count <= entries_max && (count == 0 || !format.empty());
    if (!is_bounded) return Problem::header_wrong;
    for (std::uint64_t index = 0; index < count; ++index) {
      Entry entry;
      for (auto [content, form] : format) {
        std::string_view path;
        std::uint64_t number = 0;
        switch (form) {
          case form_string: path = unit.text(); break;
          case form_string_offset: path = text_at(sections_.text, unit.offset(offset_size)); break;
          case form_line_string_offset: path = text_at(sections_.line_text, unit.offset(offset_size)); break;
          case form_data1: number = unit.u8(); break;
          case form_data2: number = unit.u16(); break;
          case form_data4: number = unit.u32(); break;
          case form_data8: number = unit.u64(); break;
          case form_unsigned: number = unit.uleb(); break;
          case form_data16: unit.take(16); break;
          case form_block: unit.take(unit.uleb()); break;
          default: return Problem::form_unknown;
        }
        if (content == content_path) entry.path = path;
        if (content == content_directory) entry.directory = number;
      }
      if (!unit.is_ok()) return Problem::cut_off;
      entries.push_back(entry);
    }
    return {};
  }

  /// The folder of the compiler, which tables before DWARF 5 do not name.
  std::string_view folder_of_unit() const {
    auto found = ranges::lower_bound(folders_, unit_offset_, {}, &UnitFolder::lines);
    return found != folders_.end() && found->lines == unit_offset_ ? found->folder : std::string_view{};
  }

  std::optional<Problem> read_old_file_lists(DwarfReader& unit) {
    std::vector<Entry> directories = {{folder_of_unit()}};
    std::vector<Entry> names;
    for (std::string_view path = unit.text(); !path.empty(); path = unit.text()) directories.push_back({path});
    for (std::string_view path = unit.text(); !path.empty(); path = unit.text()) {
      names.push_back({.path = path, .directory = unit.uleb()});
      unit.uleb();  // time of change
      unit.uleb();  // size
    }
    if (!unit.is_ok()) return Problem::cut_off;
    first_file_ = 1;
    return keep_files(std::move(directories), std::move(names));
  }

  /// Which paths they are is seen when a row names one: most units list many that none does.
  std::optional<Problem> keep_files(std::vector<Entry> directories, std::vector<Entry> names) {
    for (const Entry& name : names) {
      if (name.directory >= directories.size()) return Problem::index_out_of_range;
    }
    unit_files_.assign(names.size(), unknown_file);
    directories_ = std::move(directories);
    names_ = std::move(names);
    return {};
  }

  /// Paths may name one long text again and again, so their sum has a bound.
  std::optional<Problem> find_file(std::uint64_t index) {
    const Entry& name = names_[index];
    std::string_view base = directories_.front().path;
    std::string_view folder = name.directory == 0 ? std::string_view{} : directories_[name.directory].path;
    if (base.size() + folder.size() + name.path.size() > path_bytes_left_) return Problem::header_wrong;
    path_.clear();
    append_to_path(path_, base);
    append_to_path(path_, folder);
    append_to_path(path_, name.path);
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
      std::uint64_t index = state.file - first_file_;
      if (state.file < first_file_ || index >= unit_files_.size()) return Problem::index_out_of_range;
      if (unit_files_[index] == unknown_file) {
        if (std::optional<Problem> problem = find_file(index)) return problem;
      }
      row.file = unit_files_[index];
    }
    sink_.accept(row);
    return {};
  }

  std::optional<Problem> run(DwarfReader& program, const Header& header) {
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

  std::optional<Problem> run_standard(DwarfReader& program, const Header& header, std::uint8_t opcode, State& state) {
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
  std::uint64_t first_file_ = 1;    // file numbers began at 1 before DWARF 5
  std::vector<Entry> directories_;  // of the unit, and its files
  std::vector<Entry> names_;
  std::vector<std::uint32_t> unit_files_;  // of each name
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
