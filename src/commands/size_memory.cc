#include "commands/size_memory.h"

#include <algorithm>
#include <cstdlib>
#include <map>

#include "base/path.h"
#include "base/ranges.h"
#include "base/text.h"
#include "commands/answer.h"
#include "os/files.h"
#include "os/terminal.h"
#include "planning.h"
#include "remember_sizes.h"
#include "report/json_lines.h"
#include "report/size_history_text.h"
#include "size/baseline.h"
#include "size/budget.h"

namespace sinter {
namespace {

constexpr std::size_t shown_unasked = 15;  // rows of the history
constexpr std::size_t read_max = 1'000;    // builds of each file
constexpr std::size_t committed_parts_max = 300;
constexpr std::uint64_t committed_bytes_max = 64 << 20;

int give_up_on(const Error& error, bool is_json, TerminalReport& terminal) {
  terminal.print_error(error);
  if (is_json) JsonLinesReport().accept(RunFailed{error});
  return exit_code(error.code);
}

Error no_history(const SizeHistoryCommand& command, const BuildRequest& request) {
  return {.code = Code::usage,
          .what = "no build of " + quote(command.goal) + " is in the history of sizes",
          .why = {"it holds what builds of the profile " + quote(request.profile) +
                  " made anew: modules, programs, packages, and steps with a `budget`"},
          .next = "build it, then ask again"};
}

/// The smallest amount that people like to read and that is no less.
std::string round_amount(std::uint64_t bytes) {
  constexpr std::uint64_t kibibyte = 1024;
  if (bytes < kibibyte) return std::to_string(bytes) + " B";
  bool is_large = bytes >= 1000 * kibibyte;
  std::uint64_t unit = is_large ? kibibyte * kibibyte : kibibyte;
  std::uint64_t scale = is_large ? 100 : 10;  // decimals that are kept
  std::uint64_t rounded = (bytes * scale + unit - 1) / unit;
  std::string decimals = std::to_string(scale + rounded % scale).substr(1);
  return std::to_string(rounded / scale) + "." + decimals + (is_large ? " MiB" : " KiB");
}

struct MeasuredNow {
  MeasuredGoal goal;
  Snapshot snapshot;
};

/// What one table of sinter.toml would have to say.
struct Proposal {
  const MeasuredNow* first = nullptr;
  std::map<std::string, std::uint64_t> largest;  // of the goal's files, by kind
  std::map<std::string, std::uint64_t> limits;   // now
};

std::string budget_text(const std::map<std::string, std::uint64_t>& sizes, bool is_module) {
  std::vector<std::string> limits;
  for (const char* kind : {"raw", "gzip", "brotli"}) {
    auto size = sizes.find(kind);
    if (size == sizes.end()) continue;
    std::string key = is_module && std::string_view(kind) == "raw" ? "wasm" : kind;
    limits.push_back(key + " = \"" + round_amount(size->second) + "\"");
  }
  return "budget = { " + join(limits, ", ") + " }";
}

/// A program has a budget for each target, all else one table for all its files.
std::string table_of(const MeasuredGoal& goal, const Graph& graph) {
  const Action& action = graph[goal.action];
  return action.verb == "check" ? std::string(action.name) : goal.goal;
}

std::map<std::string, Proposal> proposals_of(const std::vector<MeasuredNow>& measured, const Graph& graph) {
  std::map<std::string, Proposal> proposals;
  for (const MeasuredNow& now : measured) {
    Proposal& proposal = proposals[table_of(now.goal, graph)];
    if (proposal.first == nullptr) proposal.first = &now;
    Result<std::vector<SizeLimit>> limits = parse_budgets(now.goal.budgets);
    for (const SizeLimit& limit : *limits) {
      proposal.limits[limit.kind] = limit.bytes_max;
      std::uint64_t& largest = proposal.largest[limit.kind];
      largest = std::max(largest, size_of_kind(now.snapshot.sizes, limit.kind));
    }
  }
  return proposals;
}

std::string proposals_text(const std::vector<MeasuredNow>& measured, const Plan& plan) {
  std::string text;
  for (const auto& [table, proposal] : proposals_of(measured, plan.graph)) {
    if (proposal.limits.empty()) continue;
    const Action& action = plan.graph[proposal.first->goal.action];
    auto found = ranges::find(plan.graph.goals, std::string_view(proposal.first->goal.goal), &Goal::name);
    bool is_module = found != plan.graph.goals.end() && found->kind == "module";
    std::string kind = found == plan.graph.goals.end() ? "" : std::string(found->kind);
    text += "sinter.toml:" + std::to_string(action.place.line) + "  " + kind + " " + table + "\n";
    text += "  now    " + budget_text(proposal.limits, is_module) + "\n";
    text += "  needs  " + budget_text(proposal.largest, is_module) + "\n";
  }
  return text;
}

Result<std::vector<MeasuredNow>> measure_goals(const std::vector<std::string>& wanted, const Graph& graph) {
  std::vector<MeasuredNow> measured;
  std::vector<MeasuredGoal> goals = measured_goals(graph);
  for (const std::string& name : wanted) {
    if (ranges::contains(goals, name, &MeasuredGoal::goal)) continue;
    return fail(Code::usage, "builds measure nothing that is called " + quote(name),
                "name a module, a program, a package, or a step with a `budget`");
  }
  for (MeasuredGoal& goal : goals) {
    if (!wanted.empty() && !ranges::contains(wanted, goal.goal)) continue;
    if (!exists(goal.path)) continue;  // a goal that nobody builds here
    Snapshot snapshot = SINTER_TRY(snapshot_of(goal));
    measured.push_back({std::move(goal), std::move(snapshot)});
  }
  if (!measured.empty()) return measured;
  return fail(Code::usage, "nothing that builds measure is here", "run `sinter build` before");
}

/// How many lines are in one of the two texts only; of a line that changed both are counted as one.
std::size_t changed_lines(std::string_view before, std::string_view after) {
  std::map<std::string, std::int64_t> balance;
  for (std::string& line : split(before, '\n')) --balance[std::move(line)];
  for (std::string& line : split(after, '\n')) ++balance[std::move(line)];
  std::int64_t added = 0, gone = 0;
  for (const auto& [line, count] : balance) (count > 0 ? added : gone) += std::abs(count);
  return static_cast<std::size_t>(std::max(added, gone));
}

/// How many of its lines changed.
Result<std::size_t> write_committed(const std::vector<MeasuredNow>& measured) {
  std::string path(committed_sizes_path);
  CommittedSizes sizes;
  std::string before;
  if (exists(path)) {
    before = SINTER_TRY(read_file_limited(path, committed_bytes_max));
    std::optional<CommittedSizes> known = decode_committed_sizes(before);
    // One that cannot be read says nothing that a new one would lose.
    if (known) sizes = *std::move(known);
  }
  for (const MeasuredNow& now : measured) sizes[now.goal.name] = shortened(now.snapshot, committed_parts_max);
  std::string after = encode_committed_sizes(sizes);
  SINTER_TRY(write_file_if_different(path, after));
  return changed_lines(before, after);
}

}  // namespace

int show_size_history(const SizeHistoryCommand& command, const BuildRequest& request, bool is_json,
                      TerminalReport& terminal) {
  Result<std::vector<SizeRecord>> records = read_size_records(request.profile + "/" + command.goal, read_max);
  if (!records) return give_up_on(records.error(), is_json, terminal);
  if (records->empty()) return give_up_on(no_history(command, request), is_json, terminal);
  std::string text;
  if (command.format == "json") text = size_history_json(*records);
  else if (command.format == "html") text = size_history_html(*records);
  else text = size_history_text(*records, shown_unasked, terminal.result_columns());
  Result<void> written = write_answer(text, command.output, request.given_in);
  return written ? 0 : give_up_on(written.error(), is_json, terminal);
}

int update_sizes(const SizeUpdateCommand& command, const BuildRequest& request, bool is_json,
                 TerminalReport& terminal) {
  std::expected<Plan, std::vector<Error>> plan = make_plan(request, KeepPlan::no);
  if (!plan) {
    for (const Error& error : plan.error()) give_up_on(error, is_json, terminal);
    return exit_code(plan.error().front().code);
  }
  Result<std::vector<MeasuredNow>> measured = measure_goals(command.goals, plan->graph);
  if (!measured) return give_up_on(measured.error(), is_json, terminal);
  Result<std::size_t> changed = write_committed(*measured);
  if (!changed) return give_up_on(changed.error(), is_json, terminal);
  std::string next = *changed == 0 ? "; nothing in it changed\n"
                                   : "; " + count_of(*changed, "line") +
                                         " changed: commit it, so that every clone compares with them\n";
  write_output(proposals_text(*measured, *plan) + std::string(committed_sizes_path) + " holds the sizes of " +
               count_of(measured->size(), "file") + next);
  return 0;
}

}  // namespace sinter
