#include "report/build_report.h"

#include "base/json.h"
#include "report/fields.h"

namespace sinter {
namespace {

void write_machine(JsonWriter& json, const Machine& machine) {
  json.key("machine").begin_object();
  json.key("system").string(machine.system);
  json.key("processors").number(std::uint64_t{machine.processors});
  json.key("memory_bytes").number(machine.memory_bytes);
  json.end_object();
}

void write_tools(JsonWriter& json, const std::vector<ToolVersion>& tools) {
  json.key("tools").begin_array();
  for (const ToolVersion& tool : tools) {
    json.begin_object();
    json.key("name").string(tool.name).key("path").string(tool.path).key("version").string(tool.version);
    json.end_object();
  }
  json.end_array();
}

void write_wasm(JsonWriter& json, const std::vector<MeasuredWasm>& wasm) {
  json.key("wasm").begin_array();
  for (const MeasuredWasm& file : wasm) {
    json.begin_object();
    json.key("module").string(file.module).key("variant").string(file.variant).key("path").string(file.path);
    if (!file.before_json.empty()) json.key("before").raw(file.before_json);
    if (!file.after_json.empty()) json.key("after").raw(file.after_json);
    if (!file.choice_json.empty()) json.key("choice").raw(file.choice_json);
    json.end_object();
  }
  json.end_array();
}

/// What prepares a test is wanted only by `sinter test` too, and is none.
bool is_test(bool is_for_tests, std::string_view verb) { return is_for_tests && verb == "test"; }

}  // namespace

void Recorder::accept(const Event& event) {
  if (const auto* start = std::get_if<BuildStarted>(&event)) actions_.reserve(start->action_count);
  if (const auto* action = std::get_if<ActionFinished>(&event)) {
    if (action->outcome == "unchanged") {
      if (is_test(action->is_test, action->verb)) ++unchanged_test_count_;
    } else {
      actions_.push_back(*action);
      actions_.back().output.clear();
    }
  }
  if (const auto* unchanged = std::get_if<ActionsUnchanged>(&event)) {
    for (const ActionsUnchanged::Action& action : unchanged->actions) {
      if (is_test(action.is_test, action.verb)) ++unchanged_test_count_;
    }
  }
  if (const auto* notice = std::get_if<Notice>(&event)) notices_.push_back(notice->error);
  if (const auto* end = std::get_if<BuildFinished>(&event)) end_ = *end;
}

std::string build_report_json(const Plan& plan, const Recorder& recorder, const Machine& machine,
                              const std::vector<ToolVersion>& tools, const std::vector<MeasuredWasm>& wasm) {
  JsonWriter json(1);
  json.begin_object();
  json.key("schema").string("sinter.build/2");
  json.key("sinter").string(SINTER_VERSION);
  json.key("project").string(plan.project).key("version").string(plan.version).key("profile").string(plan.profile);
  json.key("ok").boolean(recorder.end().ok);
  json.key("duration_ns").number(recorder.end().duration_ns);
  json.key("counts").begin_object();
  write_counts(json, recorder.end());
  json.end_object();
  write_machine(json, machine);
  write_tools(json, tools);
  write_wasm(json, wasm);
  json.key("programs").begin_array();
  for (const ShippedProgram& program : plan.programs) {
    json.begin_object();
    json.key("binary").string(program.binary).key("target").string(program.target).key("path").string(program.path);
    json.end_object();
  }
  json.end_array();
  json.key("packages").begin_array();
  for (const ShippedPackage& package : plan.packages) {
    json.begin_object();
    json.key("name").string(package.name).key("folder").string(package.folder);
    json.end_object();
  }
  json.end_array();
  json.key("actions").begin_array();
  for (const ActionFinished& action : recorder.actions()) {
    JsonWriter line;  // one line an action, so that the report can be read and compared as text
    line.begin_object();
    write_action_fields(line, action);
    line.end_object();
    json.raw(line.take());
  }
  json.end_array();
  json.key("notices").begin_array();
  for (const Error& notice : recorder.notices()) write_error(json, notice);
  json.end_array();
  json.end_object();
  return json.take();
}

}  // namespace sinter
