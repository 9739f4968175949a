#include "bench/bench_history.h"

#include "base/json.h"
#include "base/json_value.h"
#include "base/path.h"
#include "os/database.h"
#include "os/files.h"

namespace sinter {
namespace {

constexpr Database bench_history = {
    .path = bench_history_path, .name = "history of benchmarks", .written = "the figures of this run"};
constexpr std::string_view create_figures =
    "CREATE TABLE IF NOT EXISTS figures(name TEXT NOT NULL, part TEXT NOT NULL, run_at INTEGER NOT NULL, "
    "revision TEXT NOT NULL, is_modified INTEGER NOT NULL, cpu_ns REAL, wall_ns REAL, memory_bytes REAL, "
    "other TEXT NOT NULL, ratio REAL, is_alarm INTEGER NOT NULL);"
    "CREATE INDEX IF NOT EXISTS figures_by_name ON figures(name, part, run_at);";

std::string real_literal(double value) {
  if (value <= 0) return "NULL";
  JsonWriter json;
  return json.real(value).take();
}

double real_of(const JsonValue& row, std::string_view name) {
  const JsonValue* value = row.find(name);
  if (value == nullptr) return 0;
  if (const auto* real = std::get_if<double>(&value->data)) return *real;
  const std::int64_t* whole = value->as_integer();
  return whole == nullptr ? 0 : static_cast<double>(*whole);
}

std::string text_in(const JsonValue& row, std::string_view name) {
  const JsonValue* value = row.find(name);
  const std::string* text = value == nullptr ? nullptr : value->as_string();
  return text == nullptr ? "" : *text;
}

}  // namespace

std::vector<BenchRecord> records_of(const BenchResult& result) {
  std::vector<BenchRecord> records;
  for (const Figure& figure : result.figures) {
    const std::optional<Compared>& decides = result.kind == "memory" ? figure.memory : figure.cpu;
    records.push_back({.name = result.name,
                       .part = figure.part,
                       .cpu_ns = figure.now.cpu_ns,
                       .wall_ns = figure.now.wall_ns,
                       .memory_bytes = figure.now.memory_bytes,
                       .other = result.other_label,
                       .ratio = decides ? decides->ratio.estimate : 0,
                       .is_alarm = !figure.alarms.empty()});
  }
  return records;
}

Result<void> append_bench_records(const std::vector<BenchRecord>& records) {
  SINTER_TRY(make_folders(parent_path(bench_history_path)));
  std::string question = "BEGIN IMMEDIATE;" + std::string(create_figures);
  for (const BenchRecord& record : records) {
    question += "INSERT INTO figures VALUES(" + sql_text(record.name) + "," + sql_text(record.part) + "," +
                std::to_string(record.run_at_s) + "," + sql_text(record.commit) + "," +
                (record.is_modified ? "1" : "0") + "," + real_literal(record.cpu_ns) + "," +
                real_literal(record.wall_ns) + "," + real_literal(record.memory_bytes) + "," + sql_text(record.other) +
                "," + real_literal(record.ratio) + "," + (record.is_alarm ? "1" : "0") + ");";
  }
  SINTER_TRY(ask_database(bench_history, Ask::write, question + "COMMIT;"));
  return {};
}

Result<std::vector<BenchRecord>> read_bench_records(const std::string& name, std::size_t count) {
  std::vector<BenchRecord> records;
  if (!exists(std::string(bench_history_path))) return records;
  std::string answer = SINTER_TRY(ask_database(
      bench_history, Ask::read,
      "SELECT part, run_at, revision, is_modified, cpu_ns, wall_ns, memory_bytes, other, ratio, is_alarm FROM "
      "(SELECT *, rowid AS number, row_number() OVER (PARTITION BY part ORDER BY run_at DESC, rowid DESC) AS age "
      "FROM figures WHERE name = " +
          sql_text(name) + ") WHERE age <= " + std::to_string(count) + " ORDER BY part, run_at, number;"));
  if (answer.empty()) return records;  // how it says: no row
  JsonValue rows = SINTER_TRY(json_parse(answer, bench_history_path));
  if (rows.as_array() == nullptr) return records;
  for (const JsonValue& row : *rows.as_array()) {
    records.push_back({.name = name,
                       .part = text_in(row, "part"),
                       .run_at_s = static_cast<std::uint64_t>(real_of(row, "run_at")),
                       .commit = text_in(row, "revision"),
                       .is_modified = real_of(row, "is_modified") != 0,
                       .cpu_ns = real_of(row, "cpu_ns"),
                       .wall_ns = real_of(row, "wall_ns"),
                       .memory_bytes = real_of(row, "memory_bytes"),
                       .other = text_in(row, "other"),
                       .ratio = real_of(row, "ratio"),
                       .is_alarm = real_of(row, "is_alarm") != 0});
  }
  return records;
}

}  // namespace sinter
