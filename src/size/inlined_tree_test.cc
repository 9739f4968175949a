// A function of 100 bytes, one of 50, and which of their bytes were inlined.
#include "size/inlined_tree.h"

#include "testing/check.h"

namespace sinter {
namespace {

FileParts two_functions() {
  FileParts file{
      .size_bytes = 160,
      .sections = {{.name = "code", .offset = 0, .size_bytes = 160}},
      .parts = {
          {.offset = 0, .size_bytes = 10, .name = "", .section = 0, .index = no_index, .kind = PartKind::structure},
          {.offset = 10, .size_bytes = 100, .name = "large", .section = 0, .index = 0, .kind = PartKind::function},
          {.offset = 110,
           .size_bytes = 50,
           .name = "_Z5smallv",
           .section = 0,
           .index = 1,
           .kind = PartKind::function}}};
  check_parts(file);
  return file;
}

const InlinedCode code = {.files = {"a.cc"},
                          .calls = {{.source = 0, .line = 5, .function = "middle"},
                                    {.outer = 0, .source = 0, .line = 6, .function = "inner"},
                                    {.source = 0, .line = 9, .function = "inner"},
                                    {.source = 0, .line = 5, .function = "middle"},  // once more, from the same place
                                    {.function = "moved"}},
                          .ranges = {{.begin = 0, .size_bytes = 15, .source = 0},
                                     {.begin = 20, .size_bytes = 30, .source = 1},
                                     {.begin = 50, .size_bytes = 8, .source = 3},
                                     {.begin = 60, .size_bytes = 4, .source = 2},
                                     {.begin = 105, .size_bytes = 15, .source = 4}},
                          .is_known = true};

std::vector<std::string> told(const InlinedTree& tree) {
  std::vector<std::string> lines;
  for (const InlinedRow& row : tree.rows) {
    lines.push_back(std::string(row.depth, ' ') + row.name + " " + row.file + ":" + std::to_string(row.line) + " " +
                    std::to_string(row.size_bytes) + " " + std::to_string(row.own_bytes));
  }
  return lines;
}

TEST_CASE("each byte of a function is its own or of one chain of calls, and the rows above have it, too") {
  InlinedTree tree = inlined_tree(two_functions(), code, SIZE_MAX);
  CHECK(told(tree) == std::vector<std::string>{"large :0 100 48", " middle a.cc:5 43 13", "  inner a.cc:6 30 30",
                                               " moved :0 5 5", " inner a.cc:9 4 4", "small() :0 50 40",
                                               " moved :0 10 10"});
  CHECK(tree.rows[5].symbol == "_Z5smallv");
  CHECK(tree.inlined_bytes == 62);
  CHECK(tree.left_out_count == 0);
}

TEST_CASE("the largest rows are shown, with all that they are below") {
  InlinedTree tree = inlined_tree(two_functions(), code, 3);
  CHECK(told(tree) == std::vector<std::string>{"large :0 100 48", " middle a.cc:5 43 13", "small() :0 50 40"});
  CHECK(tree.left_out_count == 4);
  CHECK(tree.inlined_bytes == 62);
}

TEST_CASE("functions into which nothing was inlined are not there") {
  InlinedTree tree = inlined_tree(two_functions(), {.is_known = true}, SIZE_MAX);
  CHECK(tree.rows.empty());
  CHECK(tree.inlined_bytes == 0);
}

TEST_CASE("a long chain of calls in many functions takes room for the one and the other, not for each pair") {
  constexpr std::uint32_t depth = 900;
  constexpr std::uint32_t functions = 2000;
  FileParts file{.size_bytes = 2 * functions,
                 .sections = {{.name = "code", .offset = 0, .size_bytes = 2 * functions}},
                 .parts = {}};
  InlinedCode deep{.files = {"a.cc"}, .calls = {}, .ranges = {}, .is_known = true};
  for (std::uint32_t call = 0; call < depth; ++call) {
    deep.calls.push_back(
        {.outer = call == 0 ? wasm::no_call : call - 1, .source = 0, .line = call + 1, .function = "deeper"});
  }
  for (std::uint32_t index = 0; index < functions; ++index) {
    file.parts.push_back(
        {.offset = 2 * index, .size_bytes = 2, .name = "f", .section = 0, .index = index, .kind = PartKind::function});
    deep.ranges.push_back({.begin = 2 * index, .size_bytes = 1, .source = depth - 1});
  }
  InlinedTree tree = inlined_tree(file, deep, SIZE_MAX);
  CHECK(tree.rows[depth].depth == depth);
  CHECK(tree.rows.size() < 20 * functions);
  CHECK(tree.inlined_bytes == functions);
}

}  // namespace
}  // namespace sinter
