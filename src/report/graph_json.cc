#include "base/json.h"
#include "report/graph_data.h"

namespace sinter {
namespace {

void write_texts(JsonWriter& json, std::string_view key, const std::vector<std::string>& texts) {
  json.key(key).begin_array();
  for (const std::string& text : texts) json.string(text);
  json.end_array();
}

void write_positions(JsonWriter& json, std::string_view key, const std::vector<std::uint32_t>& positions) {
  json.key(key).begin_array();
  for (std::uint32_t position : positions) json.number(std::uint64_t{position});
  json.end_array();
}

std::string goal_line(const PicturedGoal& goal) {
  JsonWriter json;
  json.begin_object();
  json.key("name").string(goal.name);
  json.key("kind").string(goal.kind);
  json.key("duration_ns");
  if (goal.duration_ns) json.number(*goal.duration_ns);
  else json.null();
  write_positions(json, "needs", goal.needs);
  write_positions(json, "actions", goal.actions);
  json.end_object();
  return json.take();
}

std::string action_line(const GraphPicture& picture, std::size_t position) {
  const PicturedAction& action = picture.actions[position];
  JsonWriter json;
  json.begin_object();
  json.key("name").string(action.name);
  json.key("verb").string(action.verb);
  json.key("goal").number(std::uint64_t{action.goal});
  write_positions(json, "needs", action.needs);
  json.key("duration_ns");
  if (action.duration_ns) json.number(*action.duration_ns);
  else json.null();
  json.key("level").number(std::uint64_t{picture.timing.levels[position]});
  json.key("slack_ns").number(picture.timing.slack_ns[position]);
  if (action.is_test) json.key("is_test").boolean(true);
  write_texts(json, "command", action.argv);
  json.key("folder").string(action.folder);
  write_texts(json, "inputs", action.inputs);
  write_texts(json, "outputs", action.outputs);
  write_texts(json, "tools", action.tools);
  write_texts(json, "environment", action.environment);
  json.end_object();
  return json.take();
}

}  // namespace

std::string graph_json(const GraphPicture& picture) {
  JsonWriter json(1);
  json.begin_object();
  json.key("schema").string("sinter.graph/1");
  json.key("sinter").string(SINTER_VERSION);
  json.key("project").string(picture.project);
  json.key("profile").string(picture.profile);
  json.key("is_timed").boolean(picture.is_timed);
  json.key("total_ns").number(picture.timing.total_ns);
  json.key("critical_ns").number(picture.timing.critical_ns);
  JsonWriter path;
  path.begin_array();
  for (std::uint32_t action : picture.timing.critical_path) path.number(std::uint64_t{action});
  path.end_array();
  json.key("critical_path").raw(path.take());
  json.key("goals").begin_array();
  for (const PicturedGoal& goal : picture.goals) json.raw(goal_line(goal));
  json.end_array();
  json.key("actions").begin_array();
  for (std::size_t i = 0; i < picture.actions.size(); ++i) json.raw(action_line(picture, i));
  json.end_array();
  json.end_object();
  return json.take() + "\n";
}

}  // namespace sinter
