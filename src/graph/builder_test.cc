// A graph that passes the builder can be run: everything has one maker, nothing waits
// for itself, and actions stand in an order that works.
#include "graph/builder.h"

#include <algorithm>
#include <expected>

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

TEST_CASE("an action waits for its makers, for theirs, and for nobody else") {
  GraphBuilder builder;
  builder.add(action("first", {}, {"a"}));
  builder.add(action("aside", {"a"}, {"x"}));
  builder.add(action("middle", {"a"}, {"b"}));
  builder.add(action("last", {"b"}, {"c"}));
  Graph graph = std::move(builder).finish().value();
  ActionId first{0}, aside{1}, last{3};
  CHECK(waits_for(graph, last, first));
  CHECK(waits_for(graph, last, last));
  CHECK(!waits_for(graph, last, aside));
  CHECK(!waits_for(graph, first, last));
}

TEST_CASE("a cycle is reported as the whole loop, once") {
  GraphBuilder builder;
  builder.add(action("egg", {"hen.txt"}, {"egg.txt"}));
  builder.add(action("hen", {"egg.txt"}, {"hen.txt"}));
  CHECK(errors_of(std::move(builder)) ==
        "error: these actions wait for each other  [SN0201]\n"
        "  at sinter.toml:3:1\n"
        "  because `egg` needs `hen` needs `egg`\n"
        "  because `egg` reads `hen.txt`, which `hen` makes\n"
        "  because `hen` reads `egg.txt`, which `egg` makes\n"
        "  next: remove one of these dependencies\n");
}

TEST_CASE("an action that names itself waits for itself, and a long loop is shortened") {
  GraphBuilder builder;
  builder.add(action("egg", {}, {}));
  ActionRequest hen = action("hen", {}, {});
  hen.needs = {"hen"};
  builder.add(std::move(hen));
  CHECK(errors_of(std::move(builder)).contains("error: `hen` waits for itself  [SN0201]"));

  GraphBuilder ring;
  for (int i = 0; i < 100; ++i) {
    ActionRequest link = action("s" + std::to_string(i), {}, {});
    link.needs = {"s" + std::to_string((i + 1) % 100)};
    ring.add(std::move(link));
  }
  CHECK(errors_of(std::move(ring)).contains("`s11` needs 87 more actions needs `s99` needs `s0`\n  next"));
}

