#include "report/terminal.h"

#include <algorithm>

#include "base/text.h"
#include "os/clock.h"

namespace sinter {
namespace {

constexpr std::string_view red = "\x1b[31m";
constexpr std::string_view bold = "\x1b[1m";
constexpr std::string_view dim = "\x1b[2m";
constexpr std::string_view plain = "\x1b[0m";
constexpr std::string_view clear_line = "\r\x1b[K";

/// At most `width` columns of one line; the names shown are ASCII but for user's paths.
std::string fit(std::string text, std::size_t width) {
  if (text.size() <= width) return text;
  text.resize(width > 1 ? width - 1 : 0);
  while (!text.empty() && (static_cast<unsigned char>(text.back()) & 0xC0) == 0x80) text.pop_back();
  return text + "…";
}

std::string with_newline(std::string text) {
  if (!text.empty() && !text.ends_with('\n')) text += '\n';
  return text;
}

}  // namespace

std::string without_colours(std::string_view text) {
  std::string result;
  while (!text.empty()) {
    std::size_t escape = text.find('\x1b');
    result += text.substr(0, escape);
    if (escape == std::string_view::npos) break;
    text.remove_prefix(escape + 1);
    if (!text.starts_with('[')) continue;
    std::size_t end = 1;
    while (end < text.size() && (text[end] < '@' || text[end] > '~')) ++end;
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return result;
}

void TerminalReport::print(std::string_view text) {
  clear_live_line();
  terminal_.write(terminal_.has_colour() ? std::string(text) : without_colours(text));
}

void TerminalReport::print_result(std::string_view text) {
  if (verbosity_ != Verbosity::quiet) print(text);
}

void TerminalReport::print_error(const Error& error) {
  std::string text = render(error);
  constexpr std::string_view label = "error:";
  print(std::string(bold) + std::string(red) + std::string(label) + std::string(plain) + text.substr(label.size()));
}

void TerminalReport::accept(const Event& event) {
  if (const auto* start = std::get_if<BuildStarted>(&event)) action_count_ = start->action_count;
  if (const auto* action = std::get_if<ActionStarted>(&event)) started(*action);
  if (const auto* action = std::get_if<ActionRetried>(&event)) retried(*action);
  if (const auto* action = std::get_if<ActionFinished>(&event)) finished(*action);
  if (const auto* step = std::get_if<StepLeftOut>(&event)) {
    bool is_shown = verbosity_ == Verbosity::verbose || (verbosity_ == Verbosity::normal && step->is_named);
    std::string reason = "  " + std::string(dim) + "`when` is false: " + step->when + std::string(plain) + "\n";
    if (is_shown) print("left out " + step->step + reason);
  }
  const auto* notice = std::get_if<Notice>(&event);
  if (notice != nullptr && (!notice->is_detail || verbosity_ == Verbosity::verbose)) {
    std::string text = render(notice->error);
    print("note:" + text.substr(std::string_view("error:").size()));
  }
  if (const auto* end = std::get_if<BuildFinished>(&event)) ended(*end);
}

void TerminalReport::tick([[maybe_unused]] std::optional<std::uint64_t> left_ns) { draw_live_line(); }

void TerminalReport::started(const ActionStarted& event) {
  running_.push_back({event.action, monotonic_ns()});
  if (verbosity_ == Verbosity::verbose) {
    std::string attempt = event.attempt > 1 ? " (attempt " + std::to_string(event.attempt) + ")" : "";
    print("start " + event.action + attempt + "  " + std::string(dim) + event.cause + std::string(plain) + "\n");
  }
  draw_live_line();
}

void TerminalReport::retried(const ActionRetried& event) {
  std::erase_if(running_, [&](const Current& current) { return current.action == event.action; });
  if (verbosity_ == Verbosity::verbose && !event.output.empty()) {
    print("output of " + event.action + ":\n" + with_newline(event.output));
  }
  if (verbosity_ == Verbosity::quiet) return;
  print("retry " + event.action + " in " + duration_text(event.wait_ns) + "  " + std::string(dim) + event.error.what +
        " (attempt " + std::to_string(event.attempt) + " of " + std::to_string(event.attempts_max) + ")" +
        std::string(plain) + "\n");
}

void TerminalReport::finished(const ActionFinished& event) {
  ++done_count_;
  std::erase_if(running_, [&](const Current& current) { return current.action == event.action; });
  if (event.outcome == "unchanged") return;
  bool failed = event.outcome == "failed";
  if (failed) failures_.push_back(event);
  bool is_shown = verbosity_ == Verbosity::verbose ||
                  (verbosity_ == Verbosity::normal && (failed || (!terminal_.is_live() && event.outcome == "ran")));
  if (is_shown) {
    std::string line = (failed ? std::string(red) + "failed" + std::string(plain) : event.outcome) + " " + event.action;
    if (event.attempts != 0) line += " in " + duration_text(event.duration_ns);
    if (event.attempts > 1) line += " (attempt " + std::to_string(event.attempts) + ")";
    line += "  " + std::string(dim) + event.cause + std::string(plain) + "\n";
    print(line);
  }
  // What succeeded is quiet, unless it has something to say.
  if (!failed && !event.is_test && !event.output.empty() && verbosity_ != Verbosity::quiet) {
    print("output of " + event.action + ":\n" + with_newline(event.output));
  }
  draw_live_line();
}

void TerminalReport::print_failure(const ActionFinished& event) {
  std::string text = "\n" + std::string(bold) + event.action + std::string(plain) + "\n";
  if (!event.command.empty()) {
    std::string folder = event.folder == "." ? "" : "cd " + event.folder + " && ";
    text += std::string(dim) + "$ " + folder + event.command + std::string(plain) + "\n";
  }
  print(text + with_newline(event.output));
  for (const Error& error : event.errors) print_error(error);
}

void TerminalReport::ended(const BuildFinished& event) {
  running_.clear();
  clear_live_line();
  for (const ActionFinished& failure : failures_) print_failure(failure);
  if (verbosity_ == Verbosity::quiet && event.ok) return;
  std::vector<std::string> counts;
  auto add = [&](std::uint32_t count, std::string_view word) {
    if (count != 0) counts.push_back(std::to_string(count) + " " + std::string(word));
  };
  add(event.ran, "ran");
  add(event.restored, "restored");
  add(event.unchanged, "unchanged");
  add(event.failed, "failed");
  add(event.skipped, "skipped");
  add(event.cancelled, "cancelled");
  if (counts.empty()) counts.emplace_back("nothing to do");
  std::string_view word = event.is_interrupted ? "interrupted" : "failed";
  print((event.ok ? "done" : std::string(red) + std::string(word) + std::string(plain)) + " in " +
        duration_text(event.duration_ns) + ": " + join(counts, ", ") + "\n");
  if (event.is_interrupted) print("  next: run the same command again; what was finished is kept\n");
}

void TerminalReport::draw_live_line() {
  if (!terminal_.is_live() || verbosity_ == Verbosity::quiet || running_.empty()) return;
  const Current& oldest = running_.front();
  std::string line = "[" + std::to_string(done_count_) + "/" + std::to_string(action_count_) + "] " + oldest.action +
                     "  " + duration_text(monotonic_ns() - oldest.started_ns);
  if (running_.size() > 1) line += "  and " + std::to_string(running_.size() - 1) + " more";
  terminal_.write(std::string(clear_line) + fit(std::move(line), terminal_.width() - 1));
  is_line_drawn_ = true;
}

void TerminalReport::clear_live_line() {
  if (is_line_drawn_) terminal_.write(clear_line);
  is_line_drawn_ = false;
}

}  // namespace sinter
