// The entries of .debug_info, one after the other, with what each says of itself: for all
// versions from 2 to 5, and all forms a value is written in (DWARF 5, 7.5).
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "dwarf/dwarf_reader.h"
#include "dwarf/line_table.h"

namespace sinter::dwarf {

enum class Tag : std::uint64_t { inlined_subroutine = 0x1d, subprogram = 0x2e };

enum class Attribute : std::uint32_t {
  name = 0x03,
  lines = 0x10,
  low_address = 0x11,
  high_address = 0x12,
  folder = 0x1b,
  origin = 0x31,
  specification = 0x47,
  ranges = 0x55,
  call_file = 0x58,
  call_line = 0x59,
  linkage_name = 0x6e,
  text_offsets_base = 0x72,
  addresses_base = 0x73,
  range_lists_base = 0x74,
  linkage_name_of_mips = 0x2007,
};

/// What an attribute says. What is kept in tables of the unit stays a number until asked for:
/// where those tables begin may be said later.
struct Value {
  enum class Kind : std::uint8_t { none, number, text, text_index, address, address_index, range_list_index, entry };
  Kind kind = Kind::none;
  std::uint64_t number = 0;  // of an entry: where in .debug_info it begins
  std::string_view text = {};
};

/// How entries of each code look.
class Abbreviations {
 public:
  struct Attributed {
    std::uint32_t attribute;
    std::uint32_t form;
    std::uint64_t constant;  // of the form that stands here instead of in the entry
  };
  struct Shape {
    std::uint64_t code;
    std::uint64_t tag;
    std::uint32_t first;  // of attributes()
    std::uint32_t count;
    bool has_children;
  };

  /// Those that begin there, up to `bytes_max` of them; of longer tables than compilers make only the begin.
  void read(const Sections& sections, std::uint64_t offset, std::uint64_t bytes_max);
  std::uint64_t read_bytes() const { return read_bytes_; }
  /// Null for a code that is not there.
  const Shape* find(std::uint64_t code) const;
  const Attributed& attribute(std::uint32_t index) const { return attributes_[index]; }

 private:
  static constexpr std::size_t shapes_max = 100'000;
  static constexpr std::uint32_t attributes_max = 1000;  // of one shape

  std::vector<Shape> shapes_;  // by code
  std::vector<Attributed> attributes_;
  std::uint64_t read_bytes_ = 0;
};

/// One unit: its first entry says what was compiled, those that follow what is in it.
class UnitEntries {
 public:
  /// `unit`: its content after the length. `begin`: where it, with its length, begins in
  /// .debug_info; `content_begin`: where its content does.
  UnitEntries(const Sections& sections, DwarfReader unit, OffsetSize offset_size, std::uint64_t begin,
              std::uint64_t content_begin);

  /// False for a unit of another version, and of one that is cut off.
  bool read_header();
  std::uint16_t version() const { return version_; }
  std::uint64_t abbreviations() const { return abbreviations_; }

  /// The next entry; null where one ends that has entries inside it, and at the end. Its
  /// attributes are read next, all of them.
  const Abbreviations::Shape* next(const Abbreviations& abbreviations);
  Value read_value(const Abbreviations::Attributed& attribute);
  bool is_done() const { return unit_.is_done(); }
  void reject() { unit_.reject(); }
  /// Where the entry last begun begins, in .debug_info.
  std::uint64_t place() const { return place_; }

  /// To be told of the attributes of the first entry that say where the unit's tables begin.
  void note_base(Attribute attribute, const Value& value);
  std::string_view text_of(const Value& value) const;
  std::optional<std::uint64_t> address_of(const Value& value) const;

  struct AddressRange {
    std::uint64_t begin;
    std::uint64_t end;
  };
  /// Adds those of an attribute `ranges`. `base`: the low address of the unit. How many entries
  /// of the list were read, which are at most `count_max`.
  std::uint64_t read_ranges(const Value& value, std::uint64_t base, std::uint64_t count_max,
                            std::vector<AddressRange>& ranges) const;

 private:
  Value skipped(std::uint64_t size_bytes);
  Value entry_in_unit(std::uint64_t offset) const { return {.kind = Value::Kind::entry, .number = begin_ + offset}; }
  Value other_value(std::uint64_t form);
  std::uint64_t indexed(std::string_view table, std::uint64_t base, std::uint64_t index, unsigned size_bytes) const;
  std::uint64_t read_old_ranges(std::uint64_t offset, std::uint64_t base, std::uint64_t count_max,
                                std::vector<AddressRange>& ranges) const;
  std::uint64_t read_new_ranges(std::uint64_t offset, std::uint64_t base, std::uint64_t count_max,
                                std::vector<AddressRange>& ranges) const;

  const Sections& sections_;
  DwarfReader unit_;
  OffsetSize offset_size_;
  std::uint64_t begin_;
  std::uint64_t content_begin_;
  std::uint16_t version_ = 0;
  std::uint8_t address_bytes_ = 8;
  std::uint64_t abbreviations_ = 0;
  std::uint64_t place_ = 0;
  std::uint64_t text_offsets_base_ = 0;
  std::uint64_t addresses_base_ = 0;
  std::uint64_t range_lists_base_ = 0;
};

/// The units of .debug_info in their order, each with its abbreviations. Units of other
/// versions are passed over.
class AllUnits {
 public:
  explicit AllUnits(const Sections& sections);

  /// Nothing at the end, or where a unit is cut off.
  std::optional<UnitEntries> next();
  /// Of the unit that came last.
  const Abbreviations& abbreviations() const { return table_; }

 private:
  const Sections& sections_;
  DwarfReader reader_;
  Abbreviations table_;
  std::optional<std::uint64_t> table_offset_;
  // Many units may name one long table: what is read of tables in all has a bound.
  std::uint64_t table_bytes_left_;
};

}  // namespace sinter::dwarf