TEST_CASE("what is needed is an input, unless a depfile will tell which of it is read") {
  GraphBuilder builder;
  builder.add(action("header", {}, {"header.h"}));
  for (bool discovers_needs : {false, true}) {
    ActionRequest request = action(discovers_needs ? "compile" : "step", {}, {});
    request.needs = {"header"};
    request.discovers_needs = discovers_needs;
    builder.add(std::move(request));
  }
  Graph graph = std::move(builder).finish().value();
  for (std::size_t i : {1, 2}) {
    const Action& request = graph.actions[i];
    CHECK(request.inputs.size() == (request.name == "step" ? 1 : 0));
    CHECK(std::ranges::equal(request.needs, std::vector<ActionId>{{0}}));
  }
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

TEST_CASE("what an action's key holds does not depend on the steps written before it") {
  auto inputs_of_last = [](bool has_another) {
    GraphBuilder builder;
    ActionRequest another = action("another", {"b", "a"}, {"x"});
    another.tools = {{.name = "sh", .path = "/bin/sh"}};
    if (has_another) builder.add(std::move(another));
    ActionRequest last = action("last", {"a", "c", "b"}, {"y"});
    last.tools = {{.name = "cp", .path = "/bin/cp"}, {.name = "sh", .path = "/bin/sh"}};
    builder.add(std::move(last));
    Graph graph = std::move(builder).finish().value();
    std::vector<std::string> names;
    for (FileId input : graph.actions.back().inputs) names.emplace_back(graph[input].path);
    for (ToolId tool : graph.actions.back().tools) names.push_back(graph[tool].name);
    return names;
  };
  CHECK(inputs_of_last(false) == std::vector<std::string>{"a", "b", "c", "cp", "sh"});
  CHECK(inputs_of_last(true) == inputs_of_last(false));
}

TEST_CASE("two makers of one file are named") {
  GraphBuilder builder;
  builder.add(action("one", {}, {"same"}));
  builder.add(action("two", {}, {"same"}));
  builder.add(action("three", {}, {"same"}));
  CHECK(errors_of(std::move(builder)) ==
        "error: two actions make `same`  [SN0202]\n"
        "  at sinter.toml:3:1\n"
        "  because `one`, on line 3, and `two`, on line 3\n"
        "  next: give one of them another output\n");
}

TEST_CASE("combinations of a step that make one file are told which variable is missing in its name") {
  GraphBuilder builder;
  for (const char* name : {"cc[mode=fast,target=a]", "cc[mode=fast,target=b]"}) {
    ActionRequest request = action(name, {}, {"out.o"});
    request.goal = "cc";
    request.is_goal = true;
    builder.add(std::move(request));
  }
  CHECK(errors_of(std::move(builder))
            .contains("  because `cc[mode=fast,target=a]` and `cc[mode=fast,target=b]` are combinations of one step\n"
                      "  next: put `{target}` into the name, so that each makes a file of its own\n"));
}

TEST_CASE("one place is not both a file and a folder") {
  GraphBuilder builder;
  builder.add(action("below", {}, {"out/deep/file"}));
  builder.add(action("above", {}, {"out", "twice", "twice"}));
  std::string errors = errors_of(std::move(builder));
  CHECK(errors.contains("error: `out/deep/file` cannot be made below `out`, which is a file  [SN0202]"));
  CHECK(errors.contains("  because `above`, on line 3, makes `out`\n"));
  CHECK(errors.contains("error: `above` names its output `twice` twice  [SN0202]\n"));
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

TEST_CASE("each of many goals is found by its name, and nothing else is") {
  constexpr int count = 300;
  auto name = [](int i) { return "goal-" + std::to_string(i); };
  GraphBuilder builder;
  for (int i = 0; i < count; ++i) builder.add(action(name(i), {}, {"made-" + std::to_string(i)}));
  Graph graph = std::move(builder).finish().value();
  for (int i = 0; i < count; ++i) {
    const Goal* goal = find_goal(graph, name(i));
    REQUIRE(goal != nullptr);
    CHECK(goal->name == name(i));
    CHECK(find_goal(graph, name(i) + "-") == nullptr);
  }
  for (std::string_view absent : {"", "goal-", "goal", "zebra"}) CHECK(find_goal(graph, absent) == nullptr);
  CHECK(find_goal(Graph{}, "goal-0") == nullptr);
}

TEST_CASE("an unknown goal is an error with the nearest name") {
  GraphBuilder builder;
  builder.add(action("library", {}, {"lib"}));
  Graph graph = std::move(builder).finish().value();
  CHECK(render(select_actions(graph, {"libary"}, Purpose::build).error()) ==
        "error: there is no goal `libary`  [SN0204]\n"
        "  next: did you mean `library`?\n");
}

TEST_CASE("whoever reads a file of a tree, or its folder, has the tree as input") {
  GraphBuilder builder;
  builder.add(action("page", {"out/deep/a", "out/b", "outside"}, {"x"}));
  builder.add(action("folder", {"out"}, {"y"}));
  builder.add(action("site", {}, {"out/**"}));
  Graph graph = std::move(builder).finish().value();
  CHECK(graph.actions[0].name == "site");
  CHECK(graph.actions[1].inputs.size() == 2);
  CHECK(graph[graph.actions[1].inputs.front()].path == "out/**");
  CHECK(graph[graph.actions[2].inputs.front()].path == "out/**");
  CHECK(std::ranges::equal(graph.actions[2].needs, std::vector<ActionId>{{0}}));
}

TEST_CASE("outputs that overlap with a tree are refused, and both are named") {
  auto errors = [](std::vector<std::string> first, std::vector<std::string> second) {
    GraphBuilder builder;
    builder.add(action("one", {}, std::move(first)));
    builder.add(action("two", {}, std::move(second)));
    return errors_of(std::move(builder));
  };
  CHECK(errors({"out/**"}, {"out/deep/**"}) ==
        "error: `out/deep/**` cannot be made in `out/**`, which is made as a whole  [SN0202]\n"
        "  at sinter.toml:3:1\n"
        "  because `one`, on line 3, makes `out/**`\n"
        "  next: let one of the two write elsewhere\n");
  CHECK(errors({"out/deep/a"}, {"out/**"}).contains("`out/deep/a` cannot be made in `out/**`"));
  CHECK(errors({"out"}, {"out/**"}).contains("cannot be made below `out`, which is a file"));
  CHECK(errors({"out/**", "out/a"}, {}).contains("`one` names both"));
  CHECK(errors({"out/**"}, {"out/**"}).contains("two actions make `out/**`"));
  CHECK(errors({".sinter/**"}, {}).contains("belongs to the project or to sinter itself"));
  CHECK(errors({".sinter/state/**"}, {}).contains("belongs to the project or to sinter itself"));
  CHECK(errors({".git/**"}, {}).contains("belongs to the project or to sinter itself"));
}

TEST_CASE("a tree may hold sinter's own report, and lie beside other outputs") {
  GraphBuilder builder;
  builder.add(action("site", {}, {"dist/**", "distance/a"}));
  builder.add(action("other", {}, {"a/dist"}));
  CHECK(std::move(builder).finish().has_value());
}

}  // namespace
}  // namespace sinter
