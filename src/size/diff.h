// What is different between two builds of a file, part by part.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "binary/parts.h"

namespace sinter {

enum class PartChange : std::uint8_t { added, grown, shrunk, gone, changed };  // changed: of the same size

std::string_view change_name(PartChange change);

struct DiffRow {
  PartChange change;
  std::string kind;  // "function", "data", or "section" for all that a section has beside those
  std::string name;
  std::uint64_t before_bytes = 0;
  std::uint64_t after_bytes = 0;

  std::int64_t growth_bytes() const { return static_cast<std::int64_t>(after_bytes - before_bytes); }
};

struct Diff {
  std::uint64_t before_bytes = 0;
  std::uint64_t after_bytes = 0;
  std::vector<DiffRow> rows;  // what changed most first; their growth adds up to that of the file
  std::uint64_t same_count = 0;
  std::uint64_t counts[5] = {};  // of rows, by PartChange
  std::uint64_t left_out_count = 0;
  std::int64_t left_out_bytes = 0;  // growth of what was left out
};

struct DiffSide {
  const FileParts& file;
  std::span<const std::uint64_t> fingerprints;  // of each part; empty if there are none
};

inline constexpr std::size_t no_part = SIZE_MAX;

/// For each part of `after` the same part of `before`, or no_part: functions and data as
/// below, all else by section, kind and name.
std::vector<std::size_t> matched_parts(const DiffSide& before, const DiffSide& after);

/// Functions and data are the same part if they have the same name; without names, if they
/// do the same; else, if as many lie between two such pairs in both files, by their place
/// there. All else is compared section by section.
Diff diff_files(const DiffSide& before, const DiffSide& after, std::size_t top);

}  // namespace sinter
