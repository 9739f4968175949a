#include "commands/compare_profiles.h"

#include <expected>
#include <map>
#include <memory>

#include "base/ranges.h"
#include "base/text.h"
#include "commands/size_command.h"
#include "commands/size_file.h"
#include "config/project.h"
#include "os/files.h"
#include "os/terminal.h"
#include "pipeline.h"
#include "planning.h"
#include "remember_sizes.h"
#include "report/json_lines.h"
#include "report/profiles_text.h"

namespace sinter {
namespace {

struct Trial {
  BuildRequest request;
  std::string label;
};

/// A profile that differs from that of `request` in `lto` only. Sizes are what it is for, so
/// it holds no budgets.
BuildRequest other_lto(const BuildRequest& request, bool lto) {
  BuildRequest other = request;
  other.profile += lto ? "-with-lto" : "-without-lto";
  other.more_configuration = "\n[profile." + other.profile + "]\ninherits = \"" + request.profile +
                             "\"\nlto = " + (lto ? "true" : "false") + "\n";
  other.holds_budgets = false;
  return other;
}

std::vector<Trial> trials_of(const BuildRequest& request, bool has_lto) {
  constexpr std::string_view debugging = "development";
  std::vector<Trial> trials;
  if (request.profile != debugging) {
    trials.push_back({request, std::string(debugging)});
    trials.back().request.profile = debugging;
  }
  trials.push_back({other_lto(request, !has_lto), request.profile + (has_lto ? ", no lto" : ", lto")});
  trials.push_back({request, request.profile});
  return trials;
}

/// "greeter[x86_64-macos]" and "text/simd" are one of what their goal makes.
std::string name_of(std::string goal) {
  if (std::size_t bracket = goal.find('['); bracket != std::string::npos && goal.ends_with(']')) {
    goal.pop_back();
    goal[bracket] = '/';
  }
  return goal;
}

/// The rows of the view `by` in the place of the parts.
Result<void> group_parts(Snapshot& snapshot, const std::string& path, const std::string& by) {
  SizeCommand command{.file = path, .by = by, .top = "all"};
  std::unique_ptr<ReadBinary> binary = SINTER_TRY(read_binary(path, command));
  std::optional<PartGraph> graph = SINTER_TRY(graph_of(*binary, command));
  SizeReport report = SINTER_TRY(begin_size_report(command, *binary));
  SINTER_TRY(complete_size_report(report, command, *binary, {.graph = graph ? &*graph : nullptr}));
  snapshot.parts.clear();
  for (const ViewRow& row : report.views.front().rows) snapshot.parts.push_back({row.kind, row.name, row.size_bytes});
  return {};
}

/// Adds what the build of one profile made to what others made of the same.
Result<void> add_column(std::map<std::string, ProfileComparison>& comparisons, const Trial& trial, const Plan& plan,
                        const std::string& wanted, const std::string& by) {
  for (const MeasuredGoal& measured : measured_goals(plan.graph)) {
    std::string name = measured.name.substr(trial.request.profile.size() + 1);
    bool is_package = stat_file(measured.path).value_or(FileStat{}).is_folder;
    if (is_package || (name != wanted && !name.starts_with(wanted + "/"))) continue;
    Snapshot snapshot = SINTER_TRY(snapshot_of(measured));
    if (!by.empty()) SINTER_TRY(group_parts(snapshot, measured.path, by));
    std::vector<Advice> advice = SINTER_TRY(advice_of_file(measured.path));
    comparisons[name].name = name;
    comparisons[name].columns.push_back({trial.label, std::move(snapshot), std::move(advice)});
  }
  return {};
}

}  // namespace

int compare_profiles(const CompareProfilesCommand& command, const BuildRequest& request, bool is_json,
                     TerminalReport& terminal) {
  auto give_up = [&](const Error& error) {
    terminal.print_error(error);
    if (is_json) JsonLinesReport().accept(RunFailed{error});
    return exit_code(error.code);
  };
  if (command.format != "table" && command.format != "json") {
    return give_up({.code = Code::usage,
                    .what = "`--compare-profiles` cannot be written as " + quote(command.format),
                    .next = "write --format table or --format json"});
  }
  Result<std::size_t> top = parse_top(command.top);
  if (!top) return give_up(top.error());
  std::expected<Project, std::vector<Error>> project = read_requested_project(request);
  if (!project) {
    for (const Error& error : project.error()) give_up(error);
    return exit_code(project.error().front().code);
  }
  std::map<std::string, ProfileComparison> comparisons;
  for (Trial& trial : trials_of(request, project->profile.lto)) {
    trial.request.goals = {command.goal.substr(0, command.goal.find('/'))};
    std::unique_ptr<Built> built = build_once(trial.request, terminal, terminal);
    if (built->exit_code != 0) return built->exit_code;
    if (Result<void> added = add_column(comparisons, trial, *built->plan, name_of(command.goal), command.by); !added) {
      return give_up(added.error());
    }
  }
  if (comparisons.empty()) {
    return give_up({.code = Code::usage,
                    .what = "builds measure nothing of " + quote(command.goal),
                    .next = "name a module, a bundle or a binary"});
  }
  std::vector<ProfileComparison> list;
  for (auto& [name, comparison] : comparisons) list.push_back(std::move(comparison));
  write_output(command.format == "json" ? profiles_json(list, *top)
                                        : profiles_text(list, *top, terminal.result_columns()));
  return 0;
}

}  // namespace sinter
