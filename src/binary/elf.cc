#include "binary/elf.h"

#include <iterator>
#include <vector>

#include "base/ranges.h"
#include "binary/native_parts.h"
#include "binary/unwind_table.h"

namespace sinter {
namespace {

constexpr std::uint16_t type_relocatable = 1;
constexpr std::uint16_t machine_arm = 40;

enum SectionType : std::uint32_t {
  section_null = 0,
  section_symbols = 2,
  section_texts = 3,
  section_relocations_with_addends = 4,
  section_hash = 5,
  section_dynamic = 6,
  section_note = 7,
  section_without_bytes = 8,
  section_relocations = 9,
  section_dynamic_symbols = 11,
  section_far_sections = 18,  // of symbols whose section number is too large for theirs
  section_packed_relocations = 19,
  section_gnu_hash = 0x6FFFFFF6,
  section_version_first = 0x6FFFFFFD,
  section_version_last = 0x6FFFFFFF,
};

constexpr std::uint64_t flag_in_memory = 2;
constexpr std::uint64_t flag_executable = 4;
constexpr std::uint64_t flag_compressed = 0x800;

struct ElfSection {
  std::uint32_t name = 0;
  std::uint32_t type = 0;
  std::uint64_t flags = 0;
  std::uint64_t address = 0;
  std::uint64_t offset = 0;
  std::uint64_t size_bytes = 0;
  std::uint32_t link = 0;
  std::uint32_t info = 0;
  std::uint64_t entry_bytes = 0;
  std::uint32_t number = 0;  // of the part section; 0 when it has no bytes in the file
};

PartKind kind_of(const ElfSection& section, std::string_view name) {
  if ((section.flags & flag_executable) != 0) return PartKind::code;
  switch (section.type) {
    case section_symbols:
    case section_dynamic_symbols:
    case section_texts:
    case section_hash:
    case section_gnu_hash:
    case section_far_sections: return PartKind::symbol;
    case section_relocations:
    case section_relocations_with_addends:
    case section_packed_relocations: return PartKind::relocation;
    case section_note: return PartKind::custom;
    case section_dynamic: return PartKind::structure;
    default: break;
  }
  if (section.type >= section_version_first && section.type <= section_version_last) return PartKind::symbol;
  if (name.starts_with(".debug") || name.starts_with(".zdebug") || name.starts_with(".stab") || name == ".gdb_index") {
    return PartKind::debug;
  }
  bool is_unwinding =
      name.starts_with(".eh_frame") || name.starts_with(".gcc_except_table") || name.starts_with(".ARM.ex");
  if (is_unwinding) return PartKind::unwinding;
  return (section.flags & flag_in_memory) != 0 ? PartKind::data : PartKind::custom;
}

class ElfReader {
 public:
  ElfReader(Fields fields) : fields_(fields), parts_(fields.bytes().size()) {}

  std::expected<FileParts, BinaryFault> run() && {
    read_header();
    if (!fields_.fault()) read_sections();
    if (!fields_.fault() && section_count_ == 0) add_segments();
    if (!fields_.fault()) read_symbols();
    if (!fields_.fault() && type_ != type_relocatable) add_unwound_functions();
    if (fields_.fault()) return std::unexpected(*fields_.fault());
    return std::move(parts_).finish(fields_.bytes());
  }

 private:
  std::uint64_t by_width(std::uint64_t narrow, std::uint64_t wide) const {
    return fields_.has_64_bits() ? wide : narrow;
  }

  void add_structure(std::string_view name, std::uint64_t offset, std::uint64_t size_bytes) {
    if (size_bytes == 0) return;
    parts_.add_section({.name = name, .offset = offset, .size_bytes = size_bytes}, PartKind::structure);
  }

  void read_header() {
    type_ = fields_.u16(16);
    machine_ = fields_.u16(18);
    segment_offset_ = fields_.address(by_width(28, 32));
    section_offset_ = fields_.address(by_width(32, 40));
    std::uint64_t rest = by_width(36, 48);
    std::uint64_t header_bytes = fields_.u16(rest + 4);
    segment_bytes_ = fields_.u16(rest + 6);
    segment_count_ = fields_.u16(rest + 8);
    section_bytes_ = fields_.u16(rest + 10);
    section_count_ = fields_.u16(rest + 12);
    names_section_ = fields_.u16(rest + 14);
    if (fields_.fault()) return;
    std::uint64_t header_bytes_min = by_width(52, 64);
    if (header_bytes < header_bytes_min) return fields_.fail("its header is shorter than the format says", rest + 4);
    fields_.require(0, header_bytes, "it ends inside its header", rest + 4);
    if (section_offset_ != 0) read_large_counts();
    if (section_offset_ == 0) section_count_ = 0;
    if (section_count_ != 0 && section_bytes_ < by_width(40, 64)) {
      return fields_.fail("the entries of its section table are shorter than the format says", rest + 10);
    }
    if (segment_count_ != 0 && segment_bytes_ < by_width(32, 56)) {
      return fields_.fail("the entries of its segment table are shorter than the format says", rest + 6);
    }
    // A count has at most 32 bits and an entry 16: their product fits.
    fields_.require(segment_offset_, segment_count_ * segment_bytes_,
                    "its segment table reaches past the end of the file", by_width(28, 32));
    fields_.require(section_offset_, section_count_ * section_bytes_,
                    "its section table reaches past the end of the file", by_width(32, 40));
    if (fields_.fault()) return;
    add_structure("ELF header", 0, header_bytes);
    add_structure("segment table", segment_offset_, segment_count_ * segment_bytes_);
    add_structure("section table", section_offset_, section_count_ * section_bytes_);
  }

