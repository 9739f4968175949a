#include "schedule/schedule.h"

#include <algorithm>

#include "base/error.h"
#include "base/ranges.h"

namespace sinter {
namespace {

constexpr std::uint64_t unknown_duration_ns = 100'000'000;

}  // namespace

std::string_view outcome_name(Outcome outcome) {
  switch (outcome) {
    case Outcome::ran: return "ran";
    case Outcome::restored: return "restored";
    case Outcome::unchanged: return "unchanged";
    case Outcome::failed: return "failed";
    case Outcome::skipped: return "skipped";
    case Outcome::cancelled: return "cancelled";
  }
  return "";
}

Schedule::Schedule(const Graph& graph, const std::vector<ActionId>& selected, std::vector<std::uint64_t> expected_ns,
                   ScheduleLimits limits)
    : graph_(graph),
      expected_ns_(std::move(expected_ns)),
      limits_(limits),
      stages_(graph.actions.size(), Stage::absent),
      waits_for_(graph.actions.size()),
      dependents_(graph.actions.size()),
      path_ns_(graph.actions.size()),
      pool_of_(graph.actions.size(), static_cast<std::uint32_t>(graph.pools.size())),
      pool_running_(graph.pools.size() + 1),
      queued_(graph.pools.size() + 1),
      unfinished_count_(selected.size()) {
  SINTER_ASSERT(limits.slots > 0 && expected_ns_.size() == graph.actions.size());
  for (ActionId id : selected) stages_[id.index] = Stage::waiting;
  for (ActionId id : selected) {
    for (ActionId needed : graph[id].needs) {
      if (stages_[needed.index] == Stage::absent) continue;
      dependents_[needed.index].push_back(id);
      ++waits_for_[id.index];
    }
    auto pool = ranges::find(graph.pools, graph[id].pool, &Pool::name);
    if (pool != graph.pools.end()) pool_of_[id.index] = static_cast<std::uint32_t>(pool - graph.pools.begin());
  }
  // Actions follow what they need, so from the end each path is known before it is used.
  for (std::size_t i = selected.size(); i-- > 0;) {
    std::uint32_t index = selected[i].index;
    std::uint64_t longest = 0;
    for (ActionId dependent : dependents_[index]) longest = std::max(longest, path_ns_[dependent.index]);
    path_ns_[index] = longest + this->expected_ns(index);
  }
  for (ActionId id : selected) {
    if (waits_for_[id.index] != 0) continue;
    stages_[id.index] = Stage::ready;
    ready_.push({path_ns_[id.index], id.index});
  }
}

std::uint64_t Schedule::expected_ns(std::size_t index) const {
  return expected_ns_[index] == 0 ? unknown_duration_ns : expected_ns_[index];
}

std::optional<ActionId> Schedule::take_ready() {
  if (stopped_ || ready_.empty()) return std::nullopt;
  ActionId id{ready_.top().index};
  ready_.pop();
  SINTER_ASSERT(stages_[id.index] == Stage::ready);
  stages_[id.index] = Stage::assessing;
  return id;
}

void Schedule::must_run(ActionId id) {
  SINTER_ASSERT(stages_[id.index] == Stage::assessing);
  stages_[id.index] = Stage::queued;
  queued_[pool_of_[id.index]].push({path_ns_[id.index], id.index});
}

bool Schedule::is_pool_full(std::size_t pool) const {
  return pool < graph_.pools.size() && pool_running_[pool] >= graph_.pools[pool].size;
}

/// The pool whose first queued action goes before all others that may start.
std::optional<std::size_t> Schedule::foremost_queued() const {
  std::optional<std::size_t> from;
  if (stopped_ || running_count_ >= limits_.slots) return from;
  for (std::size_t pool = 0; pool < queued_.size(); ++pool) {
    if (queued_[pool].empty() || is_pool_full(pool)) continue;
    if (!from || queued_[*from].top() < queued_[pool].top()) from = pool;
  }
  return from;
}

std::optional<ActionId> Schedule::take_queued() {
  std::optional<std::size_t> from = foremost_queued();
  if (!from) return std::nullopt;
  ActionId taken{queued_[*from].top().index};
  queued_[*from].pop();
  stages_[taken.index] = Stage::running;
  ++running_count_;
  ++pool_running_[*from];
  return taken;
}

void Schedule::leave_slot(ActionId id) {
  SINTER_ASSERT(stages_[id.index] == Stage::running);
  stages_[id.index] = Stage::leaving;
  --running_count_;
  ++leaving_count_;
}

void Schedule::leave_pool(ActionId id) {
  --(stages_[id.index] == Stage::running ? running_count_ : leaving_count_);
  --pool_running_[pool_of_[id.index]];
}

void Schedule::postpone(ActionId id) {
  SINTER_ASSERT(stages_[id.index] == Stage::running || stages_[id.index] == Stage::leaving);
  leave_pool(id);
  stages_[id.index] = Stage::assessing;
}

void Schedule::allow_slots(std::uint32_t slots) {
  SINTER_ASSERT(slots > 0);
  limits_.slots = std::min(limits_.slots, slots);
}

void Schedule::wake_dependents(ActionId id) {
  for (ActionId dependent : dependents_[id.index]) {
    if (--waits_for_[dependent.index] != 0 || stages_[dependent.index] != Stage::waiting) continue;
    stages_[dependent.index] = Stage::ready;
    ready_.push({path_ns_[dependent.index], dependent.index});
  }
}

std::vector<ActionId> Schedule::skip_dependents(ActionId id) {
  std::vector<ActionId> skipped;
  std::vector<ActionId> open = {id};
  while (!open.empty()) {
    ActionId next = open.back();
    open.pop_back();
    for (ActionId dependent : dependents_[next.index]) {
      if (stages_[dependent.index] == Stage::done) continue;
      SINTER_ASSERT(stages_[dependent.index] == Stage::waiting);
      stages_[dependent.index] = Stage::done;
      --unfinished_count_;
      skipped.push_back(dependent);
      open.push_back(dependent);
    }
  }
  ranges::sort(skipped);
  return skipped;
}

std::vector<ActionId> Schedule::finish(ActionId id, Outcome outcome) {
  Stage& stage = stages_[id.index];
  SINTER_ASSERT(stage == Stage::assessing || stage == Stage::running || stage == Stage::leaving);
  if (stage != Stage::assessing) leave_pool(id);
  stage = Stage::done;
  --unfinished_count_;
  if (is_success(outcome)) {
    wake_dependents(id);
    return {};
  }
  has_failed_ = true;
  if (limits_.after_failure == AfterFailure::stop) stopped_ = true;
  return skip_dependents(id);
}

std::optional<std::uint64_t> Schedule::expected_left_ns(std::span<const Elapsed> running) const {
  std::uint64_t work_ns = 0;
  std::uint64_t longest_ns = 0;
  std::uint32_t known_count = 0;
  std::uint32_t unknown_count = 0;
  auto add = [&](std::size_t index, std::uint64_t spent_ns) {
    spent_ns = std::min(spent_ns, expected_ns(index));
    work_ns += expected_ns(index) - spent_ns;
    longest_ns = std::max(longest_ns, path_ns_[index] - spent_ns);
    ++(expected_ns_[index] == 0 ? unknown_count : known_count);
  };
  for (const Elapsed& elapsed : running) add(elapsed.id.index, elapsed.ns);
  for (std::size_t i = 0; i < stages_.size() && !stopped_; ++i) {
    Stage stage = stages_[i];
    if (stage != Stage::absent && stage != Stage::running && stage < Stage::leaving) add(i, 0);
  }
  if (unknown_count > known_count) return std::nullopt;
  return std::max(longest_ns, work_ns / limits_.slots);
}

bool Schedule::is_done() const { return running_count_ + leaving_count_ == 0 && (stopped_ || unfinished_count_ == 0); }

std::vector<ActionId> Schedule::unfinished() const {
  std::vector<ActionId> ids;
  for (std::uint32_t i = 0; i < stages_.size(); ++i) {
    if (stages_[i] != Stage::absent && stages_[i] != Stage::done) ids.push_back({i});
  }
  return ids;
}

}  // namespace sinter
