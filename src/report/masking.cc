#include "report/masking.h"

#include <set>

#include "base/text.h"

namespace sinter {
namespace {

/// A new kind of event does not compile until it is decided what of it may hold a secret.
struct Masker {
  const SecretForms& secrets;

  void mask(std::string& text) const { text = secrets.mask(text); }
  void mask(std::vector<std::string>& texts) const {
    for (std::string& text : texts) mask(text);
  }
  void mask(Error& error) const {
    mask(error.what);
    mask(error.where.path);
    mask(error.why);
    mask(error.next);
  }

  void operator()(FilesChanged& event) const { mask(event.paths); }
  void operator()(Watching&) const {}
  void operator()(ReachFound&) const {}
  void operator()(BuildStarted&) const {}
  void operator()(ActionsUnchanged&) const {}  // views: accept_masked() has made what they show
  void operator()(StepLeftOut& event) const { mask(event.when); }
  void operator()(ActionStarted& event) const {
    mask(event.action);
    mask(event.cause);
  }
  void operator()(ActionRetried& event) const {
    mask(event.action);
    mask(event.error);
    mask(event.output);
  }
  void operator()(ActionFinished& event) const {
    mask(event.action);
    mask(event.cause);
    mask(event.command);
    mask(event.folder);
    mask(event.environment);
    mask(event.output);
    for (Error& error : event.errors) mask(error);
    for (Change& change : event.changes) mask(change.name);
  }
  void mask(std::vector<ActionExplained::Line>& lines) const {
    for (ActionExplained::Line& line : lines) {
      mask(line.name);
      mask(line.before);
      mask(line.after);
    }
  }
  void operator()(ActionExplained& event) const {
    mask(event.action);
    mask(event.cause);
    mask(event.lines);
  }
  void operator()(ActionExpected& event) const {
    mask(event.action);
    mask(event.cause);
    for (Error& error : event.errors) mask(error);
    mask(event.lines);
  }
  void operator()(ForecastFinished& event) const { mask(event.removals); }
  void operator()(Notice& event) const { mask(event.error); }
  void operator()(RunFailed& event) const { mask(event.error); }
  void operator()(BuildFinished&) const {}
};

}  // namespace

std::vector<Error> add_secrets(SecretForms& secrets, const Graph& graph, const Environment& environment) {
  std::set<std::string_view> names;
  for (const Action& action : graph.actions) names.insert(action.secrets.begin(), action.secrets.end());
  std::vector<Error> too_short;
  for (std::string_view name : names) {
    auto value = environment.find(name);
    if (value == environment.end() || value->second.empty() || secrets.add(value->second)) continue;
    too_short.push_back({.code = Code::config_value,
                         .what = "the value of " + quote(name) + " is not hidden where it is printed",
                         .where = {},
                         .why = {"it is shorter than " + count_of(SecretForms::value_bytes_min, "byte")},
                         .next = "choose a longer secret, or take the name out of `secrets`"});
  }
  return too_short;
}

void MaskingSink::accept_masked(const ActionsUnchanged& event) {
  std::vector<std::string> names;
  for (const ActionsUnchanged::Action& action : event.actions) names.push_back(secrets_.mask(action.action));
  std::vector<ActionsUnchanged::Action> actions(event.actions.begin(), event.actions.end());
  for (std::size_t i = 0; i < actions.size(); ++i) actions[i].action = names[i];
  next_.accept(ActionsUnchanged{actions});
}

void MaskingSink::accept(const Event& event) {
  if (secrets_.is_empty()) return next_.accept(event);
  if (const auto* unchanged = std::get_if<ActionsUnchanged>(&event)) return accept_masked(*unchanged);
  Event masked = event;
  std::visit(Masker{secrets_}, masked);
  next_.accept(masked);
}

}  // namespace sinter
