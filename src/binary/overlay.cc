#include "binary/overlay.h"

#include <algorithm>

namespace sinter {
namespace {

std::uint64_t end_of(const Part& part) { return part.offset + part.size_bytes; }

/// Sorts the claims and cuts each one where the one before it ends.
void settle(std::vector<Part>& claims, std::uint64_t file_bytes) {
  auto begins_before = [](const Part& left, const Part& right) { return left.offset < right.offset; };
  if (!std::ranges::is_sorted(claims, begins_before)) std::ranges::stable_sort(claims, begins_before);
  std::uint64_t taken = 0;
  std::size_t kept = 0;
  for (Part claim : claims) {
    if (claim.offset >= file_bytes) break;
    std::uint64_t end = claim.offset + std::min(claim.size_bytes, file_bytes - claim.offset);
    if (end <= taken || end == claim.offset) continue;
    claim.offset = std::max(claim.offset, taken);
    claim.size_bytes = end - claim.offset;
    taken = end;
    claims[kept++] = claim;
  }
  claims.resize(kept);
}

bool is_filling(std::string_view bytes) {
  char first = bytes.front();
  bool may_fill = first == '\0' || first == '\x90' || first == '\xCC';
  return may_fill && bytes.find_first_not_of(first) == std::string_view::npos;
}

}  // namespace

std::vector<Part> lay_over(std::vector<Part> below, std::vector<Part> claims) {
  if (below.empty()) return below;
  settle(claims, end_of(below.back()));
  std::vector<Part> parts;
  parts.reserve(below.size() + claims.size());
  auto claim = claims.begin();
  std::uint64_t position = 0;  // what lies before it is in `parts`
  for (const Part& base : below) {
    auto keep_base_until = [&](std::uint64_t end) {
      if (position >= end) return;
      Part piece = base;
      piece.offset = position;
      piece.size_bytes = end - position;
      parts.push_back(piece);
      position = end;
    };
    for (; claim != claims.end() && claim->offset < end_of(base); ++claim) {
      keep_base_until(claim->offset);
      parts.push_back(*claim);
      position = end_of(*claim);
    }
    keep_base_until(end_of(base));
  }
  return parts;
}

void name_padding(std::string_view bytes, const std::vector<PartSection>& sections, std::vector<Part>& parts) {
  for (Part& part : parts) {
    bool may_be_padding = part.kind == PartKind::code || part.kind == PartKind::structure ||
                          (part.kind == PartKind::data && part.index == no_index);
    bool is_whole_section = sections[part.section].size_bytes == part.size_bytes;
    if (!may_be_padding || is_whole_section) continue;
    if (is_filling(bytes.substr(part.offset, part.size_bytes))) part.kind = PartKind::padding;
  }
}

}  // namespace sinter
