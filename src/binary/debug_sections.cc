#include "binary/debug_sections.h"

#include <optional>

#include "binary/inflate.h"

namespace sinter {
namespace {

/// ".debug_line" as ELF and PE call it, "__debug_line" as Mach-O does; with a z when packed.
struct DebugName {
  std::string_view name;  // "line"
  bool is_packed = false;
};

std::optional<DebugName> debug_name(std::string_view section) {
  if (section.starts_with("__")) section.remove_prefix(2);
  else if (section.starts_with('.')) section.remove_prefix(1);
  else return std::nullopt;
  if (section.starts_with("debug_")) return DebugName{section.substr(6)};
  if (section.starts_with("zdebug_")) return DebugName{.name = section.substr(7), .is_packed = true};
  return std::nullopt;
}

class Unpacker {
 public:
  Unpacker(std::string_view bytes, const FileParts& file, std::string_view machine)
      : bytes_(bytes), file_(file), machine_(machine), bytes_left_(bytes.size() * unpacked_times_max) {
    found_.unpacked.reserve(sections_max);  // views of them stay right
    constexpr std::size_t order_at = 5;
    constexpr std::size_t width_at = 4;
    is_elf_ = bytes.starts_with(
        "\x7F"
        "ELF");
    if (is_elf_) found_.sections.is_big_endian = bytes[order_at] == 2;
    if (is_elf_) has_64_bits_ = bytes[width_at] == 2;
  }

  std::expected<DebugSections, BinaryFault> run(DebugWanted wanted) && {
    dwarf::Sections& sections = found_.sections;
    sections.line = section("line");
    sections.line_text = section("line_str");
    sections.text = section("str");
    // Units are only asked for their folder, which newer tables have themselves.
    if (wanted == DebugWanted::entries || dwarf::has_old_tables(sections)) {
      sections.information = section("info");
      sections.abbreviations = section("abbrev");
    }
    if (wanted == DebugWanted::entries) {
      sections.ranges = section("ranges");
      sections.range_lists = section("rnglists");
      sections.addresses = section("addr");
      sections.text_offsets = section("str_offsets");
    }
    if (fault_) return std::unexpected(*fault_);
    return std::move(found_);
  }

 private:
  static constexpr std::uint64_t unpacked_times_max = 4;
  static constexpr std::size_t sections_max = 9;

  std::string_view section(std::string_view wanted) {
    for (const PartSection& section : file_.sections) {
      std::optional<DebugName> name = debug_name(section.name);
      if (!name || name->name != wanted || section.machine != machine_ || fault_) continue;
      if (wanted == "line") found_.line_offset = section.offset;
      std::string_view content = bytes_.substr(section.offset, section.size_bytes);
      if (section.is_compressed) return unpack_elf(section, content);
      return name->is_packed ? unpack_older(section, content) : content;
    }
    return {};
  }

  /// ELF says before the content how it is packed, and how large it was.
  std::string_view unpack_elf(const PartSection& section, std::string_view content) {
    constexpr std::uint32_t packed_by_zlib = 1;
    constexpr std::uint32_t packed_by_zstd = 2;
    std::uint64_t header_bytes = has_64_bits_ ? 24 : 12;
    if (content.size() < header_bytes) return fail(section, "a packed debugging section ends in its header");
    Fields fields(content, found_.sections.is_big_endian ? ByteOrder::big : ByteOrder::little, has_64_bits_);
    std::uint32_t kind = fields.u32(0);
    if (kind == packed_by_zstd) {
      return fail(section,
                  "its debugging sections are packed with zstd, which is not read: "
                  "`objcopy --decompress-debug-sections` unpacks them");
    }
    if (kind != packed_by_zlib) return fail(section, "a debugging section is packed in an unknown way");
    return unpack(section, content.substr(header_bytes), fields.address(has_64_bits_ ? 8 : 4));
  }

  std::string_view unpack_older(const PartSection& section, std::string_view content) {
    constexpr std::string_view magic = "ZLIB";
    constexpr std::uint64_t header_bytes = 12;
    if (!content.starts_with(magic) || content.size() < header_bytes) return content;  // so named, and not packed
    std::uint64_t size_bytes = Fields(content, ByteOrder::big, true).u64(magic.size());
    return unpack(section, content.substr(header_bytes), size_bytes);
  }

  std::string_view unpack(const PartSection& section, std::string_view packed, std::uint64_t size_bytes) {
    if (size_bytes > bytes_left_) return fail(section, "its debugging sections say they are far larger than the file");
    bytes_left_ -= size_bytes;
    std::optional<std::string> content = inflated(packed, size_bytes);
    if (!content) return fail(section, "a packed debugging section cannot be unpacked");
    return found_.unpacked.emplace_back(*std::move(content));
  }

  std::string_view fail(const PartSection& section, std::string_view reason) {
    fault_ = BinaryFault{reason, section.offset};
    return {};
  }

  std::string_view bytes_;
  const FileParts& file_;
  std::string_view machine_;
  std::uint64_t bytes_left_;
  bool is_elf_ = false;
  bool has_64_bits_ = false;
  DebugSections found_;
  std::optional<BinaryFault> fault_;
};

}  // namespace

std::expected<DebugSections, BinaryFault> debug_sections(std::string_view bytes, const FileParts& file,
                                                         std::string_view machine, DebugWanted wanted) {
  return Unpacker(bytes, file, machine).run(wanted);
}

}  // namespace sinter
