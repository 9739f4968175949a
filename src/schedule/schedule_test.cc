// The schedule keeps four promises on every graph: nothing runs before what it needs,
// nothing runs twice, no slot or pool is exceeded, and it always ends. Random graphs are
// checked against a slow, obviously right account of the same run.
#include "schedule/schedule.h"

#include <algorithm>
#include <random>

#include "graph/builder.h"
#include "testing/check.h"
#include "testing/seed.h"

namespace sinter {
namespace {

Graph random_graph(std::mt19937& random, std::uint32_t count) {
  GraphBuilder builder;
  builder.add_pool({"heavy", static_cast<std::uint32_t>(1 + random() % 2)});
  for (std::uint32_t i = 0; i < count; ++i) {
    std::vector<std::string> inputs;
    for (std::uint32_t edges = i == 0 ? 0 : random() % 4; edges > 0; --edges) {
      inputs.push_back("file" + std::to_string(random() % i));
    }
    builder.add({.name = "action" + std::to_string(i),
                 .verb = "run",
                 .goal = "goal",
                 .goal_kind = "step",
                 .argv = {"true"},
                 .inputs = std::move(inputs),
                 .outputs = {"file" + std::to_string(i)},
                 .pool = random() % 3 == 0 ? "heavy" : ""});
  }
  return std::move(builder).finish().value();
}

/// Drives a schedule to its end with random outcomes and checks every step.
struct Run {
  const Graph& graph;
  std::mt19937& random;
  Schedule& schedule;
  std::vector<std::optional<Outcome>> outcomes;
  std::vector<ActionId> running;
  std::vector<ActionId> postponed;
  std::uint32_t slots;
  std::uint32_t failure_percent;

  void finish(ActionId id, Outcome outcome) {
    CHECK(!outcomes[id.index]);
    outcomes[id.index] = outcome;
    for (ActionId skipped : schedule.finish(id, outcome)) {
      CHECK(!outcomes[skipped.index]);
      outcomes[skipped.index] = Outcome::skipped;
    }
  }

  void assess(ActionId id) {
    for (ActionId needed : graph[id].needs) {
      REQUIRE(outcomes[needed.index]);
      CHECK(is_success(*outcomes[needed.index]));
    }
    if (random() % 3 == 0) finish(id, random() % 2 == 0 ? Outcome::unchanged : Outcome::restored);
    else schedule.must_run(id);
  }

  void no_room_for_the_last() {
    postponed.push_back(running.back());
    running.pop_back();
    slots = static_cast<std::uint32_t>(running.size());
    schedule.postpone(postponed.back());
    schedule.allow_slots(slots);
  }

  void drive() {
    while (!schedule.is_done()) {
      while (std::optional<ActionId> id = schedule.take_ready()) assess(*id);
      while (std::optional<ActionId> id = schedule.take_queued()) running.push_back(*id);
      CHECK(running.size() <= slots);
      auto heavy = std::ranges::count_if(running, [&](ActionId id) { return graph[id].pool == "heavy"; });
      CHECK(heavy <= graph.pools[0].size);
      if (running.size() > 1 && random() % 16 == 0) no_room_for_the_last();
      if (!postponed.empty() && (running.empty() || random() % 2 == 0)) {
        schedule.must_run(postponed.back());
        postponed.pop_back();
        continue;
      }
      if (running.empty()) continue;
      std::size_t chosen = random() % running.size();
      ActionId id = running[chosen];
      running.erase(running.begin() + static_cast<std::ptrdiff_t>(chosen));
      if (random() % 8 == 0) {
        schedule.postpone(id);
        postponed.push_back(id);
        continue;
      }
      finish(id, random() % 100 < failure_percent ? Outcome::failed : Outcome::ran);
    }
  }
};

TEST_CASE("on random graphs the four promises hold") {
  std::uint32_t seed = testing::random_seed();
  INFO("SINTER_SEED=" << seed);
  std::mt19937 random(seed);
  for (int round = 0; round < 200; ++round) {
    Graph graph = random_graph(random, static_cast<std::uint32_t>(1 + random() % 60));
    std::vector<ActionId> selected = testing::must(select_actions(graph, {}, Purpose::test));
    std::vector<std::uint64_t> expected(graph.actions.size());
    for (std::uint64_t& duration : expected) duration = random() % 1000;
    auto slots = static_cast<std::uint32_t>(1 + random() % 4);
    bool keep_going = random() % 2 == 0;
    Schedule schedule(graph, selected, expected, {slots, keep_going ? AfterFailure::keep_going : AfterFailure::stop});
    Run run{graph, random, schedule, std::vector<std::optional<Outcome>>(graph.actions.size()),
            {},    {},     slots,    round % 2 == 0 ? 0u : 10u};
    run.drive();

    std::vector<ActionId> unfinished = schedule.unfinished();
    for (std::uint32_t i = 0; i < graph.actions.size(); ++i) {
      CHECK(run.outcomes[i].has_value() != std::ranges::contains(unfinished, ActionId{i}));
      bool is_blocked = std::ranges::any_of(graph.actions[i].needs, [&](ActionId needed) {
        return run.outcomes[needed.index] && !is_success(*run.outcomes[needed.index]);
      });
      if (is_blocked) CHECK(run.outcomes[i] == Outcome::skipped);
    }
    if (!schedule.has_failed() || keep_going) CHECK(unfinished.empty());
  }
}

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
