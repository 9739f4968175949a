// A release on a forge whose interface is GitHub's (REST, version 2022-11-28): a draft that
// nobody sees gets all files, and only then becomes the release.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/digest.h"
#include "base/json_value.h"
#include "release/http.h"
#include "release/publication.h"

namespace sinter {

struct ForgeFile {
  std::string name;
  std::string path;
  std::uint64_t size_bytes = 0;
  Digest digest;
};

struct ForgeTarget {
  std::string api;         // web address without `/` at its end
  std::string repository;  // "acme/hello"
  std::string token;       // secret
  std::string tag;
  std::string commit;
  std::string notes;
  bool is_pre_release = false;
};

/// What both publications below know of one release.
class ForgeRelease {
 public:
  ForgeRelease(ForgeTarget target, std::vector<ForgeFile> files, HttpClient& http)
      : target_(std::move(target)), files_(std::move(files)), http_(http) {}

  struct Found {
    std::int64_t id = 0;  // 0: there is none
    bool is_draft = false;
    std::string upload_url;
    std::vector<const ForgeFile*> missing;
    std::vector<std::int64_t> halves;  // assets whose upload did not end
  };
  /// Looks for the published release, else for a draft. release_refused if a file is there with other bytes.
  Result<Found> find();
  Result<void> create();
  Result<void> send_files(const Found& found);
  Result<void> publish(const Found& found);
  const ForgeTarget& target() const { return target_; }

 private:
  HttpRequest request(std::string method, std::string url) const;
  std::string url(const std::string& path) const { return target_.api + "/repos/" + target_.repository + path; }
  Result<JsonValue> must(HttpRequest request, const std::string& complaint);
  Result<Found> compare_assets(const JsonValue& release);
  Result<bool> is_ours(const JsonValue& asset, const ForgeFile& file);

  ForgeTarget target_;
  std::vector<ForgeFile> files_;
  HttpClient& http_;
};

/// The draft with all files. Once it is published, it counts as there if the files are.
class ForgeDraft : public Publication {
 public:
  explicit ForgeDraft(ForgeRelease& release) : release_(release) {}
  std::string name() const override;
  Result<Presence> look() override;
  Result<void> write() override;

 private:
  ForgeRelease& release_;
};

/// That everybody sees it.
class ForgeAnnouncement : public Publication {
 public:
  explicit ForgeAnnouncement(ForgeRelease& release) : release_(release) {}
  std::string name() const override;
  Result<Presence> look() override;
  Result<void> write() override;

 private:
  ForgeRelease& release_;
};

}  // namespace sinter
