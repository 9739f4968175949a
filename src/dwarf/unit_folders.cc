#include "dwarf/unit_folders.h"

#include <optional>

#include "base/ranges.h"
#include "dwarf/dwarf_reader.h"

namespace sinter::dwarf {
namespace {

enum Attribute : std::uint64_t { attribute_lines = 0x10, attribute_folder = 0x1b };

/// How a value is written (DWARF 4, 7.5.4).
enum ValueForm : std::uint64_t {
  value_address = 0x01,
  value_block2 = 0x03,
  value_block4 = 0x04,
  value_data2 = 0x05,
  value_data4 = 0x06,
  value_data8 = 0x07,
  value_string = 0x08,
  value_block = 0x09,
  value_block1 = 0x0a,
  value_data1 = 0x0b,
  value_flag = 0x0c,
  value_signed = 0x0d,
  value_string_offset = 0x0e,
  value_unsigned = 0x0f,
  value_reference_address = 0x10,
  value_reference1 = 0x11,
  value_reference2 = 0x12,
  value_reference4 = 0x13,
  value_reference8 = 0x14,
  value_reference_unsigned = 0x15,
  value_section_offset = 0x17,
  value_expression = 0x18,
  value_present = 0x19,
  value_signature = 0x20,
};

/// Reads the first entry of one unit, which says what was compiled.
class UnitHead {
 public:
  UnitHead(const Sections& sections, DwarfReader unit, OffsetSize offset_size)
      : sections_(sections), unit_(unit), offset_size_(offset_size) {}

  /// `abbreviation_bytes_left`: what may still be read of abbreviations; takes from it.
  std::optional<UnitFolder> read(std::uint64_t& abbreviation_bytes_left) {
    version_ = unit_.u16();
    if (version_ < 2 || version_ > 4) return {};
    std::uint64_t table = unit_.offset(offset_size_);
    address_bytes_ = unit_.u8();
    std::uint64_t code = unit_.uleb();
    if (!unit_.is_ok() || table > sections_.abbreviations.size()) return {};
    DwarfReader abbreviation(sections_.abbreviations.substr(table, abbreviation_bytes_left), sections_.is_big_endian);
    bool is_found = find(abbreviation, code);
    abbreviation_bytes_left -= abbreviation.position();
    if (!is_found) return {};
    return read_attributes(abbreviation);
  }

 private:
  struct Value {
    std::string_view text;
    std::uint64_t number = 0;
  };

  /// Moves to the attributes of the abbreviation of that code.
  static bool find(DwarfReader& abbreviation, std::uint64_t code) {
    while (!abbreviation.is_done()) {
      std::uint64_t here = abbreviation.uleb();
      if (here == 0) return false;
      abbreviation.uleb();  // what kind of entry
      abbreviation.u8();    // whether others are inside it
      if (here == code) return true;
      bool is_last = false;
      while (!is_last && !abbreviation.is_done()) {
        std::uint64_t attribute = abbreviation.uleb();
        is_last = abbreviation.uleb() == 0 && attribute == 0;
      }
    }
    return false;
  }

  std::optional<UnitFolder> read_attributes(DwarfReader& abbreviation) {
    UnitFolder result;
    bool has_lines = false;
    while (!abbreviation.is_done()) {
      std::uint64_t attribute = abbreviation.uleb();
      std::uint64_t form = abbreviation.uleb();
      if (attribute == 0 && form == 0) break;
      std::optional<Value> value = read_value(form);
      if (!value || !unit_.is_ok()) break;
      if (attribute == attribute_folder) result.folder = value->text;
      if (attribute == attribute_lines) {
        result.lines = value->number;
        has_lines = true;
      }
    }
    if (!has_lines || result.folder.empty()) return {};
    return result;
  }

  /// Nothing for a form that is not known.
  std::optional<Value> read_value(std::uint64_t form) {
    switch (form) {
      case value_string: return Value{.text = unit_.text()};
      case value_string_offset: return Value{.text = text_at(sections_.text, unit_.offset(offset_size_))};
      case value_data1:
      case value_flag:
      case value_reference1: return Value{.number = unit_.u8()};
      case value_data2:
      case value_reference2: return Value{.number = unit_.u16()};
      case value_data4:
      case value_reference4: return Value{.number = unit_.u32()};
      case value_data8:
      case value_reference8:
      case value_signature: return Value{.number = unit_.u64()};
      case value_section_offset: return Value{.number = unit_.offset(offset_size_)};
      case value_signed:
      case value_unsigned:
      case value_reference_unsigned: return Value{.number = unit_.uleb()};
      case value_address: return skipped(address_bytes_);
      case value_reference_address:
        return skipped(version_ == 2 ? address_bytes_ : static_cast<std::uint64_t>(offset_size_));
      case value_block1: return skipped(unit_.u8());
      case value_block2: return skipped(unit_.u16());
      case value_block4: return skipped(unit_.u32());
      case value_block:
      case value_expression: return skipped(unit_.uleb());
      case value_present: return Value{};  // is there, and that is all
      default: return {};
    }
  }

  Value skipped(std::uint64_t size_bytes) {
    unit_.take(size_bytes);
    return {};
  }

  const Sections& sections_;
  DwarfReader unit_;
  OffsetSize offset_size_;
  std::uint16_t version_ = 0;
  std::uint8_t address_bytes_ = 8;
};

}  // namespace

std::vector<UnitFolder> read_unit_folders(const Sections& sections) {
  std::vector<UnitFolder> folders;
  if (sections.abbreviations.empty()) return folders;
  // Compilers put that of the first entry first, so it is soon found. Of units that all name
  // one long table, what is read together has a bound.
  std::uint64_t abbreviation_bytes_left = sections.abbreviations.size() + sections.information.size();
  DwarfReader units(sections.information, sections.is_big_endian);
  while (!units.is_done()) {
    OffsetSize offset_size = OffsetSize::four;
    std::uint64_t length = units.unit_length(offset_size);
    DwarfReader unit = units.part(length);
    if (!units.is_ok()) break;
    if (std::optional<UnitFolder> folder = UnitHead(sections, unit, offset_size).read(abbreviation_bytes_left))
      folders.push_back(*folder);
  }
  ranges::sort(folders, {}, &UnitFolder::lines);
  return folders;
}

}  // namespace sinter::dwarf
