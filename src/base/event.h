// What happens in a run, as data. Code emits events; only report/ turns them into text.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/digest.h"
#include "base/error.h"

namespace sinter {

struct BuildStarted {
  std::string project;
  std::string profile;
  std::uint32_t action_count;
  std::uint32_t slots;
};

/// One part of an action's key, or one of its outputs, that is not as it was recorded.
struct Change {
  enum class Part : std::uint8_t { command, input, variable, tool, output };
  Part part;
  std::string name;    // of the file, variable or tool; "" for the command
  Digest before = {};  // zero: there was none
  Digest after = {};   // zero: there is none now
  bool operator==(const Change&) const = default;
};

struct ActionStarted {
  std::string action;
  std::string verb;
  std::string cause;              // why it has to run: "`json.cc` changed"
  std::uint32_t attempt;          // from 1
  std::uint64_t expected_ns = 0;  // how long its last run took; 0 when it has none
  std::uint64_t started_ns = 0;   // monotonic: what its duration counts from
};

struct ActionFinished {
  std::string action;
  std::string verb;
  std::string goal;
  std::string outcome;     // outcome_name()
  std::string cause;       // why it ran, was restored, skipped or cancelled; "" when unchanged
  std::uint32_t attempts;  // 0 when it did not run
  std::uint64_t duration_ns;
  std::uint64_t cpu_ns;
  std::uint64_t memory_bytes_max;
  bool is_test;
  std::string command;  // as typed in a shell
  std::string folder;
  std::vector<std::string> environment;  // of a failed one: names of variables it saw, "NAME=value" where fixed
  std::string output;                    // what it printed
  std::vector<Error> errors;             // what failed
  std::vector<Change> changes = {};      // what the cause sums up; none when it never ran, or runs every time
};

/// What stands in an explanation for a value that nobody should see.
inline constexpr std::string_view value_not_shown = "(not shown)";

/// Why an action ran or was restored, change by change; only when asked for.
struct ActionExplained {
  /// As people see it. Values of secret variables are not in here.
  struct Line {
    Change::Part part;
    std::string name;    // of the file, variable or tool; "" for an argument of the command
    std::string before;  // "" when there was none, or it is not known any more
    std::string after;   // "" when there is none
  };
  std::string action;
  std::string outcome;
  std::string cause;
  std::vector<Line> lines;
};

/// With --dry-run: what a build would do with an action that it would not leave as it is.
struct ActionExpected {
  std::string action;
  std::string verb;
  std::string goal;
  std::string expectation;  // expectation_name()
  std::string cause;
  std::uint64_t expected_ns;                 // how long its last run took; 0 when it has none
  std::vector<Error> errors;                 // why it would fail
  std::vector<std::string> moves;            // files that no build made, which would go to .sinter/replaced
  std::vector<ActionExplained::Line> lines;  // what changed; only when asked for
};

/// With --dry-run: all there is to expect has been told.
struct ForecastFinished {
  bool ok;  // nothing would fail, as far as can be known
  std::uint32_t run, maybe, restore, fail, skip, unchanged;
  std::vector<std::string> removals;  // files that nothing makes any more
};

/// Actions for which nothing had to be done, some of those that were found so at once. Each is an
/// ActionFinished with nothing to say; the views hold while the event is accepted.
struct ActionsUnchanged {
  struct Action {
    std::string_view action;
    std::string_view verb;
    std::string_view goal;
    bool is_test;
  };
  std::span<const Action> actions;
};

/// An attempt failed and there will be another one. Only the last one decides the outcome.
struct ActionRetried {
  std::string action;
  std::uint32_t attempt;       // that failed, from 1
  std::uint32_t attempts_max;  // there may be
  std::uint64_t wait_ns;       // before the next one may start
  Error error;                 // how it failed
  std::string output;          // what it printed
};

/// A step whose `when` is false: it counts as done.
struct StepLeftOut {
  std::string step;
  std::string when;
  bool is_named;  // somebody asked for this very step
};

/// Something worth knowing that fails nothing: a damaged cache entry, a lost state file.
struct Notice {
  Error error;
  bool is_detail = false;  // for whoever asks for everything
};

/// What no other event tells: sinter.toml is wrong, or a report could not be written.
struct RunFailed {
  Error error;
};

struct BuildFinished {
  bool ok;
  bool is_interrupted;
  std::uint32_t ran, restored, unchanged, failed, skipped, cancelled;
  std::uint64_t duration_ns;
};

/// With `--since`: how much of what was asked for is left.
struct ReachFound {
  std::string revision;
  std::uint32_t file_count;  // that differ from it
  std::uint32_t reached, selected;
};

/// Between builds: something changed, and a build follows.
struct FilesChanged {
  std::vector<std::string> paths;  // the first ones
  std::uint32_t count;
};

/// Nothing is left to do until one of these changes.
struct Watching {
  std::uint32_t files, folders;
};

using Event = std::variant<FilesChanged, Watching, ReachFound, BuildStarted, StepLeftOut, ActionsUnchanged,
                           ActionStarted, ActionRetried, ActionFinished, ActionExplained, ActionExpected,
                           ForecastFinished, Notice, RunFailed, BuildFinished>;

/// A piece of the tool's own work, on the monotonic clock; for who looks at times.
struct StageTiming {
  std::string_view name;  // "plan", "state", "assess", "save"
  std::uint64_t started_ns;
  std::uint64_t ended_ns;
};

/// Nothing of it is there by default: whoever passes events on has to pass all of these on,
/// and whoever has no use for one says so.
class EventSink {
 public:
  virtual ~EventSink() = default;
  virtual void accept(const Event& event) = 0;
  /// Time has passed while something runs; a live display may want to move on. `left_ns`
  /// is how long the rest may take, where that can be said.
  virtual void tick(std::optional<std::uint64_t> left_ns) = 0;
  /// Some work of our own has ended; the events that it caused came before.
  virtual void stage(const StageTiming& timing) = 0;
};

}  // namespace sinter
