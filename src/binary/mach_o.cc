#include "binary/mach_o.h"

#include <iterator>
#include <optional>
#include <vector>

#include "base/ranges.h"
#include "binary/native_parts.h"

namespace sinter {
namespace {

constexpr std::uint32_t magic_32 = 0xFEEDFACE;
constexpr std::uint32_t magic_64 = 0xFEEDFACF;
constexpr std::uint32_t magic_fat = 0xCAFEBABE;
constexpr std::uint32_t magic_fat_64 = 0xCAFEBABF;

/// What a loader may ignore has the highest bit cleared here: what it says is the same.
enum Command : std::uint32_t {
  command_segment = 0x01,
  command_symbols = 0x02,
  command_dynamic_symbols = 0x0B,
  command_segment_64 = 0x19,
  command_signature = 0x1D,
  command_split_info = 0x1E,
  command_loader_info = 0x22,
  command_function_starts = 0x26,
  command_data_in_code = 0x29,
  command_library_requirements = 0x2B,
  command_optimization_hints = 0x2E,
  command_note = 0x31,
  command_export_tree = 0x33,
  command_chained_fixups = 0x34,
};

std::string_view machine_name(std::uint32_t machine) {
  switch (machine) {
    case 7: return "i386";
    case 0x01000007: return "x86_64";
    case 12: return "arm";
    case 0x0100000C: return "arm64";
    case 0x0200000C: return "arm64_32";
    case 18: return "ppc";
    case 0x01000012: return "ppc64";
    default: return "machine of unknown number";
  }
}

PartKind kind_of(std::string_view segment, std::string_view name, std::uint32_t flags) {
  constexpr std::uint32_t only_instructions = 0x80000000;
  constexpr std::uint32_t some_instructions = 0x00000400;
  if (segment == "__DWARF") return PartKind::debug;
  if ((flags & (only_instructions | some_instructions)) != 0) return PartKind::code;
  bool is_unwinding =
      name == "__eh_frame" || name == "__unwind_info" || name == "__gcc_except_tab" || name == "__compact_unwind";
  return is_unwinding ? PartKind::unwinding : PartKind::data;
}

/// Adds the parts of one program of the file: all of a thin file, a slice of a fat one.
class MachOReader {
 public:
  MachOReader(Fields fields, std::uint64_t begin, std::uint64_t size_bytes, NativeParts& parts)
      : fields_(fields), begin_(begin), size_bytes_(size_bytes), parts_(parts) {}

  /// `machine`: for the sections of a fat file, else empty.
  std::optional<BinaryFault> run(std::string_view machine) {
    machine_ = machine;
    std::uint32_t commands = fields_.u32(begin_ + 16);
    std::uint32_t commands_bytes = fields_.u32(begin_ + 20);
    std::uint64_t header_bytes = by_width(28, 32);
    if (require(header_bytes, commands_bytes, "its load commands reach past its end", 16)) {
      add(0, header_bytes, "Mach-O header", PartKind::structure);
      add(header_bytes, commands_bytes, "load commands", PartKind::structure);
      read_commands(header_bytes, header_bytes + commands_bytes, commands);
    }
    if (!fields_.fault()) read_symbols();
    if (!fields_.fault()) read_function_starts();
    return fields_.fault();
  }

 private:
  struct Section {
    std::uint32_t number = 0;  // of the part section; 0 when it has no bytes in the file
    std::uint64_t address = 0;
    std::uint64_t offset = 0;  // in the file
    std::uint64_t size_bytes = 0;
  };

  std::uint64_t by_width(std::uint64_t narrow, std::uint64_t wide) const {
    return fields_.has_64_bits() ? wide : narrow;
  }

  /// Whether that range, counted from the begin of the program, lies in it.
  bool require(std::uint64_t offset, std::uint64_t size_bytes, std::string_view reason, std::uint64_t at) {
    bool is_inside = offset <= size_bytes_ && size_bytes <= size_bytes_ - offset;
    if (!is_inside) fields_.fail(reason, begin_ + at);
    return is_inside;
  }

  std::uint32_t add(std::uint64_t offset, std::uint64_t size_bytes, std::string_view name, PartKind kind,
                    std::string_view segment = {}, std::uint64_t address = 0) {
    if (size_bytes == 0) return 0;
    return parts_.add_section({.name = name,
                               .offset = begin_ + offset,
                               .size_bytes = size_bytes,
                               .segment = segment,
                               .machine = machine_,
                               .address = address,
                               .is_code = kind == PartKind::code},
                              kind);
  }

