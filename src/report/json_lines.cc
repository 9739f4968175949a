#include "report/json_lines.h"

#include "base/json.h"
#include "os/terminal.h"
#include "report/fields.h"
#include "report/screen_text.h"

namespace sinter {
namespace {

struct Fields {
  JsonWriter& json;

  void operator()(const BuildStarted& event) const {
    json.key("event").string("build_started");
    json.key("project").string(event.project);
    json.key("profile").string(event.profile);
    json.key("actions").number(std::uint64_t{event.action_count});
    json.key("slots").number(std::uint64_t{event.slots});
  }
  void operator()(const ActionStarted& event) const {
    json.key("event").string("action_started");
    json.key("action").string(event.action);
    json.key("verb").string(event.verb);
    json.key("cause").string(event.cause);
    json.key("attempt").number(std::uint64_t{event.attempt});
    if (event.expected_ns != 0) json.key("expected_ns").number(event.expected_ns);
  }
  void operator()(const StepLeftOut& event) const {
    json.key("event").string("step_left_out");
    json.key("step").string(event.step);
    json.key("when").string(event.when);
  }
  void operator()(const ActionRetried& event) const {
    json.key("event").string("action_retried");
    json.key("action").string(event.action);
    json.key("attempt").number(std::uint64_t{event.attempt});
    json.key("attempts_max").number(std::uint64_t{event.attempts_max});
    json.key("wait_ns").number(event.wait_ns);
    json.key("error");
    write_error(json, event.error);
    if (!event.output.empty()) json.key("output").string(without_colours(event.output));
  }
  /// Left out when it is empty.
  template <class Item, class Write>
  void write_list(std::string_view name, const std::vector<Item>& items, Write write) const {
    if (items.empty()) return;
    json.key(name).begin_array();
    for (const Item& item : items) write(item);
    json.end_array();
  }
  void operator()(const ActionsUnchanged&) const {}  // a line for each: see event_line()
  void operator()(const ActionFinished& event) const {
    json.key("event").string("action_finished");
    write_action_fields(json, event);
    if (!event.command.empty()) json.key("command").string(event.command).key("folder").string(event.folder);
    if (!event.output.empty()) json.key("output").string(without_colours(event.output));
  }
  void operator()(const ActionExplained& event) const {
    json.key("event").string("action_explained");
    json.key("action").string(event.action);
    json.key("outcome").string(event.outcome);
    json.key("cause").string(event.cause);
    json.key("changes").begin_array();
    for (const ActionExplained::Line& line : event.lines) write_explained(json, line);
    json.end_array();
  }
  void operator()(const ActionExpected& event) const {
    json.key("event").string("action_expected");
    json.key("action").string(event.action).key("verb").string(event.verb).key("goal").string(event.goal);
    json.key("expectation").string(event.expectation);
    json.key("cause").string(event.cause);
    if (event.expected_ns != 0) json.key("expected_ns").number(event.expected_ns);
    write_list("errors", event.errors, [&](const Error& error) { write_error(json, error); });
    write_list("moves", event.moves, [&](const std::string& path) { json.string(path); });
    write_list("changes", event.lines, [&](const ActionExplained::Line& line) { write_explained(json, line); });
  }
  void operator()(const ForecastFinished& event) const {
    json.key("event").string("forecast_finished");
    json.key("ok").boolean(event.ok);
    json.key("run").number(std::uint64_t{event.run}).key("maybe").number(std::uint64_t{event.maybe});
    json.key("restore").number(std::uint64_t{event.restore}).key("fail").number(std::uint64_t{event.fail});
    json.key("skip").number(std::uint64_t{event.skip}).key("unchanged").number(std::uint64_t{event.unchanged});
    write_list("removals", event.removals, [&](const std::string& path) { json.string(path); });
  }
  void operator()(const Notice& event) const {
    json.key("event").string("notice");
    json.key("error");
    write_error(json, event.error);
  }
  void operator()(const FilesChanged& event) const {
    json.key("event").string("files_changed");
    json.key("paths").begin_array();
    for (const std::string& path : event.paths) json.string(path);
    json.end_array();
    json.key("count").number(std::uint64_t{event.count});
  }
  void operator()(const ReachFound& event) const {
    json.key("event").string("reach_found");
    json.key("revision").string(event.revision);
    json.key("files").number(std::uint64_t{event.file_count});
    json.key("reached").number(std::uint64_t{event.reached});
    json.key("selected").number(std::uint64_t{event.selected});
  }
  void operator()(const Watching& event) const {
    json.key("event").string("watching");
    json.key("files").number(std::uint64_t{event.files});
    json.key("folders").number(std::uint64_t{event.folders});
  }
  void operator()(const RunFailed& event) const {
    json.key("event").string("error");
    json.key("error");
    write_error(json, event.error);
  }
  void operator()(const BuildFinished& event) const {
    json.key("event").string("build_finished");
    json.key("ok").boolean(event.ok);
    write_counts(json, event);
    json.key("duration_ns").number(event.duration_ns);
  }
};

}  // namespace

std::string event_line(const Event& event) {
  if (const auto* unchanged = std::get_if<ActionsUnchanged>(&event)) {
    std::string lines;
    for (const ActionsUnchanged::Action& action : unchanged->actions) {
      lines += event_line(ActionFinished{.action = std::string(action.action),
                                         .verb = std::string(action.verb),
                                         .goal = std::string(action.goal),
                                         .outcome = "unchanged",
                                         .is_test = action.is_test});
    }
    return lines;
  }
  JsonWriter json;
  json.begin_object();
  std::visit(Fields{json}, event);
  json.end_object();
  return json.take() + "\n";
}

void JsonLinesReport::accept(const Event& event) { write_output(event_line(event)); }

}  // namespace sinter
