// Why an action ran, change by change: which argument, which value of which variable,
// which file. Changes come from digests; the history knows the words behind them.
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/event.h"
#include "insight/history.h"

namespace sinter {

/// `now` is the run that the changes belong to, `before` the one that they refer to; null
/// when it is not remembered.
std::vector<ActionExplained::Line> explain_changes(const std::vector<Change>& changes, const RememberedRun* before,
                                                   const RememberedRun& now);

/// Of the runs of an action, the one that the changes of a run now refer to; null for none.
const RememberedRun* last_success(const History& history, std::string_view action);

/// Passes every event on and adds the explanation of each action that did something.
class Explainer : public EventSink {
 public:
  /// All must outlive this.
  Explainer(const Graph& graph, const History& history, const Environment& environment, const SecretForms& secrets,
            EventSink& events);

  void accept(const Event& event) override;
  void tick(std::optional<std::uint64_t> left_ns) override { events_.tick(left_ns); }
  void stage(const StageTiming& timing) override { events_.stage(timing); }

 private:
  const History& history_;
  CountedVariables variables_;
  const SecretForms& secrets_;
  EventSink& events_;
  std::unordered_map<std::string_view, const Action*> actions_;  // by name
};

}  // namespace sinter
