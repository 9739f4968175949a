#include "report/terminal.h"

#include <algorithm>
#include <utility>

#include "base/text.h"
#include "os/clock.h"
#include "report/counts_text.h"
#include "report/explanation_text.h"
#include "report/forecast_text.h"
#include "report/screen_text.h"
#include "report/styles.h"

namespace sinter {
namespace {

/// As often as a clock with tenths of seconds needs, and no build is slower for it.
constexpr std::uint64_t redraw_ns = 100'000'000;

/// A failure is shown after this time even if nothing new starts: its end may be far.
constexpr std::uint64_t unread_ns_max = 1'000'000'000;

constexpr std::size_t changed_names_max = 5;
/// Of one kind; ten thousand files that were in the way are one matter.
constexpr std::uint32_t notices_shown_max = 3;

constexpr std::string_view hide_cursor = "\x1b[?25l";
constexpr std::string_view show_cursor = "\x1b[?25h";
constexpr std::string_view no_wrap = "\x1b[?7l";
constexpr std::string_view wrap = "\x1b[?7h";
constexpr std::string_view clear_to_line_end = "\x1b[K";
constexpr std::string_view clear_below = "\x1b[J";

std::string styled(std::string_view look, std::string_view text) {
  return std::string(look) + std::string(text) + std::string(style::plain);
}

}  // namespace

// ---- printing ----------------------------------------------------------------------

void TerminalReport::print(std::string_view text) {
  std::string shown = terminal_.has_colour() ? std::string(text) : without_colours(text);
  if (drawn_widths_.empty()) return terminal_.write(shown);
  // Written over the view line by line, and the view again below it, all at once: what is
  // not cleared before it is drawn cannot flicker.
  std::string out = lift_view();
  for (std::size_t begin = 0; begin < shown.size();) {
    std::size_t end = std::min(shown.find('\n', begin), shown.size());
    out.append(shown, begin, end - begin).append(clear_to_line_end);
    if (end < shown.size()) out += '\n';
    begin = end + 1;
  }
  drawn_widths_.clear();
  out += is_building_ ? view(monotonic_ns()) : "";
  terminal_.write(out.append(clear_below).append(show_cursor));
}

void TerminalReport::print_result(std::string_view text) {
  if (verbosity_ != Verbosity::quiet) print(text);
}

std::size_t TerminalReport::result_columns() const {
  return terminal_.is_terminal() ? terminal_.size().columns : SIZE_MAX;
}

void TerminalReport::print_error(const Error& error) { print(error_text(error)); }

void TerminalReport::print_output(const std::string& action, const std::string& output) {
  std::string news = verbosity_ == Verbosity::verbose ? output : shown_.add(action, output).text;
  print("output of " + screen_name(action) + ":\n" + with_newline(screen_output(news)));
}

void TerminalReport::print_new_failures() {
  auto first = failures_.begin() + static_cast<std::ptrdiff_t>(shown_failure_count_);
  std::vector<ActionFinished> failures(first, failures_.end());
  for (const auto& group : group_failures(failures)) print(failure_news(group, invocation_, shown_));
  shown_failure_count_ = failures_.size();
}

void TerminalReport::print_failures() {
  ShownDiagnostics shown;
  for (const auto& group : group_failures(failures_)) print(failure_text(group, invocation_, shown));
}

// ---- events ------------------------------------------------------------------------

void TerminalReport::accept(const Event& event) {
  if (const auto* start = std::get_if<BuildStarted>(&event)) begun(*start);
  if (const auto* unchanged = std::get_if<ActionsUnchanged>(&event)) {
    progress_.done_count += static_cast<std::uint32_t>(unchanged->actions.size());
    progress_.unchanged_count += static_cast<std::uint32_t>(unchanged->actions.size());
  }
  if (const auto* action = std::get_if<ActionStarted>(&event)) started(*action);
  if (const auto* action = std::get_if<ActionRetried>(&event)) retried(*action);
  if (const auto* action = std::get_if<ActionFinished>(&event)) finished(*action);
  if (const auto* step = std::get_if<StepLeftOut>(&event)) left_out(*step);
  if (const auto* files = std::get_if<FilesChanged>(&event)) changed(*files);
  if (const auto* watching = std::get_if<Watching>(&event)) {
    print_result(styled(style::dim, "watching " + count_of(watching->files, "file") + " in " +
                                        count_of(watching->folders, "folder") + "; Ctrl-C ends") +
                 "\n");
  }
  if (const auto* reach = std::get_if<ReachFound>(&event)) {
    print_result("different from " + screen_name(reach->revision) + ": " + count_of(reach->file_count, "file") +
                 ", reaching " + std::to_string(reach->reached) + " of " + count_of(reach->selected, "action") + "\n");
  }
  if (const auto* explained = std::get_if<ActionExplained>(&event)) explain(*explained);
  if (const auto* expected = std::get_if<ActionExpected>(&event)) print(forecast_lines(*expected));
  if (const auto* forecast = std::get_if<ForecastFinished>(&event)) print(forecast_summary(*forecast));
  if (const auto* notice = std::get_if<Notice>(&event)) noticed(*notice);
  if (const auto* end = std::get_if<BuildFinished>(&event)) ended(*end);
  draw_if_due();
}

void TerminalReport::tick(std::optional<std::uint64_t> left_ns) {
  std::uint64_t now = monotonic_ns();
  progress_.ends_ns = left_ns ? std::optional(now + *left_ns) : std::nullopt;
  // Whoever waits for the rest can read meanwhile what failed.
  if (failures_.size() > shown_failure_count_ && now - failed_ns_ > unread_ns_max) print_new_failures();
  if (terminal_.is_live()) return draw_if_due();
  for (const std::string& line : heartbeats(progress_, now)) print_result(line);
}

void TerminalReport::begun(const BuildStarted& event) {
  progress_ = {.action_count = event.action_count, .started_ns = monotonic_ns()};
  failures_.clear();
  shown_failure_count_ = 0;
  shown_ = {};
  drawn_ns_ = progress_.started_ns;
  is_building_ = true;
  notice_counts_.clear();
}

void TerminalReport::noticed(const Notice& event) {
  if (verbosity_ != Verbosity::verbose) {
    if (event.is_detail) return;
    if (++notice_counts_[event.error.code] > notices_shown_max) return;
  }
  std::string text = screen_output(without_colours(render(event.error)));
  print("note:" + text.substr(std::string_view("error:").size()));
}

void TerminalReport::print_notice_counts() {
  for (const auto& [code, count] : std::exchange(notice_counts_, {})) {
    if (count <= notices_shown_max) continue;
    print("note: " + std::to_string(count - notices_shown_max) + " more like the first " +
          std::to_string(notices_shown_max) + "  [" + code_text(code) + "]\n  next: --verbose shows each of them\n");
  }
}

void TerminalReport::started(const ActionStarted& event) {
  // The build goes on after a failure: nobody should have to wait for its end to read it.
  if (failures_.size() > shown_failure_count_) print_new_failures();
  progress_.running.push_back(
      {.name = event.action, .attempt = event.attempt, .started_ns = monotonic_ns(), .expected_ns = event.expected_ns});
  if (verbosity_ != Verbosity::verbose) return;
  std::string attempt = event.attempt > 1 ? " (attempt " + std::to_string(event.attempt) + ")" : "";
  print("start " + screen_name(event.action) + attempt + "  " + styled(style::dim, screen_name(event.cause)) + "\n");
}

void TerminalReport::retried(const ActionRetried& event) {
  std::erase_if(progress_.running, [&](const RunningAction& action) { return action.name == event.action; });
  if (verbosity_ == Verbosity::verbose && !event.output.empty()) print_output(event.action, event.output);
  if (verbosity_ == Verbosity::quiet) return;
  std::string attempts =
      " (attempt " + std::to_string(event.attempt) + " of " + std::to_string(event.attempts_max) + ")";
  print("retry " + screen_name(event.action) + " in " + duration_text(event.wait_ns) + "  " +
        styled(style::dim, screen_name(event.error.what) + attempts) + "\n");
}

void TerminalReport::finished(const ActionFinished& event) {
  ++progress_.done_count;
  std::erase_if(progress_.running, [&](const RunningAction& action) { return action.name == event.action; });
  if (event.outcome == "unchanged") ++progress_.unchanged_count;
  if (event.outcome == "unchanged") return;
  if (event.outcome == "restored") ++progress_.restored_count;
  bool failed = event.outcome == "failed";
  if (failed) ++progress_.failed_count;
  if (failed) failures_.push_back(event);
  if (failed) failed_ns_ = monotonic_ns();
  bool is_shown = verbosity_ == Verbosity::verbose ||
                  (verbosity_ == Verbosity::normal && (failed || (!terminal_.is_live() && event.outcome == "ran")));
  if (is_shown) {
    std::string line = (failed ? styled(style::red, "failed") : event.outcome) + " " + screen_name(event.action);
    if (event.attempts != 0) line += " in " + duration_text(event.duration_ns);
    if (event.attempts > 1) line += " (attempt " + std::to_string(event.attempts) + ")";
    print(line + "  " + styled(style::dim, screen_name(event.cause)) + "\n");
  }
  // What succeeded is quiet, unless it has something to say.
  if (!failed && !event.is_test && !event.output.empty() && verbosity_ != Verbosity::quiet) {
    print_output(event.action, event.output);
  }
}

void TerminalReport::changed(const FilesChanged& event) {
  std::vector<std::string> names;
  for (const std::string& path : event.paths) {
    if (names.size() < changed_names_max) names.push_back(screen_name(path));
  }
  std::string more = event.count > names.size() ? " and " + std::to_string(event.count - names.size()) + " more" : "";
  print_result("\n" + styled(style::bold, "changed: " + join(names, ", ") + more) + "\n");
}

/// What is told of every action in plain lines is not told twice.
void TerminalReport::explain(const ActionExplained& event) {
  std::string cause = terminal_.is_live() || verbosity_ == Verbosity::quiet ? "  " + screen_name(event.cause) : "";
  if (event.lines.empty() && cause.empty()) return;
  print("why " + screen_name(event.action) + styled(style::dim, cause) + "\n" + explanation_lines(event.lines));
}

void TerminalReport::left_out(const StepLeftOut& event) {
  bool is_shown = verbosity_ == Verbosity::verbose || (verbosity_ == Verbosity::normal && event.is_named);
  std::string reason = "`when` is false: " + screen_name(event.when);
  if (is_shown) print("left out " + screen_name(event.step) + "  " + styled(style::dim, reason) + "\n");
}

void TerminalReport::ended(const BuildFinished& event) {
  is_building_ = false;
  if (!drawn_widths_.empty()) print("");
  print_failures();
  print_notice_counts();
  if (verbosity_ == Verbosity::quiet && event.ok) return;
  std::string counts = counts_text({{event.ran, "ran"},
                                    {event.restored, "restored"},
                                    {event.unchanged, "unchanged"},
                                    {event.failed, "failed"},
                                    {event.skipped, "skipped"},
                                    {event.cancelled, "cancelled"}});
  std::string_view word = event.is_interrupted ? "interrupted" : "failed";
  print((event.ok ? "done" : styled(style::red, word)) + " in " + duration_text(event.duration_ns) + ": " + counts +
        "\n");
  if (event.is_interrupted) print("  next: run the same command again; what was finished is kept\n");
}

// ---- the live view -----------------------------------------------------------------

void TerminalReport::draw_if_due() {
  if (!terminal_.is_live() || !is_building_ || verbosity_ == Verbosity::quiet) return;
  std::uint64_t now = monotonic_ns();
  if (now - drawn_ns_ < redraw_ns) return;
  std::string out = std::string(hide_cursor) + lift_view();
  out += view(now);
  terminal_.write(out.append(clear_below).append(show_cursor));
}

/// Takes the cursor back to the first line of the view. A terminal that was made narrower
/// since has broken the lines that became too long.
std::string TerminalReport::lift_view() const {
  if (drawn_widths_.empty()) return "";
  ScreenSize size = terminal_.size();
  std::size_t rows = 0;
  for (std::size_t width : drawn_widths_) rows += std::max<std::size_t>(1, (width + size.columns - 1) / size.columns);
  rows = std::min(rows, size.rows - 1);
  if (rows == 0) return std::string(hide_cursor) + "\r";
  return std::string(hide_cursor) + "\r\x1b[" + std::to_string(rows) + "A";
}

std::string TerminalReport::view(std::uint64_t now_ns) {
  bool has_colour = terminal_.has_colour();
  std::string out(no_wrap);
  drawn_widths_.clear();
  for (const LiveLine& line : live_lines(progress_, terminal_.size(), now_ns)) {
    bool is_status = drawn_widths_.empty();
    drawn_widths_.push_back(screen_width(line.text) + screen_width(line.times));
    out += has_colour && is_status ? styled(style::bold, line.text) : line.text;
    out += has_colour && !line.times.empty() ? styled(style::dim, line.times) : line.times;
    out.append(clear_to_line_end).append("\n");
  }
  drawn_ns_ = now_ns;
  return out.append(wrap);
}

}  // namespace sinter
