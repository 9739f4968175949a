#include "commands/bench_revision.h"

#include "base/path.h"
#include "base/text.h"
#include "os/files.h"
#include "os/machine.h"
#include "os/process.h"

namespace sinter {
namespace {

constexpr std::string_view trees_folder = ".sinter/bench/trees";
constexpr std::size_t shown_lines_max = 20;
constexpr std::uint64_t git_answer_bytes_max = 1 << 20;

class GitHere {
 public:
  explicit GitHere(const Environment& environment) {
    for (const auto& [name, value] : environment) environment_.push_back(name + "=" + value);
  }
  const std::vector<std::string>& environment() const { return environment_; }

  Result<Answer> ask(std::vector<std::string> arguments) const {
    Command command{.argv = {"git"}, .environment = environment_};
    command.argv.insert(command.argv.end(), arguments.begin(), arguments.end());
    return run_for_answer(std::move(command), git_answer_bytes_max);
  }

  /// One line, of a question that git must be able to answer here.
  Result<std::string> line(std::vector<std::string> arguments) const {
    Answer answer = SINTER_TRY(ask(std::move(arguments)));
    if (answer.status.ok()) return std::string(trim(answer.text));
    return fail(Error{.code = Code::repository_missing,
                      .what = "git knows nothing of this project",
                      .why = {std::string(trim(answer.complaint))},
                      .next = "compare with a program instead: `--against FILE`"});
  }

 private:
  std::vector<std::string> environment_;
};

Result<std::string> commit_of(const GitHere& git, const std::string& revision) {
  SINTER_TRY(git.line({"rev-parse", "--git-dir"}));
  Answer answer = SINTER_TRY(git.ask({"rev-parse", "--verify", "--quiet", "--end-of-options", revision + "^{commit}"}));
  if (answer.status.ok()) return std::string(trim(answer.text));
  return fail(Error{.code = Code::revision_unknown,
                    .what = quote(revision) + " is neither a program nor a revision that git knows",
                    .next = "name a file, or a branch, tag or commit that `git log` shows"});
}

/// The folder of the checked out commit. One that a killed run left half done is made anew.
Result<std::string> check_out(const GitHere& git, const std::string& commit) {
  std::string folder = join_path(std::string(trees_folder), commit), whole = folder + ".whole";
  if (exists(whole)) return folder;
  if (exists(std::string(trees_folder))) {
    for (const FolderEntry& entry : SINTER_TRY(list_folder(std::string(trees_folder)))) {
      std::string old = join_path(std::string(trees_folder), entry.name);
      SINTER_TRY(entry.is_folder ? remove_tree(old) : remove_file(old));
    }
    SINTER_TRY(git.line({"worktree", "prune"}));
  }
  SINTER_TRY(make_folders(std::string(trees_folder)));
  SINTER_TRY(git.line({"worktree", "add", "--quiet", "--detach", "--force", folder, commit}));
  SINTER_TRY(write_file(whole, ""));
  return folder;
}

}  // namespace

Result<RevisionTree> build_revision(const std::string& revision, const std::vector<std::string>& goals,
                                    const BuildRequest& request, TerminalReport& terminal) {
  GitHere git(request.environment);
  RevisionTree tree;
  tree.commit = SINTER_TRY(commit_of(git, revision));
  std::string prefix = SINTER_TRY(git.line({"rev-parse", "--show-prefix"}));
  tree.folder = join_path(SINTER_TRY(check_out(git, tree.commit)), prefix.empty() ? "." : prefix);
  if (goals.empty()) return tree;
  terminal.print("building " + revision + " in " + tree.folder + "\n");
  Command build{.argv = {SINTER_TRY(own_program_path()), "-C", tree.folder, "--profile", request.profile, "build"},
                .environment = git.environment()};
  build.argv.insert(build.argv.end(), goals.begin(), goals.end());
  Finished finished = SINTER_TRY(run(build));
  if (finished.status.ok()) return tree;
  Error error{.code = Code::action_failed,
              .what = quote(revision) + " does not build",
              .next = "see all of it with `sinter -C " + tree.folder + " build`; or compare with another revision"};
  std::vector<std::string> lines = split(trim(finished.output), '\n');
  std::size_t first = lines.size() > shown_lines_max ? lines.size() - shown_lines_max : 0;
  for (std::size_t i = first; i < lines.size(); ++i) {
    if (!lines[i].empty()) error.why.push_back(lines[i]);
  }
  return fail(std::move(error));
}

}  // namespace sinter
