#include "binary/dwarf_lines.h"

#include <unordered_map>
#include <utility>

#include "base/ranges.h"
#include "binary/dwarf_cursor.h"

namespace sinter {
namespace {

/// One unit of the line table: a compiled source file with what it includes.
class UnitReader {
 public:
  UnitReader(Fields& fields, const LineSections& sections, SourceRanges& result,
             std::unordered_map<std::string, std::uint32_t>& known)
      : fields_(fields), sections_(sections), result_(result), known_(known) {}

  /// `folder`: where its file was compiled, which since version 5 the unit says itself.
  void read(DwarfCursor cursor, unsigned offset_bytes, std::string_view folder) {
    folder_ = folder;
    offset_bytes_ = offset_bytes;
    version_ = cursor.number(2);
    constexpr std::uint64_t version_min = 2;
    constexpr std::uint64_t version_max = 5;
    if (version_ < version_min || version_ > version_max) {
      return fields_.fail("its line table has a version that this reader does not know", cursor.position() - 2);
    }
    if (version_ >= 5) cursor.skip(2);  // the sizes of addresses, which the instructions say, too
    std::uint64_t header_bytes = cursor.number(offset_bytes);
    std::uint64_t program = cursor.position();
    DwarfCursor header = cursor;
    cursor.skip(header_bytes);
    if (fields_.fault()) return;
    program = cursor.position();
    read_header(header, program);
    if (!fields_.fault()) run(cursor);
  }

 private:
  struct FileName {
    std::string_view name;
    std::uint64_t folder = 0;
    std::uint32_t number = unknown;  // in the result, once it is needed
  };
  static constexpr std::uint32_t unknown = UINT32_MAX;
  static constexpr std::uint64_t files_max = 1 << 20;  // of one unit

  void read_header(DwarfCursor header, std::uint64_t end) {
    step_bytes_ = header.byte();
    if (version_ >= 4) header.byte();  // operations in an instruction: one, on all machines we meet
    header.byte();                     // whether rows are statements at first
    header.byte();                     // the smallest step between lines
    line_range_ = header.byte();
    opcode_base_ = header.byte();
    if (line_range_ == 0) return fields_.fail("its line table divides by zero", header.position() - 2);
    operands_.clear();
    for (unsigned i = 1; i < opcode_base_; ++i) operands_.push_back(header.byte());
    folders_.clear();
    files_.clear();
    DwarfCursor tables = {fields_, header.position(), end};
    if (version_ >= 5) {
      read_tables(tables);
    } else {
      read_older_tables(tables);
    }
  }

  /// Texts up to an empty one. Folder 0 is the one that was compiled in, and named elsewhere.
  void read_older_tables(DwarfCursor& cursor) {
    folders_.push_back(folder_);
    while (!cursor.is_done()) {
      std::string_view folder = cursor.text();
      if (folder.empty()) break;
      folders_.push_back(folder);
    }
    files_.emplace_back();  // numbers begin with 1
    while (!cursor.is_done()) {
      FileName file = {.name = cursor.text()};
      if (file.name.empty()) break;
      file.folder = cursor.unsigned_leb();
      cursor.skip_leb();  // when it was changed
      cursor.skip_leb();  // its size
      files_.push_back(file);
    }
  }

  /// Lists whose entries have the fields that are named before them.
  void read_tables(DwarfCursor& cursor) {
    std::vector<FileName> folders;
    read_entries(cursor, folders);
    for (const FileName& folder : folders) folders_.push_back(folder.name);
    read_entries(cursor, files_);
  }

