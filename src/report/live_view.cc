#include "report/live_view.h"

#include <algorithm>

#include "base/text.h"
#include "report/screen_text.h"

namespace sinter {
namespace {

/// Times far from the names they belong to are hard to read across.
constexpr std::size_t width_max = 110;
constexpr std::size_t name_width_min = 12;

std::string two_digits(std::uint64_t value) { return (value < 10 ? "0" : "") + std::to_string(value); }

std::string status_line(const Progress& progress, std::size_t width, std::uint64_t now_ns) {
  std::string text = "[" + std::to_string(progress.done_count) + "/" + std::to_string(progress.action_count) + "] " +
                     running_time_text(now_ns - progress.started_ns);
  // The most telling first: a narrow screen shows only the first ones.
  std::vector<std::string> parts;
  if (progress.ends_ns) {
    std::uint64_t left_ns = *progress.ends_ns > now_ns ? *progress.ends_ns - now_ns : 0;
    parts.push_back(left_ns < 1'000'000'000 ? "nearly done" : "about " + running_time_text(left_ns) + " left");
  }
  auto add = [&](std::uint32_t count, std::string_view word) {
    if (count != 0) parts.push_back(std::to_string(count) + " " + std::string(word));
  };
  add(progress.failed_count, "failed");
  add(static_cast<std::uint32_t>(progress.running.size()), "running");
  add(progress.restored_count, "from cache");
  add(progress.unchanged_count, "unchanged");
  for (const std::string& part : parts) {
    if (screen_width(text) + 2 + screen_width(part) > width) break;
    text += ", " + part;
  }
  return fit_start(text, width);
}

std::string times_text(const RunningAction& action, std::size_t width, std::uint64_t now_ns) {
  std::string text = running_time_text(now_ns - action.started_ns);
  if (action.expected_ns == 0) return text;
  std::string with_expected = text + " of " + running_time_text(action.expected_ns);
  return with_expected.size() + 2 + name_width_min <= width ? with_expected : text;
}

}  // namespace

std::string running_time_text(std::uint64_t duration_ns) {
  std::uint64_t tenths = duration_ns / 100'000'000;
  if (tenths < 600) return std::to_string(tenths / 10) + "." + std::to_string(tenths % 10) + " s";
  std::uint64_t seconds = tenths / 10;
  if (seconds < 3600) return std::to_string(seconds / 60) + " min " + two_digits(seconds % 60) + " s";
  return std::to_string(seconds / 3600) + " h " + two_digits(seconds / 60 % 60) + " min";
}

std::vector<std::string> heartbeats(Progress& progress, std::uint64_t now_ns) {
  constexpr std::uint64_t half_minute_ns = 30'000'000'000;
  std::vector<std::string> lines;
  for (RunningAction& action : progress.running) {
    std::uint64_t next_ns = action.heartbeat_ns + (action.heartbeat_ns < 2 * half_minute_ns ? 1 : 2) * half_minute_ns;
    std::uint64_t elapsed_ns = now_ns - action.started_ns;
    if (elapsed_ns < next_ns) continue;
    action.heartbeat_ns = elapsed_ns / half_minute_ns * half_minute_ns;
    std::string line = "still running " + screen_name(action.name) + " after " + running_time_text(elapsed_ns);
    if (action.expected_ns != 0) line += ", last time it took " + running_time_text(action.expected_ns);
    lines.push_back(line + "\n");
  }
  return lines;
}

std::vector<LiveLine> live_lines(const Progress& progress, ScreenSize size, std::uint64_t now_ns) {
  std::size_t width = std::min(size.columns > 1 ? size.columns - 1 : 1, width_max);
  std::vector<LiveLine> lines = {{status_line(progress, width, now_ns), ""}};
  // One row for the status, and one that stays free for the cursor.
  std::size_t rows = size.rows > 2 ? size.rows - 2 : 0;
  std::size_t shown = progress.running.size();
  if (shown > rows) shown = rows == 0 ? 0 : rows - 1;
  for (std::size_t i = 0; i < shown; ++i) {
    const RunningAction& action = progress.running[i];
    std::string name = screen_name(action.name);
    if (action.attempt > 1) name += " (attempt " + std::to_string(action.attempt) + ")";
    std::string times = times_text(action, width, now_ns);
    if (times.size() + 4 > width) times.clear();
    std::size_t room = times.empty() ? width : width - times.size() - 2;
    std::string text = fit("  " + name, room);
    if (!times.empty()) text.append(room + 2 - screen_width(text), ' ');
    lines.push_back({std::move(text), std::move(times)});
  }
  if (shown < progress.running.size() && rows != 0) {
    lines.push_back({fit_start("  and " + std::to_string(progress.running.size() - shown) + " more", width), ""});
  }
  return lines;
}

}  // namespace sinter
