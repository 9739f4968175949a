#include "release/repository.h"

#include "base/ranges.h"
#include "base/text.h"
#include "os/files.h"
#include "release/git.h"

namespace sinter {

std::string web_address(std::string_view remote) {
  remote = trim(remote);
  if (remote.ends_with(".git")) remote.remove_suffix(4);
  std::string_view rest = remote;
  bool has_scheme = false;
  for (std::string_view scheme : {"https://", "http://", "ssh://", "git://"}) {
    if (!remote.starts_with(scheme)) continue;
    rest.remove_prefix(scheme.size());
    has_scheme = true;
  }
  std::size_t slash = rest.find('/');
  std::size_t at = rest.find('@');
  if (at != std::string_view::npos && (slash == std::string_view::npos || at < slash)) rest.remove_prefix(at + 1);
  std::size_t colon = rest.find(':');
  slash = rest.find('/');
  bool is_short = !has_scheme && colon != std::string_view::npos && (slash == std::string_view::npos || colon < slash);
  if (!has_scheme && !is_short) return "";  // a folder
  std::string host(rest.substr(0, std::min(colon, slash)));
  std::string path(rest.substr(is_short ? colon + 1 : slash == std::string_view::npos ? rest.size() : slash + 1));
  bool is_plain = !host.empty() && !path.empty() && ranges::none_of(host + path, [](char c) {
    return static_cast<unsigned char>(c) <= ' ' || c == '(' || c == ')' || c == '<' || c == '>' || c == '"';
  });
  return is_plain ? "https://" + host + "/" + path : "";
}

Result<Repository> read_repository(const std::string& tag, const Environment& environment) {
  SINTER_TRY(make_folders(".sinter"));
  ReleaseGit git(environment);
  Repository repository;
  repository.commit = trim(SINTER_TRY(git.must({"rev-parse", "--verify", "HEAD^{commit}"})));
  std::string seconds = SINTER_TRY(git.must({"show", "--no-patch", "--format=%ct", "HEAD"}));
  repository.commit_seconds = parse_decimal(trim(seconds)).value_or(0);
  for (std::string& line :
       split(SINTER_TRY(git.must({"status", "--porcelain", "--", ":/", ":(exclude).sinter"})), '\n')) {
    if (!line.empty()) repository.uncommitted.push_back(std::move(line));
  }
  std::optional<std::string> tagged =
      SINTER_TRY(git.ask({"rev-parse", "--verify", "--quiet", "refs/tags/" + tag + "^{commit}"}));
  if (tagged) repository.tagged = trim(*tagged);
  std::vector<std::string> describe = {"describe", "--tags", "--abbrev=0", "--match=v[0-9]*"};
  // A release that is made again begins where it began the first time.
  if (repository.tagged == repository.commit) describe.push_back("--exclude=" + tag);
  describe.emplace_back("HEAD");
  std::optional<std::string> last = SINTER_TRY(git.ask(std::move(describe)));
  if (last && parse_semantic_version(trim(*last).substr(1))) repository.last_tag = trim(*last);
  std::optional<std::string> remote = SINTER_TRY(git.ask({"remote", "get-url", "origin"}));
  if (remote) repository.web = web_address(*remote);
  std::string range = repository.last_tag.empty() ? "HEAD" : "refs/tags/" + repository.last_tag + "..HEAD";
  repository.changes = read_changes(SINTER_TRY(git.must({"log", "-z", "--format=%H%n%s%n%b", range, "--"})));
  return repository;
}

}  // namespace sinter
