#include "commands/verify.h"

#include <expected>
#include <set>

#include "base/path.h"
#include "base/ranges.h"
#include "base/text.h"
#include "base/tree_name.h"
#include "build_session.h"
#include "cache/tree.h"
#include "commands/verify_file.h"
#include "os/files.h"
#include "os/terminal.h"
#include "package/size_actions.h"
#include "planning.h"
#include "report/json_lines.h"
#include "report/project_report.h"
#include "size/budget.h"

namespace sinter {
namespace {

class Verification {
 public:
  Verification(const Plan& plan, const std::string& profile)
      : plan_(plan), goals_(measured_goals(plan.graph)), state_(read_state(profile)) {}

  VerifiedProject run(const std::vector<ActionId>& selected) {
    std::set<std::string_view> made;  // by the selected actions
    for (ActionId id : selected) {
      const Action& action = plan_.graph[id];
      check_outputs(action);
      for (FileId output : action.outputs) made.insert(plan_.graph[output].path);
    }
    for (const ShippedWasm& wasm : plan_.wasm) {
      if (made.contains(wasm.path) && exists(wasm.path)) check_wasm(wasm);
    }
    return std::move(result_);
  }

 private:
  void wrong(std::string what, const std::string& path, std::string why,
             std::string next = "`sinter build` makes it again") {
    result_.problems.push_back({.code = Code::artifact_wrong,
                                .what = std::move(what),
                                .where = {path},
                                .why = {std::move(why)},
                                .next = std::move(next)});
  }
  void keep(Result<void> checked) {
    if (!checked) result_.problems.push_back(std::move(checked.error()));
  }

  void check_outputs(const Action& action) {
    if (action.outputs.empty()) return;
    const ActionRecord* record = state_.find(std::string(action.name));
    std::string name(action.name);
    if (record == nullptr) {
      return wrong(quote(name) + " has not been built in this profile",
                   std::string(plan_.graph[action.outputs.front()].path), "no build of it is recorded",
                   "run `sinter build`");
    }
    std::set<std::string_view> files;
    for (const FileDigest& output : record->outputs) files.insert(state_.files.path(output.file));
    for (const FileDigest& output : record->outputs) {
      std::string path(state_.files.path(output.file));
      if (is_tree_name(path)) {
        check_tree(path, name, files);
        continue;
      }
      ++result_.file_count;
      std::optional<FileStat> stat = stat_file(path);
      if (!stat) {
        wrong(quote(path) + " is missing", path, quote(name) + " made it");
        continue;
      }
      Result<Digest> digest = digest_file(path);
      if (!digest) result_.problems.push_back(std::move(digest.error()));
      else if (file_identity(*digest, stat->is_executable) != output.digest)
        wrong(quote(path) + " is not what was built", path, "its content or its permission to run was changed");
    }
  }

  /// Its files are checked one by one; here, that there are no others.
  void check_tree(const std::string& tree, const std::string& maker, const std::set<std::string_view>& files) {
    Result<TreeListing> listing = list_tree(std::string(*tree_folder(tree)));
    if (!listing) return keep(std::move(listing).failure());
    listing->files.insert(listing->files.end(), listing->links.begin(), listing->links.end());
    for (const std::string& path : listing->files) {
      if (files.contains(path)) continue;
      wrong(quote(path) + " does not belong there", path, quote(maker) + " makes " + quote(tree) + " without it",
            "move it elsewhere, or let `sinter build` do that");
    }
  }

  void check_wasm(const ShippedWasm& shipped) {
    ++result_.wasm_count;
    std::string path(shipped.path);
    for (Error& error : verify_wasm(path)) {
      if (error.next.empty()) error.next = "`sinter build` makes it again";
      result_.problems.push_back(std::move(error));
    }
    keep(check_budgets(path));
  }

  /// To the limits that the build held it to.
  Result<void> check_budgets(const std::string& path) const {
    auto measured = ranges::find(goals_, path, &MeasuredGoal::path);
    if (measured == goals_.end()) return {};
    return hold_budgets(path, measured->budgets, measured->name);
  }

  const Plan& plan_;
  std::vector<MeasuredGoal> goals_;
  BuildState state_;
  VerifiedProject result_;
};

}  // namespace

Result<VerifiedProject> verify_plan(const Plan& plan, const std::vector<std::string>& goals,
                                    const std::string& profile) {
  std::vector<ActionId> selected = SINTER_TRY(select_actions(plan.graph, goals, Purpose::build));
  return Verification(plan, profile).run(selected);
}

int verify(const VerifyCommand& command, const BuildRequest& request, bool is_json, TerminalReport& terminal) {
  auto give_up = [&](const Error& error) {
    terminal.print_error(error);
    if (is_json) JsonLinesReport().accept(RunFailed{error});
    return exit_code(error.code);
  };
  std::expected<Plan, std::vector<Error>> plan = make_plan(request, KeepPlan::no);
  if (!plan) {
    for (const Error& error : plan.error()) give_up(error);
    return exit_code(plan.error().front().code);
  }
  Result<VerifiedProject> verified = verify_plan(*plan, command.goals, request.profile);
  if (!verified) return give_up(verified.error());
  if (is_json) {
    write_output(verified_json(*verified));
  } else {
    for (const Error& problem : verified->problems) terminal.print_error(problem);
    write_output(verified_text(*verified));
  }
  return verified->problems.empty() ? 0 : exit_code(Code::artifact_wrong);
}

}  // namespace sinter