  void read_commands(std::uint64_t position, std::uint64_t end, std::uint32_t commands) {
    constexpr std::uint32_t must_be_known = 0x80000000;
    constexpr std::uint64_t command_bytes_min = 8;
    for (std::uint32_t i = 0; i < commands && !fields_.fault(); ++i) {
      std::uint32_t command = fields_.u32(begin_ + position) & ~must_be_known;
      std::uint64_t size_bytes = fields_.u32(begin_ + position + 4);
      if (size_bytes < command_bytes_min || position > end || size_bytes > end - position) {
        return fields_.fail("a load command reaches past the others", begin_ + position);
      }
      read_command(command, position, size_bytes);
      position += size_bytes;
    }
  }

  void read_command(std::uint32_t command, std::uint64_t position, std::uint64_t size_bytes) {
    switch (command) {
      case command_segment:
      case command_segment_64: return read_segment(position, size_bytes, command == command_segment_64);
      case command_symbols: return read_symbol_command(position);
      case command_dynamic_symbols: return read_dynamic_symbols(position);
      case command_loader_info: return read_loader_info(position);
      case command_signature: return add_piece(position, "code signature", PartKind::custom);
      case command_split_info: return add_piece(position, "segment split info", PartKind::custom);
      case command_data_in_code: return add_piece(position, "data in code", PartKind::custom);
      case command_library_requirements: return add_piece(position, "library requirements", PartKind::custom);
      case command_optimization_hints: return add_piece(position, "optimization hints", PartKind::custom);
      case command_export_tree: return add_piece(position, "export tree", PartKind::symbol);
      case command_chained_fixups: return add_piece(position, "chained fixups", PartKind::relocation);
      case command_function_starts:
        starts_offset_ = fields_.u32(begin_ + position + 8);
        starts_bytes_ = fields_.u32(begin_ + position + 12);
        return add_piece(position, "function starts", PartKind::custom);
      case command_note:
        return add_range(u64_at(position + 24), u64_at(position + 32), "note", PartKind::custom, position);
      default: return;
    }
  }

  std::uint64_t u64_at(std::uint64_t position) { return fields_.u64(begin_ + position); }

  void add_range(std::uint64_t offset, std::uint64_t size_bytes, std::string_view name, PartKind kind,
                 std::uint64_t at) {
    if (size_bytes == 0) return;
    if (require(offset, size_bytes, "a table reaches past the end of the file", at))
      add(offset, size_bytes, name, kind);
  }

  /// A command that says an offset and a size.
  void add_piece(std::uint64_t position, std::string_view name, PartKind kind) {
    add_range(fields_.u32(begin_ + position + 8), fields_.u32(begin_ + position + 12), name, kind, position);
  }

  void read_loader_info(std::uint64_t position) {
    struct Piece {
      std::string_view name;
      PartKind kind;
    };
    constexpr Piece pieces[] = {{"rebases", PartKind::relocation},
                                {"binds", PartKind::relocation},
                                {"weak binds", PartKind::relocation},
                                {"lazy binds", PartKind::relocation},
                                {"export tree", PartKind::symbol}};
    for (const Piece& piece : pieces) {
      add_piece(position, piece.name, piece.kind);
      position += 8;
    }
  }

  void read_symbol_command(std::uint64_t position) {
    symbols_offset_ = fields_.u32(begin_ + position + 8);
    symbol_count_ = fields_.u32(begin_ + position + 12);
    texts_offset_ = fields_.u32(begin_ + position + 16);
    texts_bytes_ = fields_.u32(begin_ + position + 20);
    add_range(symbols_offset_, symbol_count_ * by_width(12, 16), "symbol table", PartKind::symbol, position);
    add_range(texts_offset_, texts_bytes_, "string table", PartKind::symbol, position);
  }

  void read_dynamic_symbols(std::uint64_t position) {
    auto entries = [&](std::uint64_t field) { return std::uint64_t{fields_.u32(begin_ + position + field)}; };
    add_range(entries(32), entries(36) * by_width(52, 56), "module table", PartKind::symbol, position);
    add_range(entries(40), entries(44) * 4, "external references", PartKind::symbol, position);
    add_range(entries(56), entries(60) * 4, "indirect symbols", PartKind::symbol, position);
    add_range(entries(64), entries(68) * 8, "external relocations", PartKind::relocation, position);
    add_range(entries(72), entries(76) * 8, "local relocations", PartKind::relocation, position);
  }

