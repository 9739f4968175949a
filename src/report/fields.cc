#include "report/fields.h"

#include "report/explanation_text.h"

namespace sinter {

void write_error(JsonWriter& json, const Error& error) {
  json.begin_object();
  json.key("code").string(code_text(error.code));
  json.key("what").string(error.what);
  if (!error.where.path.empty()) {
    json.key("path").string(error.where.path);
    if (error.where.line != 0) json.key("line").number(std::uint64_t{error.where.line});
    if (error.where.column != 0) json.key("column").number(std::uint64_t{error.where.column});
  }
  json.key("why").begin_array();
  for (const std::string& reason : error.why) json.string(reason);
  json.end_array();
  if (!error.next.empty()) json.key("next").string(error.next);
  json.end_object();
}

void write_action_fields(JsonWriter& json, const ActionFinished& event) {
  json.key("action").string(event.action);
  json.key("verb").string(event.verb);
  json.key("goal").string(event.goal);
  json.key("outcome").string(event.outcome);
  if (!event.cause.empty()) json.key("cause").string(event.cause);
  json.key("attempts").number(std::uint64_t{event.attempts});
  json.key("duration_ns").number(event.duration_ns);
  if (event.attempts != 0) {
    json.key("cpu_ns").number(event.cpu_ns);
    json.key("memory_bytes_max").number(event.memory_bytes_max);
  }
  if (event.errors.empty()) return;
  json.key("errors").begin_array();
  for (const Error& error : event.errors) write_error(json, error);
  json.end_array();
}

void write_explained(JsonWriter& json, const ActionExplained::Line& line) {
  json.begin_object();
  json.key("part").string(part_name(line.part));
  if (!line.name.empty()) json.key("name").string(line.name);
  if (!line.before.empty()) json.key("before").string(line.before);
  if (!line.after.empty()) json.key("after").string(line.after);
  json.end_object();
}

void write_counts(JsonWriter& json, const BuildFinished& event) {
  json.key("ran").number(std::uint64_t{event.ran});
  json.key("restored").number(std::uint64_t{event.restored});
  json.key("unchanged").number(std::uint64_t{event.unchanged});
  json.key("failed").number(std::uint64_t{event.failed});
  json.key("skipped").number(std::uint64_t{event.skipped});
  json.key("cancelled").number(std::uint64_t{event.cancelled});
}

}  // namespace sinter
