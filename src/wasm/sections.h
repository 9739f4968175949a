// A wasm file as what it is on the outside: eight bytes of header and a row of sections.
// Whoever needs only a custom section, sizes, or a file without some sections needs no
// more than this; wasm/module.h reads what is inside.
//
// read_sections() accepts exactly the files whose sections are whole, known, in order
// and not repeated. So the sections and the header add up to the file, byte for byte.
#pragma once

#include <cstdint>
#include <expected>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "wasm/fault.h"

namespace sinter::wasm {

inline constexpr std::uint64_t header_size_bytes = 8;
/// Object files of thousands of functions have as many.
inline constexpr std::size_t sections_max = 100'000;

enum class SectionId : std::uint8_t {
  custom = 0,
  type = 1,
  import = 2,
  function = 3,
  table = 4,
  memory = 5,
  global = 6,
  exports = 7,  // `export` is a keyword
  start = 8,
  element = 9,
  code = 10,
  data = 11,
  data_count = 12,
  tag = 13,
};

/// One section. The views point into the bytes given to read_sections().
struct Section {
  SectionId id;
  std::string_view name;     // of a custom section; else empty
  std::string_view payload;  // after the name for a custom section
  std::uint64_t offset;      // of the id byte in the file
  std::uint64_t size_bytes;  // of the whole section, id and length included

  /// Where the payload starts in the file.
  std::uint64_t payload_offset() const { return offset + size_bytes - payload.size(); }
};

/// The sections of a core module, in the order of the file.
std::expected<std::vector<Section>, Fault> read_sections(std::string_view bytes);

/// "code"; for a custom section its own name.
std::string_view section_name(const Section& section);

/// The custom sections of that name: there may be several.
std::vector<Section> custom_sections(std::span<const Section> sections, std::string_view name);

/// The file without the custom sections that have one of `names`; everything else stays
/// byte for byte. `sections` are those of `bytes`.
std::string without_sections(std::string_view bytes, std::span<const Section> sections,
                             std::span<const std::string_view> names);

/// Whether a custom section is for debuggers: names, lines, and where to find them.
bool is_debug_section(std::string_view name);

/// The file without its debugging sections; the file itself if it is no core module.
std::string without_debug_sections(std::string_view bytes);

}  // namespace sinter::wasm
