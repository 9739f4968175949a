// What the schedule gives out first, what it expects, and whose slot is whose, on graphs one
// can see. schedule_model_test.cc holds the same on random ones.
#include "schedule/schedule.h"

#include "graph/builder.h"
#include "testing/check.h"

namespace sinter {
namespace {

/// Two actions that need nothing, and one that needs the second.
Graph three_actions() {
  GraphBuilder builder;
  auto add = [&](std::string name, std::vector<std::string> inputs) {
    builder.add({.name = name,
                 .verb = "run",
                 .goal = name,
                 .goal_kind = "step",
                 .argv = {"true"},
                 .inputs = std::move(inputs),
                 .outputs = {name + ".out"}});
  };
  add("short", {});
  add("long", {});
  add("after_long", {"long.out"});
  return std::move(builder).finish().value();
}

struct Three {
  Graph graph = three_actions();
  std::vector<ActionId> all = testing::must(select_actions(graph, {}, Purpose::build));

  Schedule queued(std::vector<std::uint64_t> expected_ns, std::uint32_t slots) {
    Schedule schedule(graph, all, std::move(expected_ns), {slots, AfterFailure::stop});
    while (std::optional<ActionId> id = schedule.take_ready()) schedule.must_run(*id);
    return schedule;
  }
};

TEST_CASE_FIXTURE(Three, "the longest path goes first") {
  CHECK(graph[*queued({10, 10, 10}, 1).take_queued()].name == "long");
}

TEST_CASE_FIXTURE(Three, "what is left takes as long as its longest path, or as all of it on the slots there are") {
  CHECK(queued({10, 20, 30}, 1).expected_left_ns({}) == 60);
  CHECK(queued({10, 20, 30}, 2).expected_left_ns({}) == 50);
  Schedule schedule = queued({40, 20, 30}, 2);
  std::vector<Elapsed> running = {{*schedule.take_queued(), 5}, {*schedule.take_queued(), 90}};
  CHECK(schedule.expected_left_ns(running) == 45);  // of `long` and what needs it; `short` takes longer than ever
  schedule.finish(running[0].id, Outcome::failed);
  schedule.finish(running[1].id, Outcome::failed);
  CHECK(schedule.expected_left_ns({}) == 0);
}

TEST_CASE_FIXTURE(Three, "nothing is expected of what has mostly never run") {
  CHECK(queued({0, 0, 30}, 1).expected_left_ns({}) == std::nullopt);
  CHECK(queued({0, 10, 30}, 1).expected_left_ns({}) == 100'000'040);
}

TEST_CASE("those that wait for a full pool do not hold up the others, and go on in their order") {
  GraphBuilder builder;
  auto add = [&](std::string name, std::string pool) {
    builder.add({.name = name, .verb = "run", .goal = name, .goal_kind = "step", .argv = {"true"}, .pool = pool});
  };
  for (const char* name : {"p1", "p2", "p3"}) add(name, "one");
  for (const char* name : {"q1", "q2"}) add(name, "");
  builder.add_pool({"one", 1});
  Graph graph = std::move(builder).finish().value();
  std::vector<ActionId> all = testing::must(select_actions(graph, {}, Purpose::build));
  Schedule schedule(graph, all, {50, 40, 30, 20, 10}, {3, AfterFailure::stop});
  while (std::optional<ActionId> id = schedule.take_ready()) schedule.must_run(*id);
  std::vector<std::string_view> names;
  while (std::optional<ActionId> id = schedule.take_queued()) names.push_back(graph[*id].name);
  CHECK(names == std::vector<std::string_view>{"p1", "q1", "q2"});
  schedule.finish({0}, Outcome::ran);
  CHECK(graph[*schedule.take_queued()].name == "p2");
  CHECK(!schedule.take_queued());
}

TEST_CASE("an action that has left its slot keeps its pool and whoever needs it until it is done") {
  GraphBuilder builder;
  auto add = [&](std::string name, std::string pool, std::vector<std::string> inputs = {}) {
    builder.add({.name = name,
                 .verb = "run",
                 .goal = name,
                 .goal_kind = "step",
                 .argv = {"true"},
                 .inputs = std::move(inputs),
                 .outputs = {name + ".out"},
                 .pool = pool});
  };
  add("first", "one");
  add("same_pool", "one");
  add("other", "");
  add("after", "", {"first.out"});
  builder.add_pool({"one", 1});
  Graph graph = std::move(builder).finish().value();
  std::vector<ActionId> all = testing::must(select_actions(graph, {}, Purpose::build));
  Schedule schedule(graph, all, {90, 80, 10, 10}, {1, AfterFailure::stop});
  while (std::optional<ActionId> id = schedule.take_ready()) schedule.must_run(*id);
  std::optional<ActionId> first = schedule.take_queued();
  REQUIRE(first);
  CHECK(graph[*first].name == "first");
  CHECK(!schedule.may_start());
  schedule.leave_slot(*first);
  CHECK(schedule.running_count() == 0);
  CHECK(schedule.may_start());
  std::optional<ActionId> other = schedule.take_queued();
  REQUIRE(other);
  CHECK(graph[*other].name == "other");  // `same_pool` has the longer path and waits for the pool
  schedule.finish(*other, Outcome::ran);
  CHECK(!schedule.may_start());
  CHECK(!schedule.has_ready());
  CHECK(!schedule.is_done());
  schedule.finish(*first, Outcome::ran);
  CHECK(schedule.has_ready());
  CHECK(graph[*schedule.take_queued()].name == "same_pool");
}

TEST_CASE("an action that waits to be tried again leaves its slot to others") {
  GraphBuilder builder;
  for (const char* name : {"a", "b"}) {
    builder.add({.name = name, .verb = "run", .goal = name, .goal_kind = "step", .argv = {"true"}, .pool = "one"});
  }
  builder.add_pool({"one", 1});
  Graph graph = std::move(builder).finish().value();
  std::vector<ActionId> all = testing::must(select_actions(graph, {}, Purpose::build));
  Schedule schedule(graph, all, {2, 1}, {1, AfterFailure::stop});
  while (std::optional<ActionId> id = schedule.take_ready()) schedule.must_run(*id);
  std::optional<ActionId> first = schedule.take_queued();
  REQUIRE(first);
  CHECK(!schedule.take_queued());
  schedule.postpone(*first);
  CHECK(!schedule.is_done());
  std::optional<ActionId> second = schedule.take_queued();
  REQUIRE(second);
  CHECK(second != first);
  schedule.must_run(*first);
  CHECK(!schedule.take_queued());
  schedule.finish(*second, Outcome::ran);
  CHECK(schedule.take_queued() == first);
}

}  // namespace
}  // namespace sinter
