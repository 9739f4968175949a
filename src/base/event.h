// What happens in a run, as data. Code emits events; only report/ turns them into text.
#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "base/error.h"

namespace sinter {

struct BuildStarted {
  std::string project;
  std::string profile;
  std::uint32_t action_count;
  std::uint32_t slots;
};

struct ActionStarted {
  std::string action;
  std::string verb;
  std::string cause;      // why it has to run: "`json.cc` changed"
  std::uint32_t attempt;  // from 1
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
  std::string output;         // what it printed
  std::vector<Error> errors;  // what failed
};

/// Something worth knowing that fails nothing: a damaged cache entry, a lost state file.
struct Notice {
  Error error;
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

using Event = std::variant<BuildStarted, ActionStarted, ActionFinished, Notice, RunFailed, BuildFinished>;

class EventSink {
 public:
  virtual ~EventSink() = default;
  virtual void accept(const Event& event) = 0;
  /// Time has passed while something runs; a live display may want to move on.
  virtual void tick() {}
};

}  // namespace sinter
