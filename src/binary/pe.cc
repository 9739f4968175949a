#include "binary/pe.h"

#include <algorithm>
#include <vector>

#include "base/ranges.h"
#include "base/text.h"
#include "binary/native_parts.h"

namespace sinter {
namespace {

constexpr std::uint64_t coff_header_bytes = 20;
constexpr std::uint64_t large_header_bytes = 56;  // of an object file with more than 65279 sections
constexpr std::uint64_t section_entry_bytes = 40;
constexpr std::uint16_t machine_x86_64 = 0x8664;
constexpr std::uint16_t image_magic_32 = 0x10B;
constexpr std::uint16_t image_magic_64 = 0x20B;

bool is_windows_machine(std::uint16_t machine) {
  constexpr std::uint16_t machines[] = {0x014C, 0x01C0, 0x01C2, 0x01C4, machine_x86_64, 0xA641, 0xA64E, 0xAA64};
  return ranges::contains(machines, machine);
}

bool is_large_object(std::string_view bytes) {
  constexpr std::string_view signature("\0\0\xFF\xFF\2\0", 6);
  return bytes.starts_with(signature) && bytes.size() >= large_header_bytes;
}

PartKind kind_of(std::string_view name, std::uint32_t flags) {
  constexpr std::uint32_t holds_code = 0x20;
  constexpr std::uint32_t executable = 0x20000000;
  constexpr std::uint32_t information = 0x200;  // for the linker
  if ((flags & (holds_code | executable)) != 0) return PartKind::code;
  if (name.starts_with(".debug") || name.starts_with(".zdebug") || name.starts_with(".stab")) return PartKind::debug;
  if (name.starts_with(".pdata") || name.starts_with(".xdata") || name.starts_with(".eh_frame"))
    return PartKind::unwinding;
  if (name.starts_with(".reloc")) return PartKind::relocation;
  return (flags & information) != 0 ? PartKind::custom : PartKind::data;
}

class PeReader {
 public:
  explicit PeReader(std::string_view bytes)
      : fields_(bytes, ByteOrder::little, false), parts_(bytes.size()), is_large_(is_large_object(bytes)) {}

  std::expected<FileParts, BinaryFault> run() && {
    std::uint64_t begin = find_header();
    if (!fields_.fault()) read_header(begin);
    if (!fields_.fault()) read_sections();
    if (!fields_.fault()) read_directories();
    if (!fields_.fault()) read_symbols();
    if (!fields_.fault()) read_function_table();
    if (fields_.fault()) return std::unexpected(*fields_.fault());
    return std::move(parts_).finish(fields_.bytes());
  }

 private:
  struct Section {
    std::uint32_t number = 0;  // of the part section; 0 when it has no bytes in the file
    std::uint64_t address = 0;
    std::uint64_t offset = 0;
    std::uint64_t size_bytes = 0;
  };

  void add(std::string_view name, std::uint64_t offset, std::uint64_t size_bytes, PartKind kind) {
    if (size_bytes != 0) parts_.add_section({.name = name, .offset = offset, .size_bytes = size_bytes}, kind);
  }

  /// Where the COFF header is: behind the program for DOS that a PE file begins with.
  std::uint64_t find_header() {
    bool is_object = !fields_.bytes().starts_with("MZ");
    if (is_object) return 0;
    std::uint64_t signature = fields_.u32(0x3C);
    if (fields_.fault()) return 0;
    if (!fields_.require(signature, 4, "it has no PE header where it says so", 0x3C)) return 0;
    if (fields_.bytes().substr(signature, 4) != std::string_view("PE\0\0", 4)) {
      fields_.fail("it is a program for DOS without a PE header", signature);
    }
    is_image_ = true;
    add("DOS header", 0, signature, PartKind::structure);
    add("PE signature", signature, 4, PartKind::structure);
    return signature + 4;
  }

