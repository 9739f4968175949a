#include "remember_sizes.h"

#include <expected>
#include <set>

#include "base/json_value.h"
#include "base/ranges.h"
#include "binary/binary.h"
#include "binary/wasm_parts.h"
#include "os/clock.h"
#include "os/files.h"
#include "size/baseline.h"
#include "size/budget.h"
#include "size/side_files.h"
#include "size/size_history.h"

namespace sinter {
namespace {

constexpr std::uint64_t sizes_file_bytes_max = 64 << 20;
constexpr std::uint64_t second_ns = 1'000'000'000;

std::uint64_t number_of(const JsonValue& object, std::string_view name) {
  const JsonValue* value = object.find(name);
  const std::int64_t* number = value == nullptr ? nullptr : value->as_integer();
  return number == nullptr || *number < 0 ? 0 : static_cast<std::uint64_t>(*number);
}

/// What the action measured; nothing if that was of another file than is there now.
Sizes measured_sizes(const JsonValue& json, std::uint64_t size_bytes) {
  const JsonValue* sizes = json.find("sizes");
  if (sizes == nullptr || number_of(*sizes, "raw_bytes") != size_bytes) return {.raw_bytes = size_bytes};
  return {.raw_bytes = size_bytes,
          .gzip_bytes = number_of(*sizes, "gzip_bytes"),
          .brotli_bytes = number_of(*sizes, "brotli_bytes"),
          .zstd_bytes = number_of(*sizes, "zstd_bytes")};
}

/// A package was measured when it was put together; its files are the rows of the one view.
Snapshot package_snapshot(const JsonValue& json) {
  Snapshot snapshot{.sizes = measured_sizes(json, number_of(json, "size_bytes")), .parts = {}};
  const JsonValue* views = json.find("views");
  if (views == nullptr || views->as_array() == nullptr || views->as_array()->empty()) return snapshot;
  const JsonValue* rows = views->as_array()->front().find("rows");
  if (rows == nullptr || rows->as_array() == nullptr) return snapshot;
  for (const JsonValue& row : *rows->as_array()) {
    const JsonValue* name = row.find("name");
    if (name == nullptr || name->as_string() == nullptr) continue;
    snapshot.parts.push_back({"file", *name->as_string(), number_of(row, "size_bytes")});
  }
  return snapshot;
}

Result<Snapshot> file_snapshot(const std::string& path, const std::string& bytes, const Sizes& sizes) {
  std::optional<BinaryFormat> format = detect_format(bytes);
  if (format == BinaryFormat::wasm) {
    std::expected<wasm::Module, wasm::Fault> module = wasm::read_module(bytes);
    if (!module) return fail(wasm::malformed(path, module.error()));
    SideFiles side = SINTER_TRY(find_side_files(path, bytes));
    return take_snapshot(wasm_parts(*module, bytes, names_of(*module, side)), sizes);
  }
  std::expected<FileParts, BinaryFault> file = binary_parts(bytes);
  if (file) return take_snapshot(*file, sizes);
  return Snapshot{.sizes = sizes, .parts = {{"file", path, bytes.size()}}};
}

}  // namespace

Result<Snapshot> snapshot_of(const MeasuredGoal& goal) {
  Result<std::string> text = read_file_limited(goal.sizes_path, sizes_file_bytes_max);
  JsonValue json = text ? json_parse(*text, goal.sizes_path).value_or(JsonValue()) : JsonValue();
  if (std::optional<FileStat> stat = stat_file(goal.path); stat && stat->is_folder) return package_snapshot(json);
  std::string bytes = SINTER_TRY(read_file(goal.path));
  Sizes sizes = measured_sizes(json, bytes.size());
  std::vector<SizeLimit> budgets = SINTER_TRY(parse_budgets(goal.budgets));
  if (sizes.brotli_bytes == 0 && ranges::any_of(budgets, &SizeLimit::is_of_compressed)) sizes = measure_sizes(bytes);
  return file_snapshot(goal.path, bytes, sizes);
}

std::vector<Error> remember_sizes(const Plan& plan, const Recorder& recorder) {
  std::set<std::string_view> made;
  for (const ActionFinished& action : recorder.actions()) {
    if (action.outcome == "ran" || action.outcome == "restored") made.insert(action.action);
  }
  if (made.empty()) return {};
  std::vector<MeasuredGoal> goals = measured_goals(plan.graph);
  std::erase_if(goals, [&](const MeasuredGoal& goal) { return !made.contains(plan.graph[goal.action].name); });
  if (goals.empty()) return {};

  Revision revision = current_revision();
  std::int64_t now_ns = wall_clock_ns();
  std::vector<SizeRecord> records;
  std::vector<Error> notices;
  for (const MeasuredGoal& goal : goals) {
    Result<Snapshot> snapshot = snapshot_of(goal);
    Result<void> kept = snapshot ? remember_snapshot(goal.name, *snapshot, revision, now_ns) : Result<void>();
    // One notice is enough: what keeps one from being written mostly keeps all.
    if (!kept && notices.empty()) notices.push_back(std::move(kept.error()).during("remembering sizes for budgets"));
    if (!snapshot) continue;  // gone since: somebody's else, and nothing to remember
    records.push_back({.name = goal.name,
                       .built_at_s = static_cast<std::uint64_t>(now_ns) / second_ns,
                       .commit = revision.commit,
                       .is_modified = revision.is_modified,
                       .sizes = snapshot->sizes});
  }
  Result<void> added = append_size_records(records);
  // Without the program there is no history, which `sinter size history` says to who asks for one.
  if (!added && added.error().code != Code::tool_missing) notices.push_back(std::move(added.error()));
  return notices;
}

}  // namespace sinter
