// The history of one benchmark: a trend, a table, JSON, and a page that draws it.
#include <algorithm>
#include <cmath>

#include "base/json.h"
#include "base/text.h"
#include "report/aligned_table.h"
#include "report/bench_text.h"
#include "report/html_page.h"
#include "report/size_history_text.h"

namespace sinter {
namespace {

constexpr std::size_t trend_columns_max = 40;
constexpr std::string_view history_left_out[] = {"compared with", "wall (us)", "revision"};
constexpr double microsecond_ns = 1000;

constexpr char history_style[] = {
#embed "bench_page/style.css"
};
constexpr char history_script[] = {
#embed "bench_page/page.js"
};

using Runs = std::span<const BenchRecord>;

std::vector<Runs> by_part(const std::vector<BenchRecord>& records) {
  std::vector<Runs> groups;
  for (std::size_t begin = 0; begin < records.size();) {
    std::size_t end = begin;
    while (end < records.size() && records[end].part == records[begin].part) ++end;
    groups.push_back(Runs(records).subspan(begin, end - begin));
    begin = end;
  }
  return groups;
}

std::string trend(Runs runs, std::string_view name, double BenchRecord::* amount) {
  std::vector<std::uint64_t> values;
  for (const BenchRecord& run : runs) {
    if (run.*amount > 0) values.push_back(static_cast<std::uint64_t>(run.*amount));
  }
  if (values.empty()) return "";
  return "  " + std::string(name) + std::string(8 - name.size(), ' ') + trend_line(values, trend_columns_max) + "\n";
}

/// One digit behind the point.
std::string tenths(double value) {
  if (value <= 0) return "-";
  auto scaled = static_cast<std::uint64_t>(std::llround(value * 10));
  return std::to_string(scaled / 10) + "." + std::to_string(scaled % 10);
}

std::string thousandths(double value) {
  if (value <= 0) return "-";
  auto scaled = static_cast<std::uint64_t>(std::llround(value * 1000));
  return std::to_string(scaled / 1000) + "." + std::to_string(1000 + scaled % 1000).substr(1);
}

}  // namespace

std::string bench_history_text(const std::vector<BenchRecord>& records, std::size_t shown, std::size_t columns_max) {
  std::string text;
  for (Runs runs : by_part(records)) {
    const BenchRecord& newest = runs.back();
    text += newest.name + (newest.part.empty() ? "" : ", " + newest.part) + ": " + count_of(runs.size(), "run") + "\n";
    text += trend(runs, "CPU", &BenchRecord::cpu_ns) + trend(runs, "wall", &BenchRecord::wall_ns) +
            trend(runs, "memory", &BenchRecord::memory_bytes) + "\n";
    std::vector<TableRow> rows = {
        {"run (UTC)", "revision", "compared with", "CPU (us)", "wall (us)", "memory", "ratio", ""}};
    std::size_t first = runs.size() - std::min(runs.size(), shown);
    for (std::size_t i = runs.size(); i-- > first;) {
      const BenchRecord& run = runs[i];
      rows.push_back({date_text(run.run_at_s),
                      run.commit.empty() ? "-" : run.commit.substr(0, 8) + (run.is_modified ? "+" : ""),
                      run.other.empty() ? "-" : run.other, tenths(run.cpu_ns / microsecond_ns),
                      tenths(run.wall_ns / microsecond_ns),
                      run.memory_bytes > 0 ? size_text(static_cast<std::uint64_t>(run.memory_bytes)) : "-",
                      thousandths(run.ratio), run.is_alarm ? "ALARM" : ""});
    }
    text += aligned_table(std::move(rows), 3, history_left_out, columns_max) + "\n";
  }
  return text;
}

std::string bench_history_json(const std::vector<BenchRecord>& records) {
  JsonWriter json;
  json.begin_object().key("schema").string("sinter.bench-history/1");
  json.key("name").string(records.empty() ? "" : records.front().name).key("parts").begin_array();
  for (Runs runs : by_part(records)) {
    json.begin_object().key("part").string(runs.front().part).key("runs").begin_array();
    for (const BenchRecord& run : runs) {
      json.begin_object().key("run_at").number(run.run_at_s);
      if (!run.commit.empty()) json.key("revision").string(run.commit).key("is_modified").boolean(run.is_modified);
      if (run.cpu_ns > 0) json.key("cpu_ns").real(run.cpu_ns);
      if (run.wall_ns > 0) json.key("wall_ns").real(run.wall_ns);
      if (run.memory_bytes > 0) json.key("memory_bytes").real(run.memory_bytes);
      if (!run.other.empty()) json.key("other").string(run.other).key("ratio").real(run.ratio);
      json.key("is_alarm").boolean(run.is_alarm).end_object();
    }
    json.end_array().end_object();
  }
  return json.end_array().end_object().take() + "\n";
}

std::string bench_history_html(const std::vector<BenchRecord>& records) {
  std::string title = "benchmark " + (records.empty() ? "" : records.front().name);
  return history_html({.title = title,
                       .style = {history_style, sizeof history_style},
                       .script = {history_script, sizeof history_script},
                       .json = bench_history_json(records)});
}

}  // namespace sinter
