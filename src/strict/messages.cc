#include "strict/messages.h"

#include "base/json.h"
#include "base/path.h"
#include "base/ranges.h"
#include "base/text.h"
#include "base/tree_name.h"

namespace sinter {
namespace {

constexpr std::size_t shown_max = 10;
/// From so many files of one folder on, a pattern is what a person would write.
constexpr std::size_t pattern_files_min = 5;

/// "node_modules" of the outermost packages, so that their lock file is beside it.
std::optional<std::string> package_folder(const std::string& path) {
  constexpr std::string_view name = "node_modules";
  if (path.starts_with("node_modules/")) return std::string(name);
  std::size_t at = path.find("/node_modules/");
  if (at == std::string::npos) return std::nullopt;
  return path.substr(0, at + 1 + name.size());
}

/// What to write for these files, sorted: paths, patterns for full folders, and lock files
/// for installed packages, best the one that installing them writes.
std::vector<std::string> entries_for(const std::vector<std::string>& paths,
                                     const std::map<std::string, std::string>& producers) {
  std::map<std::string, std::vector<std::string>> by_folder;
  std::vector<std::string> entries;
  for (const std::string& path : paths) {
    if (std::optional<std::string> packages = package_folder(path)) {
      std::string lock = *packages + "/.package-lock.json";
      if (!producers.contains(lock)) lock = join_path(parent_path(*packages), "package-lock.json");
      if (!ranges::contains(entries, lock)) entries.push_back(std::move(lock));
    } else {
      by_folder[parent_path(path)].push_back(path);
    }
  }
  for (auto& [folder, files] : by_folder) {
    if (files.size() < pattern_files_min || folder == ".") entries.insert(entries.end(), files.begin(), files.end());
    else entries.push_back(folder + "/*");
  }
  ranges::sort(entries);
  return entries;
}

/// The deepest folder that all of them, sorted, are in.
std::string common_folder(const std::vector<std::string>& paths) {
  std::string folder = parent_path(paths.front());
  while (folder != "." && !relative_to(paths.back(), folder)) folder = parent_path(folder);
  return folder;
}

/// `inputs = [..., "a", "b"]`
std::string list_line(std::string_view key, const std::vector<std::string>& entries) {
  std::string line = std::string(key) + " = [...";
  for (const std::string& entry : entries) {
    line += ", ";
    append_json_string(line, entry);
  }
  return line + "]";
}

std::vector<std::string> shown(const std::vector<std::string>& paths, std::string_view verb) {
  std::vector<std::string> lines;
  for (const std::string& path : paths) {
    if (lines.size() == shown_max) {
      lines.push_back("it " + std::string(verb) + " " + count_of(paths.size() - shown_max, "more file"));
      break;
    }
    lines.push_back("it " + std::string(verb) + " " + quote(path));
  }
  return lines;
}

struct Wording {
  std::string_view verb;   // "reads"
  std::string_view fault;  // after the file's name
  std::string_view because;
};

Wording wording(FindingKind kind) {
  switch (kind) {
    case FindingKind::reads: return {"reads", "without declaring it", "a change of that file would not run it again"};
    case FindingKind::makes:
      return {"makes", "without declaring it", "what is not declared is neither restored nor removed with the rest"};
    case FindingKind::changes:
      return {"changes or removes", "which is no output of it", "a build that changes its own sources never settles"};
    case FindingKind::reads_outside:
      return {"reads", "outside the project", "another machine does not have that file, or has another one"};
    case FindingKind::writes_outside:
      return {"writes", "outside the project", "a build writes only below the folder of sinter.toml"};
  }
}

std::string next_step(FindingKind kind, const Suspect& suspect, const std::vector<std::string>& paths,
                      const std::map<std::string, std::string>& producers) {
  bool is_written = kind == FindingKind::makes || kind == FindingKind::changes;
  std::string table = "write in [step." + suspect.step + "]: ";
  if (is_written && !suspect.step.empty() && paths.size() > shown_max) {
    std::string folder = common_folder(paths);
    if (folder == ".") return "let it write into one folder, and name that in its `outputs` or its `scratch`";
    folder += tree_suffix;
    return "if only this step needs them, " + table + list_line("scratch", {folder}) + "; if others do, " +
           list_line("outputs", {folder});
  }
  switch (kind) {
    case FindingKind::reads:
      if (suspect.step.empty()) return "take what names it out of `flags`, or make it a source of the module";
      return table + list_line("inputs", entries_for(paths, producers));
    case FindingKind::makes:
      if (suspect.step.empty()) return "take what names it out of `flags`";
      return table + list_line("outputs", paths);
    case FindingKind::changes:
      if (suspect.step.empty()) return "take what names it out of `flags`";
      return "if the file is made by this step, " + table + list_line("outputs", paths) +
             "; else let it write a new one";
    case FindingKind::reads_outside:
      return "copy it into the project and list it in `inputs`, or pass what it holds in a variable of `environment`";
    case FindingKind::writes_outside: return "let it write below the project, or scratch files into the folder TMPDIR";
  }
}

Error finding_error(FindingKind kind, const Suspect& suspect, const std::vector<std::string>& paths,
                    const std::map<std::string, std::string>& producers) {
  Wording words = wording(kind);
  std::string one = quote(paths.front()) + (words.fault.starts_with("which") ? ", " : " ") + std::string(words.fault);
  bool is_outside = kind == FindingKind::reads_outside || kind == FindingKind::writes_outside;
  std::string many =
      count_of(paths.size(), "file") + (is_outside ? " outside the project" : " that it does not declare");
  Error error{.code = Code::action_undeclared,
              .what = quote(suspect.action) + " " + std::string(words.verb) + " " + (paths.size() == 1 ? one : many),
              .where = suspect.place,
              .next = next_step(kind, suspect, paths, producers)};
  if (paths.size() > 1) error.why = shown(paths, words.verb);
  error.why.emplace_back(words.because);
  for (const std::string& path : paths) {
    auto producer = producers.find(path);
    if (kind != FindingKind::reads || producer == producers.end()) continue;
    error.why.push_back(quote(producer->second) + " makes " + quote(path) + ", and nothing says which comes first");
    if (error.why.size() > 2 * shown_max) break;
  }
  return error;
}

void remark(std::vector<std::string>& lines, const std::vector<std::string>& paths, std::string_view text) {
  if (paths.empty()) return;
  std::vector<std::string> quoted;
  for (const std::string& path : paths) {
    if (quoted.size() == shown_max) break;
    quoted.push_back(quote(path));
  }
  std::string more = paths.size() > shown_max ? " and " + std::to_string(paths.size() - shown_max) + " more" : "";
  lines.push_back(std::string(text) + " " + join(quoted, ", ") + more);
}

}  // namespace

std::vector<Error> undeclared_errors(const Suspect& suspect, const std::vector<Finding>& findings,
                                     const std::map<std::string, std::string>& producers) {
  std::map<FindingKind, std::vector<std::string>> by_kind;
  for (const Finding& finding : findings) by_kind[finding.kind].push_back(finding.path);
  std::vector<Error> errors;
  for (const auto& [kind, paths] : by_kind) errors.push_back(finding_error(kind, suspect, paths, producers));
  return errors;
}

Error blind_error(const Suspect& suspect, const std::vector<std::string>& blind_spots) {
  return {.code = Code::action_undeclared,
          .what = quote(suspect.action) + " did what --strict cannot watch",
          .where = suspect.place,
          .why = blind_spots,
          .next = "build it without --strict, and see to its `inputs` and `outputs` yourself"};
}

std::optional<Error> remarks_notice(const Suspect& suspect, const Remarks& remarks) {
  std::vector<std::string> lines;
  remark(lines, remarks.missed, "it looked in vain for");
  remark(lines, remarks.seen, "it asked about, but did not read");
  remark(lines, remarks.listed, "it listed the folder");
  remark(lines, remarks.home, "programs used their own files");
  if (lines.empty()) return std::nullopt;
  return Error{.code = Code::action_undeclared,
               .what = quote(suspect.action) + " looked at more than it declares",
               .where = suspect.place,
               .why = std::move(lines),
               .next = "nothing, unless such a file could change what it makes; then list it in `inputs`"};
}

}  // namespace sinter
