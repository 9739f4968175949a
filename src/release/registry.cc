#include "release/registry.h"

#include <algorithm>

#include "base/json_value.h"
#include "base/path.h"
#include "base/text.h"

namespace sinter {
namespace {

/// "https://host:port" of an address, without what follows.
std::string_view authority_of(std::string_view url) {
  std::size_t scheme = url.find("://");
  return scheme == std::string_view::npos ? "" : url.substr(0, url.find('/', scheme + 3));
}

}  // namespace

RegistryChallenge parse_challenge(std::string_view header) {
  RegistryChallenge challenge;
  constexpr std::string_view bearer = "bearer ";
  std::size_t i = 0;
  for (; i < bearer.size(); ++i) {
    char c = i < header.size() ? header[i] : '\0';
    if ((c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c) != bearer[i]) return challenge;
  }
  while (i < header.size()) {
    std::size_t equals = header.find('=', i);
    if (equals == std::string_view::npos) break;
    std::string_view name = trim(header.substr(i, equals - i));
    i = std::min(header.find_first_not_of(' ', equals + 1), header.size());
    std::string value;
    if (i < header.size() && header[i] == '"') {
      for (++i; i < header.size() && header[i] != '"'; ++i) {
        if (header[i] == '\\' && i + 1 < header.size()) ++i;
        value += header[i];
      }
    } else {
      value = trim(header.substr(i, header.find(',', i) - i));
    }
    std::size_t comma = header.find(',', i);
    i = comma == std::string_view::npos ? header.size() : comma + 1;
    if (name == "realm") challenge.realm = std::move(value);
    else if (name == "service") challenge.service = std::move(value);
  }
  return challenge;
}

std::string absolute_address(std::string_view base, std::string_view location) {
  if (location.contains("://")) return std::string(location);
  return std::string(base) + (location.starts_with('/') ? "" : "/") + std::string(location);
}

Error other_bytes(std::string what, std::string theirs, std::string ours) {
  return {.code = Code::release_refused,
          .what = std::move(what) + " exists with other bytes",
          .why = {"there: " + std::move(theirs), "here: " + std::move(ours)},
          .next = "what people may have is not replaced: `sinter release --update` makes this the next version"};
}

RegistryImage::RegistryImage(const Image& image, RegistryTarget target, HttpClient& http)
    : image_(image), target_(std::move(target)), http_(http) {
  std::string destination = target_.destination;
  std::size_t scheme = destination.find("://");
  std::size_t slash = destination.find('/', scheme == std::string::npos ? 0 : scheme + 3);
  base_ = (scheme == std::string::npos ? "https://" : "") + destination.substr(0, slash);
  repository_ = destination.substr(slash + 1);
}

std::string RegistryImage::name() const { return "image " + target_.destination + ":" + target_.tag; }

HttpRequest RegistryImage::request(std::string method, const std::string& path) const {
  HttpRequest request{.method = std::move(method), .url = base_ + "/v2/" + repository_ + path};
  if (!bearer_.empty()) request.headers.push_back("Authorization: Bearer " + bearer_);
  else request.user = credential_;
  return request;
}

/// Tokens are short-lived, so each look at the registry gets one anew.
Result<void> RegistryImage::authorize() {
  constexpr int unauthorized = 401;
  credential_.clear();
  bearer_.clear();
  HttpAnswer hello = SINTER_TRY(http_.ask({.url = base_ + "/v2/"}));
  if (hello.ok()) return {};
  if (hello.status != unauthorized)
    return fail(http_.refusal(quote(base_) + " is no registry that can be used", hello));
  std::string credential = target_.user.empty() ? "" : target_.user + ":" + target_.password;
  RegistryChallenge challenge = parse_challenge(hello.header("www-authenticate"));
  if (challenge.realm.empty()) {
    credential_ = credential;
    return {};
  }
  std::string url = challenge.realm + (challenge.realm.contains('?') ? "&" : "?") +
                    "scope=" + percent_encoded("repository:" + repository_ + ":pull,push");
  if (!challenge.service.empty()) url += "&service=" + percent_encoded(challenge.service);
  HttpAnswer answer = SINTER_TRY(http_.ask({.url = url, .user = credential}));
  if (!answer.ok()) return fail(http_.refusal("the registry's " + quote(challenge.realm) + " gives no token", answer));
  JsonValue document = SINTER_TRY(json_parse(answer.body, challenge.realm));
  for (const char* name : {"token", "access_token"}) {
    const JsonValue* token = document.find(name);
    if (token != nullptr && token->as_string() != nullptr) bearer_ = *token->as_string();
    if (!bearer_.empty()) return {};
  }
  return fail(Code::remote_refused, "the registry's " + quote(challenge.realm) + " answers without a token");
}

Result<Presence> RegistryImage::look() {
  constexpr int absent = 404;
  SINTER_TRY(authorize());
  HttpRequest asked = request("GET", "/manifests/" + target_.tag);
  asked.headers.push_back("Accept: " + image_.index.media_type);
  asked.headers.push_back("Accept: " + image_.manifests.front().media_type);
  asked.headers.emplace_back("Accept: application/vnd.docker.distribution.manifest.list.v2+json");
  asked.headers.emplace_back("Accept: application/vnd.docker.distribution.manifest.v2+json");
  HttpAnswer answer = SINTER_TRY(http_.ask(std::move(asked)));
  if (answer.status == absent) return Presence::missing;
  if (!answer.ok()) return fail(http_.refusal("the registry does not show " + name(), answer));
  // The digest is of the bytes that came: a header could say anything.
  Digest theirs = sha256(answer.body);
  if (theirs == image_.index.digest) return Presence::there;
  return fail(other_bytes(name(), oci_digest(theirs), oci_digest(image_.index.digest)));
}

Result<std::vector<const ImageBlob*>> RegistryImage::missing_blobs() {
  constexpr int absent = 404;
  std::vector<HttpRequest> requests;
  for (const ImageBlob& blob : image_.parts) requests.push_back(request("HEAD", "/blobs/" + oci_digest(blob.digest)));
  std::vector<HttpAnswer> answers = SINTER_TRY(http_.ask(requests));
  std::vector<const ImageBlob*> missing;
  for (std::size_t i = 0; i < answers.size(); ++i) {
    if (answers[i].status == absent) missing.push_back(&image_.parts[i]);
    else if (!answers[i].ok()) return fail(http_.refusal("the registry does not say what it has", answers[i]));
  }
  return missing;
}

HttpRequest RegistryImage::blob_request(std::string method, std::string url, const ImageBlob& blob) const {
  HttpRequest request = this->request(std::move(method), "");
  // A place at another server comes with what it needs in its address.
  if (authority_of(url) != base_) {
    request.headers.clear();
    request.user.clear();
  }
  request.url = std::move(url);
  request.body_path = join_path(target_.layout, "blobs/sha256/" + blob.digest.hex());
  return request;
}

/// Each in two requests: where to, and what.
Result<void> RegistryImage::send_blobs(const std::vector<const ImageBlob*>& blobs) {
  constexpr int accepted = 202;
  std::vector<HttpRequest> requests;
  for (std::size_t i = 0; i < blobs.size(); ++i) {
    requests.push_back(request("POST", "/blobs/uploads/"));
    requests.back().has_empty_body = true;
  }
  std::vector<HttpAnswer> answers = SINTER_TRY(http_.ask(requests));
  requests.clear();
  for (std::size_t i = 0; i < answers.size(); ++i) {
    if (answers[i].status != accepted) return fail(http_.refusal("the registry takes no upload", answers[i]));
    std::string url = absolute_address(base_, answers[i].header("location"));
    url += (url.contains('?') ? "&digest=" : "?digest=") + percent_encoded(oci_digest(blobs[i]->digest));
    requests.push_back(blob_request("PUT", std::move(url), *blobs[i]));
    requests.back().headers.emplace_back("Content-Type: application/octet-stream");
  }
  answers = SINTER_TRY(http_.ask(requests));
  for (std::size_t i = 0; i < answers.size(); ++i) {
    if (!answers[i].ok())
      return fail(http_.refusal("the registry did not take the blob " + oci_digest(blobs[i]->digest), answers[i]));
  }
  return {};
}

Result<void> RegistryImage::send_manifest(const ImageBlob& manifest, const std::string& reference) {
  HttpRequest put = blob_request("PUT", base_ + "/v2/" + repository_ + "/manifests/" + reference, manifest);
  put.headers.push_back("Content-Type: " + manifest.media_type);
  HttpAnswer answer = SINTER_TRY(http_.ask(std::move(put)));
  if (!answer.ok()) return fail(http_.refusal("the registry did not take the manifest " + reference, answer));
  return {};
}

Result<void> RegistryImage::write() {
  SINTER_TRY(send_blobs(SINTER_TRY(missing_blobs())));
  for (const ImageBlob& manifest : image_.manifests) SINTER_TRY(send_manifest(manifest, oci_digest(manifest.digest)));
  return send_manifest(image_.index, target_.tag);
}

}  // namespace sinter
