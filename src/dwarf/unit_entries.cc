#include "dwarf/unit_entries.h"

#include <algorithm>

#include "base/ranges.h"

namespace sinter::dwarf {
namespace {

/// How a value is written (DWARF 5, 7.5.6), and what GNU had before it was in the standard.
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
  value_indirect = 0x16,
  value_section_offset = 0x17,
  value_expression = 0x18,
  value_present = 0x19,
  value_string_index = 0x1a,
  value_address_index = 0x1b,
  value_reference_elsewhere4 = 0x1c,
  value_string_elsewhere = 0x1d,
  value_data16 = 0x1e,
  value_line_string_offset = 0x1f,
  value_signature = 0x20,
  value_constant = 0x21,
  value_location_list_index = 0x22,
  value_range_list_index = 0x23,
  value_reference_elsewhere8 = 0x24,
  value_string_index1 = 0x25,
  value_string_index2 = 0x26,
  value_string_index3 = 0x27,
  value_string_index4 = 0x28,
  value_address_index1 = 0x29,
  value_address_index2 = 0x2a,
  value_address_index3 = 0x2b,
  value_address_index4 = 0x2c,
  value_gnu_address_index = 0x1f01,
  value_gnu_string_index = 0x1f02,
  value_gnu_reference_elsewhere = 0x1f20,
  value_gnu_string_elsewhere = 0x1f21,
};

/// What an entry of a list of ranges is (DWARF 5, 7.25).
enum RangeEntry : std::uint8_t {
  range_end_of_list = 0,
  range_base_index = 1,
  range_indexes = 2,
  range_index_length = 3,
  range_offsets = 4,
  range_base = 5,
  range_addresses = 6,
  range_address_length = 7,
};

using Kind = Value::Kind;

}  // namespace

void Abbreviations::read(const Sections& sections, std::uint64_t offset, std::uint64_t bytes_max) {
  shapes_.clear();
  attributes_.clear();
  read_bytes_ = 0;
  if (offset > sections.abbreviations.size()) return;
  DwarfReader reader(sections.abbreviations.substr(offset, bytes_max), sections.is_big_endian);
  auto number = [&] { return static_cast<std::uint32_t>(std::min<std::uint64_t>(reader.uleb(), UINT32_MAX)); };
  while (!reader.is_done() && shapes_.size() < shapes_max) {
    Shape shape{.code = reader.uleb(),
                .tag = 0,
                .first = static_cast<std::uint32_t>(attributes_.size()),
                .count = 0,
                .has_children = false};
    if (shape.code == 0) break;
    shape.tag = reader.uleb();
    shape.has_children = reader.u8() != 0;
    while (!reader.is_done()) {
      Attributed next{.attribute = number(), .form = number(), .constant = 0};
      if (next.attribute == 0 && next.form == 0) break;
      if (next.form == value_constant) next.constant = static_cast<std::uint64_t>(reader.sleb());
      attributes_.push_back(next);
      if (++shape.count == attributes_max) reader.reject();
    }
    if (reader.is_ok()) shapes_.push_back(shape);
  }
  read_bytes_ = reader.position();
  if (!ranges::is_sorted(shapes_, {}, &Shape::code)) ranges::sort(shapes_, {}, &Shape::code);
}

const Abbreviations::Shape* Abbreviations::find(std::uint64_t code) const {
  // Compilers count from 1.
  if (code != 0 && code <= shapes_.size() && shapes_[code - 1].code == code) return &shapes_[code - 1];
  auto found = ranges::lower_bound(shapes_, code, {}, &Shape::code);
  return found != shapes_.end() && found->code == code ? &*found : nullptr;
}

UnitEntries::UnitEntries(const Sections& sections, DwarfReader unit, OffsetSize offset_size, std::uint64_t begin,
                         std::uint64_t content_begin)
    : sections_(sections), unit_(unit), offset_size_(offset_size), begin_(begin), content_begin_(content_begin) {}

bool UnitEntries::read_header() {
  constexpr std::uint8_t unit_type = 2;
  constexpr std::uint8_t unit_skeleton = 4;
  constexpr std::uint8_t unit_split = 5;
  constexpr std::uint8_t unit_split_type = 6;
  version_ = unit_.u16();
  if (version_ < 2 || version_ > 5) return false;
  if (version_ < 5) {
    abbreviations_ = unit_.offset(offset_size_);
    address_bytes_ = unit_.u8();
  } else {
    std::uint8_t kind = unit_.u8();
    address_bytes_ = unit_.u8();
    abbreviations_ = unit_.offset(offset_size_);
    if (kind == unit_skeleton || kind == unit_split) unit_.u64();
    if (kind == unit_type || kind == unit_split_type) unit_.take(8 + static_cast<std::uint64_t>(offset_size_));
    // Where tables begin that say their size first, unless an attribute says otherwise.
    bool is_long = offset_size_ == OffsetSize::eight;
    text_offsets_base_ = addresses_base_ = is_long ? 16 : 8;
    range_lists_base_ = is_long ? 20 : 12;
  }
  return unit_.is_ok() && address_bytes_ != 0 && address_bytes_ <= 8;
}

