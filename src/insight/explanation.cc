#include "insight/explanation.h"

#include "base/ranges.h"
#include "base/text.h"
#include "insight/word_diff.h"

namespace sinter {
namespace {

using Line = ActionExplained::Line;
using Part = Change::Part;

constexpr std::string_view not_set = "(not set)";
constexpr std::string_view not_remembered = "(not remembered)";
constexpr std::size_t digest_digits = 12;

std::string short_digest(const Digest& digest) {
  return digest == Digest{} ? "" : digest.hex().substr(0, digest_digits);
}

const RememberedVariable* find_variable(const RememberedRun* run, const std::string& name) {
  if (run == nullptr) return nullptr;
  auto variable = ranges::find(run->variables, name, &RememberedVariable::name);
  return variable == run->variables.end() ? nullptr : &*variable;
}

void explain_command(const RememberedRun* before, const RememberedRun& now, std::vector<Line>& lines) {
  if (before == nullptr) {
    lines.push_back({Part::command, "", std::string(not_remembered), shell_quote(now.argv)});
    return;
  }
  std::size_t count = lines.size();
  for (const WordChange& change : word_diff(before->argv, now.argv)) {
    auto quoted = [](const std::string& word) { return word.empty() ? "" : shell_quote(std::vector{word}); };
    lines.push_back({Part::command, "", quoted(change.before), quoted(change.after)});
  }
  if (before->folder != now.folder) lines.push_back({Part::command, "working folder", before->folder, now.folder});
  // The same words: what else names a command is not in the history.
  if (lines.size() == count) lines.push_back({Part::command, "names of its outputs or depfile", "", ""});
}

std::string value_text(const RememberedVariable* variable, bool is_set) {
  if (!is_set) return std::string(not_set);
  if (variable == nullptr) return std::string(not_remembered);
  return variable->is_set ? variable->value : std::string(not_set);
}

void explain_variable(const Change& change, const RememberedRun* before, const RememberedRun& now,
                      std::vector<Line>& lines) {
  if (looks_secret(change.name)) {
    lines.push_back({Part::variable, change.name, std::string(value_not_shown), std::string(value_not_shown)});
    return;
  }
  std::string old_value = value_text(find_variable(before, change.name), change.before != Digest{});
  std::string new_value = value_text(find_variable(&now, change.name), change.after != Digest{});
  bool is_list = old_value.contains(':') && new_value.contains(':');
  if (!is_list) {
    lines.push_back({Part::variable, change.name, std::move(old_value), std::move(new_value)});
    return;
  }
  // PATH and its like: the folder that came says more than two long lists.
  for (WordChange& word : word_diff(split(old_value, ':'), split(new_value, ':'))) {
    lines.push_back({Part::variable, change.name, std::move(word.before), std::move(word.after)});
  }
}

}  // namespace

std::vector<Line> explain_changes(const std::vector<Change>& changes, const RememberedRun* before,
                                  const RememberedRun& now) {
  std::vector<Line> lines;
  for (const Change& change : changes) {
    if (change.part == Part::command) explain_command(before, now, lines);
    else if (change.part == Part::variable) explain_variable(change, before, now, lines);
    else lines.push_back({change.part, change.name, short_digest(change.before), short_digest(change.after)});
  }
  return lines;
}

const RememberedRun* last_success(const History& history, std::string_view action) {
  const RememberedRun* last = history.last(action);
  return last != nullptr && !last->is_success() ? history.before_last(action) : last;
}

Explainer::Explainer(const Graph& graph, const History& history, const Environment& environment,
                     const SecretForms& secrets, EventSink& events)
    : history_(history), variables_(environment), secrets_(secrets), events_(events) {
  for (const Action& action : graph.actions) actions_.emplace(action.name, &action);
}

void Explainer::accept(const Event& event) {
  events_.accept(event);
  const auto* finished = std::get_if<ActionFinished>(&event);
  if (finished == nullptr || !is_remembered(*finished)) return;
  auto action = actions_.find(finished->action);
  if (action == actions_.end()) return;
  RememberedRun now = describe_run(*action->second, variables_, secrets_);
  events_.accept(
      ActionExplained{.action = finished->action,
                      .outcome = finished->outcome,
                      .cause = finished->cause,
                      .lines = explain_changes(finished->changes, last_success(history_, finished->action), now)});
}

}  // namespace sinter
