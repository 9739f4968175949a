#include "report/summary_table.h"

#include <algorithm>

#include "base/json.h"
#include "base/json_value.h"
#include "base/path.h"
#include "base/ranges.h"
#include "base/text.h"
#include "os/files.h"
#include "os/machine.h"
#include "os/process.h"
#include "report/aligned_table.h"
#include "schedule/output_places.h"

namespace sinter {
namespace {

constexpr std::string_view report_path = "dist/build-report.json";
constexpr std::string_view size_names[] = {"raw_bytes", "gzip_bytes", "brotli_bytes", "zstd_bytes"};
constexpr std::uint64_t sizes_file_bytes_max = 16 << 20;

/// Tools that are ours to ask; a step's program might take `--version` for something else.
constexpr std::string_view asked_tools[] = {"clang-22", "clang++-22", "wasm-ld-22", "llvm-ar-22", "wasm-opt", "node"};

/// Left out in this order where the screen is too narrow; rows must stay apart, so that names are cut rather than
/// variants left out.
constexpr std::string_view dispensable[] = {"zstd", "time", "gzip", "linked"};

std::string sizes_object(const JsonValue* sizes) {
  if (sizes == nullptr) return "";
  JsonWriter json;
  json.begin_object();
  for (std::string_view name : size_names) {
    const JsonValue* value = sizes->find(name);
    const std::int64_t* number = value == nullptr ? nullptr : value->as_integer();
    if (number == nullptr) return "";
    json.key(name).number(*number);
  }
  json.end_object();
  return json.take();
}

/// What `sinter choose` wrote, if it is whole.
std::string choice_of(const std::string& sizes_path) {
  std::string path = choice_path(sizes_path);
  Result<std::string> text = read_file_limited(path, sizes_file_bytes_max);
  return text && json_parse(*text, path) ? std::string(trim(*text)) : "";
}

std::uint64_t size_of(const std::string& sizes_json, std::string_view name) {
  Result<JsonValue> sizes = json_parse(sizes_json, "sizes");
  const JsonValue* value = sizes ? sizes->find(name) : nullptr;
  const std::int64_t* number = value == nullptr ? nullptr : value->as_integer();
  return number == nullptr ? 0 : static_cast<std::uint64_t>(*number);
}

/// How long the actions of that module ran that belong to the variant.
std::uint64_t time_ns(const Recorder& recorder, const MeasuredWasm& wasm) {
  std::string prefix = wasm.module + "/" + wasm.variant + ":";
  std::uint64_t total_ns = 0;
  for (const ActionFinished& action : recorder.actions()) {
    if (action.action.starts_with(prefix) && !action.is_test) total_ns += action.duration_ns;
  }
  return total_ns;
}

/// Versions are asked for only when the tool's file is not the one asked before: the
/// answers are kept in a file below .sinter, one line a tool.
class VersionMemory {
 public:
  VersionMemory() {
    for (const std::string& line : split(read_file(path_).value_or(""), '\n')) {
      std::vector<std::string> parts = split(line, '\t');
      if (parts.size() == 2) known_[parts[0]] = parts[1];
    }
  }

  std::string version(const Tool& tool, const std::vector<std::string>& environment) {
    FileStat stat = stat_file(tool.path).value_or(FileStat{});
    std::string key = tool.path + ":" + std::to_string(stat.inode) + ":" + std::to_string(stat.modified_ns);
    auto [entry, is_new] = known_.try_emplace(key);
    if (is_new) {
      is_changed_ = true;
      Result<Finished> asked = run({.argv = {tool.path, "--version"}, .folder = ".", .environment = environment});
      if (asked && asked->status.ok()) entry->second = split(asked->output, '\n').front();
      std::replace(entry->second.begin(), entry->second.end(), '\t', ' ');
    }
    return entry->second;
  }

  void save() const {
    if (!is_changed_) return;
    std::string text;
    for (const auto& [key, version] : known_) text += key + "\t" + version + "\n";
    [[maybe_unused]] Result<void> kept = write_file(path_, text);  // else they are asked again
  }