  void read_entries(DwarfCursor& cursor, std::vector<FileName>& entries) {
    enum Content : std::uint64_t { path = 1, folder = 2 };
    struct Field {
      std::uint64_t content;
      std::uint64_t form;
    };
    std::vector<Field> format;
    for (unsigned left = cursor.byte(); left != 0 && !cursor.is_done(); --left) {
      std::uint64_t content = cursor.unsigned_leb();
      format.push_back({.content = content, .form = cursor.unsigned_leb()});
    }
    std::uint64_t count = cursor.unsigned_leb();
    if (format.empty()) return;
    if (count > files_max)
      return fields_.fail("its line table has more files than a program is made of", cursor.position());
    for (std::uint64_t i = 0; i < count && !cursor.is_done(); ++i) {
      FileName entry;
      for (Field field : format) {
        Value value = read_value(cursor, field.form);
        if (field.content == path) entry.name = value.text;
        if (field.content == folder) entry.folder = value.number;
      }
      entries.push_back(entry);
    }
  }

  struct Value {
    std::string_view text;
    std::uint64_t number = 0;
  };

  Value read_value(DwarfCursor& cursor, std::uint64_t form) {
    switch (form) {
      case 0x08: return {.text = cursor.text()};
      case 0x1F: return {.text = dwarf_text(sections_.line_texts, cursor.number(offset_bytes_))};
      case 0x0E: return {.text = dwarf_text(sections_.texts, cursor.number(offset_bytes_))};
      case 0x0F: return {.text = {}, .number = cursor.unsigned_leb()};
      case 0x0B: return {.text = {}, .number = cursor.number(1)};
      case 0x05: return {.text = {}, .number = cursor.number(2)};
      case 0x06: return {.text = {}, .number = cursor.number(4)};
      case 0x07: return {.text = {}, .number = cursor.number(8)};
      case 0x1E: cursor.skip(16); return {};                     // a checksum
      case 0x09: cursor.skip(cursor.unsigned_leb()); return {};  // a block
      default:
        fields_.fail("its line table has a field of a form that this reader does not know", cursor.position());
        return {};
    }
  }

  /// The number of a file in the result.
  std::uint32_t source(std::uint64_t file) {
    if (file >= files_.size()) return unknown;
    FileName& entry = files_[file];
    if (entry.number != unknown || entry.name.empty()) return entry.number;
    std::string_view folder;
    std::string_view above;  // the folder that `folder` is in
    bool is_absolute = entry.name.starts_with('/');
    if (!is_absolute && entry.folder < folders_.size()) {
      folder = folders_[entry.folder];
      if (folder.starts_with("./")) folder.remove_prefix(2);
      if (!folder.starts_with('/') && entry.folder != 0) above = folders_[0];
    }
    if (above.size() + folder.size() + entry.name.size() > path_bytes_max) {
      entry.name = {};
      return unknown;
    }
    std::string path;
    if (above.starts_with('/')) path.append(above).append("/");
    if (!folder.empty()) path.append(folder).append("/");
    path += entry.name;
    auto [known, is_new] = known_.try_emplace(path, static_cast<std::uint32_t>(result_.files.size()));
    if (is_new) result_.files.push_back(std::move(path));
    entry.number = known->second;
    return entry.number;
  }

  /// The program whose rows are the table: registers that instructions change, and a row
  /// whenever one says so.
  void run(DwarfCursor cursor) {
    begin_sequence();
    while (!cursor.is_done()) {
      std::uint8_t opcode = cursor.byte();
      if (opcode >= opcode_base_) {
        advance((opcode - opcode_base_) / line_range_);
        add_row();
      } else if (opcode == 0) {
        run_extended(cursor);
      } else {
        run_standard(cursor, opcode);
      }
    }
  }

  void run_standard(DwarfCursor& cursor, std::uint8_t opcode) {
    enum Opcode : std::uint8_t { copy = 1, advance_address = 2, set_file = 4, add_constant = 8, add_fixed = 9 };
    switch (opcode) {
      case copy: return add_row();
      case advance_address: return advance(cursor.unsigned_leb());
      case set_file: file_ = cursor.unsigned_leb(); return;
      case add_constant: return advance((255U - opcode_base_) / line_range_);
      case add_fixed: address_ += cursor.number(2); return;
      default:
        for (unsigned i = 0; i < operands_[opcode - 1U]; ++i) cursor.skip_leb();
    }
  }

