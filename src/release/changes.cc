#include "release/changes.h"

#include "base/ranges.h"
#include "base/text.h"

namespace sinter {
namespace {

/// One line of what a person wrote, for a page that others read.
std::string plain(std::string_view text) {
  std::string result;
  for (char c : trim(text)) result += static_cast<unsigned char>(c) < 0x20 || c == 0x7F ? ' ' : c;
  return result;
}

bool is_word(std::string_view text) {
  return !text.empty() && ranges::all_of(text, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
  });
}

std::string lower_case(std::string_view text) {
  std::string result(text);
  for (char& c : result) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return result;
}

void read_subject(std::string_view subject, CommittedChange& change) {
  change.description = plain(subject);
  std::size_t colon = subject.find(": ");
  if (colon == std::string_view::npos) return;
  std::string_view head = subject.substr(0, colon);
  bool is_breaking = head.ends_with('!');
  if (is_breaking) head.remove_suffix(1);
  std::string_view scope;
  if (std::size_t open = head.find('('); open != std::string_view::npos) {
    if (!head.ends_with(')')) return;
    scope = head.substr(open + 1, head.size() - open - 2);
    head = head.substr(0, open);
    if (scope.empty()) return;
  }
  if (!is_word(head)) return;
  change.type = lower_case(head);
  change.scope = plain(scope);
  change.description = plain(subject.substr(colon + 2));
  if (is_breaking) change.breaking = change.description;
}

/// The footer reaches to the next footer or to an empty line.
void read_footers(std::string_view body, CommittedChange& change) {
  constexpr std::string_view tokens[] = {"BREAKING CHANGE: ", "BREAKING-CHANGE: "};
  std::string text;
  bool is_inside = false;
  for (const std::string& line : split(body, '\n')) {
    bool begins = ranges::any_of(tokens, [&](std::string_view token) { return line.starts_with(token); });
    if (begins) {
      is_inside = true;
      text = line.substr(tokens[0].size());
      continue;
    }
    bool is_footer = line.find(": ") != std::string::npos && is_word(line.substr(0, line.find(": ")));
    if (trim(line).empty() || is_footer) is_inside = false;
    if (is_inside) text += " " + line;
  }
  if (!trim(text).empty()) change.breaking = plain(text);
}

CommittedChange read_change(std::string_view record) {
  CommittedChange change;
  std::size_t first = record.find('\n');
  std::string_view digest = record.substr(0, first);
  change.commit = digest.substr(0, digest.find_first_not_of("0123456789abcdef"));
  if (first == std::string_view::npos) return change;
  std::string_view rest = record.substr(first + 1);
  std::size_t second = rest.find('\n');
  read_subject(rest.substr(0, second), change);
  if (second != std::string_view::npos) read_footers(rest.substr(second + 1), change);
  return change;
}

}  // namespace

std::vector<CommittedChange> read_changes(std::string_view log) {
  std::vector<CommittedChange> changes;
  while (!log.empty()) {
    std::size_t end = log.find('\0');
    std::string_view record = log.substr(0, end);
    if (!trim(record).empty()) changes.push_back(read_change(record));
    if (end == std::string_view::npos) break;
    log.remove_prefix(end + 1);
  }
  return changes;
}

VersionStep step_of(const std::vector<CommittedChange>& changes) {
  VersionStep step = VersionStep::none;
  auto at_least = [&](VersionStep one) { step = one > step ? one : step; };
  for (const CommittedChange& change : changes) {
    if (!change.breaking.empty()) at_least(VersionStep::major);
    else if (change.type == "feat") at_least(VersionStep::minor);
    else if (change.type == "fix" || change.type == "perf" || change.type == "revert") at_least(VersionStep::patch);
  }
  return step;
}

}  // namespace sinter
