#include "schedule/repeat_check.h"

#include "base/path.h"
#include "base/text.h"
#include "os/files.h"
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
    std::string path((*graph_)[output].path);
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

std::optional<Error> RepeatCheck::compare(ActionId id, std::int64_t ended_wall_ns) {
  RunTimes times{.first_ns = first_runs_.extract(id).mapped(), .second_ns = ended_wall_ns};
  std::optional<Error> found;
  for (FileId output : (*graph_)[id].outputs) {
    std::string path((*graph_)[output].path);
    std::string aside = join_path(folder_of(id, "first"), path);
    Result<std::string> first = read_file(aside);
    Result<std::string> second = read_file(path);
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
