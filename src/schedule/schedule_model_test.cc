// The schedule against a model that is slow and obviously right: it keeps only what
// happened to each action and works everything else out anew at every question. Random
// moves on random graphs; after each one both must say the same. So nothing runs before
// what it needs, nothing runs twice, no slot or pool is exceeded, the longest path goes
// first, and every run ends.
#include <algorithm>
#include <iterator>
#include <random>

#include "graph/builder.h"
#include "schedule/schedule.h"
#include "testing/check.h"
#include "testing/seed.h"

namespace sinter {
namespace {

Graph random_graph(std::mt19937& random, std::uint32_t count) {
  GraphBuilder builder;
  for (const char* name : {"heavy", "rare"}) builder.add_pool({name, static_cast<std::uint32_t>(1 + random() % 3)});
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
                 .pool = random() % 3 == 0 ? "heavy" : (random() % 4 == 0 ? "rare" : "")});
  }
  return std::move(builder).finish().value();
}

/// Some actions and all that need them: what is pending when the rest stands.
std::vector<ActionId> random_selection(std::mt19937& random, const Graph& graph) {
  std::uint32_t percent = random() % 3 == 0 ? 20 : 100;
  std::vector<bool> is_selected(graph.actions.size());
  std::vector<ActionId> selected;
  for (std::uint32_t i = 0; i < graph.actions.size(); ++i) {
    is_selected[i] = random() % 100 < percent || std::ranges::any_of(graph.actions[i].needs, [&](ActionId needed) {
                       return is_selected[needed.index];
                     });
    if (is_selected[i]) selected.push_back({i});
  }
  return selected;
}

enum class Phase : std::uint8_t { unselected, waiting, assessing, queued, running, leaving, ended };

struct Model {
  const Graph& graph;
  std::vector<std::uint64_t> expected_ns;
  ScheduleLimits limits;
  std::vector<Phase> phases;
  std::vector<Outcome> outcomes;  // of those that ended
  bool is_stopped = false;

  Model(const Graph& its_graph, const std::vector<ActionId>& selected, std::vector<std::uint64_t> expected,
        ScheduleLimits its_limits)
      : graph(its_graph),
        expected_ns(std::move(expected)),
        limits(its_limits),
        phases(graph.actions.size(), Phase::unselected),
        outcomes(graph.actions.size()) {
    for (ActionId id : selected) phases[id.index] = Phase::waiting;
  }

  std::vector<ActionId> in(Phase phase) const {
    std::vector<ActionId> found;
    for (std::uint32_t i = 0; i < phases.size(); ++i) {
      if (phases[i] == phase) found.push_back({i});
    }
    return found;
  }

  bool is_done_well(ActionId id) const {
    return phases[id.index] == Phase::unselected ||
           (phases[id.index] == Phase::ended && is_success(outcomes[id.index]));
  }

  /// From the beginning of the action to the end of the build, by lengthening paths until
  /// none grows.
  std::uint64_t path_ns(ActionId asked) const {
    std::vector<std::uint64_t> paths(graph.actions.size());
    for (bool grows = true; grows;) {
      grows = false;
      for (std::uint32_t i = 0; i < graph.actions.size(); ++i) {
        std::uint64_t longest = 0;
        for (std::uint32_t j = 0; j < graph.actions.size(); ++j) {
          if (std::ranges::contains(graph.actions[j].needs, ActionId{i})) longest = std::max(longest, paths[j]);
        }
        std::uint64_t path = longest + (expected_ns[i] == 0 ? 100'000'000 : expected_ns[i]);
        grows |= path != std::exchange(paths[i], path);
      }
    }
    return paths[asked.index];
  }

  /// The one with the longest path; of equals the first.
  std::optional<ActionId> foremost(const std::vector<ActionId>& ids) const {
    if (ids.empty()) return std::nullopt;
    return *std::ranges::max_element(ids, {},
                                     [&](ActionId id) { return std::pair(path_ns(id), -std::int64_t{id.index}); });
  }

  std::optional<ActionId> next_ready() const {
    std::vector<ActionId> ready = in(Phase::waiting);
    std::erase_if(ready, [&](ActionId id) {
      return !std::ranges::all_of(graph[id].needs, [&](ActionId needed) { return is_done_well(needed); });
    });
    return is_stopped ? std::nullopt : foremost(ready);
  }

  std::optional<ActionId> next_to_start() const {
    std::vector<ActionId> running = in(Phase::running);
    if (is_stopped || running.size() >= limits.slots) return std::nullopt;
    std::vector<ActionId> in_pools = running;
    std::ranges::copy(in(Phase::leaving), std::back_inserter(in_pools));
    std::vector<ActionId> startable = in(Phase::queued);
    std::erase_if(startable, [&](ActionId id) {
      return std::ranges::any_of(graph.pools, [&](const Pool& pool) {
        auto is_in_pool = [&](ActionId other) { return graph[other].pool == pool.name; };
        return is_in_pool(id) && std::ranges::count_if(in_pools, is_in_pool) >= pool.size;
      });
    });
    return foremost(startable);
  }

  /// Ends it and, when it failed, all that cannot be done without it; returns those.
  std::vector<ActionId> finish(ActionId id, Outcome outcome) {
    phases[id.index] = Phase::ended;
    outcomes[id.index] = outcome;
    std::vector<ActionId> skipped;
    if (is_success(outcome)) return skipped;
    if (limits.after_failure == AfterFailure::stop) is_stopped = true;
    for (std::uint32_t i = 0; i < phases.size(); ++i) {  // actions follow what they need
      bool is_blocked = std::ranges::any_of(graph.actions[i].needs, [&](ActionId needed) {
        return phases[needed.index] == Phase::ended && !is_success(outcomes[needed.index]);
      });
      if (phases[i] == Phase::ended || !is_blocked) continue;
      phases[i] = Phase::ended;
      outcomes[i] = Outcome::skipped;
      skipped.push_back({i});
    }
    return skipped;
  }

