#include "report/bench_text.h"

#include <cmath>

#include "base/json.h"
#include "base/text.h"
#include "report/aligned_table.h"
#include "report/size_history_text.h"

namespace sinter {
namespace {

constexpr std::string_view left_out[] = {"wall"};
constexpr double nanoseconds_a_microsecond = 1e3, nanoseconds_a_millisecond = 1e6, nanoseconds_a_second = 1e9;

/// Three digits that count: "0.512", "8.14", "137".
std::string digits_text(double value) {
  int decimals = value < 1 ? 3 : value < 10 ? 2 : value < 100 ? 1 : 0;
  std::uint64_t scale = 1;
  for (int i = 0; i < decimals; ++i) scale *= 10;
  auto scaled = static_cast<std::uint64_t>(std::llround(value * static_cast<double>(scale)));
  std::string text = std::to_string(scaled / scale);
  if (decimals != 0) text += "." + std::to_string(scale + scaled % scale).substr(1);
  return text;
}

std::string time_text(double ns) {
  if (ns <= 0) return "-";
  if (ns < nanoseconds_a_microsecond) return digits_text(ns) + " ns";
  if (ns < nanoseconds_a_millisecond) return digits_text(ns / nanoseconds_a_microsecond) + " us";
  if (ns < nanoseconds_a_second) return digits_text(ns / nanoseconds_a_millisecond) + " ms";
  return digits_text(ns / nanoseconds_a_second) + " s";
}

std::string memory_text(double bytes) { return bytes <= 0 ? "-" : size_text(static_cast<std::uint64_t>(bytes)); }

/// A ratio, with three digits behind the point.
std::string ratio_number(double ratio) {
  auto thousandths = static_cast<std::uint64_t>(std::llround(ratio * 1000));
  return std::to_string(thousandths / 1000) + "." + std::to_string(1000 + thousandths % 1000).substr(1);
}

std::string interval_text(const Interval& interval) {
  return ratio_number(interval.estimate) + " (" + ratio_number(interval.low) + " to " + ratio_number(interval.high) +
         ")";
}

/// One column: what was measured, and of what it is a comparison.
struct Column {
  std::string title;
  double Sample::* amount;
  std::string (*text)(double);
  const std::optional<Compared>& compared;
};

/// The rows of one figure: both sides, their ratio, and the same against itself; of what was measured.
std::vector<TableRow> figure_rows(const BenchResult& result, const Figure& figure) {
  std::string of = figure.unit.empty() ? "" : " a " + figure.unit;
  const Column columns[] = {{"CPU" + of, &Sample::cpu_ns, time_text, figure.cpu},
                            {"wall" + of, &Sample::wall_ns, time_text, figure.wall},
                            {"memory", &Sample::memory_bytes, memory_text, figure.memory}};
  std::vector<TableRow> rows = {{""}, {result.now_label}};
  if (figure.other) rows.insert(rows.end(), {{result.other_label}, {"ratio"}, {"control (A/A)"}});
  for (const Column& column : columns) {
    if (!(figure.now.*column.amount > 0)) continue;
    rows[0].push_back(column.title);
    rows[1].push_back(column.text(figure.now.*column.amount));
    if (!figure.other) continue;
    rows[2].push_back(column.text((*figure.other).*column.amount));
    rows[3].push_back(column.compared ? interval_text(column.compared->ratio) : "-");
    bool has_control = column.compared && column.compared->control;
    rows[4].push_back(has_control ? interval_text(*column.compared->control) : "-");
  }
  return rows;
}

std::string instructions_text(const BenchResult& result, const Figure& figure) {
  if (figure.instructions == 0) return "";
  std::string text = "instructions: " + std::to_string(figure.instructions);
  if (figure.other_instructions != 0) {
    text += ", " + result.other_label + " " + std::to_string(figure.other_instructions) + ", ratio " +
            ratio_number(static_cast<double>(figure.instructions) / static_cast<double>(figure.other_instructions));
  }
  return text + "\n";
}

std::string verdict_text(const BenchResult& result, const Figure& figure) {
  std::string text;
  for (const std::string& alarm : figure.alarms) text += "ALARM: " + alarm + "\n";
  if (figure.noise) text += "the same against itself: " + interval_text(*figure.noise) + "\n";
  if (figure.other && figure.again && figure.alarms.empty()) {
    text += "it looked slower than " + result.other_label +
            "; measured again it does not: " + interval_text(*figure.again) + "\n";
  }
  return text;
}

std::string title_text(const BenchResult& result, const Figure& figure) {
  return result.name + (figure.part.empty() ? "" : ", " + figure.part) + ": " + result.kind + ", " +
         count_of(figure.rounds, figure.other ? "round" : "pair");
}

void write_interval(JsonWriter& json, std::string_view key, const std::optional<Interval>& interval) {
  if (!interval) return;
  json.key(key).begin_object().key("estimate").real(interval->estimate);
  json.key("low").real(interval->low).key("high").real(interval->high).end_object();
}

void write_sample(JsonWriter& json, std::string_view key, const Sample& sample) {
  json.key(key).begin_object();
  if (sample.cpu_ns > 0) json.key("cpu_ns").real(sample.cpu_ns);
  if (sample.wall_ns > 0) json.key("wall_ns").real(sample.wall_ns);
  if (sample.memory_bytes > 0) json.key("memory_bytes").real(sample.memory_bytes);
  json.end_object();
}

void write_compared(JsonWriter& json, std::string_view key, const std::optional<Compared>& compared) {
  if (!compared) return;
  json.key(key).begin_object();
  write_interval(json, "ratio", compared->ratio);
  write_interval(json, "control", compared->control);
  json.end_object();
}

void write_figure(JsonWriter& json, const Figure& figure) {
  json.begin_object();
  if (!figure.part.empty()) json.key("part").string(figure.part);
  json.key("unit").string(figure.unit).key("rounds").number(std::uint64_t{figure.rounds});
  write_sample(json, "now", figure.now);
  if (figure.other) write_sample(json, "other", *figure.other);
  write_compared(json, "cpu", figure.cpu);
  write_compared(json, "wall", figure.wall);
  write_compared(json, "memory", figure.memory);
  write_interval(json, "noise", figure.noise);
  write_interval(json, "again", figure.again);
  if (figure.instructions != 0) json.key("instructions").number(figure.instructions);
  if (figure.other_instructions != 0) json.key("other_instructions").number(figure.other_instructions);
  json.key("alarms").begin_array();
  for (const std::string& alarm : figure.alarms) json.string(alarm);
  json.end_array().end_object();
}

}  // namespace

std::string bench_text(const BenchResult& result, std::size_t columns_max) {
  std::string text;
  for (const Figure& figure : result.figures) {
    text += title_text(result, figure) + "\n";
    text += aligned_table(figure_rows(result, figure), 1, left_out, columns_max);
    text += instructions_text(result, figure) + verdict_text(result, figure) + "\n";
  }
  return text;
}

std::string bench_markdown(const std::vector<BenchResult>& results) {
  std::string text;
  for (const BenchResult& result : results) {
    for (const Figure& figure : result.figures) {
      text += "#### " + title_text(result, figure) + "\n\n";
      bool is_head = true;
      for (const TableRow& row : figure_rows(result, figure)) {
        text += "| " + join(row, " | ") + " |\n";
        if (!std::exchange(is_head, false)) continue;
        text += "|---|";
        for (std::size_t i = 1; i < row.size(); ++i) text += "---:|";
        text += "\n";
      }
      std::string rest = instructions_text(result, figure) + verdict_text(result, figure);
      for (const std::string& line : split(trim(rest), '\n')) {
        if (!line.empty()) text += "\n" + (line.starts_with("ALARM") ? "**" + line + "**" : line) + "\n";
      }
      text += "\n";
    }
  }
  return text;
}

std::string bench_json(const std::vector<BenchResult>& results) {
  JsonWriter json(1);
  json.begin_object().key("schema").string("sinter.bench/1").key("benchmarks").begin_array();
  for (const BenchResult& result : results) {
    json.begin_object().key("name").string(result.name).key("kind").string(result.kind);
    if (!result.other_label.empty()) json.key("other").string(result.other_label);
    json.key("figures").begin_array();
    for (const Figure& figure : result.figures) write_figure(json, figure);
    json.end_array().end_object();
  }
  return json.end_array().end_object().take() + "\n";
}

}  // namespace sinter
