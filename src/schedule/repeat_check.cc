#include "schedule/repeat_check.h"

#include <set>

#include "base/path.h"
#include "base/ranges.h"
#include "base/text.h"
#include "base/tree_name.h"
#include "cache/tree.h"
#include "os/files.h"
#include "schedule/output_places.h"
#include "strict/difference.h"

namespace sinter {
namespace {

constexpr std::string_view kept_folder = ".sinter/twice";

}  // namespace

Result<RepeatCheck> RepeatCheck::start(const Graph& graph) {
  SINTER_TRY(remove_tree(std::string(kept_folder)));
  return RepeatCheck(graph);
}

/// Numbered, because an action's name need not be a file's; `run` is "first" or "second".
std::string RepeatCheck::folder_of(ActionId id, std::string_view run) const {
  return join_path(kept_folder, std::to_string(id.index) + "/" + std::string(run));
}

Result<void> RepeatCheck::set_aside(ActionId id, std::int64_t started_wall_ns) {
  for (FileId output : (*graph_)[id].outputs) {
    // A tree moves with its folder.
    std::string_view name = (*graph_)[output].path;
    std::string path(tree_folder(name).value_or(name));
    std::string aside = join_path(folder_of(id, "first"), path);
    SINTER_TRY(make_folders(parent_path(aside)));
    // A link's text means another file elsewhere: what it leads to is kept.
    FileStat stat = stat_link(path).value_or(FileStat{});
    if (!stat.is_link) {
      SINTER_TRY(rename_file(path, aside));
      continue;
    }
    bool is_executable = stat_file(path).value_or(FileStat{}).is_executable;
    SINTER_TRY(copy_file(path, aside, is_executable ? Mode::executable : Mode::regular));
    SINTER_TRY(remove_file(path));
  }
  // With what the first run kept, the second one might only look at it.
  std::vector<std::string> begun = (*graph_)[id].scratch.empty() ? std::vector<std::string>() : begun_scratch();
  for (std::string_view name : (*graph_)[id].scratch) {
    if (ranges::binary_search(begun, name)) SINTER_TRY(remove_tree(std::string(tree_folder(name).value_or(name))));
  }
  if (!(*graph_)[id].depfile.empty()) SINTER_TRY(remove_file(std::string((*graph_)[id].depfile)));
  first_runs_.insert_or_assign(id, started_wall_ns);
  return {};
}

Error RepeatCheck::differs(ActionId id, const std::string& path, std::string why) const {
  return {.code = Code::action_differs,
          .what = quote((*graph_)[id].name) + " makes another " + quote(path) + " when it runs again",
          .where = (*graph_)[id].place,
          .why = {std::move(why)}};
}

/// Of a tree what either of the runs made.
Result<std::vector<std::string>> RepeatCheck::made_files(ActionId id) const {
  std::vector<std::string> paths;
  for (FileId output : (*graph_)[id].outputs) {
    std::string name((*graph_)[output].path);
    if (!is_tree_name(name)) {
      paths.push_back(std::move(name));
      continue;
    }
    std::string first = folder_of(id, "first");
    std::set<std::string> both;
    for (const std::string& path : SINTER_TRY(tree_files(name))) both.insert(path);
    for (const std::string& path : SINTER_TRY(tree_files(join_path(first, name)))) {
      both.insert(path.substr(first.size() + 1));
    }
    paths.insert(paths.end(), both.begin(), both.end());
  }
  return paths;
}

std::optional<Error> RepeatCheck::compare(ActionId id, std::int64_t ended_wall_ns) {
  RunTimes times{.first_ns = first_runs_.extract(id).mapped(), .second_ns = ended_wall_ns};
  std::optional<Error> found;
  Result<std::vector<std::string>> paths = made_files(id);
  if (!paths) return std::move(paths.error());
  for (const std::string& path : *paths) {
    std::string aside = join_path(folder_of(id, "first"), path);
    Result<std::string> first = read_file(aside);
    Result<std::string> second = read_file(path);
    if (!first && !exists(aside)) return differs(id, path, "the first run did not make it");
    if (!first) return std::move(first.error());
    if (!second) return differs(id, path, "the second run did not make it");
    auto may_run = [](const std::string& file) { return stat_file(file).value_or(FileStat{}).is_executable; };
    if (!found && may_run(aside) != may_run(path)) {
      found = differs(id, path, "only one of the two runs made it executable");
    }
    std::optional<Difference> difference = compare_bytes(*first, *second, times);
    if (!difference || found) continue;
    found = differs(id, path, "byte " + std::to_string(difference->offset) + " is the first that differs");
    found->why.push_back("the first run wrote  " + quote(difference->first));
    found->why.push_back("the second run wrote " + quote(difference->second));
    if (!difference->guess.empty()) found->why.push_back(difference->guess);
    std::string kept = join_path(folder_of(id, "second"), path);
    if (make_folders(parent_path(kept)) && copy_file(path, kept, Mode::regular)) {
      found->next =
          "compare " + quote(aside) + " with " + quote(kept) + ", and let the command write neither times nor paths";
    }
  }
  if (!found) {
    [[maybe_unused]] Result<void> removed = remove_tree(parent_path(folder_of(id, "first")));
  }
  return found;
}

}  // namespace sinter
