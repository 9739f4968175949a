// Text for people, on standard error: one live line on a terminal, plain lines elsewhere,
// and after the last action the failures with everything needed to act on them.
#pragma once

#include <cstdio>
#include <string>
#include <vector>

#include "base/event.h"
#include "os/terminal.h"

namespace sinter {

enum class Verbosity : std::uint8_t { quiet, normal, verbose };

class TerminalReport : public EventSink {
 public:
  TerminalReport(Terminal& terminal, Verbosity verbosity) : terminal_(terminal), verbosity_(verbosity) {}

  void accept(const Event& event) override;
  void tick(std::optional<std::uint64_t> left_ns) override;

  /// Prints an error as people see it, with colours where they are wanted.
  void print_error(const Error& error);
  void print(std::string_view text);
  /// Prints what a successful build has to show; nothing when quiet.
  void print_result(std::string_view text);

 private:
  struct Current {
    std::string action;
    std::uint64_t started_ns;
  };

  void started(const ActionStarted& event);
  void retried(const ActionRetried& event);
  void finished(const ActionFinished& event);
  void ended(const BuildFinished& event);
  void print_failure(const ActionFinished& event);
  void draw_live_line();
  void clear_live_line();

  Terminal& terminal_;
  Verbosity verbosity_;
  std::uint32_t action_count_ = 0;
  std::uint32_t done_count_ = 0;
  std::vector<Current> running_;
  std::vector<ActionFinished> failures_;
  bool is_line_drawn_ = false;
};

/// The text without the escape sequences that colour it.
std::string without_colours(std::string_view text);

}  // namespace sinter
