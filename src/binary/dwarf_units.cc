#include "binary/dwarf_units.h"

#include "base/ranges.h"
#include "binary/dwarf_cursor.h"

namespace sinter {
namespace {

/// Reads the first entry of one unit, which says what was compiled.
class UnitHeadReader {
 public:
  UnitHeadReader(Fields& fields, const UnitSections& sections) : fields_(fields), sections_(sections) {}

  /// Nothing in `folder` when the unit does not say it, or is of a newer version.
  UnitFolder read(DwarfCursor cursor, unsigned offset_bytes) {
    constexpr std::uint64_t version_min = 2;
    constexpr std::uint64_t version_max = 4;
    UnitFolder result;
    offset_bytes_ = offset_bytes;
    version_ = cursor.number(2);
    if (version_ < version_min || version_ > version_max) return result;
    std::uint64_t table = cursor.number(offset_bytes);
    address_bytes_ = cursor.byte();
    std::uint64_t code = cursor.unsigned_leb();
    if (fields_.fault() || table > sections_.abbreviations.size()) return result;
    // Compilers put that of the first entry first; all units together stay quick to read.
    constexpr std::uint64_t abbreviation_bytes_max = 4096;
    DwarfCursor abbreviation(fields_, sections_.abbreviations.substr(table, abbreviation_bytes_max));
    if (!find(abbreviation, code)) return result;
    read_attributes(cursor, abbreviation, result);
    return result;
  }

 private:
  /// Moves to the attributes of the abbreviation of that code.
  bool find(DwarfCursor& abbreviation, std::uint64_t code) {
    while (!abbreviation.is_done()) {
      std::uint64_t here = abbreviation.unsigned_leb();
      if (here == 0) return false;
      abbreviation.skip_leb();  // what kind of entry
      abbreviation.byte();      // whether others are inside it
      if (here == code) return true;
      bool is_last = false;
      while (!is_last && !abbreviation.is_done()) {
        std::uint64_t attribute = abbreviation.unsigned_leb();
        is_last = abbreviation.unsigned_leb() == 0 && attribute == 0;
      }
    }
    return false;
  }

  void read_attributes(DwarfCursor& cursor, DwarfCursor& abbreviation, UnitFolder& result) {
    constexpr std::uint64_t attribute_lines = 0x10;
    constexpr std::uint64_t attribute_folder = 0x1B;
    bool has_lines = false;
    while (!abbreviation.is_done() && !cursor.is_done()) {
      std::uint64_t attribute = abbreviation.unsigned_leb();
      std::uint64_t form = abbreviation.unsigned_leb();
      if (attribute == 0 && form == 0) break;
      Value value;
      if (!read_value(cursor, form, value)) break;
      if (attribute == attribute_folder) result.folder = value.text;
      if (attribute == attribute_lines) {
        result.lines = value.number;
        has_lines = true;
      }
    }
    if (!has_lines) result.folder = {};
  }

  struct Value {
    std::string_view text;
    std::uint64_t number = 0;
  };

  /// False for a form that is not known.
  bool read_value(DwarfCursor& cursor, std::uint64_t form, Value& value) {
    switch (form) {
      case 0x08: value.text = cursor.text(); return true;
      case 0x0E: value.text = dwarf_text(sections_.texts, cursor.number(offset_bytes_)); return true;
      case 0x06: value.number = cursor.number(4); return true;
      case 0x07: value.number = cursor.number(8); return true;
      case 0x17: value.number = cursor.number(offset_bytes_); return true;
      case 0x0B:
      case 0x0C:
      case 0x11: cursor.skip(1); return true;
      case 0x05:
      case 0x12: cursor.skip(2); return true;
      case 0x13: cursor.skip(4); return true;
      case 0x14:
      case 0x20: cursor.skip(8); return true;
      case 0x0D:
      case 0x0F:
      case 0x15: cursor.skip_leb(); return true;
      case 0x01: cursor.skip(address_bytes_); return true;
      case 0x10: cursor.skip(version_ == 2 ? address_bytes_ : offset_bytes_); return true;
      case 0x0A: cursor.skip(cursor.number(1)); return true;
      case 0x03: cursor.skip(cursor.number(2)); return true;
      case 0x04: cursor.skip(cursor.number(4)); return true;
      case 0x09:
      case 0x18: cursor.skip(cursor.unsigned_leb()); return true;
      case 0x19: return true;  // is there, and that is all
      default: return false;
    }
  }

  Fields& fields_;
  const UnitSections& sections_;
  unsigned offset_bytes_ = 4;
  std::uint64_t version_ = 0;
  std::uint64_t address_bytes_ = 8;
};

}  // namespace

std::vector<UnitFolder> read_unit_folders(const UnitSections& sections) {
  std::vector<UnitFolder> folders;
  if (sections.units.empty() || sections.abbreviations.empty()) return folders;
  Fields fields(sections.file, sections.order, true);
  UnitHeadReader head(fields, sections);
  DwarfCursor cursor(fields, sections.units);
  while (!cursor.is_done()) {
    unsigned offset_bytes = 4;
    DwarfCursor unit = cursor.unit(offset_bytes);
    if (fields.fault()) break;
    UnitFolder folder = head.read(unit, offset_bytes);
    if (!folder.folder.empty()) folders.push_back(folder);
  }
  ranges::sort(folders, {}, &UnitFolder::lines);
  return folders;
}

}  // namespace sinter