  void read_segment(std::uint64_t position, std::uint64_t size_bytes, bool is_wide) {
    std::uint64_t first_section = is_wide ? 72 : 56;
    std::uint64_t section_bytes = is_wide ? 80 : 68;
    std::uint64_t count = fields_.u32(begin_ + position + (is_wide ? 64 : 48));
    if (is_wide != fields_.has_64_bits())
      return fields_.fail("a segment has the width of another format", begin_ + position);
    if (size_bytes < first_section || count > (size_bytes - first_section) / section_bytes) {
      return fields_.fail("a segment says it has more sections than its command holds", begin_ + position);
    }
    for (std::uint64_t i = 0; i < count && !fields_.fault(); ++i) {
      read_section(position + first_section + i * section_bytes);
    }
  }

  static bool is_without_bytes(std::uint32_t flags) {
    constexpr std::uint32_t zeros = 1;
    constexpr std::uint32_t large_zeros = 12;
    constexpr std::uint32_t thread_local_zeros = 18;
    std::uint32_t type = flags & 0xFF;
    return type == zeros || type == large_zeros || type == thread_local_zeros;
  }

  void read_section(std::uint64_t entry) {
    constexpr std::uint64_t name_bytes_max = 16;
    std::string_view name = fields_.text(begin_ + entry, name_bytes_max);
    std::string_view segment = fields_.text(begin_ + entry + name_bytes_max, name_bytes_max);
    Section section;
    section.address = fields_.address(begin_ + entry + 32);
    section.size_bytes = fields_.address(begin_ + entry + by_width(36, 40));
    std::uint64_t rest = begin_ + entry + by_width(40, 48);
    std::uint64_t offset = fields_.u32(rest);
    std::uint64_t relocations_offset = fields_.u32(rest + 8);
    std::uint64_t relocation_count = fields_.u32(rest + 12);
    std::uint32_t flags = fields_.u32(rest + 16);
    section.offset = begin_ + offset;
    if (is_without_bytes(flags)) section.size_bytes = 0;
    if (section.size_bytes != 0) {
      if (!require(offset, section.size_bytes, "a section reaches past the end of the file", entry)) return;
      section.number = add(offset, section.size_bytes, name, kind_of(segment, name, flags), segment, section.address);
    }
    add_range(relocations_offset, relocation_count * 8, "relocations", PartKind::relocation, entry);
    sections_.push_back(section);
  }

  void read_symbols() {
    for (std::uint64_t i = 0; i < symbol_count_; ++i) {
      read_symbol(begin_ + symbols_offset_ + i * by_width(12, 16));
    }
  }

  void read_symbol(std::uint64_t entry) {
    constexpr std::uint8_t for_debugger = 0xE0;
    constexpr std::uint8_t type_mask = 0x0E;
    constexpr std::uint8_t in_section = 0x0E;
    constexpr std::uint8_t is_external = 1;
    std::uint8_t type = fields_.u8(entry + 4);
    std::uint8_t section_number = fields_.u8(entry + 5);
    bool is_place = (type & for_debugger) == 0 && (type & type_mask) == in_section;
    if (!is_place || section_number == 0 || section_number > sections_.size()) return;
    const Section& section = sections_[section_number - 1];
    std::uint64_t position = fields_.address(entry + 8) - section.address;
    if (section.number == 0 || position >= section.size_bytes) return;
    std::uint32_t text = fields_.u32(entry);
    std::string_view name;
    if (text < texts_bytes_) name = fields_.text(begin_ + texts_offset_ + text, texts_bytes_ - text);
    // Marks of the assembler.
    if (name.starts_with("ltmp") || name.starts_with('L') || name.starts_with("l_")) return;
    parts_.add_symbol({.offset = section.offset + position,
                       .size_bytes = 0,
                       .name = name,
                       .section = section.number,
                       .is_global = (type & is_external) != 0});
  }

