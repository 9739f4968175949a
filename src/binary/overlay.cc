#include "binary/overlay.h"

#include <algorithm>

#include "base/ranges.h"

namespace sinter {
namespace {

std::uint64_t end_of(const Part& part) { return part.offset + part.size_bytes; }

/// Sorts the claims and cuts each one where the one before it ends.
void settle(std::vector<Part>& claims, std::uint64_t file_bytes) {
  auto begins_before = [](const Part& left, const Part& right) { return left.offset < right.offset; };
  ranges::sort(claims, begins_before);
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

/// Instructions that do nothing, as assemblers write them between functions: so many that
/// the next one begins at a multiple of a cache line at most.
bool begins_with_no_operation(std::string_view bytes) {
  constexpr std::size_t filling_bytes_max = 64;
  if (bytes.size() >= filling_bytes_max) return false;
  constexpr std::string_view aarch64("\x1F\x20\x03\xD5", 4);
  std::size_t prefixes = bytes.find_first_not_of('\x66');
  if (prefixes == std::string_view::npos) return false;
  std::string_view rest = bytes.substr(prefixes);
  bool is_x86 =
      rest.starts_with("\x0F\x1F") || rest.starts_with("\x2E\x0F\x1F") || (prefixes != 0 && rest[0] == '\x90');
  return is_x86 || bytes.starts_with(aarch64);
}

bool is_filling(const Part& part, std::string_view bytes) {
  char first = bytes.front();
  bool may_fill = first == '\0' || first == '\x90' || first == '\xCC';
  if (may_fill && bytes.find_first_not_of(first) == std::string_view::npos) return true;
  return part.kind == PartKind::code && begins_with_no_operation(bytes);
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
    if (is_filling(part, bytes.substr(part.offset, part.size_bytes))) part.kind = PartKind::padding;
  }
}

}  // namespace sinter
