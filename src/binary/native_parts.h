// Puts together the parts of a native binary: the readers of ELF, Mach-O and PE say which
// sections and symbols there are, and this settles who owns each byte.
//
// Sections own their bytes first; symbols take theirs from sections. What no section
// holds belongs to the format. A symbol without a size reaches to the next one. Tables of
// where functions begin add symbols without names, so that stripped files have functions.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "binary/overlay.h"
#include "binary/parts.h"

namespace sinter {

/// What a symbol names in a section's bytes.
struct NativeSymbol {
  std::uint64_t offset = 0;      // in the file
  std::uint64_t size_bytes = 0;  // 0: to the next symbol
  std::string_view name;         // empty: only its place is known
  std::uint32_t section = 0;
  bool is_global = false;  // of two names for one thing, the global one is told
};

class NativeParts {
 public:
  explicit NativeParts(std::uint64_t file_bytes);

  /// A section whose bytes lie in the file; returns its number. Those that are not named
  /// by a symbol are of that kind.
  std::uint32_t add_section(const PartSection& section, PartKind rest);
  const PartSection& section(std::uint32_t number) const { return file_.sections[number]; }
  PartKind rest_of(std::uint32_t number) const { return rest_[number]; }
  /// A symbol of a section of code or data; others are left out.
  void add_symbol(const NativeSymbol& symbol);

  FileParts finish(std::string_view bytes) &&;

 private:
  void size_symbols();

  FileParts file_;
  std::vector<PartKind> rest_;  // by section
  std::vector<Part> sections_;
  std::vector<NativeSymbol> symbols_;
};

}  // namespace sinter
