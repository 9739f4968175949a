// Reads on through a section of DWARF. The fault is kept by the Fields that it reads from;
// after the first one it gives zeros and is done.
#pragma once

#include <cstdint>
#include <string_view>

#include "binary/fields.h"

namespace sinter {

class DwarfCursor {
 public:
  /// From `position` to `end` of the file that `fields` are of.
  DwarfCursor(Fields& fields, std::uint64_t position, std::uint64_t end)
      : fields_(fields), position_(position), end_(end) {}
  /// A section, which is a part of that file.
  DwarfCursor(Fields& fields, std::string_view section);

  std::uint64_t position() const { return position_; }
  bool is_done() const { return position_ >= end_ || fields_.fault().has_value(); }
  void skip(std::uint64_t size_bytes) {
    if (size_bytes > end_ - position_) return fail();
    position_ += size_bytes;
  }
  /// `width`: 1, 2, 4 or 8 bytes.
  std::uint64_t number(unsigned width);
  std::uint8_t byte() {
    if (position_ < end_) return static_cast<std::uint8_t>(fields_.bytes()[position_++]);
    fail();
    return 0;
  }
  std::uint64_t unsigned_leb();
  void skip_leb() {
    while ((byte() & 0x80) != 0) {
    }
  }
  /// Up to a zero byte, which is read, too.
  std::string_view text();
  /// What a unit begins with: how long it is. Returns its content and moves behind it.
  DwarfCursor unit(unsigned& offset_bytes);

 private:
  void fail();

  Fields& fields_;
  std::uint64_t position_;
  std::uint64_t end_;
};

/// The longest path that is one: many entries of a table may name the same long text, and
/// would make much of little.
inline constexpr std::uint64_t path_bytes_max = 4096;

/// A text of a string section; empty when it is not there, or longer than a path.
std::string_view dwarf_text(std::string_view section, std::uint64_t offset);

}  // namespace sinter
