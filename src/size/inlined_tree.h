// What the functions of a file are made of: the calls that were inlined into each, and
// into those, as a tree.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "binary/inlined_code.h"
#include "binary/parts.h"

namespace sinter {

/// A function of the file, or below it a call that was inlined.
struct InlinedRow {
  std::string name;    // for people
  std::string symbol;  // as the file has it, if that is another one
  std::string file;    // where the call was; "" where that is not known
  std::uint32_t line = 0;
  std::uint64_t size_bytes = 0;  // with all that was inlined into it
  std::uint64_t own_bytes = 0;   // without that
  std::uint32_t depth = 0;       // of functions 0
};

struct InlinedTree {
  std::vector<InlinedRow> rows;  // each before those inlined into it, which come largest first
  std::uint64_t left_out_count = 0;
  std::uint64_t inlined_bytes = 0;  // in all functions
};

/// Functions with something inlined into them: the `top` largest rows. What is inlined from
/// one place, but several times there, is one row.
InlinedTree inlined_tree(const FileParts& file, const InlinedCode& code, std::size_t top);

}  // namespace sinter
