// A graph that passes the builder can be run: everything has one maker, nothing waits
// for itself, and actions stand in an order that works.
#include "graph/builder.h"

#include <algorithm>

#include "testing/check.h"

namespace sinter {
namespace {

ActionRequest action(std::string name, std::vector<std::string> inputs, std::vector<std::string> outputs) {
  return {.name = name,
          .verb = "run",
          .goal = name,
          .goal_kind = "step",
          .place = {"sinter.toml", 3, 1},
          .argv = {"true"},
          .inputs = std::move(inputs),
          .outputs = std::move(outputs)};
}

std::string errors_of(GraphBuilder builder) {
  std::expected<Graph, std::vector<Error>> graph = std::move(builder).finish();
  REQUIRE(!graph.has_value());
  std::string text;
  for (const Error& error : graph.error()) text += render(error);
  return text;
}

TEST_CASE("actions are put behind what they need, whatever order they came in") {
  GraphBuilder builder;
  builder.add(action("last", {"b"}, {"c"}));
  builder.add(action("middle", {"a"}, {"b"}));
  builder.add(action("first", {}, {"a"}));
  Graph graph = std::move(builder).finish().value();
  CHECK(graph.actions[0].name == "first");
  CHECK(graph.actions[2].name == "last");
  CHECK(std::ranges::equal(graph.actions[2].needs, std::vector<ActionId>{{1}}));
}

TEST_CASE("a cycle is reported as the whole loop, once") {
  GraphBuilder builder;
  builder.add(action("egg", {"hen.txt"}, {"egg.txt"}));
  builder.add(action("hen", {"egg.txt"}, {"hen.txt"}));
  CHECK(errors_of(std::move(builder)) ==
        "error: these actions wait for each other  [SN0201]\n"
        "  at sinter.toml:3:1\n"
        "  because `egg` needs `hen` needs `egg`\n"
        "  next: remove one of these dependencies\n");
}

TEST_CASE("a program that two actions call by different names has both") {
  GraphBuilder builder;
  for (const char* name : {"/bin/cp", "cp"}) {
    ActionRequest request = action(name, {}, {});
    request.tools = {{.name = name, .path = "/bin/cp"}};
    builder.add(std::move(request));
  }
  Graph graph = std::move(builder).finish().value();
  CHECK(graph[graph.actions[0].tools.front()].name == "/bin/cp");
  CHECK(graph[graph.actions[1].tools.front()].name == "cp");
}

TEST_CASE("two makers of one file are named") {
  GraphBuilder builder;
  builder.add(action("one", {}, {"same"}));
  builder.add(action("two", {}, {"same"}));
  CHECK(errors_of(std::move(builder)).contains("two actions make `same`"));
}

TEST_CASE("an output that is an input, and one outside the project, are both reported in one run") {
  GraphBuilder builder;
  builder.add(action("eats", {"self"}, {"self"}));
  builder.add(action("leaves", {}, {"../elsewhere"}));
  std::string errors = errors_of(std::move(builder));
  CHECK(errors.contains("`self` is both an input and an output of `eats`"));
  CHECK(errors.contains("the output `../elsewhere` lies outside the project"));
}

TEST_CASE("goals select what they need, and tests only when asked") {
  GraphBuilder builder;
  builder.add(action("library", {}, {"lib"}));
  builder.add(action("app", {"lib"}, {"app"}));
  builder.add(action("other", {}, {"other"}));
  ActionRequest check = action("check", {"app"}, {});
  check.is_test = true;
  builder.add(std::move(check));
  Graph graph = std::move(builder).finish().value();

  CHECK(testing::must(select_actions(graph, {}, Purpose::build)).size() == 3);
  CHECK(testing::must(select_actions(graph, {}, Purpose::test)).size() == 4);
  CHECK(testing::must(select_actions(graph, {"app"}, Purpose::build)).size() == 2);
  CHECK(testing::must(select_actions(graph, {"check"}, Purpose::build)).size() == 3);
}

TEST_CASE("an unknown goal is an error with the nearest name") {
  GraphBuilder builder;
  builder.add(action("library", {}, {"lib"}));
  Graph graph = std::move(builder).finish().value();
  CHECK(render(select_actions(graph, {"libary"}, Purpose::build).error()) ==
        "error: there is no goal `libary`  [SN0204]\n"
        "  next: did you mean `library`?\n");
}

}  // namespace
}  // namespace sinter
