#include "release/git.h"

#include "base/text.h"
#include "os/process.h"

namespace sinter {
namespace {

constexpr std::uint64_t git_answer_bytes_max = 256 << 20;

}  // namespace

ReleaseGit::ReleaseGit(const Environment& environment) {
  for (const auto& [name, value] : environment) environment_.push_back(name + "=" + value);
  environment_.emplace_back("GIT_OPTIONAL_LOCKS=0");
  environment_.emplace_back("GIT_TERMINAL_PROMPT=0");
}

Result<std::optional<std::string>> ReleaseGit::ask(std::vector<std::string> arguments) {
  // What a person may have set up otherwise for reading.
  Command command{.argv = {"git", "-c", "log.showSignature=false"}, .environment = environment_};
  command.argv.insert(command.argv.end(), arguments.begin(), arguments.end());
  Result<Answer> answer = run_for_answer(std::move(command), git_answer_bytes_max);
  if (!answer && answer.error().code == Code::tool_missing) {
    return fail(Code::tool_missing, "`git` is not installed, and a release asks it what was changed",
                "install it with `apt-get install git`");
  }
  if (!answer) return fail(std::move(answer.error()));
  complaint_ = std::move(answer->complaint);
  return answer->status.ok() ? std::optional(std::move(answer->text)) : std::nullopt;
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
