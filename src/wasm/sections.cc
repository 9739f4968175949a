#include "wasm/sections.h"

#include <expected>

#include "base/ranges.h"
#include "wasm/byte_reader.h"

namespace sinter::wasm {
namespace {

constexpr std::uint8_t section_id_max = 13;
constexpr std::string_view magic("\0asm", 4);
constexpr std::string_view version_1("\1\0\0\0", 4);
constexpr std::string_view layer_component("\1\0", 2);  // the last two bytes of a component's version

/// The place a section must have among the others: the two younger sections were put
/// between older ones, so the numbers alone do not say it.
int section_rank(SectionId id) {
  switch (id) {
    case SectionId::custom: return 0;
    case SectionId::type: return 1;
    case SectionId::import: return 2;
    case SectionId::function: return 3;
    case SectionId::table: return 4;
    case SectionId::memory: return 5;
    case SectionId::tag: return 6;
    case SectionId::global: return 7;
    case SectionId::exports: return 8;
    case SectionId::start: return 9;
    case SectionId::element: return 10;
    case SectionId::data_count: return 11;
    case SectionId::code: return 12;
    case SectionId::data: return 13;
  }
  return 0;
}

void check_header(ByteReader& reader) {
  bool has_magic = reader.left_bytes() >= magic.size() && reader.take(magic.size()) == magic;
  if (!has_magic) reader.fail(Problem::not_wasm, 0);
  std::string_view version = reader.take(version_1.size());
  if (!reader.is_ok() || version == version_1) return;
  bool is_component = version.substr(2) == layer_component;
  reader.fail(is_component ? Problem::is_component : Problem::version_unknown, magic.size());
}

Section read_section(ByteReader& reader) {
  std::uint64_t offset = reader.offset();
  std::uint8_t number = reader.byte();
  if (number > section_id_max) reader.fail(Problem::section_unknown, offset);
  std::uint32_t payload_bytes = reader.u32();
  if (reader.is_ok() && payload_bytes > reader.left_bytes()) reader.fail(Problem::section_past_end, offset);
  std::uint64_t start = reader.offset();
  Section section = {.id = static_cast<SectionId>(number),
                     .name = {},
                     .payload = reader.take(payload_bytes),
                     .offset = offset,
                     .size_bytes = reader.offset() - offset};
  if (section.id == SectionId::custom && reader.is_ok()) {
    ByteReader inside(section.payload, start, Problem::section_too_short);
    section.name = inside.name();
    if (std::optional<Fault> fault = inside.fault()) reader.fail(fault->problem, fault->offset);
    section.payload = inside.take(inside.left_bytes());
  }
  return section;
}

}  // namespace

std::expected<std::vector<Section>, Fault> read_sections(std::string_view bytes) {
  ByteReader reader(bytes, 0);
  check_header(reader);
  std::vector<Section> sections;
  int rank_before = 0;
  while (!reader.is_done()) {
    Section section = read_section(reader);
    if (int rank = section_rank(section.id); rank != 0 && reader.is_ok()) {
      if (rank == rank_before) reader.fail(Problem::section_repeated, section.offset);
      if (rank < rank_before) {
        bool is_repeated = ranges::contains(sections, section.id, &Section::id);
        reader.fail(is_repeated ? Problem::section_repeated : Problem::section_order, section.offset);
      }
      rank_before = rank;
    }
    if (sections.size() == sections_max) reader.fail(Problem::limit_reached, section.offset);
    sections.push_back(section);
  }
  if (std::optional<Fault> fault = reader.fault()) return std::unexpected(*fault);
  return sections;
}

std::string_view section_name(const Section& section) {
  switch (section.id) {
    case SectionId::custom: return section.name;
    case SectionId::type: return "type";
    case SectionId::import: return "import";
    case SectionId::function: return "function";
    case SectionId::table: return "table";
    case SectionId::memory: return "memory";
    case SectionId::global: return "global";
    case SectionId::exports: return "export";
    case SectionId::start: return "start";
    case SectionId::element: return "element";
    case SectionId::code: return "code";
    case SectionId::data: return "data";
    case SectionId::data_count: return "data count";
    case SectionId::tag: return "tag";
  }
  return "unknown";
}

std::vector<Section> custom_sections(std::span<const Section> sections, std::string_view name) {
  std::vector<Section> found;
  for (const Section& section : sections) {
    if (section.id == SectionId::custom && section.name == name) found.push_back(section);
  }
  return found;
}

std::string without_sections(std::string_view bytes, std::span<const Section> sections,
                             std::span<const std::string_view> names) {
  std::string kept(bytes.substr(0, header_size_bytes));
  for (const Section& section : sections) {
    bool is_dropped = section.id == SectionId::custom && ranges::contains(names, section.name);
    if (!is_dropped) kept += bytes.substr(section.offset, section.size_bytes);
  }
  return kept;
}

bool is_debug_section(std::string_view name) {
  return name == "name" || name == "sourceMappingURL" || name == "external_debug_info" || name.starts_with(".debug_");
}

std::string without_debug_sections(std::string_view bytes) {
  auto sections = read_sections(bytes);
  if (!sections) return std::string(bytes);
  std::vector<std::string_view> names;
  for (const Section& section : *sections) {
    if (section.id == SectionId::custom && is_debug_section(section.name)) names.push_back(section.name);
  }
  return without_sections(bytes, *sections, names);
}

}  // namespace sinter::wasm