  void read_header(std::uint64_t begin) {
    if (is_large_) {
      section_count_ = fields_.u32(44);
      symbols_offset_ = fields_.u32(48);
      symbol_count_ = fields_.u32(52);
      sections_offset_ = large_header_bytes;
      add("COFF header", 0, large_header_bytes, PartKind::structure);
    } else {
      machine_ = fields_.u16(begin);
      section_count_ = fields_.u16(begin + 2);
      symbols_offset_ = fields_.u32(begin + 8);
      symbol_count_ = fields_.u32(begin + 12);
      optional_offset_ = begin + coff_header_bytes;
      optional_bytes_ = fields_.u16(begin + 16);
      sections_offset_ = optional_offset_ + optional_bytes_;
      add("COFF header", begin, coff_header_bytes, PartKind::structure);
      add("optional header", optional_offset_, optional_bytes_, PartKind::structure);
    }
    fields_.require(sections_offset_, section_count_ * section_entry_bytes,
                    "its section table reaches past the end of the file", begin);
    if (symbols_offset_ == 0) symbol_count_ = 0;
    fields_.require(symbols_offset_, symbol_count_ * symbol_bytes(),
                    "its symbol table reaches past the end of the file", begin);
    if (fields_.fault()) return;
    add("section table", sections_offset_, section_count_ * section_entry_bytes, PartKind::structure);
    if (symbols_offset_ != 0) add_symbol_table();
  }

  std::uint64_t symbol_bytes() const { return is_large_ ? 20 : 18; }

  /// The texts of long names follow the symbols; they begin with their own size.
  void add_symbol_table() {
    constexpr std::uint64_t size_field_bytes = 4;
    add("symbol table", symbols_offset_, symbol_count_ * symbol_bytes(), PartKind::symbol);
    texts_offset_ = symbols_offset_ + symbol_count_ * symbol_bytes();
    if (!fields_.holds(texts_offset_, size_field_bytes)) return;
    texts_bytes_ = fields_.u32(texts_offset_);
    if (fields_.require(texts_offset_, texts_bytes_, "its string table reaches past the end of the file",
                        texts_offset_)) {
      add("string table", texts_offset_, texts_bytes_, PartKind::symbol);
    }
  }

  std::string_view long_text(std::uint64_t position) {
    if (position >= texts_bytes_) return {};
    return fields_.text(texts_offset_ + position, texts_bytes_ - position);
  }

  /// Eight bytes, or "/" and where in the string table the name is.
  std::string_view section_name(std::uint64_t entry) {
    constexpr std::uint64_t name_bytes_max = 8;
    std::string_view name = fields_.text(entry, name_bytes_max);
    if (!name.starts_with('/')) return name;
    std::string_view text = long_text(parse_decimal(name.substr(1)).value_or(UINT64_MAX));
    return text.empty() ? name : text;
  }

  void read_sections() {
    for (std::uint64_t i = 0; i < section_count_ && !fields_.fault(); ++i)
      read_section(sections_offset_ + i * section_entry_bytes);
  }

  void read_section(std::uint64_t entry) {
    constexpr std::uint32_t without_bytes = 0x80;
    constexpr std::uint64_t relocation_bytes = 10;
    std::uint32_t flags = fields_.u32(entry + 36);
    Section section = {
        .address = fields_.u32(entry + 12), .offset = fields_.u32(entry + 20), .size_bytes = fields_.u32(entry + 16)};
    if ((flags & without_bytes) != 0 || section.offset == 0) section.size_bytes = 0;
    if (section.size_bytes != 0) {
      if (!fields_.require(section.offset, section.size_bytes, "a section reaches past the end of the file", entry))
        return;
      // Up to a multiple of the file's alignment the rest of the bytes is filled.
      std::uint64_t memory_bytes = fields_.u32(entry + 8);
      if (is_image_ && memory_bytes != 0) section.size_bytes = std::min(section.size_bytes, memory_bytes);
      std::string_view name = section_name(entry);
      PartKind kind = kind_of(name, flags);
      section.number = parts_.add_section({.name = name,
                                           .offset = section.offset,
                                           .size_bytes = section.size_bytes,
                                           .address = image_base() + section.address,
                                           .is_code = is_image_ && kind == PartKind::code},
                                          kind);
    }
    std::uint64_t relocations = fields_.u32(entry + 24);
    std::uint64_t relocation_count = relocation_count_of(entry, relocations, flags);
    if (relocations != 0 && fields_.require(relocations, relocation_count * relocation_bytes,
                                            "relocations reach past the end of the file", entry)) {
      add("relocations", relocations, relocation_count * relocation_bytes, PartKind::relocation);
    }
    sections_.push_back(section);
  }