const Abbreviations::Shape* UnitEntries::next(const Abbreviations& abbreviations) {
  place_ = content_begin_ + unit_.position();
  std::uint64_t code = unit_.uleb();
  if (code == 0) return nullptr;
  const Abbreviations::Shape* shape = abbreviations.find(code);
  if (shape == nullptr) unit_.reject();
  return shape;
}

Value UnitEntries::read_value(const Abbreviations::Attributed& attribute) {
  constexpr int turns_max = 4;
  std::uint64_t form = attribute.form;
  for (int turn = 0; form == value_indirect && turn < turns_max; ++turn) form = unit_.uleb();
  switch (form) {
    case value_string: return {.kind = Kind::text, .text = unit_.text()};
    case value_string_offset: return {.kind = Kind::text, .text = text_at(sections_.text, unit_.offset(offset_size_))};
    case value_line_string_offset:
      return {.kind = Kind::text, .text = text_at(sections_.line_text, unit_.offset(offset_size_))};
    case value_string_index:
    case value_gnu_string_index: return {.kind = Kind::text_index, .number = unit_.uleb()};
    case value_string_index1: return {.kind = Kind::text_index, .number = unit_.u8()};
    case value_string_index2: return {.kind = Kind::text_index, .number = unit_.u16()};
    case value_string_index3: return {.kind = Kind::text_index, .number = unit_.fixed(3)};
    case value_string_index4: return {.kind = Kind::text_index, .number = unit_.u32()};
    case value_address: return {.kind = Kind::address, .number = unit_.fixed(address_bytes_)};
    case value_address_index:
    case value_gnu_address_index: return {.kind = Kind::address_index, .number = unit_.uleb()};
    case value_address_index1: return {.kind = Kind::address_index, .number = unit_.u8()};
    case value_address_index2: return {.kind = Kind::address_index, .number = unit_.u16()};
    case value_address_index3: return {.kind = Kind::address_index, .number = unit_.fixed(3)};
    case value_address_index4: return {.kind = Kind::address_index, .number = unit_.u32()};
    case value_data1:
    case value_flag: return {.kind = Kind::number, .number = unit_.u8()};
    case value_data2: return {.kind = Kind::number, .number = unit_.u16()};
    case value_data4: return {.kind = Kind::number, .number = unit_.u32()};
    case value_data8: return {.kind = Kind::number, .number = unit_.u64()};
    case value_section_offset: return {.kind = Kind::number, .number = unit_.offset(offset_size_)};
    case value_signed: return {.kind = Kind::number, .number = static_cast<std::uint64_t>(unit_.sleb())};
    case value_unsigned: return {.kind = Kind::number, .number = unit_.uleb()};
    case value_constant: return {.kind = Kind::number, .number = attribute.constant};
    case value_present: return {.kind = Kind::number, .number = 1};
    case value_range_list_index: return {.kind = Kind::range_list_index, .number = unit_.uleb()};
    case value_reference1: return entry_in_unit(unit_.u8());
    case value_reference2: return entry_in_unit(unit_.u16());
    case value_reference4: return entry_in_unit(unit_.u32());
    case value_reference8: return entry_in_unit(unit_.u64());
    case value_reference_unsigned: return entry_in_unit(unit_.uleb());
    case value_reference_address:
      return {.kind = Kind::entry, .number = version_ == 2 ? unit_.fixed(address_bytes_) : unit_.offset(offset_size_)};
    default: return other_value(form);
  }
}

/// Of the forms whose values nobody asks for.
Value UnitEntries::other_value(std::uint64_t form) {
  switch (form) {
    case value_block1: return skipped(unit_.u8());
    case value_block2: return skipped(unit_.u16());
    case value_block4: return skipped(unit_.u32());
    case value_block:
    case value_expression: return skipped(unit_.uleb());
    case value_data16: return skipped(16);
    case value_signature:
    case value_reference_elsewhere8: return skipped(8);
    case value_reference_elsewhere4: return skipped(4);
    case value_location_list_index: unit_.uleb(); return {};
    case value_string_elsewhere:
    case value_gnu_string_elsewhere:
    case value_gnu_reference_elsewhere: return skipped(static_cast<std::uint64_t>(offset_size_));
    default: unit_.reject(); return {};
  }
}

Value UnitEntries::skipped(std::uint64_t size_bytes) {
  unit_.take(size_bytes);
  return {};
}

void UnitEntries::note_base(Attribute attribute, const Value& value) {
  if (attribute == Attribute::text_offsets_base) text_offsets_base_ = value.number;
  if (attribute == Attribute::addresses_base) addresses_base_ = value.number;
  if (attribute == Attribute::range_lists_base) range_lists_base_ = value.number;
}

