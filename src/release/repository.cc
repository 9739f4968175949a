#include "release/repository.h"

#include <algorithm>

#include "base/ranges.h"
#include "base/text.h"
#include "release/git.h"

namespace sinter {

std::string web_address(std::string_view remote) {
  remote = trim(remote);
  if (remote.ends_with(".git")) remote.remove_suffix(4);
  std::string_view rest = remote, scheme;
  for (std::string_view known : {"https://", "http://", "ssh://", "git://"}) {
    if (!remote.starts_with(known)) continue;
    rest.remove_prefix(known.size());
    scheme = known;
  }
  // Up to the last `@`: a password may hold one, too.
  std::size_t slash = std::min(rest.find('/'), rest.size());
  std::size_t at = rest.substr(0, slash).rfind('@');
  if (at != std::string_view::npos) rest.remove_prefix(at + 1);
  slash = std::min(rest.find('/'), rest.size());
  std::size_t colon = rest.find(':');
  bool has_colon = colon < slash;
  if (scheme.empty() && !has_colon) return "";  // a folder
  std::string host(rest.substr(0, has_colon ? colon : slash));
  std::string path(rest.substr(scheme.empty() ? colon + 1 : std::min(slash + 1, rest.size())));
  if (!scheme.empty() && has_colon) {
    std::string_view port = rest.substr(colon + 1, slash - colon - 1);
    if (!parse_decimal(port)) return "";  // a part of a password with a `/`
    if (scheme.starts_with("http")) host += ":" + std::string(port);
  }
  bool is_plain = !host.empty() && !path.empty() && ranges::none_of(host + path, [](char c) {
    return static_cast<unsigned char>(c) <= ' ' || c == '(' || c == ')' || c == '<' || c == '>' || c == '"';
  });
  return is_plain ? "https://" + host + "/" + path : "";
}

namespace {

/// The tag of the latest version that this commit comes after. Tags of other forms, such as a `v1` that moves, say
/// nothing. `excluded` is the version's own: a release that is made again begins where it began the first time.
Result<std::string> latest_tag(ReleaseGit& git, std::string_view excluded) {
  std::string latest;
  std::optional<SemanticVersion> highest;
  std::string tags = SINTER_TRY(git.must({"tag", "--list", "--merged", "HEAD", "--", "v[0-9]*"}));
  for (std::string& tag : split(tags, '\n')) {
    if (tag.empty() || tag == excluded) continue;
    std::optional<SemanticVersion> version = parse_semantic_version(std::string_view(tag).substr(1));
    if (!version || tag != "v" + version->text() || (highest && compare(*version, *highest) < 0)) continue;
    highest = std::move(version);
    latest = std::move(tag);
  }
  return latest;
}

}  // namespace

Result<Repository> read_repository(const std::string& tag, const Environment& environment) {
  ReleaseGit git(environment);
  Repository repository;
  repository.commit = trim(SINTER_TRY(git.must({"rev-parse", "--verify", "HEAD^{commit}"})));
  if (trim(SINTER_TRY(git.must({"rev-parse", "--is-shallow-repository"}))) == "true") {
    return fail(Error{.code = Code::release_refused,
                      .what = "this clone does not have all commits",
                      .where = {},
                      .why = {"it is shallow, and what was changed since the last version cannot be known"},
                      .next = "fetch the rest with `git fetch --unshallow --tags` (in a workflow: `fetch-depth: 0` of "
                              "the checkout), then release again"});
  }
  std::string seconds = SINTER_TRY(git.must({"show", "--no-patch", "--format=%ct", "HEAD"}));
  constexpr std::uint64_t end_of_9999 = 253402300799;  // later years have five digits
  repository.commit_seconds = std::min(parse_decimal(trim(seconds)).value_or(0), end_of_9999);
  for (std::string& line : split(
           SINTER_TRY(git.must({"status", "--porcelain", "--untracked-files=normal", "--", ":/", ":(exclude).sinter"})),
           '\n')) {
    if (!line.empty()) repository.uncommitted.push_back(std::move(line));
  }
  std::optional<std::string> tagged =
      SINTER_TRY(git.ask({"rev-parse", "--verify", "--quiet", "refs/tags/" + tag + "^{commit}"}));
  if (tagged) repository.tagged = trim(*tagged);
  repository.last_tag = SINTER_TRY(latest_tag(git, repository.tagged == repository.commit ? tag : ""));
  std::optional<std::string> remote = SINTER_TRY(git.ask({"remote", "get-url", "origin"}));
  if (remote) repository.web = web_address(*remote);
  std::string range = repository.last_tag.empty() ? "HEAD" : "refs/tags/" + repository.last_tag + "..HEAD";
  repository.changes = read_changes(SINTER_TRY(git.must({"log", "-z", "--format=%H%n%s%n%b", range, "--"})));
  return repository;
}

}  // namespace sinter
