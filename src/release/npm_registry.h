// An npm package in a registry, by the protocol that `npm publish` speaks: one PUT with the
// tarball inside. The registry's own digest of it says whether it is ours.
#pragma once

#include <memory>
#include <string>

#include "release/http.h"
#include "release/publication.h"

namespace sinter {

struct NpmTarget {
  std::string registry;  // web address without `/` at its end
  std::string token;     // secret
  std::string tarball;   // path of the file
  std::string folder;    // of the package, with its package.json
};

class NpmVersion : public Publication {
 public:
  /// `http` must outlive this.
  static Result<std::unique_ptr<NpmVersion>> read(NpmTarget target, HttpClient& http);
  NpmVersion(NpmTarget target, HttpClient& http) : target_(std::move(target)), http_(http) {}
  std::string name() const override;
  Result<Presence> look() override;
  Result<void> write() override;

 private:
  HttpRequest request(std::string method) const;
  std::string document() const;

  NpmTarget target_;
  HttpClient& http_;
  std::string package_;  // "@acme/geometry"
  std::string version_;
  std::string described_;  // package.json
  std::string bytes_;      // of the tarball
  std::string integrity_;  // "sha512-…"
};

}  // namespace sinter