  void run_extended(DwarfCursor& cursor) {
    enum Opcode : std::uint8_t { end_sequence = 1, set_address = 2 };
    std::uint64_t size_bytes = cursor.unsigned_leb();
    if (size_bytes == 0) return;
    DwarfCursor inside = cursor;
    cursor.skip(size_bytes);
    if (fields_.fault()) return;
    std::uint8_t opcode = inside.byte();
    if (opcode == end_sequence) {
      add_row();
      begin_sequence();
    } else if (opcode == set_address) {
      std::uint64_t width = size_bytes - 1;
      if (width != 4 && width != 8)
        return fields_.fail("its line table has an address of unknown width", inside.position());
      address_ = inside.number(static_cast<unsigned>(width));
    }
  }

  void begin_sequence() {
    address_ = 0;
    file_ = 1;
    has_row_ = false;
  }

  void advance(std::uint64_t steps) { address_ += steps * step_bytes_; }

  /// What lies between the row before and this one belongs to the file of the row before.
  void add_row() {
    // Code that the linker left out stayed at address 0, where there is none.
    if (!has_row_) is_left_out_ = address_ == 0;
    if (has_row_ && !is_left_out_ && address_ > row_address_) {
      std::uint32_t number = source(row_file_);
      std::vector<SourceRange>& ranges = result_.ranges;
      std::uint64_t size_bytes = address_ - row_address_;
      bool goes_on = !ranges.empty() && ranges.back().source == number &&
                     ranges.back().begin + ranges.back().size_bytes == row_address_;
      if (goes_on) {
        ranges.back().size_bytes += size_bytes;
      } else if (number != unknown) {
        ranges.push_back({.begin = row_address_, .size_bytes = size_bytes, .source = number});
      }
    }
    has_row_ = true;
    row_address_ = address_;
    row_file_ = file_;
  }

  Fields& fields_;
  const LineSections& sections_;
  SourceRanges& result_;
  std::unordered_map<std::string, std::uint32_t>& known_;
  std::string_view folder_;
  unsigned offset_bytes_ = 4;
  std::uint64_t version_ = 0;
  std::uint64_t step_bytes_ = 1;
  unsigned line_range_ = 1;
  unsigned opcode_base_ = 1;
  std::vector<std::uint8_t> operands_;  // how many each standard instruction has
  std::vector<std::string_view> folders_;
  std::vector<FileName> files_;
  std::uint64_t address_ = 0;
  std::uint64_t file_ = 1;
  bool has_row_ = false;
  bool is_left_out_ = false;
  std::uint64_t row_address_ = 0;
  std::uint64_t row_file_ = 0;
};

}  // namespace

std::expected<SourceRanges, BinaryFault> read_dwarf_lines(const LineSections& sections) {
  SourceRanges result;
  if (sections.lines.empty()) return result;
  Fields fields(sections.file, sections.order, true);
  std::unordered_map<std::string, std::uint32_t> known;
  UnitReader reader(fields, sections, result, known);
  DwarfCursor cursor(fields, sections.lines);
  std::uint64_t begin = cursor.position();
  while (!cursor.is_done()) {
    std::uint64_t place = cursor.position() - begin;
    unsigned offset_bytes = 4;
    DwarfCursor unit = cursor.unit(offset_bytes);
    if (fields.fault()) break;
    auto folder = ranges::lower_bound(sections.folders, place, {}, &UnitFolder::lines);
    bool is_known = folder != sections.folders.end() && folder->lines == place;
    reader.read(unit, offset_bytes, is_known ? folder->folder : std::string_view());
  }
  if (fields.fault()) return std::unexpected(*fields.fault());
  return result;
}

}  // namespace sinter