/// The number at a place of a table; all ones, which is no address and no text, beyond it.
std::uint64_t UnitEntries::indexed(std::string_view table, std::uint64_t base, std::uint64_t index,
                                   unsigned size_bytes) const {
  if (base > table.size() || index >= (table.size() - base) / size_bytes) return UINT64_MAX;
  return DwarfReader(table.substr(base + index * size_bytes), sections_.is_big_endian).fixed(size_bytes);
}

std::string_view UnitEntries::text_of(const Value& value) const {
  if (value.kind != Kind::text_index) return value.text;
  return text_at(sections_.text, indexed(sections_.text_offsets, text_offsets_base_, value.number,
                                         static_cast<unsigned>(offset_size_)));
}

std::optional<std::uint64_t> UnitEntries::address_of(const Value& value) const {
  if (value.kind == Kind::address) return value.number;
  if (value.kind != Kind::address_index) return {};
  std::uint64_t address = indexed(sections_.addresses, addresses_base_, value.number, address_bytes_);
  return address == UINT64_MAX ? std::nullopt : std::optional(address);
}

std::uint64_t UnitEntries::read_ranges(const Value& value, std::uint64_t base, std::uint64_t count_max,
                                       std::vector<AddressRange>& ranges) const {
  std::uint64_t offset = value.number;
  if (value.kind == Kind::range_list_index) {
    std::uint64_t inside =
        indexed(sections_.range_lists, range_lists_base_, value.number, static_cast<unsigned>(offset_size_));
    if (inside == UINT64_MAX) return 0;
    offset = range_lists_base_ + inside;
  } else if (value.kind != Kind::number) {
    return 0;
  }
  return version_ < 5 ? read_old_ranges(offset, base, count_max, ranges)
                      : read_new_ranges(offset, base, count_max, ranges);
}

std::uint64_t UnitEntries::read_old_ranges(std::uint64_t offset, std::uint64_t base, std::uint64_t count_max,
                                           std::vector<AddressRange>& ranges) const {
  DwarfReader list(sections_.ranges, sections_.is_big_endian);
  list.seek(offset);
  const std::uint64_t all_ones = address_bytes_ == 8 ? UINT64_MAX : (std::uint64_t{1} << (address_bytes_ * 8U)) - 1;
  std::uint64_t count = 0;
  while (count < count_max && !list.is_done()) {
    ++count;
    std::uint64_t begin = list.fixed(address_bytes_);
    std::uint64_t end = list.fixed(address_bytes_);
    if (!list.is_ok() || (begin == 0 && end == 0)) break;
    if (begin == all_ones) base = end;
    else ranges.push_back({base + begin, base + end});
  }
  return count;
}

std::uint64_t UnitEntries::read_new_ranges(std::uint64_t offset, std::uint64_t base, std::uint64_t count_max,
                                           std::vector<AddressRange>& ranges) const {
  DwarfReader list(sections_.range_lists, sections_.is_big_endian);
  list.seek(offset);
  auto by_index = [&] { return indexed(sections_.addresses, addresses_base_, list.uleb(), address_bytes_); };
  std::uint64_t count = 0;
  while (count < count_max && !list.is_done()) {
    ++count;
    AddressRange range{};
    switch (list.u8()) {
      case range_base_index: base = by_index(); continue;
      case range_base: base = list.fixed(address_bytes_); continue;
      case range_indexes:
        range.begin = by_index();
        range.end = by_index();
        break;
      case range_index_length:
        range.begin = by_index();
        range.end = range.begin + list.uleb();
        break;
      case range_offsets:
        range.begin = base + list.uleb();
        range.end = base + list.uleb();
        break;
      case range_addresses:
        range.begin = list.fixed(address_bytes_);
        range.end = list.fixed(address_bytes_);
        break;
      case range_address_length:
        range.begin = list.fixed(address_bytes_);
        range.end = range.begin + list.uleb();
        break;
      default: return count;  // the end of the list, or what came after the standard
    }
    if (list.is_ok()) ranges.push_back(range);
  }
  return count;
}

AllUnits::AllUnits(const Sections& sections)
    : sections_(sections),
      reader_(sections.information, sections.is_big_endian),
      table_bytes_left_(sections.abbreviations.size() + sections.information.size()) {}

std::optional<UnitEntries> AllUnits::next() {
  while (!reader_.is_done()) {
    std::uint64_t begin = reader_.position();
    OffsetSize offset_size = OffsetSize::four;
    std::uint64_t length = reader_.unit_length(offset_size);
    std::uint64_t content_begin = reader_.position();
    UnitEntries unit(sections_, reader_.part(length), offset_size, begin, content_begin);
    if (!reader_.is_ok()) return {};
    if (!unit.read_header()) continue;
    if (table_offset_ != unit.abbreviations()) {
      table_.read(sections_, unit.abbreviations(), table_bytes_left_);
      table_bytes_left_ -= table_.read_bytes();
      table_offset_ = unit.abbreviations();
    }
    return unit;
  }
  return {};
}

}  // namespace sinter::dwarf
