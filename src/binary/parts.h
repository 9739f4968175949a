// A file as a row of parts, each with one owner: a function, a data segment, a custom
// section, or the format itself. The parts lie end to end: no byte has two owners, none
// has no owner, and so every sum over parts is the size of the file.
//
// Nothing here knows a file format: readers such as size/wasm_parts.h make this from
// theirs, and all that is asked about a file's size is answered from it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace sinter {

enum class PartKind : std::uint8_t {
  structure,  // what the format needs: headers, counts, types
  function,
  data,
  import_entry,
  export_entry,
  element,
  global,
  custom,
  // The following only in native binaries.
  code,        // executable bytes that belong to no known function
  symbol,      // tables of symbols, and the texts they are called by
  relocation,  // what a linker or loader patches
  unwinding,   // tables for exceptions and stack traces
  debug,
  padding,  // bytes between others that hold nothing
};

/// "function", "data", ...
std::string_view kind_name(PartKind kind);

/// The index of a part that is the rest of a section.
inline constexpr std::uint32_t no_index = UINT32_MAX;

/// A name that the file itself has may be missing; then the part has a number only.
struct Part {
  std::uint64_t offset;  // in the file
  std::uint64_t size_bytes;
  std::string_view name;  // as the file has it; a view of its bytes
  std::uint32_t section;  // of FileParts::sections
  std::uint32_t index;    // in the format's own numbering of such parts
  PartKind kind;
};

struct PartSection {
  std::string_view name;
  std::uint64_t offset;
  std::uint64_t size_bytes;
  std::string_view segment = {};  // of Mach-O: "__TEXT"
  std::string_view machine = {};  // in a fat Mach-O file: "x86_64"
  std::uint64_t address = 0;      // in memory, of native programs
  bool is_code = false;           // of native programs
  bool is_compressed = false;     // of ELF
};

struct FileParts {
  std::uint64_t size_bytes = 0;
  std::vector<PartSection> sections;
  std::vector<Part> parts;  // in the order of the file
};

/// Ends the program if a byte has no owner or two: a mistake of the reader that made them.
void check_parts(const FileParts& file);

/// "memcpy"; where the file has no name, "function 12".
std::string part_name(const Part& part);

}  // namespace sinter
