#include "release/pushed_tag.h"

#include "base/text.h"

namespace sinter {

/// A tag with a message is an object of its own; the commit that it names is told as `^{}`.
Result<Presence> PushedTag::look() {
  std::string reference = "refs/tags/" + tag_;
  std::optional<std::string> answer = SINTER_TRY(git_.ask({"ls-remote", "--", remote_, reference, reference + "^{}"}));
  if (!answer) {
    return fail(Error{.code = Code::remote_failed,
                      .what = "git cannot ask " + quote(remote_) + " for its tags",
                      .why = {secrets_.mask(trim(git_.complaint()))},
                      .next = "look at `git remote -v`, and whether this machine may ask there; then publish again"});
  }
  std::string theirs;
  for (const std::string& line : split(*answer, '\n')) {
    std::size_t tab = line.find('\t');
    if (tab == std::string::npos) continue;
    bool is_commit = line.ends_with("^{}");
    if (theirs.empty() || is_commit) theirs = line.substr(0, tab);
  }
  if (theirs.empty()) return Presence::missing;
  if (theirs == commit_) return Presence::there;
  return fail(other_bytes(name(), "commit " + theirs, "commit " + commit_));
}

Result<void> PushedTag::write() {
  std::string reference = "refs/tags/" + tag_;
  if (!SINTER_TRY(git_.ask({"rev-parse", "--verify", "--quiet", reference}))) {
    SINTER_TRY(git_.must({"tag", "--annotate", "--cleanup=verbatim", "--file=" + notes_path_, "--", tag_, commit_}));
  }
  if (SINTER_TRY(git_.ask({"push", "--quiet", "--", remote_, reference}))) return {};
  return fail(Error{.code = Code::remote_failed,
                    .what = "git did not push " + name(),
                    .why = {secrets_.mask(trim(git_.complaint()))},
                    .next = "mend what git says; then publish again: it goes on where this one ended"});
}

}  // namespace sinter