  bool is_done() const {
    return in(Phase::running).empty() && in(Phase::leaving).empty() &&
           (is_stopped || std::ranges::none_of(
                              phases, [](Phase phase) { return phase != Phase::ended && phase != Phase::unselected; }));
  }

  std::vector<ActionId> unfinished() const {
    std::vector<ActionId> ids;
    for (std::uint32_t i = 0; i < phases.size(); ++i) {
      if (phases[i] != Phase::ended && phases[i] != Phase::unselected) ids.push_back({i});
    }
    return ids;
  }
};

struct Moves {
  std::mt19937& random;
  Schedule& schedule;
  Model& model;
  std::uint32_t failure_percent;

  std::optional<ActionId> any_in(Phase phase) {
    std::vector<ActionId> ids = model.in(phase);
    return ids.empty() ? std::nullopt : std::optional(ids[random() % ids.size()]);
  }

  void finish(ActionId id, Outcome success) {
    Outcome outcome = random() % 100 < failure_percent ? Outcome::failed : success;
    CHECK(schedule.finish(id, outcome) == model.finish(id, outcome));
  }

  void take(Phase from, std::optional<ActionId> expected, std::optional<ActionId> given) {
    CHECK(given == expected);
    if (!given) return;
    REQUIRE(model.phases[given->index] == from);  // so it was given out only once
    model.phases[given->index] = from == Phase::waiting ? Phase::assessing : Phase::running;
  }

  void decide(ActionId id) {
    if (random() % 3 == 0) return finish(id, random() % 2 == 0 ? Outcome::unchanged : Outcome::restored);
    schedule.must_run(id);
    model.phases[id.index] = Phase::queued;
  }

  void end(ActionId id) {
    if (random() % 5 != 0) return finish(id, Outcome::ran);
    schedule.postpone(id);
    model.phases[id.index] = Phase::assessing;
  }

  void leave_or_end(ActionId id) {
    if (random() % 2 == 0) return end(id);
    schedule.leave_slot(id);
    model.phases[id.index] = Phase::leaving;
  }

  /// The machine has no room for the last one that was started, as after a failed fork.
  void lower_slots() {
    std::vector<ActionId> running = model.in(Phase::running);
    if (running.size() < 2) return;
    schedule.postpone(running.back());
    model.phases[running.back().index] = Phase::assessing;
    model.limits.slots = static_cast<std::uint32_t>(running.size() - 1);
    schedule.allow_slots(model.limits.slots);
  }

  void make_one() {
    if (random() % 64 == 0) return lower_slots();
    switch (random() % 5) {
      case 0: return take(Phase::waiting, model.next_ready(), schedule.take_ready());
      case 1: return take(Phase::queued, model.next_to_start(), schedule.take_queued());
      case 2:
        if (std::optional<ActionId> id = any_in(Phase::assessing)) decide(*id);
        return;
      case 3:
        if (std::optional<ActionId> id = any_in(Phase::leaving)) end(*id);
        return;
      default:
        if (std::optional<ActionId> id = any_in(Phase::running)) leave_or_end(*id);
    }
  }
};

TEST_CASE("on random graphs the schedule says at every moment what the model says, and ends") {
  std::uint32_t seed = testing::random_seed();
  INFO("SINTER_SEED=" << seed);
  std::mt19937 random(seed);
  for (int round = 0; round < 60; ++round) {
    Graph graph = random_graph(random, static_cast<std::uint32_t>(1 + random() % 24));
    std::vector<ActionId> selected = random_selection(random, graph);
    std::vector<std::uint64_t> expected(graph.actions.size());
    for (std::uint64_t& duration : expected) duration = random() % 8 * 100;
    ScheduleLimits limits{.slots = static_cast<std::uint32_t>(1 + random() % 4),
                          .after_failure = random() % 2 == 0 ? AfterFailure::keep_going : AfterFailure::stop};
    Schedule schedule(graph, selected, expected, limits);
    Model model(graph, selected, expected, limits);
    Moves moves{random, schedule, model, round % 2 == 0 ? 0u : 15u};
    // Of five moves one brings an action on, unless it is to be tried again: this ends.
    for (std::size_t moves_left = 1000 + 400 * selected.size(); !model.is_done(); --moves_left) {
      REQUIRE(moves_left > 0);
      moves.make_one();
      REQUIRE(schedule.is_done() == model.is_done());
      REQUIRE(schedule.may_start() == model.next_to_start().has_value());
      REQUIRE(schedule.unfinished() == model.unfinished());
      REQUIRE(schedule.running_count() == model.in(Phase::running).size());
    }
    CHECK(schedule.take_ready() == std::nullopt);
    CHECK(schedule.take_queued() == std::nullopt);
    bool has_failed = std::ranges::any_of(selected, [&](ActionId id) {
      return model.phases[id.index] == Phase::ended && model.outcomes[id.index] == Outcome::failed;
    });
    CHECK(schedule.has_failed() == has_failed);
    if (!has_failed || limits.after_failure == AfterFailure::keep_going) CHECK(schedule.unfinished().empty());
  }
}

}  // namespace
}  // namespace sinter
