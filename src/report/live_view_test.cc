// The live view fits every screen, shows the oldest actions and says how many it leaves
// out; in a log, what runs long is mentioned now and then.
#include "report/live_view.h"

#include "report/screen_text.h"
#include "testing/check.h"

namespace sinter {
namespace {

constexpr std::uint64_t second = 1'000'000'000;

std::string shown(const Progress& progress, ScreenSize size, std::uint64_t now_ns) {
  std::string text;
  for (const LiveLine& line : live_lines(progress, size, now_ns)) text += line.text + line.times + "\n";
  return text;
}

Progress three_running() {
  return {.action_count = 40,
          .done_count = 12,
          .restored_count = 7,
          .failed_count = 1,
          .started_ns = 100 * second,
          .ends_ns = 203 * second,
          .running = {{"text/simd: compile modules/text/hash.cc", 1, 104 * second, 20 * second},
                      {"site", 2, 110 * second, 0},
                      {"link", 1, 111 * second, 3 * second}}};
}

TEST_CASE("a line says how far the build is, and one each what runs and for how long") {
  CHECK(shown(three_running(), {80, 24}, 112 * second) ==
        "[12/40] 12.0 s, about 1 min 31 s left, 1 failed, 3 running, 7 from cache\n"
        "  text/simd: compile modules/text/hash.cc                       8.0 s of 20.0 s\n"
        "  site (attempt 2)                                                        2.0 s\n"
        "  link                                                           1.0 s of 3.0 s\n");
}

TEST_CASE("a narrow screen shows the ends of names and the most telling counts") {
  CHECK(shown(three_running(), {40, 12}, 112 * second) ==
        "[12/40] 12.0 s, about 1 min 31 s left\n"
        "  text…es/text/hash.cc  8.0 s of 20.0 s\n"
        "  site (attempt 2)                2.0 s\n"
        "  link                   1.0 s of 3.0 s\n");
}

TEST_CASE("a low screen shows the oldest actions and how many there are besides") {
  CHECK(shown(three_running(), {80, 4}, 112 * second) ==
        "[12/40] 12.0 s, about 1 min 31 s left, 1 failed, 3 running, 7 from cache\n"
        "  text/simd: compile modules/text/hash.cc                       8.0 s of 20.0 s\n"
        "  and 2 more\n");
}

TEST_CASE("no line is as wide as the screen, and a row stays free for the cursor") {
  Progress progress = three_running();
  progress.running[1].name = "数学\x1b[2J/größe/数学数学数学数学数学数学";
  for (std::size_t columns = 1; columns < 100; ++columns) {
    for (std::size_t rows = 2; rows < 7; ++rows) {
      std::vector<LiveLine> lines = live_lines(progress, {columns, rows}, 112 * second);
      CHECK(lines.size() < rows);
      for (const LiveLine& line : lines) {
        CHECK(screen_width(line.text) + screen_width(line.times) <= std::max<std::size_t>(columns - 1, 1));
        CHECK(!line.text.contains('\x1b'));
      }
    }
  }
}

TEST_CASE("a time that was expected too short ends in nearly done") {
  CHECK(shown({.action_count = 1, .ends_ns = 5 * second}, {80, 24}, 9 * second) == "[0/1] 9.0 s, nearly done\n");
}

TEST_CASE("times are read while they pass") {
  CHECK(running_time_text(0) == "0.0 s");
  CHECK(running_time_text(59'999'999'999) == "59.9 s");
  CHECK(running_time_text(125 * second) == "2 min 05 s");
  CHECK(running_time_text(3720 * second) == "1 h 02 min");
}

TEST_CASE("in a log an action is mentioned after half a minute, a minute, and every further one") {
  Progress progress = {.running = {{"slow", 1, 0, 0}, {"known", 1, 0, 45 * second}}};
  auto mentioned = [&](std::uint64_t now_s) { return heartbeats(progress, now_s * second).size(); };
  CHECK(mentioned(29) == 0);
  CHECK(heartbeats(progress, 30 * second) ==
        std::vector<std::string>{"still running slow after 30.0 s\n",
                                 "still running known after 30.0 s, last time it took 45.0 s\n"});
  CHECK(mentioned(31) == 0);
  CHECK(mentioned(61) == 2);
  CHECK(mentioned(90) == 0);
  CHECK(mentioned(120) == 2);
  CHECK(mentioned(185) == 2);  // late: the next is still on the minute
  CHECK(mentioned(239) == 0);
}

}  // namespace
}  // namespace sinter
