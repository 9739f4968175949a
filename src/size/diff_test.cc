// A diff says of each function and data segment what became of it, and adds up to the
// difference of the files, with names, with some, and without.
#include "size/diff.h"

#include "size/duplicates.h"
#include "testing/check.h"

namespace sinter {
namespace {

struct Function {
  std::string_view name;
  std::uint64_t size_bytes;
  std::uint64_t fingerprint;
};

/// A file of one section with a header of 10 bytes.
struct SampleFile {
  SampleFile(std::initializer_list<Function> functions) {
    file.sections = {{.name = "code", .offset = 0, .size_bytes = 0}};
    add("", 10, 0, PartKind::structure);
    for (const Function& function : functions) {
      add(function.name, function.size_bytes, function.fingerprint, PartKind::function);
    }
  }
  void add(std::string_view name, std::uint64_t size_bytes, std::uint64_t fingerprint, PartKind kind) {
    file.parts.push_back({.offset = file.size_bytes,
                          .size_bytes = size_bytes,
                          .name = name,
                          .section = 0,
                          .index = static_cast<std::uint32_t>(file.parts.size()),
                          .kind = kind});
    file.size_bytes += size_bytes;
    fingerprints.push_back(fingerprint);
  }
  DiffSide side() const { return {file, fingerprints}; }
  FileParts file;
  std::vector<std::uint64_t> fingerprints;
};

std::string text_of(const Diff& diff) {
  std::string text;
  for (const DiffRow& row : diff.rows) {
    text += std::string(change_name(row.change)) + " " + row.name + " " + std::to_string(row.growth_bytes()) + "; ";
  }
  return text + std::to_string(diff.same_count) + " the same";
}

std::string diff_text(const SampleFile& before, const SampleFile& after, std::size_t top = 100) {
  return text_of(diff_files(before.side(), after.side(), top));
}

TEST_CASE("by name, functions are found wherever they are") {
  SampleFile before = {{"keep", 20, 1}, {"grow", 30, 2}, {"shrink", 40, 3}, {"gone", 50, 4}, {"edit", 7, 5}};
  SampleFile after = {{"new", 99, 9}, {"edit", 7, 6}, {"shrink", 25, 3}, {"grow", 60, 8}, {"keep", 20, 1}};
  CHECK(diff_text(before, after) ==
        "added new 99; gone gone -50; grown grow 30; shrunk shrink -15; changed edit 0; 2 the same");
}

TEST_CASE("the only data segment of both files is one segment, whatever became of the code") {
  SampleFile before = {{"", 20, 1}, {"", 30, 2}};
  SampleFile after = {{"", 40, 3}};
  for (SampleFile* file : {&before, &after}) file->add("", 10, 0, PartKind::structure);
  before.add("", 100, 5, PartKind::data);
  after.add("", 160, 6, PartKind::data);
  CHECK(diff_text(before, after).contains("grown data"));
  after.add("", 8, 7, PartKind::data);
  CHECK(!diff_text(before, after).contains("grown data"));
}

TEST_CASE("without names, functions are found by what they do, and else by their place") {
  SampleFile before = {{"", 20, 1}, {"", 30, 2}, {"", 40, 3}};
  SampleFile moved = {{"", 40, 3}, {"", 20, 1}, {"", 30, 2}};
  CHECK(diff_text(before, moved) == "4 the same");
  SampleFile edited = {{"", 20, 1}, {"", 35, 9}, {"", 40, 3}};
  CHECK(diff_text(before, edited) == "grown function 2 5; 3 the same");
  SampleFile inserted = {{"", 20, 1}, {"", 35, 9}, {"", 30, 2}, {"", 40, 3}};
  CHECK(diff_text(before, inserted) == "added function 2 35; 4 the same");
}

TEST_CASE("a stripped build is compared with one that has names") {
  SampleFile named = {{"a", 20, 1}, {"b", 30, 2}, {"c", 40, 3}};
  SampleFile stripped = {{"", 20, 1}, {"", 31, 9}, {"", 40, 3}};
  CHECK(diff_text(named, stripped) == "grown b 1; 3 the same");
}

TEST_CASE("what is left out is counted, and is part of the sum") {
  SampleFile before = {{"a", 20, 1}};
  SampleFile after = {{"a", 25, 2}, {"b", 7, 3}, {"c", 3, 4}};
  Diff diff = diff_files(before.side(), after.side(), 1);
  CHECK(text_of(diff) == "added b 7; 1 the same");
  CHECK(diff.left_out_count == 2);
  CHECK(diff.left_out_bytes == 8);
  CHECK(diff.counts[static_cast<std::size_t>(PartChange::added)] == 2);
}

TEST_CASE("what several files repeat is counted once less") {
  SampleFile one = {{"a", 20, 1}, {"b", 20, 1}, {"alone", 90, 2}, {"tiny", 3, 5}};
  SampleFile other = {{"c", 22, 1}, {"tiny", 3, 5}};
  DuplicateFile files[] = {{"one", one.file, one.fingerprints}, {"other", other.file, other.fingerprints}};
  Duplicates duplicates = find_duplicates(files, 10);
  REQUIRE(duplicates.groups.size() == 1);
  const DuplicateGroup& group = duplicates.groups[0];
  CHECK(group.name == "a");
  CHECK(group.count == 3);
  CHECK(group.repeated_bytes() == 40);
  CHECK(group.files == std::vector<std::string>{"one", "other"});
  CHECK(duplicates.repeated_bytes == 40);
}

TEST_CASE("what fills the room between functions without names parts none of them from its neighbours") {
  auto sample = [](std::uint64_t print, std::uint64_t last_bytes) {
    SampleFile file = {{"", 20, print}};
    file.add("", 3, 0, PartKind::padding);
    file.add("", 30, print + 1, PartKind::function);
    file.add("", 1, 0, PartKind::padding);
    file.add("", last_bytes, print + 2, PartKind::function);
    return file;
  };
  SampleFile before = sample(10, 40), after = sample(20, 45);
  Diff diff = diff_files(before.side(), after.side(), 10);
  CHECK(diff.counts[static_cast<int>(PartChange::grown)] == 1);
  CHECK(diff.counts[static_cast<int>(PartChange::added)] == 0);
  CHECK(diff.counts[static_cast<int>(PartChange::gone)] == 0);
}

}  // namespace
}  // namespace sinter
