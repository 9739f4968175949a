// Makes publications until they are there, whatever happens between. What was begun is written
// down before the first byte leaves, so that one version never gets the bytes of two builds.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "release/http.h"
#include "release/publication.h"

namespace sinter {

/// What a version consists of, in the words of its digests.
struct ReleaseIdentity {
  std::string version;
  std::string commit;
  std::string sums;   // digest of the file with the checksums
  std::string image;  // of the image, or ""
};

struct Patience {
  std::uint32_t retries = 0;
  std::uint64_t backoff_ns = 0;  // before the first retry; doubles from there
};

class Publisher {
 public:
  /// `folder` keeps the record of each version. Refuses a version that was begun with other bytes.
  /// `http` must outlive this.
  static Result<Publisher> begin(const std::string& folder, ReleaseIdentity identity, Patience patience,
                                 HttpClient& http);

  /// Asks again, as long as there is patience, where a server does not answer.
  Result<Presence> look(Publication& publication);
  /// Writes what is missing and looks until it is there.
  Result<void> make(Publication& publication);

 private:
  Publisher(std::string path, ReleaseIdentity identity, Patience patience, HttpClient& http)
      : path_(std::move(path)), identity_(std::move(identity)), patience_(patience), http_(http) {}
  Result<void> read_record();
  Result<void> write_record() const;
  Result<void> wait(std::uint32_t attempt, Error error);

  std::string path_;
  ReleaseIdentity identity_;
  Patience patience_;
  HttpClient& http_;
  std::vector<std::string> begun_;
  std::vector<std::string> done_;
};

}  // namespace sinter
