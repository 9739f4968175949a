#include "dwarf/unit_folders.h"

#include <optional>

#include "base/ranges.h"
#include "dwarf/unit_entries.h"

namespace sinter::dwarf {
namespace {

/// What the first entry of a unit says, which is what was compiled.
std::optional<UnitFolder> folder_of(UnitEntries& unit, const Abbreviations& abbreviations) {
  const Abbreviations::Shape* shape = unit.next(abbreviations);
  if (shape == nullptr) return {};
  UnitFolder result;
  bool has_lines = false;
  for (std::uint32_t index = shape->first; index < shape->first + shape->count; ++index) {
    const Abbreviations::Attributed& attributed = abbreviations.attribute(index);
    Value value = unit.read_value(attributed);
    auto attribute = static_cast<Attribute>(attributed.attribute);
    if (attribute == Attribute::folder) result.folder = value.text;
    if (attribute == Attribute::lines) {
      result.lines = value.number;
      has_lines = true;
    }
  }
  if (!has_lines || result.folder.empty()) return {};
  return result;
}

}  // namespace

std::vector<UnitFolder> read_unit_folders(const Sections& sections) {
  std::vector<UnitFolder> folders;
  if (sections.abbreviations.empty()) return folders;
  AllUnits units(sections);
  while (std::optional<UnitEntries> unit = units.next()) {
    if (unit->version() >= 5) continue;
    if (std::optional<UnitFolder> folder = folder_of(*unit, units.abbreviations())) folders.push_back(*folder);
  }
  ranges::sort(folders, {}, &UnitFolder::lines);
  return folders;
}

}  // namespace sinter::dwarf
