// Which source line the instruction at an address was made from: the line tables of
// DWARF 2 to 5, section 6.2 of the standard, for every container that carries them.
#pragma once

#include <cstdint>
#include <expected>
#include <string>
#include <string_view>
#include <vector>

namespace sinter::dwarf {

/// The sections a file has, empty where it has none. Views of the caller's bytes.
struct Sections {
  std::string_view line = {};           // .debug_line
  std::string_view line_text = {};      // .debug_line_str
  std::string_view text = {};           // .debug_str
  std::string_view information = {};    // .debug_info
  std::string_view abbreviations = {};  // .debug_abbrev
  std::string_view ranges = {};         // .debug_ranges, before DWARF 5
  std::string_view range_lists = {};    // .debug_rnglists
  std::string_view addresses = {};      // .debug_addr
  std::string_view text_offsets = {};   // .debug_str_offsets
  bool is_big_endian = false;
};

enum class Problem : std::uint8_t {
  cut_off,
  version_unknown,
  header_wrong,
  form_unknown,
  index_out_of_range,
  rows_too_many
};

struct Fault {
  Problem problem = Problem::cut_off;
  std::string_view section;
  std::uint64_t offset = 0;  // in the section, of the unit that holds the mistake

  bool operator==(const Fault&) const = default;
};

/// "it ends in the middle of a value"
std::string_view describe(Problem problem);

/// From `address` up to the next row's, everything comes from this line.
struct LineRow {
  std::uint64_t address = 0;
  std::uint32_t file = 0;    // of LineTable::files
  std::uint32_t line = 0;    // from 1; 0: made by the compiler, of no line
  std::uint32_t column = 0;  // from 1; 0: not known
  bool is_end = false;       // the first address after a sequence; the rest says nothing

  bool operator==(const LineRow&) const = default;
};

/// Takes the rows of all units. Those of one sequence come one after the other, their
/// addresses never fall; sequences come in the order of the file.
class LineSink {
 public:
  virtual ~LineSink() = default;
  virtual void accept(const LineRow& row) = 0;
};

/// Whether a line table is older than DWARF 5, so that its folder is in .debug_info.
bool has_old_tables(const Sections& sections);

/// Reads every line table. The files that rows name, as the compiler saw them, each once.
std::expected<std::vector<std::string>, Fault> read_lines(const Sections& sections, LineSink& sink);

}  // namespace sinter::dwarf
