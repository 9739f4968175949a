// The debugging sections of a wasm file.
#pragma once

#include <span>

#include "dwarf/line_table.h"
#include "wasm/sections.h"

namespace sinter {

/// The debugging sections of a wasm file.
dwarf::Sections dwarf_sections(std::span<const wasm::Section> sections);

}  // namespace sinter