  /// Counts that do not fit the header are in the otherwise empty first section.
  void read_large_counts() {
    constexpr std::uint64_t segments_elsewhere = 0xFFFF;
    constexpr std::uint32_t names_elsewhere = 0xFFFF;
    ElfSection first = read_section(section_offset_);
    if (section_count_ == 0) section_count_ = first.size_bytes & UINT32_MAX;
    if (segment_count_ == segments_elsewhere) segment_count_ = first.info;
    if (names_section_ == names_elsewhere) names_section_ = first.link;
  }

  ElfSection read_section(std::uint64_t offset) {
    ElfSection section;
    section.name = fields_.u32(offset);
    section.type = fields_.u32(offset + 4);
    section.flags = fields_.address(offset + 8);
    section.address = fields_.address(offset + by_width(12, 16));
    section.offset = fields_.address(offset + by_width(16, 24));
    section.size_bytes = fields_.address(offset + by_width(20, 32));
    section.link = fields_.u32(offset + by_width(24, 40));
    section.info = fields_.u32(offset + by_width(28, 44));
    section.entry_bytes = fields_.address(offset + by_width(36, 56));
    return section;
  }

  void read_sections() {
    sections_.reserve(section_count_);
    for (std::uint64_t i = 0; i < section_count_; ++i) {
      std::uint64_t entry = section_offset_ + i * section_bytes_;
      ElfSection section = read_section(entry);
      bool has_bytes = section.type != section_null && section.type != section_without_bytes;
      if (!has_bytes) section.size_bytes = 0;
      if (!fields_.require(has_bytes ? section.offset : 0, section.size_bytes,
                           "a section reaches past the end of the file", entry)) {
        return;
      }
      sections_.push_back(section);
    }
    if (names_section_ >= section_count_) names_section_ = 0;
    for (ElfSection& section : sections_) {
      if (section.size_bytes == 0) continue;
      std::string_view name = text_of(sections_[names_section_], section.name);
      section.number = parts_.add_section({.name = name,
                                           .offset = section.offset,
                                           .size_bytes = section.size_bytes,
                                           .address = section.address,
                                           .is_code = (section.flags & flag_executable) != 0,
                                           .is_compressed = (section.flags & flag_compressed) != 0},
                                          kind_of(section, name));
    }
  }

  /// Without sections the parts of the file that are loaded stand for them.
  void add_segments() {
    constexpr std::uint32_t loaded = 1;
    constexpr std::uint32_t executable = 1;
    for (std::uint64_t i = 0; i < segment_count_; ++i) {
      std::uint64_t entry = segment_offset_ + i * segment_bytes_;
      std::uint32_t flags = fields_.u32(entry + by_width(24, 4));
      PartSection section = {.name = "loaded data",
                             .offset = fields_.address(entry + by_width(4, 8)),
                             .size_bytes = fields_.address(entry + by_width(16, 32))};
      bool is_code = (flags & executable) != 0;
      if (is_code) section.name = "loaded code";
      if (fields_.u32(entry) != loaded || section.size_bytes == 0) continue;
      if (!fields_.require(section.offset, section.size_bytes, "a segment reaches past the end of the file", entry))
        return;
      parts_.add_section(section, is_code ? PartKind::code : PartKind::data);
    }
  }

  /// A text of a string table; empty when it is not there.
  std::string_view text_of(const ElfSection& table, std::uint32_t position) {
    if (position >= table.size_bytes) return {};
    return fields_.text(table.offset + position, table.size_bytes - position);
  }

  const ElfSection* find_section(std::uint32_t type) const {
    for (const ElfSection& section : sections_) {
      if (section.type == type && section.size_bytes != 0) return &section;
    }
    return nullptr;
  }

  /// The symbols for the linker, or of a stripped file those for the loader.
  void read_symbols() {
    const ElfSection* table = find_section(section_symbols);
    if (table == nullptr) table = find_section(section_dynamic_symbols);
    if (table == nullptr || table->link >= sections_.size()) return;
    const ElfSection& texts = sections_[table->link];
    std::uint64_t entry_bytes = by_width(16, 24);
    for (std::uint64_t i = 1; i < table->size_bytes / entry_bytes; ++i) {
      read_symbol(table->offset + i * entry_bytes, i, texts);
    }
  }