 private:
  const std::string path_ = ".sinter/versions";
  std::map<std::string, std::string> known_;
  bool is_changed_ = false;
};

/// Those that are there: a build of one goal makes only its own.
std::string programs_table(const Plan& plan, std::size_t columns_max) {
  std::vector<TableRow> rows = {{"binary", "target", "program", "size"}};
  for (const ShippedProgram& program : plan.programs) {
    std::optional<FileStat> stat = stat_file(program.path);
    if (stat) rows.push_back({program.binary, program.target, program.path, size_text(stat->size_bytes)});
  }
  if (rows.size() == 1) return "";
  return "\n" + aligned_table(std::move(rows), 3, {}, columns_max);
}

}  // namespace

std::vector<MeasuredWasm> read_measurements(const Plan& plan) {
  std::vector<MeasuredWasm> measured;
  for (const ShippedWasm& wasm : plan.wasm) {
    Result<std::string> text = read_file_limited(wasm.sizes_path, sizes_file_bytes_max);
    if (!text) continue;
    Result<JsonValue> json = json_parse(*text, wasm.sizes_path);
    if (!json) continue;
    measured.push_back({.module = wasm.module,
                        .variant = wasm.variant,
                        .path = wasm.path,
                        .before_json = sizes_object(json->find("sizes_before")),
                        .after_json = sizes_object(json->find("sizes")),
                        .choice_json = choice_of(wasm.sizes_path)});
  }
  return measured;
}

std::string summary_table(const std::vector<MeasuredWasm>& measured, const Plan& plan, const Recorder& recorder,
                          std::size_t columns_max) {
  std::string text;
  if (!measured.empty()) {
    std::vector<TableRow> rows = {{"module", "variant", "linked", "shipped", "gzip", "brotli", "zstd", "time"}};
    for (const MeasuredWasm& wasm : measured) {
      TableRow row = {wasm.module, wasm.variant, size_text(size_of(wasm.before_json, "raw_bytes"))};
      for (std::string_view name : size_names) row.push_back(size_text(size_of(wasm.after_json, name)));
      std::uint64_t spent_ns = time_ns(recorder, wasm);
      row.push_back(spent_ns == 0 ? "-" : duration_text(spent_ns));
      rows.push_back(std::move(row));
    }
    text += "\n" + aligned_table(std::move(rows), 2, dispensable, columns_max);
  }
  text += programs_table(plan, columns_max);
  for (const ShippedPackage& package : plan.packages) {
    if (exists(package.folder + "/package.json")) text += "package " + package.name + " in " + package.folder + "\n";
  }
  return text;
}

std::string test_line(const Plan& plan, const Recorder& recorder) {
  std::uint32_t passed = recorder.unchanged_test_count(), failed = 0, skipped = 0;
  for (const ActionFinished& action : recorder.actions()) {
    if (!action.is_test && action.outcome != "failed") continue;
    if (action.verb != "test" && action.outcome != "failed") continue;  // what prepares a test is none
    if (action.outcome == "failed") ++failed;
    else if (action.outcome == "skipped" || action.outcome == "cancelled") ++skipped;
    else ++passed;
  }
  std::string text = std::to_string(passed) + " passed, " + std::to_string(failed) + " failed";
  if (skipped != 0) text += ", " + std::to_string(skipped) + " skipped";
  text += "\n";
  for (const ShippedProgram& program : plan.programs) {
    if (program.is_untried) text += "not tried: " + program.path + ", which nothing on this machine can run\n";
  }
  if (passed + failed + skipped == 0) {
    text += "  next: no module of these has `tests` or `vectors`, no step `test = true`; give one of them some\n";
  }
  return text;
}

int failure_exit_code(const Recorder& recorder) {
  for (const ActionFinished& action : recorder.actions()) {
    if (action.outcome == "failed" && !action.errors.empty()) return exit_code(action.errors.front().code);
  }
  return 1;
}

Result<void> write_build_report(const Plan& plan, const Recorder& recorder, const std::vector<MeasuredWasm>& measured,
                                const std::map<std::string, std::string, std::less<>>& environment) {
  std::vector<std::string> variables;
  for (const auto& [name, value] : environment) variables.push_back(name + "=" + value);
  VersionMemory versions;
  std::vector<ToolVersion> tools;
  for (const Tool& tool : plan.graph.tools) {
    bool is_asked = ranges::contains(asked_tools, tool.name);
    std::string version = tool.name == "sinter" ? SINTER_VERSION : is_asked ? versions.version(tool, variables) : "";
    tools.push_back({.name = tool.name, .path = tool.path, .version = std::move(version)});
  }
  versions.save();
  Machine machine{.system = system_name(), .processors = processor_count(), .memory_bytes = memory_bytes()};
  std::string path(report_path);
  SINTER_TRY(make_noted_folders(parent_path(path)));
  return write_file(path, build_report_json(plan, recorder, machine, tools, measured));
}

}  // namespace sinter
