// Text for people, on standard error: a live view on a terminal, plain lines elsewhere,
// and after the last action the failures with everything needed to act on them.
//
// The live view leaves the terminal as a stranger would want to find it after every
// single write: the cursor is visible and below the view, lines wrap. So it does not
// matter when or how the program is ended.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "base/event.h"
#include "os/terminal.h"
#include "report/failures.h"
#include "report/live_view.h"

namespace sinter {

enum class Verbosity : std::uint8_t { quiet, normal, verbose };

class TerminalReport : public EventSink {
 public:
  TerminalReport(Terminal& terminal, Verbosity verbosity) : terminal_(terminal), verbosity_(verbosity) {}

  /// What failures say about how to try again.
  void set_invocation(Invocation invocation) { invocation_ = std::move(invocation); }

  void accept(const Event& event) override;
  void tick(std::optional<std::uint64_t> left_ns) override;
  void stage(const StageTiming&) override {}

  /// Prints an error as people see it, with colours where they are wanted.
  void print_error(const Error& error);
  void print(std::string_view text);
  /// Prints what a successful build has to show; nothing when quiet.
  void print_result(std::string_view text);
  /// How wide such a text may be.
  std::size_t result_columns() const;

 private:
  void begun(const BuildStarted& event);
  void started(const ActionStarted& event);
  void retried(const ActionRetried& event);
  void finished(const ActionFinished& event);
  void changed(const FilesChanged& event);
  void noticed(const Notice& event);
  void print_notice_counts();
  void explain(const ActionExplained& event);
  void left_out(const StepLeftOut& event);
  void ended(const BuildFinished& event);
  void print_output(const std::string& action, const std::string& output);
  void print_new_failures();
  void print_failures();
  void draw_if_due();
  std::string lift_view() const;
  std::string view(std::uint64_t now_ns);

  Terminal& terminal_;
  Verbosity verbosity_;
  Invocation invocation_;
  Progress progress_;
  std::map<Code, std::uint32_t> notice_counts_;  // of this build
  std::vector<ActionFinished> failures_;
  std::size_t shown_failure_count_ = 0;    // of failures_, while the build goes on
  ShownDiagnostics shown_;                 // likewise
  std::uint64_t failed_ns_ = 0;            // when the last one failed
  bool is_building_ = false;               // between its first and its last event
  std::vector<std::size_t> drawn_widths_;  // of the lines of the view that is on the screen
  std::uint64_t drawn_ns_ = 0;
};

}  // namespace sinter
