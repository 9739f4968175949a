#include "report/doctor_report.h"

#include <algorithm>

#include "base/json.h"
#include "base/ranges.h"
#include "base/text.h"
#include "report/screen_text.h"

namespace sinter {
namespace {

using Verdict = Diagnosis::Verdict;

constexpr std::size_t topic_size = 10;
constexpr std::size_t verdict_size = 9;

std::string_view verdict_name(Verdict verdict) {
  switch (verdict) {
    case Verdict::good: return "ok";
    case Verdict::note: return "note";
    case Verdict::problem: return "problem";
  }
  return "";
}

std::string padded(std::string_view text, std::size_t size) {
  return std::string(text) + std::string(std::max(size, text.size() + 1) - text.size(), ' ');
}

std::size_t count_of_verdict(const std::vector<Diagnosis>& diagnoses, Verdict verdict) {
  return static_cast<std::size_t>(ranges::count(diagnoses, verdict, &Diagnosis::verdict));
}

Diagnosis diagnosis(std::string topic, Verdict verdict, const Error& error) {
  std::string place = error.where.path;
  if (error.where.line != 0) place += ":" + std::to_string(error.where.line);
  return {.topic = std::move(topic),
          .verdict = verdict,
          .what = (place.empty() ? "" : place + ": ") + error.what,
          .why = error.why,
          .next = error.next};
}

}  // namespace

Diagnosis problem(std::string topic, const Error& error) {
  Diagnosis found = diagnosis(std::move(topic), Verdict::problem, error);
  found.exit_code = exit_code(error.code);
  return found;
}

Diagnosis note(std::string topic, const Error& error) { return diagnosis(std::move(topic), Verdict::note, error); }

std::string doctor_text(const std::vector<Diagnosis>& diagnoses) {
  std::string text;
  std::string indent(topic_size + verdict_size, ' ');
  for (std::size_t i = 0; i < diagnoses.size(); ++i) {
    const Diagnosis& found = diagnoses[i];
    bool is_first = i == 0 || diagnoses[i - 1].topic != found.topic;
    text += padded(is_first ? found.topic : "", topic_size) + padded(verdict_name(found.verdict), verdict_size) +
            screen_name(found.what) + "\n";
    for (const std::string& why : found.why) text += indent + "because " + screen_name(why) + "\n";
    if (!found.next.empty()) text += indent + "next: " + screen_name(found.next) + "\n";
  }
  std::size_t problems = count_of_verdict(diagnoses, Verdict::problem);
  text += problems == 0 ? "builds can run" : count_of(problems, "problem") + " to mend before builds can run";
  if (std::size_t notes = count_of_verdict(diagnoses, Verdict::note)) text += ", " + count_of(notes, "note");
  return text + "\n";
}

std::string doctor_json(const std::vector<Diagnosis>& diagnoses) {
  JsonWriter json(2);
  json.begin_object();
  json.key("schema").string("sinter.doctor/1");
  json.key("ok").boolean(count_of_verdict(diagnoses, Verdict::problem) == 0);
  json.key("diagnoses").begin_array();
  for (const Diagnosis& found : diagnoses) {
    json.begin_object();
    json.key("topic").string(found.topic).key("verdict").string(verdict_name(found.verdict));
    json.key("what").string(found.what);
    json.key("why").begin_array();
    for (const std::string& why : found.why) json.string(why);
    json.end_array();
    if (!found.next.empty()) json.key("next").string(found.next);
    json.end_object();
  }
  json.end_array().end_object();
  return json.take() + "\n";
}

}  // namespace sinter
