// What is remembered of runs beside what a build needs: the arguments and variables they
// had and what had changed, so that the next change can be told as "-O2 became -Os". Losing
// it costs an explanation, never a build.
//
// It is kept as a row of blocks, one a build in which something ran. A build only ever adds
// one, so it costs nothing when nothing ran; reading is for who asks. A block that is
// damaged is left out. Values of secret variables are never in it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/event.h"
#include "base/mask.h"
#include "cache/key.h"
#include "graph/graph.h"
#include "os/environment.h"

namespace sinter {

inline constexpr std::string_view history_magic = "SNhist01";

struct RememberedVariable {
  std::string name;
  bool is_set;
  std::string value;  // "" when it is not set, or not for showing
};

/// One run of an action, or one restore of what a run had made.
struct RememberedRun {
  std::string action;
  std::string outcome;  // ran, restored or failed
  std::string cause;
  std::int64_t ended_ns = 0;      // wall clock
  std::uint64_t duration_ns = 0;  // 0 when restored
  std::vector<std::string> argv;
  std::string folder;
  std::vector<RememberedVariable> variables;
  std::vector<Change> changes;

  bool is_success() const { return outcome != "failed"; }
};

/// Whether a variable of that name may hold what nobody should see, although the project
/// did not declare it in `secrets`: its value is neither remembered nor shown.
bool looks_secret(std::string_view name);

/// Whether that is an end worth remembering: something was done, or was tried.
bool is_remembered(const ActionFinished& event);

/// The part of a run that is known before it: command and variables, with `secrets` masked.
RememberedRun describe_run(const Action& action, CountedVariables& variables, const SecretForms& secrets);

/// Remembers what the events of one build tell.
class HistoryRecorder : public EventSink {
 public:
  void accept(const Event& event) override;
  void tick(std::optional<std::uint64_t>) override {}
  void stage(const StageTiming&) override {}
  /// One block with everything that ran or was restored; "" if nothing did. `graph` is that
  /// of the build.
  std::string block(const Graph& graph, const Environment& environment, const SecretForms& secrets) const;

 private:
  std::vector<RememberedRun> runs_;  // without command and variables
};

class History {
 public:
  /// Reads what it can.
  explicit History(std::string_view bytes);

  /// The newest run of that action; null if none is remembered.
  const RememberedRun* last(std::string_view action) const;
  /// The newest one of before that, which succeeded: what the changes of last() refer to.
  const RememberedRun* before_last(std::string_view action) const;
  /// As one block: the two runs that matter for each action, without the others.
  std::string compacted() const;

 private:
  struct Runs {
    std::optional<RememberedRun> last, before;
  };
  std::unordered_map<std::string, Runs> runs_;
};

/// One block of the file.
std::string encode_history(const std::vector<RememberedRun>& runs);
}  // namespace sinter