  /// Symbols may be in sections with numbers that their own field is too narrow for.
  std::uint64_t section_of_symbol(std::uint64_t entry, std::uint64_t number) {
    constexpr std::uint16_t elsewhere = 0xFFFF;
    constexpr std::uint16_t reserved_first = 0xFF00;
    std::uint16_t section = fields_.u16(entry + by_width(14, 6));
    if (section == elsewhere) {
      const ElfSection* table = find_section(section_far_sections);
      return table != nullptr && number < table->size_bytes / 4 ? fields_.u32(table->offset + number * 4) : 0;
    }
    return section >= reserved_first ? 0 : section;
  }

  void read_symbol(std::uint64_t entry, std::uint64_t number, const ElfSection& texts) {
    enum Type : std::uint8_t { none = 0, object = 1, function = 2, common = 5, thread_local_object = 6, resolver = 10 };
    std::uint64_t section_number = section_of_symbol(entry, number);
    if (section_number == 0 || section_number >= sections_.size()) return;
    const ElfSection& section = sections_[section_number];
    std::uint8_t info = fields_.u8(entry + by_width(12, 4));
    std::uint64_t value = fields_.address(entry + by_width(4, 8));
    auto type = static_cast<Type>(info & 15);
    bool is_named_place = type == none && (section.flags & flag_executable) != 0;
    bool is_thing = type == object || type == function || type == common || type == thread_local_object ||
                    type == resolver || is_named_place;
    if (section.number == 0 || !is_thing) return;
    std::string_view name = text_of(texts, fields_.u32(entry));
    // Marks of the assembler between code and data, and places inside functions.
    if (is_named_place && (name.empty() || name.starts_with('$') || name.starts_with(".L"))) return;
    if (machine_ == machine_arm && type == function) value &= ~std::uint64_t{1};  // says: Thumb code
    std::uint64_t position = type_ == type_relocatable ? value : value - section.address;
    std::uint64_t size_bytes = fields_.address(entry + by_width(8, 16));
    // Objects without a size only mark a place; code written by hand often has none.
    bool is_mark = size_bytes == 0 && (section.flags & flag_executable) == 0;
    if (position >= section.size_bytes || is_mark) return;
    parts_.add_symbol({.offset = section.offset + position,
                       .size_bytes = size_bytes,
                       .name = name,
                       .section = section.number,
                       .is_global = (info >> 4) != 0});
  }

  /// The functions of which only the place is known. A table that jumps to other libraries
  /// is none, though unwound as one.
  void add_unwound_functions() {
    std::vector<const ElfSection*> code;
    const ElfSection* table = nullptr;
    for (const ElfSection& section : sections_) {
      if (section.number == 0) continue;
      std::string_view name = parts_.section(section.number).name;
      bool is_code = (section.flags & flag_executable) != 0;
      if (is_code && !name.starts_with(".plt")) code.push_back(&section);
      if (name == ".eh_frame") table = &section;
    }
    if (table == nullptr) return;
    auto address = [](const ElfSection* section) { return section->address; };
    ranges::sort(code, {}, address);
    for (AddressRange function : read_unwind_table(fields_, table->offset, table->size_bytes, table->address)) {
      auto after = ranges::lower_bound(code, function.begin + 1, {}, address);
      if (after == code.begin() || function.begin == UINT64_MAX) continue;
      const ElfSection& home = **std::prev(after);
      std::uint64_t position = function.begin - home.address;
      if (position >= home.size_bytes) continue;
      parts_.add_symbol(
          {.offset = home.offset + position, .size_bytes = function.size_bytes, .name = {}, .section = home.number});
    }
  }

  Fields fields_;
  NativeParts parts_;
  std::vector<ElfSection> sections_;
  std::uint16_t type_ = 0;
  std::uint16_t machine_ = 0;
  std::uint64_t segment_offset_ = 0;
  std::uint64_t section_offset_ = 0;
  std::uint64_t segment_bytes_ = 0;
  std::uint64_t segment_count_ = 0;
  std::uint64_t section_bytes_ = 0;
  std::uint64_t section_count_ = 0;
  std::uint32_t names_section_ = 0;
};

}  // namespace

std::expected<FileParts, BinaryFault> elf_parts(std::string_view bytes) {
  constexpr std::size_t identity_bytes = 16;
  constexpr std::string_view magic =
      "\x7F"
      "ELF";
  if (bytes.size() < identity_bytes || !bytes.starts_with(magic))
    return std::unexpected(BinaryFault{"it is no ELF file", 0});
  char width = bytes[4];
  char order = bytes[5];
  if (width != 1 && width != 2)
    return std::unexpected(BinaryFault{"its addresses are neither of 32 nor of 64 bits", 4});
  if (order != 1 && order != 2) return std::unexpected(BinaryFault{"its byte order is neither of the two", 5});
  return ElfReader(Fields(bytes, order == 2 ? ByteOrder::big : ByteOrder::little, width == 2)).run();
}

}  // namespace sinter
