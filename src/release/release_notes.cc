#include "release/release_notes.h"

#include "base/ranges.h"
#include "base/text.h"

namespace sinter {
namespace {

constexpr std::string_view title = "# Changelog\n";
constexpr std::size_t digits_shown = 8;

struct Group {
  std::string_view type;
  std::string_view heading;
};
constexpr Group groups[] = {
    {"feat", "New"}, {"fix", "Mended"}, {"perf", "Faster"}, {"revert", "Taken back"}, {"docs", "Documentation"}};

/// Markdown's own escapes, and an entity for `@`, which would call people.
std::string escaped(std::string_view text) {
  constexpr std::string_view special = "\\`*_{}[]()<>#+!|~$&";
  std::string result;
  for (char c : text) {
    if (c == '<') result += "&lt;";
    else if (c == '>') result += "&gt;";
    else if (c == '&') result += "&amp;";
    else if (c == '@') result += "&#64;";
    else {
      if (special.contains(c)) result += '\\';
      result += c;
    }
  }
  return result;
}

std::string line_of(const CommittedChange& change, std::string_view text, const std::string& web) {
  std::string line = "- ";
  if (!change.scope.empty()) line += "**" + escaped(change.scope) + ":** ";
  line += escaped(text);
  std::string digits = change.commit.substr(0, digits_shown);
  if (web.empty()) return line + " (" + digits + ")\n";
  return line + " ([" + digits + "](" + web + "/commit/" + change.commit + "))\n";
}

/// The line on which the part about a version begins, up to where another character may stand.
std::string heading_of(std::string_view version) { return "## " + std::string(version); }

}  // namespace

std::string release_notes(const NotesRequest& request, const std::vector<CommittedChange>& changes) {
  std::string notes = heading_of(request.version) + " (" + request.date + ")\n";
  if (!request.web.empty() && !request.since_tag.empty()) {
    notes += "\n[All changes since " + request.since_tag + "](" + request.web + "/compare/" + request.since_tag +
             "..." + request.tag + ")\n";
  }
  auto add_group = [&](std::string_view heading, const std::string& lines) {
    if (!lines.empty()) notes += "\n### " + std::string(heading) + "\n\n" + lines;
  };
  std::string breaking;
  for (const CommittedChange& change : changes) {
    if (!change.breaking.empty()) breaking += line_of(change, change.breaking, request.web);
  }
  add_group("Breaks", breaking);
  std::size_t listed = 0;
  for (const Group& group : groups) {
    std::string lines;
    for (const CommittedChange& change : changes) {
      // What is told under "Breaks" in the same words is not told twice.
      if (change.type != group.type || change.breaking == change.description) continue;
      lines += line_of(change, change.description, request.web);
      ++listed;
    }
    add_group(group.heading, lines);
  }
  std::size_t others = 0;
  for (const CommittedChange& change : changes) {
    if (ranges::find(groups, change.type, &Group::type) == std::end(groups)) ++others;
  }
  if (others != 0) notes += "\n" + count_of(others, listed == 0 ? "commit" : "other commit") + ".\n";
  return notes;
}

std::string with_notes(std::string_view changelog, const std::string& version, const std::string& notes) {
  std::string_view rest = changelog;
  if (rest.starts_with(title)) rest.remove_prefix(title.size());
  while (rest.starts_with('\n')) rest.remove_prefix(1);
  std::string heading = heading_of(version);
  if (rest.starts_with(heading + " ") || rest.starts_with(heading + "\n")) {
    std::size_t next = rest.find("\n## ");
    rest = next == std::string_view::npos ? "" : rest.substr(next + 1);
  }
  std::string text = std::string(title) + "\n" + notes;
  if (!rest.empty()) text += "\n" + std::string(rest);
  return text;
}

}  // namespace sinter
