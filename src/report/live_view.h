// What a terminal shows while a build runs: how far it is, and one line for each running
// action. A pure function from what is known to lines that fit the screen; drawing them
// is the terminal report's.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "os/terminal.h"

namespace sinter {

struct RunningAction {
  std::string name;
  std::uint32_t attempt;
  std::uint64_t started_ns;        // monotonic, as all times here
  std::uint64_t expected_ns;       // 0: it has never run
  std::uint64_t heartbeat_ns = 0;  // when it was last said to be running still, since its start
};

struct Progress {
  std::uint32_t action_count = 0;
  std::uint32_t done_count = 0;
  std::uint32_t restored_count = 0;
  std::uint32_t unchanged_count = 0;
  std::uint32_t failed_count = 0;
  std::uint64_t started_ns = 0;
  std::optional<std::uint64_t> ends_ns;  // about when, where that can be said
  std::vector<RunningAction> running;    // oldest first
};

/// A line as plain text in two parts: what it is about, and its times.
struct LiveLine {
  std::string text;
  std::string times;  // may be empty
};

/// No line is wider than the screen, less one column, and together they leave a row free.
std::vector<LiveLine> live_lines(const Progress& progress, ScreenSize size, std::uint64_t now_ns);

/// For logs: a line for each action that runs so long that one might think it hangs, after
/// half a minute, a minute, and every further minute.
std::vector<std::string> heartbeats(Progress& progress, std::uint64_t now_ns);

/// A time that is read while it passes: "0.4 s", "12.3 s", "2 min 05 s", "1 h 02 min".
std::string running_time_text(std::uint64_t duration_ns);

}  // namespace sinter
