#include "release/git.h"

#include "base/text.h"
#include "os/files.h"
#include "os/process.h"

namespace sinter {
namespace {

constexpr std::uint64_t git_answer_bytes_max = 256 << 20;
constexpr std::string_view git_answer_path = ".sinter/git-release-answer";

}  // namespace

ReleaseGit::ReleaseGit(const Environment& environment) {
  for (const auto& [name, value] : environment) environment_.push_back(name + "=" + value);
  environment_.emplace_back("GIT_OPTIONAL_LOCKS=0");
  environment_.emplace_back("GIT_TERMINAL_PROMPT=0");
}

Result<std::optional<std::string>> ReleaseGit::ask(std::vector<std::string> arguments) {
  Command command{.argv = {"git"}, .environment = environment_, .output_path = std::string(git_answer_path)};
  command.argv.insert(command.argv.end(), arguments.begin(), arguments.end());
  Result<Finished> finished = run(command);
  if (!finished && finished.error().code == Code::tool_missing) {
    return fail(Code::tool_missing, "`git` is not installed, and a release asks it what was changed",
                "install it with `apt-get install git`");
  }
  Finished ended = SINTER_TRY(std::move(finished));
  complaint_ = std::move(ended.output);
  std::string text = SINTER_TRY(read_file_limited(command.output_path, git_answer_bytes_max));
  SINTER_TRY(remove_file(command.output_path));
  return ended.status.ok() ? std::optional(std::move(text)) : std::nullopt;
}

Result<std::string> ReleaseGit::must(std::vector<std::string> arguments) {
  std::optional<std::string> answer = SINTER_TRY(ask(std::move(arguments)));
  if (answer) return *std::move(answer);
  return fail(Error{.code = Code::repository_missing,
                    .what = "git cannot say what there is to release",
                    .where = {},
                    .why = {std::string(trim(complaint_))},
                    .next = "release from a clone of the project's repository, with at least one commit"});
}

}  // namespace sinter