  /// The places of functions, which stripped programs have, too: distances from the first
  /// byte of the program on, each a LEB128.
  void read_function_starts() {
    ranges::sort(sections_, {}, &Section::offset);
    std::uint64_t place = 0;
    std::uint64_t position = starts_offset_;
    std::uint64_t end = starts_offset_ + starts_bytes_;
    while (position < end) {
      std::uint64_t distance = 0;
      std::uint8_t byte = 0x80;
      for (unsigned shift = 0; (byte & 0x80) != 0 && position < end && shift < 63; shift += 7) {
        byte = fields_.u8(begin_ + position++);
        distance |= std::uint64_t{byte & 0x7FU} << shift;
      }
      if (distance == 0) return;
      place += distance;
      add_function_start(begin_ + place);
    }
  }

  /// The sections are in the order of their offsets by now.
  void add_function_start(std::uint64_t offset) {
    auto after = ranges::lower_bound(sections_, offset + 1, {}, &Section::offset);
    if (after == sections_.begin()) return;
    const Section& section = *std::prev(after);
    if (section.number != 0) parts_.add_symbol({.offset = offset, .name = {}, .section = section.number});
  }

  Fields fields_;
  std::uint64_t begin_;
  std::uint64_t size_bytes_;
  NativeParts& parts_;
  std::string_view machine_;
  std::vector<Section> sections_;
  std::uint64_t symbols_offset_ = 0;
  std::uint64_t symbol_count_ = 0;
  std::uint64_t texts_offset_ = 0;
  std::uint64_t texts_bytes_ = 0;
  std::uint64_t starts_offset_ = 0;
  std::uint64_t starts_bytes_ = 0;
};

std::optional<BinaryFault> add_program(std::string_view bytes, std::uint64_t begin, std::uint64_t size_bytes,
                                       bool is_fat, NativeParts& parts) {
  constexpr std::uint64_t header_bytes_min = 28;
  if (size_bytes < header_bytes_min) return BinaryFault{"it ends inside a Mach-O header", begin};
  for (ByteOrder order : {ByteOrder::little, ByteOrder::big}) {
    std::uint32_t magic = Fields(bytes, order, false).u32(begin);
    if (magic != magic_32 && magic != magic_64) continue;
    Fields fields(bytes, order, magic == magic_64);
    std::string_view machine = is_fat ? machine_name(fields.u32(begin + 4)) : std::string_view();
    return MachOReader(fields, begin, size_bytes, parts).run(machine);
  }
  return BinaryFault{"a program in it is no Mach-O", begin};
}

std::optional<BinaryFault> add_fat(std::string_view bytes, bool is_wide, NativeParts& parts) {
  constexpr std::uint32_t programs_max = 64;
  constexpr std::uint64_t header_bytes = 8;
  std::uint64_t entry_bytes = is_wide ? 32 : 20;
  Fields fields(bytes, ByteOrder::big, is_wide);
  std::uint32_t count = fields.u32(4);
  if (count > programs_max) return BinaryFault{"it says it holds programs for more machines than there are", 4};
  if (!fields.require(0, header_bytes + count * entry_bytes, "it ends inside its list of programs", 4))
    return fields.fault();
  parts.add_section({.name = "fat header", .offset = 0, .size_bytes = header_bytes + count * entry_bytes},
                    PartKind::structure);
  for (std::uint32_t i = 0; i < count; ++i) {
    std::uint64_t entry = header_bytes + i * entry_bytes;
    std::uint64_t offset = fields.address(entry + 8);
    std::uint64_t size_bytes = fields.address(entry + (is_wide ? 16 : 12));
    if (!fields.require(offset, size_bytes, "a program reaches past the end of the file", entry)) return fields.fault();
    // A library of object files may be in the place of a program.
    bool is_archive = bytes.substr(offset).starts_with("!<arch>\n");
    if (is_archive) {
      parts.add_section({.name = "archive", .offset = offset, .size_bytes = size_bytes}, PartKind::custom);
      continue;
    }
    if (std::optional<BinaryFault> fault = add_program(bytes, offset, size_bytes, true, parts)) return fault;
  }
  return {};
}

}  // namespace

std::expected<FileParts, BinaryFault> mach_o_parts(std::string_view bytes) {
  NativeParts parts(bytes.size());
  std::uint32_t magic = Fields(bytes, ByteOrder::big, false).u32(0);
  bool is_fat = magic == magic_fat || magic == magic_fat_64;
  std::optional<BinaryFault> fault =
      is_fat ? add_fat(bytes, magic == magic_fat_64, parts) : add_program(bytes, 0, bytes.size(), false, parts);
  if (fault) return std::unexpected(*fault);
  return std::move(parts).finish(bytes);
}

}  // namespace sinter
