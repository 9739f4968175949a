#include "release/forge.h"

#include "base/json.h"
#include "base/ranges.h"
#include "base/text.h"

namespace sinter {
namespace {

constexpr int not_found = 404;
constexpr std::size_t page_entries = 100;
constexpr std::size_t pages_max = 10;

std::string string_of(const JsonValue& object, std::string_view name) {
  const JsonValue* found = object.find(name);
  const std::string* text = found == nullptr ? nullptr : found->as_string();
  return text == nullptr ? "" : *text;
}

std::int64_t number_of(const JsonValue& object, std::string_view name) {
  const JsonValue* found = object.find(name);
  const std::int64_t* number = found == nullptr ? nullptr : found->as_integer();
  return number == nullptr ? 0 : *number;
}

bool is_true(const JsonValue& object, std::string_view name) {
  const JsonValue* found = object.find(name);
  const bool* value = found == nullptr ? nullptr : found->as_boolean();
  return value != nullptr && *value;
}

}  // namespace

HttpRequest ForgeRelease::request(std::string method, std::string url) const {
  return {.method = std::move(method),
          .url = std::move(url),
          .headers = {"Authorization: Bearer " + target_.token, "Accept: application/vnd.github+json",
                      "X-GitHub-Api-Version: 2022-11-28"}};
}

Result<JsonValue> ForgeRelease::must(HttpRequest request, const std::string& complaint) {
  std::string url = request.url;
  HttpAnswer answer = SINTER_TRY(http_.ask(std::move(request)));
  if (!answer.ok()) return fail(http_.refusal(complaint, answer));
  return json_parse(answer.body, url);
}

/// By the digest that the forge tells, or else of the bytes that it gives.
Result<bool> ForgeRelease::is_ours(const JsonValue& asset, const ForgeFile& file) {
  std::string theirs = string_of(asset, "digest");
  std::string ours = "sha256:" + file.digest.hex();
  if (theirs.empty()) {
    HttpRequest download = request("GET", string_of(asset, "url"));
    download.headers[1] = "Accept: application/octet-stream";
    HttpAnswer answer = SINTER_TRY(http_.ask(std::move(download)));
    if (!answer.ok()) return fail(http_.refusal("the forge does not give " + quote(file.name), answer));
    theirs = "sha256:" + sha256(answer.body).hex();
  }
  if (theirs == ours) return true;
  return fail(other_bytes(quote(file.name) + " of the release " + target_.tag, theirs, ours));
}

Result<ForgeRelease::Found> ForgeRelease::compare_assets(const JsonValue& release) {
  Found found{.id = number_of(release, "id"), .is_draft = is_true(release, "draft")};
  found.upload_url = string_of(release, "upload_url");
  found.upload_url.resize(std::min(found.upload_url.find('{'), found.upload_url.size()));
  const JsonValue* assets = release.find("assets");
  const JsonValue::Array none;
  const JsonValue::Array& list = assets == nullptr || assets->as_array() == nullptr ? none : *assets->as_array();
  for (const ForgeFile& file : files_) {
    auto asset = ranges::find_if(list, [&](const JsonValue& each) { return string_of(each, "name") == file.name; });
    if (asset == list.end()) {
      found.missing.push_back(&file);
    } else if (string_of(*asset, "state") != "uploaded") {
      found.missing.push_back(&file);
      found.halves.push_back(number_of(*asset, "id"));
    } else {
      SINTER_TRY(is_ours(*asset, file));
    }
  }
  return found;
}

Result<ForgeRelease::Found> ForgeRelease::find() {
  HttpAnswer published = SINTER_TRY(http_.ask(request("GET", url("/releases/tags/" + target_.tag))));
  if (published.ok()) return compare_assets(SINTER_TRY(json_parse(published.body, target_.api)));
  if (published.status != not_found)
    return fail(http_.refusal("the forge does not show the releases of " + target_.repository, published));
  // Drafts have no tag yet: they are only in the list.
  for (std::size_t page = 1; page <= pages_max; ++page) {
    std::string address = url("/releases?per_page=" + std::to_string(page_entries) + "&page=" + std::to_string(page));
    JsonValue releases = SINTER_TRY(
        must(request("GET", std::move(address)), "the forge does not list the releases of " + target_.repository));
    const JsonValue::Array* list = releases.as_array();
    if (list == nullptr || list->empty()) break;
    for (const JsonValue& release : *list) {
      if (string_of(release, "tag_name") == target_.tag) return compare_assets(release);
    }
    if (list->size() < page_entries) break;
  }
  return Found{};
}

Result<void> ForgeRelease::create() {
  JsonWriter json;
  json.begin_object().key("tag_name").string(target_.tag).key("target_commitish").string(target_.commit);
  json.key("name").string(target_.tag).key("body").string(target_.notes);
  json.key("draft").boolean(true).key("prerelease").boolean(target_.is_pre_release).end_object();
  HttpRequest post = request("POST", url("/releases"));
  post.headers.emplace_back("Content-Type: application/json");
  post.body_path = SINTER_TRY(http_.keep_body("forge", json.take()));
  SINTER_TRY(must(std::move(post), "the forge did not begin the release " + target_.tag));
  return {};
}

Result<void> ForgeRelease::send_files(const Found& found) {
  for (std::int64_t half : found.halves) {
    HttpAnswer removed = SINTER_TRY(http_.ask(request("DELETE", url("/releases/assets/" + std::to_string(half)))));
    if (!removed.ok() && removed.status != not_found)
      return fail(http_.refusal("the forge did not remove the half of a file", removed));
  }
  std::vector<HttpRequest> requests;
  for (const ForgeFile* file : found.missing) {
    requests.push_back(request("POST", found.upload_url + "?name=" + file->name));  // names are plain: of ours
    requests.back().headers.emplace_back("Content-Type: application/octet-stream");
    requests.back().body_path = file->path;
  }
  std::vector<HttpAnswer> answers = SINTER_TRY(http_.ask(requests));
  for (std::size_t i = 0; i < answers.size(); ++i) {
    if (!answers[i].ok())
      return fail(http_.refusal("the forge did not take " + quote(found.missing[i]->name), answers[i]));
  }
  return {};
}

Result<void> ForgeRelease::publish(const Found& found) {
  HttpRequest patch = request("PATCH", url("/releases/" + std::to_string(found.id)));
  patch.headers.emplace_back("Content-Type: application/json");
  patch.body_path = SINTER_TRY(http_.keep_body("forge", R"({"draft":false})"));
  SINTER_TRY(must(std::move(patch), "the forge did not publish the release " + target_.tag));
  return {};
}

std::string ForgeDraft::name() const {
  return "files of the release " + release_.target().tag + " of " + release_.target().repository;
}

Result<Presence> ForgeDraft::look() {
  ForgeRelease::Found found = SINTER_TRY(release_.find());
  return found.id != 0 && found.missing.empty() ? Presence::there : Presence::missing;
}

Result<void> ForgeDraft::write() {
  ForgeRelease::Found found = SINTER_TRY(release_.find());
  if (found.id == 0) {
    SINTER_TRY(release_.create());
    found = SINTER_TRY(release_.find());
  }
  if (found.id == 0)
    return fail(Code::remote_failed, "the forge does not show the draft that it has begun", "publish again");
  return release_.send_files(found);
}

std::string ForgeAnnouncement::name() const {
  return "release " + release_.target().tag + " of " + release_.target().repository;
}

Result<Presence> ForgeAnnouncement::look() {
  ForgeRelease::Found found = SINTER_TRY(release_.find());
  return found.id != 0 && !found.is_draft ? Presence::there : Presence::missing;
}

Result<void> ForgeAnnouncement::write() { return release_.publish(SINTER_TRY(release_.find())); }

}  // namespace sinter
