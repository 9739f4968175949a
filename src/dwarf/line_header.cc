#include "dwarf/line_header.h"

#include <utility>

namespace sinter::dwarf {
namespace {

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

using Entry = LineHeader::Entry;

void append_to_path(std::string& path, std::string_view name) {
  while (name.starts_with("./")) name.remove_prefix(2);
  if (name.starts_with('/') || path == ".") path.clear();
  if (!path.empty() && !path.ends_with('/')) path += '/';
  path += name;
}

std::optional<Problem> read_entries(const Sections& sections, DwarfReader& unit, OffsetSize offset_size,
                                    std::vector<Entry>& entries) {
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
        case form_string_offset: path = text_at(sections.text, unit.offset(offset_size)); break;
        case form_line_string_offset: path = text_at(sections.line_text, unit.offset(offset_size)); break;
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

std::optional<Problem> read_file_lists(const Sections& sections, DwarfReader& unit, OffsetSize offset_size,
                                       LineHeader& header) {
  header.first_file = 0;
  if (std::optional<Problem> problem = read_entries(sections, unit, offset_size, header.directories)) return problem;
  return read_entries(sections, unit, offset_size, header.files);
}

std::optional<Problem> read_old_file_lists(DwarfReader& unit, std::string_view folder, LineHeader& header) {
  header.directories.push_back({folder});
  for (std::string_view path = unit.text(); !path.empty(); path = unit.text()) header.directories.push_back({path});
  for (std::string_view path = unit.text(); !path.empty(); path = unit.text()) {
    header.files.push_back({.path = path, .directory = unit.uleb()});
    unit.uleb();  // time of change
    unit.uleb();  // size
  }
  if (!unit.is_ok()) return Problem::cut_off;
  return {};
}

}  // namespace

std::uint64_t LineHeader::path_bytes_max(std::uint64_t index) const {
  const Entry& file = files[index];
  std::uint64_t folder_bytes = file.directory == 0 ? 0 : directories[file.directory].path.size();
  return directories.front().path.size() + folder_bytes + file.path.size();
}

void LineHeader::write_path(std::uint64_t index, std::string& path) const {
  const Entry& file = files[index];
  path.clear();
  append_to_path(path, directories.front().path);
  if (file.directory != 0) append_to_path(path, directories[file.directory].path);
  append_to_path(path, file.path);
}

std::optional<Problem> read_line_header(const Sections& sections, DwarfReader& unit, OffsetSize offset_size,
                                        std::string_view folder, LineHeader& header) {
  header = LineHeader();
  header.version = unit.u16();
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
  if (std::optional<Problem> problem = header.version >= 5 ? read_file_lists(sections, unit, offset_size, header)
                                                           : read_old_file_lists(unit, folder, header)) {
    return problem;
  }
  for (const Entry& file : header.files) {
    if (file.directory >= header.directories.size()) return Problem::index_out_of_range;
  }
  unit.seek(program_position);
  return unit.is_ok() ? std::nullopt : std::optional(Problem::cut_off);
}

}  // namespace sinter::dwarf
