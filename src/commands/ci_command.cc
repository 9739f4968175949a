#include "commands/ci_command.h"

#include <expected>

#include "base/path.h"
#include "base/ranges.h"
#include "base/text.h"
#include "ci/workflows.h"
#include "config/project.h"
#include "insight/word_diff.h"
#include "os/files.h"
#include "os/terminal.h"
#include "planning.h"
#include "report/json_lines.h"

namespace sinter {
namespace {

constexpr std::uint64_t workflow_bytes_max = 1 << 20;

/// A file as it is, and as it should be; nothing where there should be none.
struct Wanted {
  std::string path;
  std::optional<std::string> before, after;
};

/// A workflow with another first line than ours is somebody's own, and stays.
Error not_ours(const std::string& path) {
  return {.code = Code::init_would_replace,
          .what = quote(path) + " is there already and was not written by `sinter ci`",
          .where = {path},
          .why = {"its first line is another than " + quote(workflow_mark)},
          .next = "give it another name, and see what of it is needed beside the new one"};
}

Result<std::vector<Wanted>> wanted_files(const Project& project) {
  std::vector<Workflow> workflows = workflows_of(project);
  std::vector<Wanted> files;
  for (const std::string& path : workflow_paths()) {
    Wanted wanted{.path = path, .before = {}, .after = {}};
    if (exists(path)) wanted.before = SINTER_TRY(read_file_limited(path, workflow_bytes_max));
    auto found = ranges::find(workflows, path, &Workflow::path);
    if (found != workflows.end()) wanted.after = found->text;
    bool is_own = !wanted.before || wanted.before->starts_with(workflow_mark);
    if (!is_own && wanted.after) return fail(not_ours(path));
    if (is_own) files.push_back(std::move(wanted));
  }
  return files;
}

/// The lines that differ.
std::string difference_text(const Wanted& wanted) {
  auto lines = [](const std::optional<std::string>& text) {
    return text ? split(*text, '\n') : std::vector<std::string>();
  };
  std::string text = "--- " + wanted.path + "\n";
  for (const WordChange& change : word_diff(lines(wanted.before), lines(wanted.after))) {
    if (!change.before.empty()) text += "- " + change.before + "\n";
    if (!change.after.empty()) text += "+ " + change.after + "\n";
  }
  return text;
}

/// GitHub looks for workflows at the top of a repository only.
bool is_below_repository() {
  if (exists(".git")) return false;
  std::string folder = real_path(".").value_or("/");
  while (folder.size() > 1) {
    folder = parent_path(folder);
    if (exists(join_path(folder, ".git"))) return true;
  }
  return false;
}

std::expected<Project, std::vector<Error>> read_for_workflows(const BuildRequest& request) {
  auto refused = [](std::string what, std::string next) {
    return std::unexpected(std::vector{Error{.code = Code::usage, .what = std::move(what), .next = std::move(next)}});
  };
  std::expected<Project, std::vector<Error>> project = read_requested_project(request);
  if (!project) return project;
  if (project->ci.place.path.empty()) {
    return refused("sinter.toml does not say how a fresh machine gets ready",
                   "write `[ci]` and below it `setup = [\"...\"]`: the lines that install sinter and its tools");
  }
  if (is_below_repository()) {
    return refused("this project is not at the top of its repository, where GitHub looks for workflows",
                   "write workflows by hand that use `sinter -C` with its folder");
  }
  // Programs are built as they are released, ...
  std::expected<BuildRequest, std::vector<Error>> release = for_release(request);
  if (!release) return std::unexpected(std::move(release.error()));
  if (release->profile != request.profile) {
    std::expected<Project, std::vector<Error>> released = read_requested_project(*release);
    if (!released) return released;
    project->binaries = std::move(released->binaries);
  }
  // ... and what that profile leaves out has no workflow.
  std::erase_if(project->binaries, [](const BinaryConfig& binary) { return !binary.when.empty(); });
  return project;
}

int check_workflows(const std::vector<Wanted>& files, bool is_json, TerminalReport& terminal) {
  Error error{.code = Code::workflows_differ,
              .what = "the workflows are not those of sinter.toml",
              .next = "run `sinter ci` and commit what it writes"};
  for (const Wanted& wanted : files) {
    if (wanted.before == wanted.after) continue;
    if (!is_json) write_output(difference_text(wanted));
    std::string how = !wanted.before ? " is missing" : !wanted.after ? " is not needed" : " differs";
    error.why.push_back(quote(wanted.path) + how);
  }
  if (error.why.empty()) return 0;
  terminal.print_error(error);
  if (is_json) JsonLinesReport().accept(RunFailed{error});
  return exit_code(error.code);
}

Result<std::string> put_workflows(const std::vector<Wanted>& files) {
  std::string said;
  for (const Wanted& wanted : files) {
    if (wanted.before == wanted.after) continue;
    if (!wanted.after) {
      SINTER_TRY(remove_file(wanted.path));
    } else {
      SINTER_TRY(make_folders(parent_path(wanted.path)));
      SINTER_TRY(write_file(wanted.path, *wanted.after));
    }
    said += (wanted.after ? "wrote " : "removed ") + wanted.path + "\n";
  }
  return said.empty() ? std::string("the workflows are those of sinter.toml\n") : said;
}

}  // namespace

int write_workflows(const CiCommand& command, const BuildRequest& request, bool is_json, TerminalReport& terminal) {
  auto give_up = [&](const Error& error) {
    terminal.print_error(error);
    if (is_json) JsonLinesReport().accept(RunFailed{error});
    return exit_code(error.code);
  };
  std::expected<Project, std::vector<Error>> project = read_for_workflows(request);
  if (!project) {
    for (const Error& error : project.error()) give_up(error);
    return exit_code(project.error().front().code);
  }
  Result<std::vector<Wanted>> files = wanted_files(*project);
  if (!files) return give_up(files.error());
  if (command.is_check) return check_workflows(*files, is_json, terminal);
  Result<std::string> said = put_workflows(*files);
  if (!said) return give_up(said.error());
  terminal.print(*said);
  return 0;
}

}  // namespace sinter
