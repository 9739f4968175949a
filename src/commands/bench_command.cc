#include "commands/bench_command.h"

#include <expected>

#include "base/path.h"
#include "base/ranges.h"
#include "base/text.h"
#include "bench/bench_history.h"
#include "bench/measurement.h"
#include "commands/answer.h"
#include "commands/bench_revision.h"
#include "config/project.h"
#include "os/clock.h"
#include "os/files.h"
#include "os/terminal.h"
#include "pipeline.h"
#include "planning.h"
#include "report/bench_text.h"
#include "report/json_lines.h"
#include "size/baseline.h"

namespace sinter {
namespace {

constexpr std::uint64_t nanoseconds_a_second = 1'000'000'000;
constexpr std::size_t remembered_runs_max = 1'000, shown_runs = 15;

/// Calls one operation many times and says what a call costs: the median of batches of 20 ms,
/// which are long enough for the clock of the process. The result of every call is used.
constexpr char operation_script[] = {
#embed "bench_operation.mjs"
    , 0};

/// What is measured is compared with this.
struct Opponent {
  std::string label;
  std::string program;  // in the place of the command's own
  std::string folder;   // or the same command in this folder
};

Result<std::vector<BenchConfig>> wanted_benches(const BenchCommand& command, std::vector<BenchConfig> all) {
  if (all.empty()) {
    return fail(Code::usage, "sinter.toml has no benchmark",
                "write `[bench.startup]` and below it `command = [\"dist/acme\", \"--version\"]`");
  }
  if (command.names.empty()) return all;
  std::vector<BenchConfig> wanted;
  for (const std::string& name : command.names) {
    auto found = ranges::find(all, name, &BenchConfig::name);
    if (found != all.end()) {
      wanted.push_back(*found);
      continue;
    }
    std::vector<std::string> names;
    for (const BenchConfig& bench : all) names.push_back(bench.name);
    std::optional<std::string> near = nearest(name, names);
    return fail(Code::usage, "there is no benchmark " + quote(name),
                near ? "did you mean " + quote(*near) + "?" : "use one of: " + join(names, ", "));
  }
  return wanted;
}

std::vector<std::string> goals_of(const std::vector<BenchConfig>& benches) {
  std::vector<std::string> goals;
  for (const BenchConfig& bench : benches) goals.insert(goals.end(), bench.needs.begin(), bench.needs.end());
  ranges::sort(goals);
  ranges::erase_repeated(goals);
  return goals;
}

/// What --against names: a file that is there, or a revision, which is built.
Result<std::optional<Opponent>> find_opponent(const BenchCommand& command, const std::vector<BenchConfig>& benches,
                                              const BuildRequest& request, TerminalReport& terminal) {
  if (command.against.empty()) return std::optional<Opponent>();
  std::string path = is_absolute(command.against) ? command.against : join_path(request.given_in, command.against);
  std::optional<FileStat> stat = stat_file(path);
  if (stat && !stat->is_folder && stat->is_executable) {
    return std::optional(Opponent{.label = command.against, .program = path, .folder = "."});
  }
  RevisionTree tree = SINTER_TRY(build_revision(command.against, goals_of(benches), request, terminal));
  return std::optional(Opponent{.label = command.against, .program = "", .folder = tree.folder});
}

MeasureRequest measure_request(const BenchConfig& bench, const std::optional<Opponent>& opponent,
                               const BenchCommand& command, const BuildRequest& request) {
  MeasureRequest wanted{.config = bench, .programs = {}, .counts_instructions = command.counts_instructions};
  Command& now = wanted.programs.now;
  now.argv = bench.command;
  if (bench.kind == BenchKind::operations) {
    now.argv = {"node", "--input-type=module", "--eval", operation_script, bench.import, bench.call};
  }
  for (const auto& [name, value] : request.environment) now.environment.push_back(name + "=" + value);
  if (opponent) {
    wanted.programs.other = now;
    wanted.programs.other.folder = opponent->folder;
    if (!opponent->program.empty()) wanted.programs.other.argv.front() = opponent->program;
    wanted.other_label = opponent->label;
    wanted.allowed = {.ratio = bench.threshold, .excluded = 1};
    wanted.is_judged = true;
  } else if (!bench.peer.empty()) {
    wanted.programs.other = now;
    wanted.programs.other.argv = bench.peer;
    wanted.other_label = file_name(bench.peer.front());
    wanted.is_judged = bench.peer_at_most.has_value();
    wanted.allowed = {.ratio = bench.peer_at_most.value_or(1), .excluded = bench.peer_at_most.value_or(1)};
  }
  return wanted;
}

/// Without the program there is no history, which `sinter bench history` says to who asks for one.
void remember(const BenchResult& result, TerminalReport& terminal) {
  Revision revision = current_revision();
  std::vector<BenchRecord> records = records_of(result);
  for (BenchRecord& record : records) {
    record.run_at_s = static_cast<std::uint64_t>(wall_clock_ns()) / nanoseconds_a_second;
    record.commit = revision.commit;
    record.is_modified = revision.is_modified;
  }
  Result<void> kept = append_bench_records(records);
  if (!kept && kept.error().code != Code::tool_missing) terminal.print_error(kept.error());
}

Error slower(const std::vector<BenchResult>& results) {
  Error error{.code = Code::bench_slower, .what = "a benchmark is over its limit"};
  for (const BenchResult& result : results) {
    for (const Figure& figure : result.figures) {
      for (const std::string& alarm : figure.alarms) {
        error.why.push_back(quote(result.name) + (figure.part.empty() ? "" : ", " + figure.part) + ": " + alarm);
      }
    }
  }
  error.next = "find what costs it, or raise the limit in sinter.toml where it is worth it";
  return error;
}

}  // namespace

int bench(const BenchCommand& command, const BuildRequest& request, bool is_json, TerminalReport& terminal) {
  auto give_up = [&](const Error& error) {
    terminal.print_error(error);
    if (is_json) JsonLinesReport().accept(RunFailed{error});
    return exit_code(error.code);
  };
  std::expected<Project, std::vector<Error>> project = read_requested_project(request);
  if (!project) {
    for (const Error& error : project.error()) give_up(error);
    return exit_code(project.error().front().code);
  }
  Result<std::vector<BenchConfig>> benches = wanted_benches(command, std::move(project->benches));
  if (!benches) return give_up(benches.error());
  BuildRequest build_request = request;
  build_request.goals = goals_of(*benches);
  if (!build_request.goals.empty()) {
    if (int code = build(build_request, terminal, terminal); code != 0) return code;
  }
  Result<std::optional<Opponent>> opponent = find_opponent(command, *benches, request, terminal);
  if (!opponent) return give_up(opponent.error());

  std::vector<BenchResult> results;
  for (const BenchConfig& config : *benches) {
    Result<BenchResult> result = measure(measure_request(config, *opponent, command, request));
    if (!result) return give_up(std::move(result.error()).during("measuring " + quote(config.name)));
    remember(*result, terminal);
    if (command.format == "text") write_output(bench_text(*result, terminal.result_columns()));
    results.push_back(*std::move(result));
  }
  if (command.format == "json") write_output(bench_json(results));
  if (command.format == "github") write_output(bench_markdown(results));
  Error error = slower(results);
  if (error.why.empty()) return 0;
  terminal.print_error(error);
  return exit_code(error.code);
}

int show_bench_history(const BenchHistoryCommand& command, const BuildRequest& request, bool is_json,
                       TerminalReport& terminal) {
  auto give_up = [&](const Error& error) {
    terminal.print_error(error);
    if (is_json) JsonLinesReport().accept(RunFailed{error});
    return exit_code(error.code);
  };
  Result<std::vector<BenchRecord>> records = read_bench_records(command.name, remembered_runs_max);
  if (!records) return give_up(records.error());
  if (records->empty()) {
    return give_up({.code = Code::usage,
                    .what = "no run of " + quote(command.name) + " is in the history of benchmarks",
                    .next = "run `sinter bench " + command.name + "`, then ask again"});
  }
  std::string text;
  if (command.format == "json") text = bench_history_json(*records);
  else if (command.format == "html") text = bench_history_html(*records);
  else text = bench_history_text(*records, shown_runs, terminal.result_columns());
  Result<void> written = write_answer(text, command.output, request.given_in);
  return written ? 0 : give_up(written.error());
}

}  // namespace sinter
