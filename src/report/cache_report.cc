#include "report/cache_report.h"

#include <algorithm>

#include "base/json.h"
#include "base/text.h"

namespace sinter {
namespace {

/// What is the same in counting for people and for programs.
struct Totals {
  std::uint64_t object_bytes = 0, unnamed_count = 0;
  std::uint64_t entry_bytes = 0, record_count = 0, incomplete_count = 0;
  std::uint64_t litter_count = 0, litter_bytes = 0;
  std::int64_t oldest_ns = 0, newest_ns = 0;  // use of an entry; 0 without entries
};

Totals add_up(const CacheSurvey& survey) {
  Totals totals;
  for (const CacheSurvey::Object& object : survey.objects) {
    totals.object_bytes += object.disk_bytes;
    if (object.entry_count == 0) ++totals.unnamed_count;
  }
  for (const CacheSurvey::Entry& entry : survey.entries) {
    totals.entry_bytes += entry.disk_bytes;
    totals.record_count += entry.record_count;
    if (entry.missing_count != 0) ++totals.incomplete_count;
    if (totals.oldest_ns == 0 || entry.used_ns < totals.oldest_ns) totals.oldest_ns = entry.used_ns;
    totals.newest_ns = std::max(totals.newest_ns, entry.used_ns);
  }
  for (const auto* litter : {&survey.leftovers, &survey.outdated, &survey.damaged}) {
    totals.litter_count += litter->size();
    for (const CacheSurvey::Litter& file : *litter) totals.litter_bytes += file.disk_bytes;
  }
  return totals;
}

std::string days_ago(std::int64_t time_ns, std::int64_t now_ns) {
  std::int64_t days = (now_ns - time_ns) / 86'400'000'000'000;
  return days <= 0 ? "today" : count_of(static_cast<std::uint64_t>(days), "day") + " ago";
}

JsonWriter begin_json(const CachePlace& place) {
  JsonWriter json;
  json.begin_object().key("schema").string("sinter.cache/1").key("folder").string(place.folder);
  return json;
}

std::string finish(JsonWriter json) {
  json.end_object();
  return json.take() + "\n";
}

}  // namespace

std::string cache_stats_text(const CachePlace& place, const CacheSurvey& survey, std::int64_t now_ns) {
  Totals totals = add_up(survey);
  std::string text = "cache    " + place.folder + "\n";
  text += "size     " + size_text(survey.disk_bytes()) + " of " + size_text(place.size_bytes_max) + "\n";
  text += "objects  " + std::to_string(survey.objects.size()) + " (" + size_text(totals.object_bytes) + ")";
  if (totals.unnamed_count != 0) text += ", " + std::to_string(totals.unnamed_count) + " of them named by no entry";
  text += "\nentries  " + std::to_string(survey.entries.size()) + " (" + size_text(totals.entry_bytes) + ") with " +
          count_of(totals.record_count, "record");
  if (totals.incomplete_count != 0) {
    text += ", " + std::to_string(totals.incomplete_count) + " of them without all their objects";
  }
  if (!survey.entries.empty()) {
    text += "\nused     first " + days_ago(totals.oldest_ns, now_ns) + ", last " + days_ago(totals.newest_ns, now_ns);
  }
  if (totals.litter_count != 0) {
    text += "\nlitter   " + count_of(totals.litter_count, "file") + " (" + size_text(totals.litter_bytes) +
            ") of killed writers and older versions; `sinter cache gc` removes them";
  }
  return text + "\n";
}

std::string cache_stats_json(const CachePlace& place, const CacheSurvey& survey) {
  Totals totals = add_up(survey);
  JsonWriter json = begin_json(place);
  json.key("size_bytes").number(survey.disk_bytes()).key("size_bytes_max").number(place.size_bytes_max);
  json.key("objects").begin_object().key("count").number(std::uint64_t{survey.objects.size()});
  json.key("size_bytes").number(totals.object_bytes).key("unnamed").number(totals.unnamed_count).end_object();
  json.key("entries").begin_object().key("count").number(std::uint64_t{survey.entries.size()});
  json.key("size_bytes").number(totals.entry_bytes).key("records").number(totals.record_count);
  json.key("incomplete").number(totals.incomplete_count);
  json.key("used_first_ns").number(totals.oldest_ns).key("used_last_ns").number(totals.newest_ns).end_object();
  json.key("litter").begin_object().key("count").number(totals.litter_count);
  json.key("size_bytes").number(totals.litter_bytes).end_object();
  return finish(std::move(json));
}

std::string cache_gc_text(const CachePlace& place, const GcResult& result) {
  std::string rest = size_text(result.kept_bytes) + " of " + size_text(place.size_bytes_max) + " in use\n";
  if (result.entry_count + result.object_count + result.litter_count == 0) return "nothing to remove; " + rest;
  return "removed " + count_of(result.entry_count, "entry") + ", " + count_of(result.object_count, "object") + " and " +
         count_of(result.litter_count, "other file") + ": " + size_text(result.freed_bytes) + "; " + rest;
}

std::string cache_gc_json(const CachePlace& place, const GcResult& result) {
  JsonWriter json = begin_json(place);
  json.key("size_bytes").number(result.kept_bytes).key("size_bytes_max").number(place.size_bytes_max);
  json.key("removed").begin_object().key("entries").number(result.entry_count);
  json.key("objects").number(result.object_count).key("litter").number(result.litter_count);
  json.key("size_bytes").number(result.freed_bytes).end_object();
  return finish(std::move(json));
}

std::string cache_verify_text(const VerifyResult& result) {
  std::string text = "read " + size_text(result.read_bytes) + ": " + count_of(result.entry_count, "entry") + " and " +
                     count_of(result.object_count, "object") + " are right";
  if (result.incomplete_count != 0) {
    text += "; " + count_of(result.incomplete_count, "entry") + " without all objects, whose actions run again";
  }
  return text + "\n";
}

std::string cache_verify_json(const CachePlace& place, const VerifyResult& result) {
  JsonWriter json = begin_json(place);
  json.key("ok").boolean(result.damage.empty()).key("entries").number(result.entry_count);
  json.key("objects").number(result.object_count).key("incomplete").number(result.incomplete_count);
  json.key("read_bytes").number(result.read_bytes).key("damage").begin_array();
  for (const CacheDamage& damage : result.damage) {
    json.begin_object().key("path").string(damage.path).key("why").string(damage.why);
    json.key("removed").boolean(damage.is_removed).end_object();
  }
  json.end_array();
  return finish(std::move(json));
}

}  // namespace sinter
