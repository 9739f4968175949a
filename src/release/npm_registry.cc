#include "release/npm_registry.h"

#include "base/base64.h"
#include "base/json.h"
#include "base/json_value.h"
#include "base/npm_digests.h"
#include "base/path.h"
#include "base/text.h"
#include "os/files.h"

namespace sinter {
namespace {

std::string text_of(const JsonValue& document, std::string_view name) {
  const JsonValue* found = document.find(name);
  const std::string* text = found == nullptr ? nullptr : found->as_string();
  return text == nullptr ? "" : *text;
}

}  // namespace

Result<std::unique_ptr<NpmVersion>> NpmVersion::read(NpmTarget target, HttpClient& http) {
  auto package = std::make_unique<NpmVersion>(std::move(target), http);
  std::string path = join_path(package->target_.folder, "package.json");
  package->described_ = SINTER_TRY(read_file(path));
  JsonValue document = SINTER_TRY(json_parse(package->described_, path));
  package->package_ = text_of(document, "name");
  package->version_ = text_of(document, "version");
  package->bytes_ = SINTER_TRY(read_file(package->target_.tarball));
  package->integrity_ = "sha512-" + base64(sha512_bytes(package->bytes_));
  return package;
}

std::string NpmVersion::name() const { return "npm package " + package_ + "@" + version_; }

HttpRequest NpmVersion::request(std::string method) const {
  std::string path = package_;
  if (std::size_t slash = path.find('/'); slash != std::string::npos) path.replace(slash, 1, "%2f");
  return {.method = std::move(method),
          .url = target_.registry + "/" + path,
          .headers = {"Authorization: Bearer " + target_.token, "Accept: application/json"}};
}

Result<Presence> NpmVersion::look() {
  constexpr int absent = 404;
  HttpAnswer answer = SINTER_TRY(http_.ask(request("GET")));
  if (answer.status == absent) return Presence::missing;
  if (!answer.ok()) return fail(http_.refusal("the registry does not show " + package_, answer));
  JsonValue document = SINTER_TRY(json_parse(answer.body, target_.registry + "/" + package_));
  const JsonValue* versions = document.find("versions");
  const JsonValue* version = versions == nullptr ? nullptr : versions->find(version_);
  if (version == nullptr) return Presence::missing;
  const JsonValue* distribution = version->find("dist");
  std::string theirs = distribution == nullptr ? "" : text_of(*distribution, "integrity");
  if (theirs == integrity_) return Presence::there;
  return fail(other_bytes(name(), theirs.empty() ? "without a digest" : theirs, integrity_));
}

/// What the registry keeps of this version, with the tarball. A version before its release does
/// not become what `npm install` takes.
std::string NpmVersion::document() const {
  std::size_t slash = package_.find('/');
  std::string plain = slash == std::string::npos ? package_ : package_.substr(slash + 1);
  std::string file = plain + "-" + version_ + ".tgz";
  JsonValue described = *json_parse(described_, "package.json");
  JsonWriter json;
  json.begin_object().key("_id").string(package_).key("name").string(package_);
  if (std::string text = text_of(described, "description"); !text.empty()) json.key("description").string(text);
  json.key("access").string("public");
  json.key("dist-tags").begin_object().key(version_.contains('-') ? "next" : "latest").string(version_).end_object();
  json.key("versions").begin_object().key(version_).begin_object();
  for (const JsonValue::Member& member : *described.as_object()) {
    json.key(member.name);
    write_json(json, member.value);
  }
  json.key("_id").string(package_ + "@" + version_);
  json.key("dist").begin_object().key("integrity").string(integrity_).key("shasum").string(sha1_hex(bytes_));
  json.key("tarball").string(target_.registry + "/" + package_ + "/-/" + file).end_object();
  json.end_object().end_object();
  json.key("_attachments").begin_object().key(package_ + "-" + version_ + ".tgz").begin_object();
  json.key("content_type").string("application/octet-stream").key("data").string(base64(bytes_));
  json.key("length").number(std::uint64_t{bytes_.size()}).end_object().end_object();
  return json.end_object().take();
}

Result<void> NpmVersion::write() {
  HttpRequest put = request("PUT");
  put.headers.emplace_back("Content-Type: application/json");
  put.body_path = SINTER_TRY(http_.keep_body("npm", document()));
  HttpAnswer answer = SINTER_TRY(http_.ask(std::move(put)));
  if (!answer.ok()) return fail(http_.refusal("the registry did not take " + name(), answer));
  return {};
}

}  // namespace sinter
