// The state comes back as it was saved or not at all, and knows which files are left over
// from actions that are gone.
#include "cache/state.h"

#include <algorithm>

#include "base/bytes.h"
#include "graph/builder.h"
#include "os/files.h"
#include "testing/check.h"
#include "testing/scratch.h"

namespace sinter {
namespace {

using testing::must;

ActionRecord record_of(BuildState& state, std::vector<std::string> outputs) {
  ActionRecord record{.base = sha256("base"), .key = sha256("key")};
  record.parts.command = sha256("command");
  record.parts.environment = {{"CC", Digest{}}};
  record.parts.tools = {{"clang", sha256("tool")}};
  record.parts.inputs = {{state.files.intern("a.cc"), sha256("source")}};
  record.discovered = {{state.files.intern("a.h"), sha256("header")}};
  for (const std::string& path : outputs) record.outputs.push_back({state.files.intern(path), sha256(path)});
  record.duration_ns = 7;
  return record;
}

Graph graph_with(std::vector<std::pair<std::string, std::string>> actions) {
  GraphBuilder builder;
  for (auto& [name, output] : actions) {
    builder.add(
        {.name = name, .verb = "run", .goal = name, .goal_kind = "step", .argv = {"true"}, .outputs = {output}});
  }
  return std::move(builder).finish().value();
}

std::vector<std::string> paths(const BuildState& state, const std::vector<FileDigest>& files) {
  std::vector<std::string> result;
  for (const FileDigest& file : files) result.emplace_back(state.files.path(file.file));
  return result;
}

TEST_CASE("the fuzz target begins with a state of the format that is read now") {
  std::string seed = must(read_file(std::string(SINTER_SOURCE_DIR) + "/src/cache/state_corpus/two-steps"));
  CHECK(BuildState::decode(seal(state_magic, seed)).has_value());
}

TEST_CASE("every part of a record comes back") {
  BuildState state;
  state.put("compile", record_of(state, {"a.o"}));
  std::optional<BuildState> back = BuildState::decode(state.encode(0));
  REQUIRE(back);
  const ActionRecord* record = back->find("compile");
  REQUIRE(record != nullptr);
  ActionRecord expected = record_of(*back, {"a.o"});
  CHECK(record->base == expected.base);
  CHECK(record->key == expected.key);
  CHECK(record->parts.command == expected.parts.command);
  CHECK(record->parts.environment == expected.parts.environment);
  CHECK(record->parts.tools == expected.parts.tools);
  CHECK(record->parts.inputs == expected.parts.inputs);
  CHECK(record->discovered == expected.discovered);
  CHECK(record->outputs == expected.outputs);
  CHECK(record->duration_ns == 7);
  CHECK(back->find("link") == nullptr);
}

TEST_CASE("the same state is the same bytes, in whatever order it grew") {
  BuildState one, two;
  for (BuildState* state : {&one, &two}) {
    CHECK(state->retain(graph_with({{"x", "x"}, {"y", "y"}}), sha256("plan")).empty());
    for (const char* path : {"a.cc", "a.h"}) state->files.intern(path);
  }
  one.put("x", record_of(one, {"x"}));
  one.put("y", record_of(one, {"y"}));
  two.put("y", record_of(two, {"y"}));
  two.put("x", record_of(two, {"x"}));
  CHECK(one.encode(0) == two.encode(0));
}

TEST_CASE("a digest that a record shares with the table is kept once, and stays when the file changes") {
  constexpr std::int64_t later_ns = 1'000'000'000;
  BuildState state;
  FileIndex source = state.files.intern("a.cc");
  state.files.record(source, sha256("source"), {.size_bytes = 6});
  state.put("compile", record_of(state, {"a.o"}));
  std::string bytes = state.encode(later_ns);
  Digest digest = sha256("source");
  std::string expected(reinterpret_cast<const char*>(digest.bytes.data()), sizeof digest);
  CHECK(bytes.find(expected) != std::string::npos);
  CHECK(bytes.find(expected) == bytes.rfind(expected));
  for (const char* content : {"new", "newer"}) {
    std::optional<BuildState> back = BuildState::decode(bytes);
    REQUIRE(back);
    back->files.record(source, sha256(content), {.size_bytes = 9});
    RecordView view;
    REQUIRE(back->view("compile", 0, view));
    CHECK(view.inputs.front().digest == sha256("source"));
    bytes = back->encode(later_ns);
  }
  std::optional<BuildState> back = BuildState::decode(bytes);
  REQUIRE(back);
  CHECK(back->find("compile")->parts.inputs.front().digest == sha256("source"));
}

TEST_CASE("records that speak of different versions of a tool come back with their own") {
  BuildState state;
  for (const char* version : {"one", "two", "three"}) {
    ActionRecord record = record_of(state, {});
    record.parts.tools.push_back({"clang", sha256(version)});
    state.put(version, std::move(record));
  }
  std::optional<BuildState> back = BuildState::decode(state.encode(0));
  REQUIRE(back);
  for (const char* version : {"one", "two", "three"}) {
    CHECK(back->find(version)->parts.tools ==
          std::vector<NamedDigest>{{"clang", sha256("tool")}, {"clang", sha256(version)}});
  }
}

TEST_CASE("any cut of the bytes is refused") {
  BuildState state;
  state.put("compile", record_of(state, {"a.o"}));
  std::string bytes = state.encode(0);
  for (std::size_t length = 0; length < bytes.size(); ++length) CHECK(!BuildState::decode(bytes.substr(0, length)));
}

TEST_CASE("a record that speaks of files the table does not hold counts as absent") {
  BuildState state;
  ActionRecord record = record_of(state, {"a.o"});
  record.outputs.front().file.index = 99;
  state.put("compile", std::move(record));
  std::optional<BuildState> back = BuildState::decode(state.encode(0));
  REQUIRE(back);
  CHECK(back->find("compile") == nullptr);
  RecordView view;
  CHECK(!back->view("compile", 0, view));
}

TEST_CASE("a view holds what the record holds, read or put, wherever it is looked for") {
  BuildState state;
  state.put("other", record_of(state, {}));
  state.put("compile", record_of(state, {"a.o"}));
  std::optional<BuildState> back = BuildState::decode(state.encode(0));
  REQUIRE(back);
  for (const BuildState* held : {&state, &*back}) {
    for (std::uint32_t likely : {0u, 1u, 99u}) {
      RecordView view;
      REQUIRE(held->view("compile", likely, view));
      const ActionRecord& record = *held->find("compile");
      CHECK(view.base == record.base);
      CHECK(view.command == record.parts.command);
      CHECK(view.environment.front().name == "CC");
      CHECK(view.tools.front().digest == sha256("tool"));
      CHECK(std::ranges::equal(view.inputs, record.parts.inputs));
      CHECK(std::ranges::equal(view.discovered, record.discovered));
      CHECK(std::ranges::equal(view.outputs, record.outputs));
      CHECK(view.duration_ns == 7);
    }
  }
}

TEST_CASE("after another plan, files and records keep what is known of them at their new places") {
  testing::Scratch scratch;
  must(write_file("kept", "content"));
  BuildState state;
  state.put("stays", record_of(state, {"kept"}));
  state.files.record(state.files.intern("kept"), sha256("content"));
  Graph graph = graph_with({{"first", "new"}, {"stays", "kept"}});
  CHECK(state.retain(graph, sha256("plan")).empty());
  for (std::uint32_t i = 0; i < graph.files.size(); ++i) CHECK(state.files.path({i}) == graph.files[i].path);
  CHECK(must(state.files.digest(state.files.intern("kept"))) == sha256("content"));
  CHECK(state.files.hashed_count() == 0);
  const ActionRecord& record = *state.find("stays");
  CHECK(state.files.path(record.outputs.front().file) == "kept");
  CHECK(state.files.path(record.discovered.front().file) == "a.h");
}

TEST_CASE("after another plan, the tools that it still uses are not read again") {
  testing::Scratch scratch;
  must(write_file("compiler", "program"));
  GraphBuilder builder;
  builder.add({.name = "compile",
               .verb = "run",
               .goal = "compile",
               .goal_kind = "step",
               .argv = {"compiler"},
               .outputs = {"a.o"},
               .tools = {{"compiler", "compiler"}}});
  Graph graph = std::move(builder).finish().value();
  BuildState state;
  state.files.record(state.files.intern("compiler"), sha256("program"));
  std::optional<BuildState> back = BuildState::decode(state.encode(INT64_MAX));
  REQUIRE(back);
  CHECK(back->retain(graph, sha256("plan")).empty());
  CHECK(must(back->files.digest(back->files.intern("compiler"))) == sha256("program"));
  CHECK(back->files.hashed_count() == 0);
}

TEST_CASE("outputs of an action that is gone are left over, unless another makes them now") {
  BuildState state;
  state.put("gone", record_of(state, {"b", "a", "taken"}));
  state.put("stays", record_of(state, {"kept"}));
  Graph graph = graph_with({{"stays", "kept"}, {"new", "taken"}});
  CHECK(paths(state, state.retain(graph, sha256("other plan"))) == std::vector<std::string>{"a", "b"});
  CHECK(state.find("gone") == nullptr);
  CHECK(state.find("stays") != nullptr);
}

TEST_CASE("an action that now makes another file leaves its old one over") {
  BuildState state;
  state.put("stays", record_of(state, {"old"}));
  CHECK(paths(state, state.retain(graph_with({{"stays", "new"}}), sha256("other plan"))) ==
        std::vector<std::string>{"old"});
}

TEST_CASE("a state that only stood is not changed") {
  BuildState state;
  state.put("stays", record_of(state, {"kept"}));
  CHECK(state.retain(graph_with({{"stays", "kept"}}), sha256("plan")).empty());
  CHECK(state.is_changed());
  std::optional<BuildState> back = BuildState::decode(state.encode(0));
  REQUIRE(back);
  CHECK(back->retain(graph_with({{"stays", "kept"}}), sha256("plan")).empty());
  CHECK(!back->is_changed());
}

TEST_CASE("the plan it saw last is not looked at again") {
  BuildState state;
  CHECK(state.retain(graph_with({}), sha256("plan")).empty());
  ActionRecord record;
  record.outputs = {{state.files.intern("made"), sha256("content")}};
  state.put("gone", record);
  CHECK(state.retain(graph_with({}), sha256("plan")).empty());
  CHECK(paths(state, state.retain(graph_with({}), sha256("another plan"))) == std::vector<std::string>{"made"});
}

TEST_CASE("the files of a tree are left over when the tree is, and not before") {
  BuildState state;
  state.put("site", record_of(state, {"out/**", "out/a", "out/deep/b"}));
  CHECK(state.retain(graph_with({{"site", "out/**"}, {"more", "x"}}), sha256("one")).empty());
  CHECK(paths(state, state.retain(graph_with({{"site", "other/**"}}), sha256("two"))) ==
        std::vector<std::string>{"out/**", "out/a", "out/deep/b"});
}

TEST_CASE("files that no record names any more are forgotten, also while the plan stays") {
  BuildState state;
  Graph graph = graph_with({{"site", "out/**"}});
  state.put("site", record_of(state, {"out/**", "out/a"}));
  state.retain(graph, sha256("plan"));
  std::size_t size = state.files.size();
  for (int i = 0; i < 2000; ++i) state.files.intern("out/a-" + std::to_string(i));
  BuildState later = *BuildState::decode(state.encode(0));
  CHECK(later.retain(graph, sha256("plan")).empty());
  CHECK(later.files.size() == size);
  REQUIRE(later.find("site") != nullptr);
  CHECK(paths(later, later.find("site")->outputs) == std::vector<std::string>{"out/**", "out/a"});
}

}  // namespace
}  // namespace sinter
