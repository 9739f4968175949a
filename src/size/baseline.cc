#include "size/baseline.h"

#include <algorithm>

#include "base/path.h"
#include "base/ranges.h"
#include "base/text.h"
#include "os/files.h"
#include "os/process.h"

namespace sinter {
namespace {

constexpr std::string_view sizes_folder = ".sinter/sizes";
constexpr std::size_t builds_max = 64;  // remembered of one file
constexpr std::uint64_t snapshot_bytes_max = 64 << 20;
constexpr std::uint64_t second_ns = 1'000'000'000;
/// What main branches are called, as far as the remote does not say it.
constexpr std::string_view main_branches[] = {"origin/HEAD", "origin/main", "origin/master", "main", "master"};

/// What git answers; nothing if it does not know, or is not there.
std::optional<std::string> ask_git(std::vector<std::string> arguments) {
  Command command{.argv = {"git"}, .environment = inherited_environment()};
  command.environment.emplace_back("GIT_OPTIONAL_LOCKS=0");  // looking changes nothing in the repository
  command.argv.insert(command.argv.end(), arguments.begin(), arguments.end());
  Result<Answer> answer = run_for_answer(std::move(command), snapshot_bytes_max);
  if (!answer || !answer->status.ok()) return std::nullopt;
  if (answer->text.ends_with('\n')) answer->text.pop_back();
  return std::move(answer->text);
}

/// One build that is remembered: its file is called TIME-COMMIT, or TIME-COMMIT+ if files were modified.
struct RememberedBuild {
  std::string path;
  std::uint64_t built_at_s = 0;
  std::string commit;
  bool is_modified = false;
};

std::string folder_of(const std::string& name) { return join_path(std::string(sizes_folder), name); }

/// The newest first.
std::vector<RememberedBuild> remembered_builds(const std::string& name) {
  std::vector<RememberedBuild> builds;
  std::string folder = folder_of(name);
  Result<std::vector<FolderEntry>> entries = list_folder(folder);
  if (!entries) return builds;
  for (const FolderEntry& entry : *entries) {
    std::size_t dash = entry.name.find('-');
    if (entry.is_folder || dash == std::string::npos) continue;
    std::optional<std::uint64_t> built_at = parse_decimal(std::string_view(entry.name).substr(0, dash));
    if (!built_at) continue;
    RememberedBuild build{join_path(folder, entry.name), *built_at, entry.name.substr(dash + 1)};
    if (build.commit.ends_with('+')) {
      build.commit.pop_back();
      build.is_modified = true;
    }
    builds.push_back(std::move(build));
  }
  std::stable_sort(builds.begin(), builds.end(),
                   [](const RememberedBuild& a, const RememberedBuild& b) { return a.built_at_s > b.built_at_s; });
  return builds;
}

std::optional<Snapshot> read_snapshot(const std::string& path) {
  Result<std::string> text = read_file_limited(path, snapshot_bytes_max);
  return text ? decode_snapshot(*text) : std::nullopt;
}

std::optional<Snapshot> committed_snapshot(std::string_view text, std::string_view name) {
  std::optional<CommittedSizes> sizes = decode_committed_sizes(text);
  if (!sizes) return std::nullopt;
  auto found = sizes->find(name);
  return found == sizes->end() ? std::nullopt : std::optional(std::move(found->second));
}

/// Of that commit: what it holds itself; else a build of exactly it; else the last build
/// before it was made, which is mostly the one that was committed.
std::optional<Snapshot> snapshot_at(const std::string& commit, const std::string& name,
                                    const std::vector<RememberedBuild>& builds) {
  auto exact = std::find_if(builds.begin(), builds.end(),
                            [&](const RememberedBuild& build) { return build.commit == commit && !build.is_modified; });
  if (exact != builds.end()) {
    if (std::optional<Snapshot> snapshot = read_snapshot(exact->path)) return snapshot;
  }
  if (std::optional<std::string> text =
          ask_git({"show", "--no-textconv", commit + ":./" + std::string(committed_sizes_path)})) {
    if (std::optional<Snapshot> snapshot = committed_snapshot(*text, name)) return snapshot;
  }
  std::optional<std::string> made = ask_git({"show", "--no-patch", "--format=%ct", commit});
  std::optional<std::uint64_t> made_at = made ? parse_decimal(*made) : std::nullopt;
  if (!made_at) return std::nullopt;
  for (const RememberedBuild& build : builds) {
    if (build.built_at_s <= *made_at) return read_snapshot(build.path);
  }
  return std::nullopt;
}

std::string short_commit(const std::string& commit) { return commit.substr(0, 8); }

std::optional<Baseline> baseline_of_git(const std::string& name, const std::vector<RememberedBuild>& builds) {
  std::optional<std::string> head = ask_git({"rev-parse", "--verify", "--quiet", "HEAD^{commit}"});
  if (!head) return std::nullopt;
  for (std::string_view branch : main_branches) {
    std::optional<std::string> base = ask_git({"merge-base", "HEAD", std::string(branch)});
    if (!base) continue;
    if (*base == *head) break;  // this is the main branch
    std::optional<Snapshot> snapshot = snapshot_at(*base, name, builds);
    if (!snapshot) break;
    return Baseline{*std::move(snapshot), "the merge base with " + std::string(branch) + ", " + short_commit(*base)};
  }
  std::optional<std::string> tag = ask_git({"describe", "--tags", "--abbrev=0", "HEAD"});
  std::optional<std::string> commit = tag ? ask_git({"rev-parse", "--verify", "--quiet", *tag + "^{commit}"}) : tag;
  if (!commit) return std::nullopt;
  std::optional<Snapshot> snapshot = snapshot_at(*commit, name, builds);
  if (!snapshot) return std::nullopt;
  return Baseline{*std::move(snapshot), "the release " + *tag + ", " + short_commit(*commit)};
}

}  // namespace

Revision current_revision() {
  std::optional<std::string> commit = ask_git({"rev-parse", "--verify", "--quiet", "HEAD^{commit}"});
  if (!commit) return {};
  std::optional<std::string> changes = ask_git({"status", "--porcelain", "--untracked-files=no"});
  return {.commit = *std::move(commit), .is_modified = !changes || !changes->empty()};
}

std::optional<Baseline> find_baseline(const std::string& name) {
  std::vector<RememberedBuild> builds = remembered_builds(name);
  if (std::optional<Baseline> baseline = baseline_of_git(name, builds)) return baseline;
  if (Result<std::string> text = read_file_limited(std::string(committed_sizes_path), snapshot_bytes_max)) {
    if (std::optional<Snapshot> snapshot = committed_snapshot(*text, name)) {
      return Baseline{*std::move(snapshot), quote(committed_sizes_path)};
    }
  }
  for (const RememberedBuild& build : builds) {
    if (std::optional<Snapshot> snapshot = read_snapshot(build.path)) {
      return Baseline{*std::move(snapshot), "the last build that was not over it"};
    }
  }
  return std::nullopt;
}

Result<void> remember_snapshot(const std::string& name, const Snapshot& snapshot, const Revision& revision,
                               std::int64_t built_at_ns) {
  std::string folder = folder_of(name);
  SINTER_TRY(make_folders(folder));
  std::string file = std::to_string(static_cast<std::uint64_t>(built_at_ns) / second_ns) + "-" + revision.commit;
  if (revision.is_modified) file += "+";
  SINTER_TRY(write_file(join_path(folder, file), encode_snapshot(snapshot)));
  std::vector<RememberedBuild> builds = remembered_builds(name);
  for (std::size_t i = builds_max; i < builds.size(); ++i) SINTER_TRY(remove_file(builds[i].path));
  return {};
}

std::string encode_committed_sizes(const CommittedSizes& sizes) {
  std::string text = "# What was built last, for later builds to be compared with: `sinter size --update` writes it.\n";
  for (const auto& [name, snapshot] : sizes) text += "[" + name + "]\n" + encode_snapshot(snapshot);
  return text;
}

std::optional<CommittedSizes> decode_committed_sizes(std::string_view text) {
  CommittedSizes sizes;
  std::string name;
  std::string block;
  auto take_block = [&] {
    if (name.empty()) return true;
    std::optional<Snapshot> snapshot = decode_snapshot(block);
    block.clear();
    if (!snapshot) return false;
    sizes[name] = *std::move(snapshot);
    return true;
  };
  for (const std::string& line : split(text, '\n')) {
    if (line.starts_with('#')) continue;
    if (line.starts_with('[') && line.ends_with(']')) {
      if (!take_block()) return std::nullopt;
      name = line.substr(1, line.size() - 2);
    } else if (!name.empty()) {
      block += line + "\n";
    } else if (!line.empty()) {
      return std::nullopt;
    }
  }
  return take_block() ? std::optional(std::move(sizes)) : std::nullopt;
}

}  // namespace sinter
