// Which calls a compiler put the called function in the place of, as .debug_info says it:
// already `-gline-tables-only` has them, with the names of the functions.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "dwarf/line_table.h"

namespace sinter::dwarf {

inline constexpr std::uint32_t no_call = UINT32_MAX;

struct InlinedCall {
  std::uint32_t outer = no_call;  // the call inside whose function this one was; an earlier one
  std::uint32_t file = 0;         // where it was, of InlinedCalls::files
  std::uint32_t line = 0;         // 0: not known
  std::string_view function;      // that was called: the name for the linker if there is one, else the plain one
};

/// Code that came from the function of a call.
struct CallRange {
  std::uint64_t begin = 0;  // addresses
  std::uint64_t end = 0;
  std::uint32_t call = 0;
};

struct InlinedCalls {
  std::vector<std::string> files;
  std::vector<InlinedCall> calls;
  /// By address, without overlaps: what comes from a call that is inside another one is of the inner one alone.
  std::vector<CallRange> ranges;
};

/// Of all units; what cannot be read is left out. Only code between the addresses `begin` and `end` is: linkers put
/// what they left out elsewhere. Names are views of the sections.
InlinedCalls read_inlined_calls(const Sections& sections, std::uint64_t begin, std::uint64_t end);

}  // namespace sinter::dwarf
