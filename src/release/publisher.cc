#include "release/publisher.h"

#include <algorithm>

#include "base/json.h"
#include "base/json_value.h"
#include "base/path.h"
#include "base/ranges.h"
#include "base/text.h"
#include "os/clock.h"
#include "os/files.h"

namespace sinter {
namespace {

constexpr std::uint64_t record_bytes_max = 1 << 20;
constexpr std::uint64_t backoff_ns_max = 60'000'000'000;
constexpr std::uint64_t wish_ns_max = 600'000'000'000;

std::string member_text(const JsonValue& object, std::string_view name) {
  const JsonValue* found = object.find(name);
  const std::string* text = found == nullptr ? nullptr : found->as_string();
  return text == nullptr ? "" : *text;
}

std::vector<std::string> member_texts(const JsonValue& object, std::string_view name) {
  std::vector<std::string> texts;
  const JsonValue* found = object.find(name);
  if (found == nullptr || found->as_array() == nullptr) return texts;
  for (const JsonValue& each : *found->as_array()) {
    if (each.as_string() != nullptr) texts.push_back(*each.as_string());
  }
  return texts;
}

void add_once(std::vector<std::string>& names, const std::string& name) {
  if (!ranges::contains(names, name)) names.push_back(name);
}

}  // namespace

Result<Publisher> Publisher::begin(const std::string& folder, ReleaseIdentity identity, Patience patience,
                                   HttpClient& http) {
  SINTER_TRY(make_folders(folder));
  std::string path = join_path(folder, identity.version + ".json");
  Publisher publisher(std::move(path), std::move(identity), patience, http);
  SINTER_TRY(publisher.read_record());
  return publisher;
}

Result<void> Publisher::read_record() {
  if (!stat_file(path_)) return {};
  JsonValue record = SINTER_TRY(json_parse(SINTER_TRY(read_file_limited(path_, record_bytes_max)), path_));
  begun_ = member_texts(record, "begun");
  done_ = member_texts(record, "done");
  std::string what = "version " + identity_.version + " was begun to be published, and";
  auto compare = [&](std::string_view name, const std::string& ours) -> Result<void> {
    std::string theirs = member_text(record, name);
    if (begun_.empty() || theirs == ours) return {};
    Error error = other_bytes(what, std::string(name) + " " + theirs, std::string(name) + " " + ours);
    error.where = {path_};
    error.next = "release from the commit " + member_text(record, "commit") +
                 " with the tools of that time to complete it, or `sinter release --update` for the next version";
    return fail(std::move(error));
  };
  SINTER_TRY(compare("commit", identity_.commit));
  SINTER_TRY(compare("image", identity_.image));
  return compare("sums", identity_.sums);
}

Result<void> Publisher::write_record() const {
  JsonWriter json(1);
  json.begin_object().key("version").string(identity_.version).key("commit").string(identity_.commit);
  json.key("sums").string(identity_.sums).key("image").string(identity_.image);
  auto list = [&](std::string_view name, const std::vector<std::string>& texts) {
    json.key(name).begin_array();
    for (const std::string& text : texts) json.string(text);
    json.end_array();
  };
  list("begun", begun_);
  list("done", done_);
  return write_file(path_, json.end_object().take() + "\n", Durability::synced);
}

/// The error itself, if there is no patience left for it.
Result<void> Publisher::wait(std::uint32_t attempt, Error error) {
  if (error.code != Code::remote_failed || attempt >= patience_.retries) return fail(std::move(error));
  std::uint64_t wish_ns = http_.take_wish_ns();
  if (wish_ns > wish_ns_max) {
    return fail(std::move(error).because("it wants to be asked again in " + duration_text(wish_ns)));
  }
  std::uint64_t backoff_ns = patience_.backoff_ns;
  for (std::uint32_t i = 0; i < attempt && backoff_ns < backoff_ns_max; ++i) backoff_ns *= 2;
  wait_ns(std::max(wish_ns, std::min(backoff_ns, backoff_ns_max)));
  return {};
}

Result<Presence> Publisher::look(Publication& publication) {
  for (std::uint32_t attempt = 0;; ++attempt) {
    Result<Presence> presence = publication.look();
    if (presence) return presence;
    SINTER_TRY(wait(attempt, std::move(presence).error()));
  }
}

Result<void> Publisher::make(Publication& publication) {
  add_once(begun_, publication.name());
  SINTER_TRY(write_record());
  for (std::uint32_t attempt = 0;; ++attempt) {
    Result<void> written = publication.write();
    // A write whose answer was lost may have been done: what counts is what is there.
    if (SINTER_TRY(look(publication)) == Presence::there) break;
    Error error{.code = Code::remote_failed,
                .what = publication.name() + " is not there",
                .why = {"the server took it, and does not show it"},
                .next = "`sinter release --publish` again: it goes on where this one ended"};
    SINTER_TRY(wait(attempt, written ? std::move(error) : std::move(written).error()));
  }
  add_once(done_, publication.name());
  return write_record();
}

}  // namespace sinter
