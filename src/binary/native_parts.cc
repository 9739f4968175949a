#include "binary/native_parts.h"

#include <algorithm>

#include "base/ranges.h"

namespace sinter {
namespace {

constexpr std::uint32_t outside = 0;  // the number of the section that stands for what no section holds

bool names_sooner(const NativeSymbol& left, const NativeSymbol& right) {
  if (left.offset != right.offset) return left.offset < right.offset;
  if (left.name.empty() != right.name.empty()) return right.name.empty();
  if (left.size_bytes != right.size_bytes) return left.size_bytes > right.size_bytes;
  return left.is_global && !right.is_global;
}

}  // namespace

NativeParts::NativeParts(std::uint64_t file_bytes) {
  file_.size_bytes = file_bytes;
  file_.sections.push_back({.name = "outside of sections", .offset = 0, .size_bytes = file_bytes});
  rest_.push_back(PartKind::structure);
}

std::uint32_t NativeParts::add_section(const PartSection& section, PartKind rest) {
  auto number = static_cast<std::uint32_t>(file_.sections.size());
  file_.sections.push_back(section);
  rest_.push_back(rest);
  sections_.push_back({.offset = section.offset,
                       .size_bytes = section.size_bytes,
                       .name = section.name,
                       .section = number,
                       .index = no_index,
                       .kind = rest});
  return number;
}

void NativeParts::add_symbol(const NativeSymbol& symbol) {
  PartKind rest = rest_[symbol.section];
  const PartSection& home = file_.sections[symbol.section];
  bool is_inside = symbol.offset >= home.offset && symbol.offset - home.offset < home.size_bytes;
  if (is_inside && (rest == PartKind::code || rest == PartKind::data)) symbols_.push_back(symbol);
}

/// Gives every symbol an end: its own, or that of another symbol of the place, or the
/// begin of the next, or the end of its section.
void NativeParts::size_symbols() {
  ranges::sort(symbols_, names_sooner);
  std::uint64_t next = UINT64_MAX;    // where the following symbol with another place begins
  std::uint64_t size_bytes_here = 0;  // of a later one with the same place
  for (std::size_t i = symbols_.size(); i-- > 0;) {
    NativeSymbol& symbol = symbols_[i];
    if (i + 1 < symbols_.size() && symbols_[i + 1].offset != symbol.offset) {
      next = symbols_[i + 1].offset;
      size_bytes_here = 0;
    }
    const PartSection& home = file_.sections[symbol.section];
    std::uint64_t room = home.offset + home.size_bytes - symbol.offset;
    if (symbol.size_bytes == 0) symbol.size_bytes = size_bytes_here;
    if (symbol.size_bytes == 0) symbol.size_bytes = next - symbol.offset;
    symbol.size_bytes = std::min(symbol.size_bytes, room);
    size_bytes_here = symbol.size_bytes;
  }
}

FileParts NativeParts::finish(std::string_view bytes) && {
  std::vector<Part> parts;
  if (file_.size_bytes != 0) {
    parts.push_back({.offset = 0,
                     .size_bytes = file_.size_bytes,
                     .name = {},
                     .section = outside,
                     .index = no_index,
                     .kind = PartKind::structure});
  }
  parts = lay_over(std::move(parts), std::move(sections_));
  size_symbols();
  std::vector<Part> claims;
  claims.reserve(symbols_.size());
  std::uint32_t functions = 0;
  std::uint32_t objects = 0;
  for (const NativeSymbol& symbol : symbols_) {
    bool is_code = rest_[symbol.section] == PartKind::code;
    claims.push_back({.offset = symbol.offset,
                      .size_bytes = symbol.size_bytes,
                      .name = symbol.name,
                      .section = symbol.section,
                      .index = is_code ? functions++ : objects++,
                      .kind = is_code ? PartKind::function : PartKind::data});
  }
  symbols_ = {};
  file_.parts = lay_over(std::move(parts), std::move(claims));
  name_padding(bytes, file_.sections, file_.parts);
  check_parts(file_);
  return std::move(file_);
}

}  // namespace sinter
