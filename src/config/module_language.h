// The keys of a module in another language than C and C++: the folder of its package, and
// the files in it that its build tool reads.
#pragma once

#include "config/sections.h"

namespace sinter {

/// Whether the table says `rust` or `go`, and so has none of the keys for C and C++.
bool names_language(TableReader& table);

/// Reads toolset, folder and inputs.
void read_language(TableReader& table, ModuleConfig& module, Inventory& inventory);

}  // namespace sinter
