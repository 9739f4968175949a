#include "release/registry.h"

#include <algorithm>

#include "base/json_value.h"
#include "base/path.h"
#include "base/ranges.h"
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
  if (location.find("://") < location.find_first_of("/?#")) return std::string(location);
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

/// By what the registry answered to somebody it does not know.
Result<void> RegistryImage::authorize(const HttpAnswer& hello) {
  constexpr int unauthorized = 401;
  if (hello.status != unauthorized)
    return fail(http_.refusal(quote(base_) + " is no registry that can be used", hello));
  std::string credential = target_.user.empty() ? "" : target_.user + ":" + target_.password;
  RegistryChallenge challenge = parse_challenge(hello.header("www-authenticate"));
  if (challenge.realm.empty()) {
    credential_ = credential;
    return {};
  }
  if (base_.starts_with("https://") && !challenge.realm.starts_with("https://")) {
    return fail(
        Code::remote_refused,
        "the registry wants the password to be sent to " + quote(challenge.realm) + ", which is no https address",
        "ask those who run it; nothing was sent there");
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
    http_.hide(bearer_);
    if (!bearer_.empty()) return {};
  }
  return fail(Code::remote_refused, "the registry's " + quote(challenge.realm) + " answers without a token");
}

HttpRequest RegistryImage::index_request() const {
  HttpRequest asked = request("GET", "/manifests/" + target_.tag);
  asked.headers.push_back("Accept: " + image_.index.media_type);
  asked.headers.push_back("Accept: " + image_.manifests.front().media_type);
  asked.headers.emplace_back("Accept: application/vnd.docker.distribution.manifest.list.v2+json");
  asked.headers.emplace_back("Accept: application/vnd.docker.distribution.manifest.v2+json");
  return asked;
}

/// What the registry has under the tag. Tokens are short-lived: one that no longer holds is asked for anew.
Result<HttpAnswer> RegistryImage::ask_for_index() {
  constexpr int unauthorized = 401;
  if (shown_) return *std::exchange(shown_, std::nullopt);
  if (is_known_) {
    HttpAnswer answer = SINTER_TRY(http_.ask(index_request()));
    if (answer.status != unauthorized) return answer;
  }
  is_known_ = false;
  credential_.clear();
  bearer_.clear();
  std::vector<HttpAnswer> answers = SINTER_TRY(http_.ask({HttpRequest{.url = base_ + "/v2/"}, index_request()}));
  bool is_open = answers.front().ok();
  if (!is_open) SINTER_TRY(authorize(answers.front()));
  is_known_ = true;
  if (is_open) return std::move(answers.back());
  return http_.ask(index_request());
}

Result<Presence> RegistryImage::look() {
  constexpr int absent = 404;
  HttpAnswer answer = SINTER_TRY(ask_for_index());
  if (answer.status == absent) return Presence::missing;
  if (!answer.ok()) return fail(http_.refusal("the registry does not show " + name(), answer));
  // The digest is of the bytes that came: a header could say anything.
  Digest theirs = sha256(answer.body);
  if (theirs == image_.index.digest) return Presence::there;
  return fail(other_bytes(name(), oci_digest(theirs), oci_digest(image_.index.digest)));
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

/// Where each part is to go; the answer 201 where the registry has it already. To mount what the repository itself
/// may have asks for both at once; a registry that does not know that may refuse it, and then gets all parts.
Result<std::vector<HttpAnswer>> RegistryImage::begin_uploads() {
  auto begin = [&](const std::string& query, const ImageBlob& part) {
    HttpRequest post =
        request("POST", "/blobs/uploads/" + query + (query.empty() ? "" : percent_encoded(oci_digest(part.digest))));
    post.has_empty_body = true;
    return post;
  };
  auto begin_all = [&](const std::string& query) {
    std::vector<HttpRequest> requests;
    for (const ImageBlob& part : image_.parts) requests.push_back(begin(query, part));
    return http_.ask(requests);
  };
  constexpr int not_found = 404, not_allowed = 405, wrong = 400;
  std::vector<HttpAnswer> answers = SINTER_TRY(begin_all("?from=" + percent_encoded(repository_) + "&mount="));
  bool is_refused = ranges::any_of(answers, [](const HttpAnswer& answer) {
    return answer.status == wrong || answer.status == not_found || answer.status == not_allowed;
  });
  return is_refused ? begin_all("") : std::move(answers);
}

/// First the parts, then the manifests that name them, then the index under its tag, and then the question what is
/// there; what comes after one that is not taken is not sent.
Result<void> RegistryImage::write() {
  constexpr int created = 201, accepted = 202;
  std::vector<HttpAnswer> begun = SINTER_TRY(begin_uploads());
  std::vector<HttpRequest> requests;
  std::vector<std::string> names;
  auto put = [&](std::string url, const ImageBlob& blob, std::string_view type, std::string name) {
    requests.push_back(blob_request("PUT", std::move(url), blob));
    requests.back().headers.push_back("Content-Type: " + std::string(type));
    names.push_back(std::move(name));
  };
  for (std::size_t i = 0; i < begun.size(); ++i) {
    if (begun[i].status == created) continue;
    if (begun[i].status != accepted) return fail(http_.refusal("the registry takes no upload", begun[i]));
    std::string digest = oci_digest(image_.parts[i].digest);
    std::string url = absolute_address(base_, begun[i].header("location"));
    url += (url.contains('?') ? "&digest=" : "?digest=") + percent_encoded(digest);
    put(std::move(url), image_.parts[i], "application/octet-stream", "the blob " + digest);
  }
  std::string manifests = base_ + "/v2/" + repository_ + "/manifests/";
  for (const ImageBlob& manifest : image_.manifests) {
    std::string digest = oci_digest(manifest.digest);
    put(manifests + digest, manifest, manifest.media_type, "the manifest " + digest);
  }
  put(manifests + target_.tag, image_.index, image_.index.media_type, "the index " + target_.tag);
  requests.push_back(index_request());
  std::vector<HttpAnswer> answers = SINTER_TRY(http_.ask(requests, RestAfterFailure::left));
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (!answers[i].ok()) return fail(http_.refusal("the registry did not take " + names[i], answers[i]));
  }
  if (answers.back().ok()) shown_ = std::move(answers.back());
  return {};
}

}  // namespace sinter
