// Where the debugging sections of a native binary are, whatever its format calls them, and
// their contents when something packed them: SHF_COMPRESSED of ELF, and the older `.zdebug_`,
// which Go still writes into Mach-O and PE.
#pragma once

#include <cstdint>
#include <expected>
#include <string>
#include <string_view>
#include <vector>

#include "binary/fields.h"
#include "binary/parts.h"
#include "dwarf/line_table.h"

namespace sinter {

/// Stays where it is: `sections` has views of `unpacked`.
struct DebugSections {
  dwarf::Sections sections;
  std::vector<std::string> unpacked;
  std::uint64_t line_offset = 0;  // of the section of lines, in the file
};

enum class DebugWanted : std::uint8_t {
  lines,    // nothing that the line tables do not ask for
  entries,  // what the entries of .debug_info ask for, too
};

/// What the file has of `machine`, which is empty but in fat Mach-O files. No more than a few
/// times the file is unpacked in all.
std::expected<DebugSections, BinaryFault> debug_sections(std::string_view bytes, const FileParts& file,
                                                         std::string_view machine,
                                                         DebugWanted wanted = DebugWanted::lines);

}  // namespace sinter
