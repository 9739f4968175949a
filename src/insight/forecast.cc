#include "insight/forecast.h"

#include <algorithm>
#include <set>

#include "base/ranges.h"
#include "base/text.h"
#include "base/tree_name.h"
#include "schedule/assess.h"
#include "schedule/assessor.h"
#include "schedule/output_places.h"

namespace sinter {
namespace {

class Forecaster {
 public:
  Forecaster(const Graph& graph, BuildState& state, const Cache* cache, const Environment& environment,
             const ProofBook* proofs)
      : graph_(graph),
        state_(state),
        cache_(cache),
        assessor_(graph, state, environment),
        expected_(graph.actions.size()) {
    if (proofs != nullptr) assessor_.require(*proofs);
  }

  /// Nothing when the action would be left as it is. To be asked for what it needs first.
  std::optional<Expected> expect(ActionId id) {
    std::optional<Expected> expected = decide(id);
    if (!expected) return std::nullopt;
    expected_[id.index] = expected->expectation;
    if (!needed(graph_[id], {Expectation::fail, Expectation::skip}) && !expected->error) {
      expected->moves = strangers(graph_, graph_[id], state_, cache_).value_or(std::vector<std::string>());
    }
    bool may_differ = expected->expectation == Expectation::run || expected->expectation == Expectation::maybe;
    if (may_differ) {
      for (FileId output : graph_[id].outputs) unsettled_.emplace(graph_[output].path);
    }
    return expected;
  }

 private:
  /// The first of what the action needs from which that is expected.
  std::optional<ActionId> needed(const Action& action, std::initializer_list<Expectation> expectations) const {
    for (ActionId id : action.needs) {
      if (expected_[id.index] && ranges::contains(expectations, *expected_[id.index])) return id;
    }
    return std::nullopt;
  }

  std::optional<Expected> decide(ActionId id) {
    const Action& action = graph_[id];
    if (std::optional<ActionId> failed = needed(action, {Expectation::fail, Expectation::skip})) {
      return Expected{id, Expectation::skip, quote(graph_[*failed].name) + " would not succeed", {}, {}};
    }
    std::optional<ActionId> uncertain = needed(action, {Expectation::run, Expectation::maybe});
    Result<ActionFinding> found = assessor_.look(id);
    if (uncertain) return decide_after(id, *uncertain, std::move(found));
    if (!found) return Expected{id, Expectation::fail, "an input cannot be read", {}, std::move(found.error())};
    if (found->stands) return std::nullopt;
    if (Result<void> placed = check_output_places(graph_, action); !placed) {
      return Expected{id, Expectation::fail, std::move(found->cause), {}, std::move(placed.error())};
    }
    bool is_restored = found->may_restore && restore(graph_[id], found->base);
    return Expected{id,
                    is_restored ? Expectation::restore : Expectation::run,
                    std::move(found->cause),
                    std::move(found->changes),
                    {}};
  }

  /// Some of its inputs may be others by then.
  std::optional<Expected> decide_after(ActionId id, ActionId before, Result<ActionFinding> found) {
    if (found && !found->stands) {
      std::erase_if(found->changes, [&](const Change& change) {
        return change.part == Change::Part::input && unsettled_.contains(change.name);
      });
      bool is_due_to_itself = !found->changes.empty() || !graph_[id].cache || state_.find(graph_[id].name) == nullptr;
      // If what it needs comes out as it is now, the cache has what it makes.
      bool may_be_restored = found->may_restore && can_restore(graph_[id], found->base);
      if (is_due_to_itself && may_be_restored) {
        std::string cause = found->changes.empty() ? std::move(found->cause) : cause_of(found->changes);
        return Expected{id, Expectation::maybe, std::move(cause), std::move(found->changes), {}};
      }
      if (is_due_to_itself) {
        std::string cause = found->changes.empty() ? std::move(found->cause) : cause_of(found->changes);
        if (Result<void> placed = check_output_places(graph_, graph_[id]); !placed) {
          return Expected{id, Expectation::fail, std::move(cause), {}, std::move(placed.error())};
        }
        return Expected{id, Expectation::run, std::move(cause), std::move(found->changes), {}};
      }
    }
    if (!found && state_.find(graph_[id].name) == nullptr) return Expected{id, Expectation::run, "first build", {}, {}};
    return Expected{id, Expectation::maybe, "what " + quote(graph_[before].name) + " makes may change", {}, {}};
  }

  bool can_restore(const Action& action, const Digest& base) {
    return cache_ != nullptr &&
           ranges::any_of(cache_->peek(base), [&](const CacheRecord& record) { return is_whole(action, record); });
  }

  bool is_whole(const Action& action, const CacheRecord& record) {
    return assessor_.holds(action, record) && ranges::all_of(record.outputs, [&](const CachedFile& output) {
             return is_tree_name(output.path) || cache_->holds(output.digest);
           });
  }

  /// Whether the cache has a run to restore; from then on its outputs count as restored.
  bool restore(const Action& action, const Digest& base) {
    if (cache_ == nullptr) return false;
    for (const CacheRecord& record : cache_->peek(base)) {
      if (!is_whole(action, record)) continue;
      for (const CachedFile& output : record.outputs) {
        state_.files.assume(state_.files.intern(output.path), file_identity(output.digest, output.is_executable));
      }
      return true;
    }
    return false;
  }

  const Graph& graph_;
  BuildState& state_;
  const Cache* cache_;
  Assessor assessor_;
  std::vector<std::optional<Expectation>> expected_;
  std::set<std::string, std::less<>> unsettled_;  // files that may be others when the build is done
};

}  // namespace

std::string_view expectation_name(Expectation expectation) {
  switch (expectation) {
    case Expectation::run: return "run";
    case Expectation::maybe: return "maybe";
    case Expectation::restore: return "restore";
    case Expectation::fail: return "fail";
    case Expectation::skip: return "skip";
  }
  return "";
}

Forecast forecast(const Graph& graph, const std::vector<ActionId>& selected, BuildState& state, const Cache* cache,
                  const Environment& environment, const ProofBook* proofs) {
  Forecaster forecaster(graph, state, cache, environment, proofs);
  Forecast result;
  for (ActionId id : selected) {
    if (std::optional<Expected> expected = forecaster.expect(id)) result.actions.push_back(*std::move(expected));
    else ++result.unchanged_count;
  }
  return result;
}

}  // namespace sinter
