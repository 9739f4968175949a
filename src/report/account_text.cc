#include "report/account_text.h"

#include <algorithm>

#include "base/ranges.h"
#include "base/text.h"
#include "report/explanation_text.h"
#include "report/screen_text.h"

namespace sinter {
namespace {

constexpr std::size_t names_max = 12;
constexpr std::size_t column = 12;  // where values begin

std::string ago(std::int64_t then_ns, std::int64_t now_ns) {
  constexpr std::uint64_t minute = 60, hour = 60 * minute, day = 24 * hour;
  auto seconds = static_cast<std::uint64_t>(std::max<std::int64_t>(now_ns - then_ns, 0) / 1'000'000'000);
  if (seconds < minute) return count_of(seconds, "second") + " ago";
  if (seconds < hour) return count_of(seconds / minute, "minute") + " ago";
  if (seconds < 2 * day) return count_of(seconds / hour, "hour") + " ago";
  return count_of(seconds / day, "day") + " ago";
}

/// "  reads     a.txt" and a line for each further one; nothing for none.
std::string row(std::string_view label, const std::vector<std::string>& values) {
  std::string text;
  for (std::size_t i = 0; i < std::min(values.size(), names_max); ++i) {
    std::string head(i == 0 ? label : "");
    text += "  " + head + std::string(column - 2 - head.size(), ' ') + screen_name(values[i]) + "\n";
  }
  if (values.size() > names_max) {
    text += std::string(column, ' ') + "and " + std::to_string(values.size() - names_max) + " more\n";
  }
  return text;
}

std::vector<std::string> names_of(const Graph& graph, const std::vector<ActionId>& ids) {
  std::vector<std::string> names;
  for (ActionId id : ids) names.emplace_back(graph[id].name);
  return names;
}

/// Paths, each with who makes it.
std::vector<std::string> input_texts(const Graph& graph, const Action& action) {
  std::vector<std::string> texts;
  for (FileId input : action.inputs) {
    const File& file = graph[input];
    std::string made_by = file.producer ? "  made by " + quote(graph[*file.producer].name) : "";
    texts.push_back(std::string(file.path) + made_by);
  }
  return texts;
}

std::string last_text(const ActionAccount& account, std::int64_t now_ns) {
  if (!account.last) return "no run of it is remembered";
  const RememberedRun& last = *account.last;
  std::string text = last.outcome + " " + ago(last.ended_ns, now_ns);
  if (last.duration_ns != 0) text += ", in " + duration_text(last.duration_ns);
  return text + ": " + last.cause;
}

std::string next_text(const Graph& graph, const ActionAccount& account) {
  const Action& action = graph[account.id];
  if (action.is_interactive) return "no build runs it; `sinter run " + std::string(action.name) + "` does";
  if (!account.next) return "nothing to do";
  switch (account.next->expectation) {
    case Expectation::run: return "would run: " + account.next->cause;
    case Expectation::maybe: return "may run: " + account.next->cause;
    case Expectation::restore: return "would be restored: " + account.next->cause;
    case Expectation::fail: return "would fail: " + account.next->error->what;
    case Expectation::skip: return "would be skipped: " + account.next->cause;
  }
  return "";
}

std::string kind_of(const Graph& graph, std::string_view goal) {
  auto found = ranges::find(graph.goals, goal, &Goal::name);
  return found == graph.goals.end() ? "part" : std::string(found->kind);
}

std::string whole_text(const Graph& graph, const ActionAccount& account, std::int64_t now_ns) {
  const Action& action = graph[account.id];
  auto texts = [](std::span<const std::string_view> views) {
    return std::vector<std::string>(views.begin(), views.end());
  };
  std::vector<std::string> outputs, tools;
  for (FileId output : action.outputs) outputs.emplace_back(graph[output].path);
  for (ToolId tool : action.tools) tools.push_back(graph[tool].name);
  std::string place(action.place.path);
  if (action.place.line != 0) place += ":" + std::to_string(action.place.line);
  std::string text = screen_name(action.name) + ": " + kind_of(graph, action.goal) + " " + screen_name(action.goal) +
                     (place.empty() ? "" : ", " + screen_name(place)) + "\n";
  text += row("command", {shell_quote(action.argv)});
  if (action.folder != ".") text += row("in", {std::string(action.folder)});
  text += row("reads", input_texts(graph, action));
  text += row("also read", account.discovered);
  text += row("sees", texts(action.environment));
  text += row("tools", tools);
  text += row("makes", outputs);
  text += row("after", names_of(graph, {action.after.begin(), action.after.end()}));
  text += row("needed by", names_of(graph, account.needed_by));
  text += row("last", {last_text(account, now_ns)}) + explanation_lines(account.last_lines, column);
  text += row("now", {next_text(graph, account)}) + explanation_lines(account.next_lines, column);
  return text;
}

/// One of many: what it is called, and what is new about it.
std::string short_text(const Graph& graph, const ActionAccount& account, std::int64_t now_ns) {
  std::string text = "  " + screen_name(graph[account.id].name) + "\n";
  text += "      last  " + screen_name(last_text(account, now_ns)) + "\n";
  if (account.next) text += "      now   " + screen_name(next_text(graph, account)) + "\n";
  return text;
}

std::string heading(const Graph& graph, const Subject& subject) {
  std::string name = screen_name(subject.name);
  if (subject.kind == Subject::Kind::goal) {
    auto goal = ranges::find(graph.goals, subject.name, &Goal::name);
    std::string text = name + ": " + std::string(goal->kind) + ", " + count_of(subject.actions.size(), "action");
    if (!goal->left_out_by.empty()) text += ", left out: `when` is false: " + screen_name(goal->left_out_by);
    return text + "\n";
  }
  if (subject.kind == Subject::Kind::action) return "";
  if (!subject.actions.empty()) {
    return name + " is made by " + screen_name(quote(graph[subject.actions.front()].name)) + "\n\n";
  }
  return name + " is a source\n" + row("read by", names_of(graph, subject.readers));
}

}  // namespace

std::string account_text(const Graph& graph, const Subject& subject, const std::vector<ActionAccount>& accounts,
                         std::int64_t now_ns) {
  std::string text = subject.kind == Subject::Kind::goal && accounts.size() == 1 ? "" : heading(graph, subject);
  if (accounts.size() == 1) return text + whole_text(graph, accounts.front(), now_ns);
  for (const ActionAccount& account : accounts) text += short_text(graph, account, now_ns);
  if (accounts.empty()) return text;
  return text + "`sinter explain '" + screen_name(graph[accounts.front().id].name) + "'` tells all about one\n";
}

}  // namespace sinter