  /// Where a program wants to lie in memory; addresses in its debugging sections begin there.
  std::uint64_t image_base() {
    constexpr std::uint64_t bytes_up_to_base = 32;
    if (!is_image_ || optional_bytes_ < bytes_up_to_base) return 0;
    bool is_wide = fields_.u16(optional_offset_) == image_magic_64;
    return is_wide ? fields_.u64(optional_offset_ + 24) : fields_.u32(optional_offset_ + 28);
  }

  /// A count that does not fit its field is in the first relocation.
  std::uint64_t relocation_count_of(std::uint64_t entry, std::uint64_t relocations, std::uint32_t flags) {
    constexpr std::uint32_t has_many = 0x01000000;
    constexpr std::uint16_t elsewhere = 0xFFFF;
    std::uint16_t count = fields_.u16(entry + 32);
    return count == elsewhere && (flags & has_many) != 0 ? fields_.u32(relocations) : count;
  }

  /// What the file holds outside of sections.
  void read_directories() {
    constexpr std::uint64_t certificates = 4;
    constexpr std::uint64_t debug = 6;
    if (!is_image_) return;
    std::uint16_t magic = fields_.u16(optional_offset_);
    if (magic != image_magic_32 && magic != image_magic_64)
      return fields_.fail("its optional header is of no known kind", optional_offset_);
    directories_offset_ = magic == image_magic_64 ? 112 : 96;
    if (optional_bytes_ < directories_offset_)
      return fields_.fail("its optional header is too short", optional_offset_);
    std::uint64_t room = (optional_bytes_ - directories_offset_) / 8;
    directory_count_ = std::min<std::uint64_t>(fields_.u32(optional_offset_ + directories_offset_ - 4), room);
    // Of certificates alone the place is one in the file.
    Directory signature = directory(certificates);
    if (signature.size_bytes != 0 &&
        fields_.require(signature.address, signature.size_bytes, "its certificates reach past the end of the file",
                        optional_offset_)) {
      add("certificates", signature.address, signature.size_bytes, PartKind::custom);
    }
    read_debug_entries(directory(debug));
  }

  struct Directory {
    std::uint64_t address = 0;
    std::uint64_t size_bytes = 0;
  };

  Directory directory(std::uint64_t number) {
    if (number >= directory_count_) return {};
    std::uint64_t entry = optional_offset_ + directories_offset_ + number * 8;
    return {.address = fields_.u32(entry), .size_bytes = fields_.u32(entry + 4)};
  }

  /// The section that an address lies in, and the place in the file.
  const Section* find_section(std::uint64_t address) const {
    for (const Section& section : sections_) {
      if (address >= section.address && address - section.address < section.size_bytes) return &section;
    }
    return nullptr;
  }

  /// Debug data that no section holds.
  void read_debug_entries(Directory table) {
    constexpr std::uint64_t entry_bytes = 28;
    constexpr std::uint64_t entries_max = 64;
    const Section* home = find_section(table.address);
    if (home == nullptr) return;
    std::uint64_t offset = home->offset + (table.address - home->address);
    for (std::uint64_t i = 0; i < std::min(table.size_bytes / entry_bytes, entries_max); ++i) {
      std::uint64_t entry = offset + i * entry_bytes;
      if (!fields_.holds(entry, entry_bytes)) return;
      bool is_in_memory = fields_.u32(entry + 20) != 0;
      std::uint64_t size_bytes = fields_.u32(entry + 16);
      std::uint64_t place = fields_.u32(entry + 24);
      if (!is_in_memory && fields_.holds(place, size_bytes)) add("debug data", place, size_bytes, PartKind::debug);
    }
  }

