// A picture has every byte of the file once, however many parts there are, and says of each
// part what it was before and what keeps it.
#include "size/file_picture.h"

#include "testing/check.h"

namespace sinter {
namespace {

/// Functions of one byte and more, then a global each.
FileParts sample(std::uint32_t functions, std::uint32_t globals) {
  FileParts file;
  file.sections = {{.name = "code", .offset = 0, .size_bytes = 0}, {.name = "global", .offset = 0, .size_bytes = 0}};
  auto add = [&](PartKind kind, std::uint32_t index, std::uint64_t size) {
    file.parts.push_back({.offset = file.size_bytes,
                          .size_bytes = size,
                          .name = "",
                          .section = kind == PartKind::function ? 0u : 1u,
                          .index = index,
                          .kind = kind});
    file.size_bytes += size;
  };
  for (std::uint32_t i = 0; i < functions; ++i) add(PartKind::function, i, 1 + i % 3);
  for (std::uint32_t i = 0; i < globals; ++i) add(PartKind::global, i, 5);
  return file;
}

std::uint64_t total(const FilePicture& picture) {
  std::uint64_t sum = 0;
  for (const PictureEntry& entry : picture.entries) sum += entry.size_bytes;
  return sum;
}

TEST_CASE("few parts are an entry each") {
  FileParts file = sample(3, 2);
  FilePicture picture = make_picture({.file = file, .fingerprints = {}});
  CHECK(picture.entries.size() == 5);
  CHECK(picture.entries[1].name == "function 1");
  CHECK(total(picture) == file.size_bytes);
}

TEST_CASE("of very many parts functions are shown first, and what is left of a section is one entry") {
  FileParts file = sample(60'000, 90'000);
  FilePicture picture = make_picture({.file = file, .fingerprints = {}});
  CHECK(picture.entries.size() <= picture_entries_max + file.sections.size());
  CHECK(total(picture) == file.size_bytes);
  CHECK(picture.entries[59'999].kind == "function");
  CHECK(picture.entries[60'000].kind == "rest");
}

TEST_CASE("an entry stands below the one that keeps it, also when that is not shown by itself") {
  FileParts file = sample(2, picture_entries_max);
  // The file needs the first global, which is not shown; that needs the first function.
  Node hidden = part_node(2);
  std::vector<Edge> edges = {{file_node, hidden}, {hidden, part_node(0)}, {part_node(0), part_node(1)}};
  std::vector<std::uint64_t> weights = {0};
  for (const Part& part : file.parts) weights.push_back(part.size_bytes);
  PartGraph graph{.graph = Digraph(static_cast<Node>(weights.size()), edges),
                  .weights = weights,
                  .part_count = static_cast<std::uint32_t>(file.parts.size())};
  FilePicture picture = make_picture({.file = file, .fingerprints = {}, .graph = &graph});
  CHECK(picture.entries[0].keeper == no_entry);
  CHECK(picture.entries[0].retained_bytes == 3);
  CHECK(picture.entries[1].keeper == 0);
  CHECK(picture.entries[1].is_needed);
}

TEST_CASE("growth of all entries is that of the file, with what is gone") {
  FileParts before = sample(2, 3);
  FileParts after = sample(2, 1);
  after.parts[1].size_bytes = 10;
  DiffSide side{before, {}};
  FilePicture picture = make_picture({.file = after, .fingerprints = {}, .before = &side});
  std::uint64_t sum = 0;
  for (const PictureEntry& entry : picture.entries) sum += entry.before_bytes;
  CHECK(sum == before.size_bytes);
  CHECK(picture.entries[1].was_there);
  CHECK(picture.entries[1].before_bytes == 2);
  CHECK(picture.entries.back().size_bytes == 0);
}

}  // namespace
}  // namespace sinter
