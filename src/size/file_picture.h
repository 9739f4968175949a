// All that a page shows of one file, each part with all that is known of it: its place in
// the file, in its namespaces and in the tree of what keeps what, what it was compiled from
// and what it was in an older build.
//
// Files with very many parts show the largest one by one; what is left of each section is
// one entry, so that all entries still add up to the file.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "binary/parts.h"
#include "binary/source_ranges.h"
#include "size/compressed_shares.h"
#include "size/diff.h"
#include "size/part_graph.h"

namespace sinter {

/// More are not drawn one by one: what a page can still show without making one wait.
inline constexpr std::size_t picture_entries_max = 100'000;

/// Stands for nothing in what follows.
inline constexpr std::uint32_t no_entry = UINT32_MAX;

struct PictureEntry {
  std::string name;       // readable
  std::string_view kind;  // as in a report; "rest" for many small parts, "group" for all functions of a type in a table
  std::uint32_t section = 0;        // of FileParts::sections; no_entry of a group and of what is gone
  std::uint32_t scope = no_entry;   // of FilePicture::scopes
  std::uint32_t keeper = no_entry;  // the entry without which this would not be needed; no_entry: none, or the file
  bool is_needed = true;            // false of garbage
  bool was_there = false;           // in the older build
  std::uint64_t size_bytes = 0;     // 0 of what is gone
  std::uint64_t gzip_bytes = 0;
  std::uint64_t brotli_bytes = 0;
  std::uint64_t retained_bytes = 0;  // its own and what only it needs
  std::uint64_t before_bytes = 0;
};

/// A namespace, a crate, a class: what names lie in.
struct PictureScope {
  std::string name;
  std::uint32_t parent = no_entry;
};

/// How much of an entry was compiled from one source file.
struct PicturePiece {
  std::uint32_t entry = 0;
  std::uint32_t source = 0;
  std::uint64_t size_bytes = 0;
};

struct FilePicture {
  std::vector<PictureEntry> entries;
  std::vector<PictureScope> scopes;  // each after its parent
  std::vector<PicturePiece> pieces;
  bool has_keepers = false;
  bool has_shares = false;  // of the compressed file
};

struct PictureSource {
  const FileParts& file;
  std::span<const std::uint64_t> fingerprints;
  const PartGraph* graph = nullptr;  // the rest may be missing
  const CompressedShares* shares = nullptr;
  const SourceRanges* sources = nullptr;
  const DiffSide* before = nullptr;
};

FilePicture make_picture(const PictureSource& source);

}  // namespace sinter