  void read_symbols() {
    for (std::uint64_t i = 0; i < symbol_count_; ++i) {
      std::uint64_t entry = symbols_offset_ + i * symbol_bytes();
      std::uint8_t more_entries = fields_.u8(entry + symbol_bytes() - 1);
      read_symbol(entry, more_entries);
      i += more_entries;
    }
  }

  void read_symbol(std::uint64_t entry, std::uint8_t more_entries) {
    constexpr std::uint8_t class_external = 2;
    constexpr std::uint8_t class_static = 3;
    constexpr std::uint8_t class_label = 6;
    std::uint64_t value = fields_.u32(entry + 8);
    std::uint32_t section_number = is_large_ ? fields_.u32(entry + 12) : fields_.u16(entry + 12);
    std::uint8_t storage = fields_.u8(entry + symbol_bytes() - 2);
    bool is_place = storage == class_external || storage == class_static || storage == class_label;
    if (!is_place || section_number == 0 || section_number > sections_.size()) return;
    const Section& section = sections_[section_number - 1];
    if (section.number == 0 || value >= section.size_bytes) return;
    bool is_long = fields_.u32(entry) == 0;
    std::string_view name = is_long ? long_text(fields_.u32(entry + 4)) : fields_.text(entry, 8);
    bool is_section = storage == class_static && value == 0 && more_entries != 0;
    if (is_section || name.empty() || name.starts_with('.') || name.starts_with('$')) return;
    parts_.add_symbol({.offset = section.offset + value,
                       .size_bytes = 0,
                       .name = name,
                       .section = section.number,
                       .is_global = storage == class_external});
  }

  /// The places of functions, which Windows needs to unwind the stack: entries of begin,
  /// end, and how. A program without symbols has at least these.
  void read_function_table() {
    constexpr std::uint64_t exceptions = 3;
    constexpr std::uint64_t entry_bytes = 12;
    if (machine_ != machine_x86_64) return;
    Directory table = directory(exceptions);
    const Section* home = find_section(table.address);
    if (home == nullptr) return;
    std::uint64_t offset = home->offset + (table.address - home->address);
    if (!fields_.holds(offset, table.size_bytes)) return;
    const Section* section = nullptr;
    for (std::uint64_t i = 0; i < table.size_bytes / entry_bytes; ++i) {
      std::uint64_t begin = fields_.u32(offset + i * entry_bytes);
      std::uint64_t end = fields_.u32(offset + i * entry_bytes + 4);
      bool is_here = section != nullptr && begin - section->address < section->size_bytes;
      if (!is_here) section = find_section(begin);
      if (section == nullptr) return;
      if (section->number == 0 || end <= begin) continue;
      parts_.add_symbol({.offset = section->offset + (begin - section->address),
                         .size_bytes = end - begin,
                         .name = {},
                         .section = section->number});
    }
  }

  Fields fields_;
  NativeParts parts_;
  bool is_large_;
  bool is_image_ = false;
  std::uint16_t machine_ = 0;
  std::vector<Section> sections_;
  std::uint64_t section_count_ = 0;
  std::uint64_t sections_offset_ = 0;
  std::uint64_t optional_offset_ = 0;
  std::uint64_t optional_bytes_ = 0;
  std::uint64_t directories_offset_ = 0;
  std::uint64_t directory_count_ = 0;
  std::uint64_t symbols_offset_ = 0;
  std::uint64_t symbol_count_ = 0;
  std::uint64_t texts_offset_ = 0;
  std::uint64_t texts_bytes_ = 0;
};

}  // namespace

bool is_coff_object(std::string_view bytes) {
  if (is_large_object(bytes)) return true;
  if (bytes.size() < coff_header_bytes) return false;
  Fields fields(bytes, ByteOrder::little, false);
  constexpr std::uint64_t optional_size = 16;  // an object file has no optional header
  return is_windows_machine(fields.u16(0)) && fields.u16(optional_size) == 0;
}

std::expected<FileParts, BinaryFault> pe_parts(std::string_view bytes) { return PeReader(bytes).run(); }

}  // namespace sinter
