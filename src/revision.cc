#include "revision.h"

#include <initializer_list>
#include <span>

#include "base/path.h"
#include "base/ranges.h"
#include "base/text.h"
#include "os/files.h"
#include "os/process.h"

namespace sinter {
namespace {

constexpr std::uint64_t answer_bytes_max = 256 << 20;

class Git {
 public:
  explicit Git(const Environment& environment) {
    for (const auto& [name, value] : environment) environment_.push_back(name + "=" + value);
    environment_.emplace_back("GIT_OPTIONAL_LOCKS=0");  // looking changes nothing in the repository
  }

  Result<Answer> ask(std::vector<std::string> arguments) const {
    Command command{.argv = {"git"}, .environment = environment_};
    command.argv.insert(command.argv.end(), arguments.begin(), arguments.end());
    Result<Answer> answer = run_for_answer(std::move(command), answer_bytes_max);
    if (!answer && answer.error().code == Code::tool_missing) {
      return fail(Code::tool_missing, "`git` is not installed, and --since asks it",
                  "install it with `apt-get install git`, or build without --since");
    }
    return answer;
  }

  /// The same, where nothing but a broken repository can make it fail.
  Result<std::string> text(std::vector<std::string> arguments) const {
    Answer answer = SINTER_TRY(ask(std::move(arguments)));
    if (answer.status.ok()) return std::move(answer.text);
    return fail(Error{.code = Code::repository_missing,
                      .what = "git cannot say what changed here",
                      .why = lines(answer.complaint),
                      .next = "mend what git complains of, or build without --since"});
  }

  static std::vector<std::string> lines(const std::string& text) {
    std::vector<std::string> result = split(text, '\n');
    std::erase(result, "");
    return result;
  }

 private:
  std::vector<std::string> environment_;
};

Error unknown_revision(const std::string& revision, bool is_shallow) {
  Error error{.code = Code::revision_unknown, .what = "git knows no revision " + quote(revision)};
  if (is_shallow) {
    error.why = {"this clone is shallow: it holds the last revisions only"};
    error.next = "fetch the rest with `git fetch --unshallow` (in CI, ask the checkout for the whole history)";
  } else {
    error.next = "name a branch, tag or commit that `git log` shows, or fetch it first";
  }
  return error;
}

/// The digest of the commit that a person named, which no option or path can be taken for.
Result<std::string> find_commit(const Git& git, const std::string& revision) {
  Answer shallow = SINTER_TRY(git.ask({"rev-parse", "--is-shallow-repository"}));
  if (!shallow.status.ok()) {
    return fail(Error{.code = Code::repository_missing,
                      .what = "git knows nothing of this project",
                      .why = Git::lines(shallow.complaint),
                      .next = "build without --since, or in a clone of the project's repository"});
  }
  Answer commit = SINTER_TRY(git.ask({"rev-parse", "--verify", "--quiet", "--end-of-options", revision + "^{commit}"}));
  std::vector<std::string> digest = Git::lines(commit.text);
  if (!commit.status.ok() || digest.size() != 1)
    return fail(unknown_revision(revision, shallow.text.starts_with("true")));
  return digest.front();
}

/// Without the line's end, which is all that git adds.
Result<std::string> one_line(const Git& git, std::string_view option) {
  std::string text = SINTER_TRY(git.text({"rev-parse", std::string(option)}));
  if (text.ends_with('\n')) text.pop_back();
  return text;
}

constexpr std::string_view diff[] = {
    "diff", "-z", "--name-only", "--no-renames", "--no-ext-diff", "--ignore-submodules=none"};
constexpr std::string_view untracked[] = {"ls-files", "-z", "--others", "--exclude-standard"};

Result<std::vector<std::string>> ask_for_paths(const Git& git, std::span<const std::string_view> question,
                                               std::initializer_list<std::string> more) {
  std::vector<std::string> arguments(question.begin(), question.end());
  arguments.insert(arguments.end(), more);
  std::vector<std::string> paths = split(SINTER_TRY(git.text(std::move(arguments))), '\0');
  std::erase(paths, "");
  return paths;
}

/// What differs beside the project in its repository: a header there may be read here.
Result<std::vector<std::string>> changed_outside(const Git& git, const std::string& commit) {
  std::string prefix = SINTER_TRY(one_line(git, "--show-prefix"));
  if (prefix.empty()) return std::vector<std::string>();  // the project is the repository
  std::string top = SINTER_TRY(one_line(git, "--show-toplevel"));
  std::vector<std::string> paths = SINTER_TRY(ask_for_paths(git, diff, {"--no-relative", commit, "--", ":/"}));
  for (std::string& path : SINTER_TRY(ask_for_paths(git, untracked, {"--full-name", "--", ":/"}))) {
    paths.push_back(std::move(path));
  }
  std::erase_if(paths, [&](const std::string& path) { return path.starts_with(prefix); });
  for (std::string& path : paths) path = join_path(top, path);
  return paths;
}

}  // namespace

Result<ChangedFiles> changed_since(const std::string& revision, const Environment& environment) {
  Git git(environment);
  SINTER_TRY(make_folders(".sinter"));
  std::string commit = SINTER_TRY(find_commit(git, revision));
  ChangedFiles changed;
  changed.outside = SINTER_TRY(changed_outside(git, commit));
  std::vector<std::string> paths = SINTER_TRY(ask_for_paths(git, diff, {"--relative", commit, "--", "."}));
  for (std::string& path : SINTER_TRY(ask_for_paths(git, untracked, {"--", "."}))) paths.push_back(std::move(path));
  for (std::string& path : paths) (stat_link(path) ? changed.present : changed.gone).push_back(std::move(path));
  for (std::vector<std::string>* list : {&changed.present, &changed.gone, &changed.outside}) {
    ranges::sort(*list);
    ranges::erase_repeated(*list);
  }
  Answer configuration = SINTER_TRY(git.ask({"show", "--no-textconv", commit + ":./sinter.toml"}));
  if (configuration.status.ok()) changed.configuration = std::move(configuration.text);
  return changed;
}

}  // namespace sinter
