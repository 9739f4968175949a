#include "schedule/strict_check.h"

#include "base/path.h"
#include "base/ranges.h"
#include "base/text.h"
#include "base/tree_name.h"
#include "os/files.h"
#include "schedule/depfile.h"
#include "strict/messages.h"

namespace sinter {
namespace {

std::string variable(const Environment& environment, std::string_view name) {
  auto value = environment.find(name);
  return value == environment.end() ? "" : value->second;
}

/// What belongs to the programs of a folder in PATH: all beside `bin`. But not a whole home
/// folder because of its `bin`, nor the project because of its own.
std::string program_root(const std::string& folder, const Declared& declared) {
  std::string_view name = file_name(folder);
  if (name != "bin" && name != "sbin") return folder;
  std::string root = parent_path(folder);
  bool is_too_much = root == declared.home || relative_to(declared.project, root) || relative_to(declared.home, root) ||
                     relative_to(root, declared.project);
  return is_too_much ? folder : root;
}

void add_with_target(std::vector<std::string>& paths, const std::string& path) {
  paths.push_back(path);
  // A declared link stands for the file it leads to.
  if (Result<std::string> real = real_path(path); real && *real != path) paths.push_back(*std::move(real));
}

}  // namespace

Result<StrictCheck> StrictCheck::start(const Graph& graph, const Environment& environment, EventSink& events) {
  SINTER_TRY(check_can_watch());
  StrictCheck check(graph, events);
  Declared& common = check.common_;
  auto real = [](const std::string& path) { return path.empty() ? path : real_path(path).value_or(path); };
  common.project = SINTER_TRY(real_path("."));
  common.home = real(variable(environment, "HOME"));
  for (const std::string& folder : split(variable(environment, "PATH"), ':')) {
    std::string path = real(folder);
    // Programs that the project brings along are inputs like its other files.
    if (is_absolute(folder) && !relative_to(path, common.project)) common.tools.push_back(program_root(path, common));
  }
  if (!common.home.empty()) common.tools.push_back(join_path(common.home, "go/pkg"));  // Go's modules, by its default
  for (const std::string& folder : {variable(environment, "TMPDIR"), std::string("/tmp"), std::string("/var/tmp")}) {
    if (is_absolute(folder)) common.temporary.push_back(real(folder));
  }
  for (const File& file : graph.files) {
    if (!file.producer) continue;
    check.producers_.emplace(std::string(file.path), std::string(graph[*file.producer].name));
    check.trees_.add(file.path);
  }
  return check;
}

Result<AccessWatch> StrictCheck::watch() const {
  return AccessWatch::start({.ignored = system_folders(), .kept = common_.project});
}

Declared StrictCheck::declared(const Action& action) const {
  Declared declared = common_;
  auto inside = [&](std::string_view path) { return join_path(declared.project, path); };
  auto add = [&](std::string_view path, std::vector<std::string>& files, std::vector<std::string>& trees) {
    add_with_target(files, inside(path));
    if (std::optional<std::string_view> folder = tree_folder(path)) add_with_target(trees, inside(*folder));
  };
  for (FileId input : action.inputs) add((*graph_)[input].path, declared.inputs, declared.read_trees);
  for (std::string_view name : action.scratch) add(name, declared.outputs, declared.made_trees);
  for (FileId output : action.outputs) add((*graph_)[output].path, declared.outputs, declared.made_trees);
  for (ToolId id : action.tools) {
    const std::string& path = (*graph_)[id].path;
    add_with_target(declared.inputs, path);
    if (Result<std::string> real = real_path(path)) {
      declared.tools.push_back(program_root(parent_path(*real), declared));
      if (declared.tools.back() == parent_path(*real)) declared.tools.pop_back();  // the program alone
    }
  }
  if (!action.depfile.empty()) {
    std::string path = inside(action.depfile);
    declared.outputs.push_back(path);
    std::string text = read_file(path).value_or("");
    // One that cannot be read fails the action by itself.
    for (const std::string& name : parse_depfile(text, path).value_or(std::vector<std::string>{})) {
      add_with_target(declared.inputs, inside(join_path(action.folder, name)));
    }
  }
  ranges::sort(declared.inputs);
  ranges::sort(declared.outputs);
  return declared;
}

std::vector<Error> StrictCheck::undeclared(ActionId id, const AccessLog& log) {
  const Action& action = (*graph_)[id];
  auto goal = ranges::find(graph_->goals, action.goal, &Goal::name);
  bool is_step = goal != graph_->goals.end() && goal->kind == "step";
  Suspect suspect{
      .action = std::string(action.name), .step = is_step ? std::string(action.goal) : "", .place = action.place};
  Verdict verdict = judge(log, declared(action));
  if (std::optional<Error> remark = remarks_notice(suspect, verdict.remarks)) {
    events_->accept(Notice{.error = *std::move(remark), .is_detail = true});
  }
  for (const Finding& finding : verdict.findings) {
    if (std::string_view tree = trees_.above(finding.path); !tree.empty()) {
      producers_.emplace(finding.path, producers_.find(std::string(tree))->second);
    }
  }
  std::vector<Error> errors = undeclared_errors(suspect, verdict.findings, producers_);
  if (!log.blind_spots.empty()) errors.push_back(blind_error(suspect, log.blind_spots));
  return errors;
}

}  // namespace sinter
