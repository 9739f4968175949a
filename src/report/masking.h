// Keeps secrets out of what is told: of every event that passes, each text that somebody
// could have written a value into. The output of processes is masked where it enters
// (os/process.h); here commands, causes and errors are.
#pragma once

#include "base/event.h"
#include "base/mask.h"
#include "graph/graph.h"
#include "os/environment.h"

namespace sinter {

/// The values of all secret variables; every action may come by every one. Returns what to
/// tell of those that cannot be hidden.
std::vector<Error> add_secrets(SecretForms& secrets, const Graph& graph, const Environment& environment);

class MaskingSink : public EventSink {
 public:
  /// Both must outlive this.
  MaskingSink(const SecretForms& secrets, EventSink& next) : secrets_(secrets), next_(next) {}
  void accept(const Event& event) override;
  void tick(std::optional<std::uint64_t> left_ns) override { next_.tick(left_ns); }
  void stage(const StageTiming& timing) override { next_.stage(timing); }

 private:
  void accept_masked(const ActionsUnchanged& event);

  const SecretForms& secrets_;
  EventSink& next_;
};

}  // namespace sinter
