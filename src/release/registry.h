// A container image in a registry, by the OCI distribution specification 1.1. Blobs that the
// registry has are not sent, manifests come after what they name, and the tag comes last: who
// pulls gets all of the image or nothing of it.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "release/http.h"
#include "release/image.h"
#include "release/publication.h"

namespace sinter {

/// What a registry asks for in WWW-Authenticate (RFC 7235); `realm` is "" for Basic.
struct RegistryChallenge {
  std::string realm;
  std::string service;
};
RegistryChallenge parse_challenge(std::string_view header);

/// The address that `location` leads to from `base`, "https://host:port".
std::string absolute_address(std::string_view base, std::string_view location);

struct RegistryTarget {
  std::string destination;  // "registry.example.com/acme/hello", with or without `https://`
  std::string tag;
  std::string user;  // of both the values, secret
  std::string password;
  std::string layout;  // the folder of the image layout
};

class RegistryImage : public Publication {
 public:
  /// `image` and `http` must outlive this.
  RegistryImage(const Image& image, RegistryTarget target, HttpClient& http);
  std::string name() const override;
  Result<Presence> look() override;
  Result<void> write() override;

 private:
  Result<void> authorize(const HttpAnswer& hello);
  Result<HttpAnswer> ask_for_index();
  HttpRequest request(std::string method, const std::string& path) const;
  HttpRequest blob_request(std::string method, std::string url, const ImageBlob& blob) const;
  HttpRequest index_request() const;
  Result<std::vector<HttpAnswer>> begin_uploads();

  const Image& image_;
  RegistryTarget target_;
  HttpClient& http_;
  std::string base_;                 // "https://registry.example.com"
  std::string repository_;           // "acme/hello"
  std::string credential_;           // for Basic, or ""
  std::string bearer_;               // a token, or ""
  std::optional<HttpAnswer> shown_;  // under the tag, after the last write
  bool is_known_ = false;            // it was asked once what it wants to be told of us
};

}  // namespace sinter
