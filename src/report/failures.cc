#include "report/failures.h"

#include <array>
#include <span>

#include "base/path.h"
#include "base/ranges.h"
#include "base/text.h"
#include "report/screen_text.h"
#include "report/styles.h"

namespace sinter {
namespace {

constexpr std::size_t error_columns_max = 1000;  // a line may quote a value of a megabyte

std::string quoted(const std::string& argument) { return shell_quote(std::array{argument}); }

bool has_same_output(const ActionFinished& left, const ActionFinished& right) {
  return without_colours(left.output) == without_colours(right.output);
}

bool is_same_failure(const ActionFinished& left, const ActionFinished& right) {
  if (left.output.empty() || left.errors.empty() || right.errors.empty()) return false;
  if (left.errors.front().code != right.errors.front().code) return false;
  if (has_same_output(left, right)) return true;
  std::vector<std::string> heads = error_heads(left.output);
  return !heads.empty() && heads == error_heads(right.output);
}

std::string names_text(const std::vector<const ActionFinished*>& group) {
  std::string text;
  for (const ActionFinished* failure : group) {
    text += "\n" + std::string(style::bold) + screen_name(failure->action) + std::string(style::plain);
  }
  bool is_same_output =
      ranges::all_of(group, [&](const auto* failure) { return has_same_output(*group.front(), *failure); });
  if (group.size() > 1) text += is_same_output ? "  (the same output)" : "  (the same errors)";
  return text + "\n";
}

}  // namespace

std::string with_newline(std::string text) {
  if (!text.empty() && !without_colours(text).ends_with('\n')) text += '\n';
  return text;
}

std::vector<std::vector<const ActionFinished*>> group_failures(const std::vector<ActionFinished>& failures) {
  std::vector<std::vector<const ActionFinished*>> groups;
  for (const ActionFinished& failure : failures) {
    auto same = ranges::find_if(groups, [&](const auto& group) { return is_same_failure(*group.front(), failure); });
    if (same == groups.end()) groups.push_back({&failure});
    else same->push_back(&failure);
  }
  return groups;
}

std::string pasteable_command(const ActionFinished& event, const Invocation& invocation) {
  std::string text;
  std::string folder = invocation.folder.empty() ? event.folder : join_path(invocation.folder, event.folder);
  if (folder != ".") text += "cd " + quoted(folder) + " && ";
  if (!event.environment.empty()) text += "env -i ";
  for (const std::string& variable : event.environment) {
    bool is_fixed = variable.contains('=');
    text += is_fixed ? quoted(variable) + " " : variable + "=\"$" + variable + "\" ";
  }
  return text + event.command;
}

std::string error_text(const Error& error) {
  constexpr std::string_view label = "error:";
  std::string rendered = screen_output(without_colours(render(error)));
  rendered.pop_back();  // the end of its last line
  std::string text;
  for (const std::string& line : split(rendered, '\n')) text += fit(line, error_columns_max) + "\n";
  return std::string(style::bold) + std::string(style::red) + std::string(label) + std::string(style::plain) +
         text.substr(label.size());
}

std::string failure_text(const std::vector<const ActionFinished*>& group, const Invocation& invocation,
                         ShownDiagnostics& shown) {
  const ActionFinished& first = *group.front();
  std::string text = names_text(group);
  if (!first.command.empty()) {
    text += std::string(style::dim) + "$ " + screen_output(without_colours(pasteable_command(first, invocation))) +
            std::string(style::plain) + "\n";
  }
  text += with_newline(screen_output(shown.add(first.action, first.output).text));
  for (const Error& error : first.errors) text += error_text(error);
  std::vector<std::string> goals;
  for (const ActionFinished* failure : group) {
    if (!failure->goal.empty() && !ranges::contains(goals, failure->goal)) goals.push_back(failure->goal);
  }
  std::string verb = invocation.is_test ? " test" : " build";
  text += "  again: " + invocation.program + verb + (goals.empty() ? "" : " " + shell_quote(goals)) + "\n";
  return text;
}

std::string failure_news(const std::vector<const ActionFinished*>& group, const Invocation& invocation,
                         ShownDiagnostics& shown) {
  const ActionFinished& first = *group.front();
  ShownDiagnostics before = shown;
  ShownDiagnostics::News news = before.add(first.action, first.output);
  return news.is_any ? failure_text(group, invocation, shown) : names_text(group) + screen_output(news.text);
}

}  // namespace sinter
