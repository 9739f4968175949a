#include "report/project_report.h"

#include "base/json.h"
#include "base/text.h"
#include "report/fields.h"

namespace sinter {

std::string clean_text(const CleanResult& result) {
  std::string text;
  if (result.is_dry_run) {
    for (const std::string& path : result.removed) text += "would remove " + path + "\n";
  }
  for (const CleanResult::Kept& kept : result.kept) text += "kept " + kept.path + ": " + kept.why + "\n";
  std::string_view verb = result.is_dry_run ? "would remove " : "removed ";
  if (result.removed.empty()) text += "nothing to remove\n";
  else text += std::string(verb) + count_of(result.removed.size(), "file") + ", " + size_text(result.size_bytes) + "\n";
  if (result.cache_bytes) text += std::string(verb) + size_text(*result.cache_bytes) + " from the cache\n";
  return text;
}

std::string clean_json(const CleanResult& result) {
  JsonWriter json;
  json.begin_object().key("schema").string("sinter.clean/1").key("dry_run").boolean(result.is_dry_run);
  json.key("size_bytes").number(result.size_bytes).key("removed").begin_array();
  for (const std::string& path : result.removed) json.string(path);
  json.end_array().key("kept").begin_array();
  for (const CleanResult::Kept& kept : result.kept) {
    json.begin_object().key("path").string(kept.path).key("why").string(kept.why).end_object();
  }
  json.end_array();
  if (result.cache_bytes) json.key("cache_bytes").number(*result.cache_bytes);
  json.end_object();
  return json.take() + "\n";
}

std::string verified_text(const VerifiedProject& verified) {
  std::string text =
      count_of(verified.file_count, "file") + " and " + count_of(verified.wasm_count, "wasm module") + ": ";
  return text + (verified.problems.empty() ? "all as built" : count_of(verified.problems.size(), "problem")) + "\n";
}

std::string verified_json(const VerifiedProject& verified) {
  JsonWriter json;
  json.begin_object().key("schema").string("sinter.verify/1").key("ok").boolean(verified.problems.empty());
  json.key("files").number(verified.file_count).key("wasm").number(verified.wasm_count);
  json.key("problems").begin_array();
  for (const Error& problem : verified.problems) write_error(json, problem);
  json.end_array().end_object();
  return json.take() + "\n";
}

}  // namespace sinter
