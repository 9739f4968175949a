// The files of a release: an archive for each program, the tarball of each npm package, the
// notes, and the checksums of all.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/digest.h"
#include "base/error.h"
#include "graph/plan.h"

namespace sinter {

struct ReleaseFile {
  std::string name;
  std::uint64_t size_bytes = 0;
  Digest digest;
};

struct ReleaseRequest {
  std::string version;
  std::string notes;          // of this version, in Markdown
  std::uint64_t seconds = 0;  // the time that files in archives get
  std::string folder;         // where the release goes; what lies there is replaced
};

/// Writes them; `SHA256SUMS`, which `sha256sum --check` reads, comes last: where it is, the
/// release is whole. The same content gives the same bytes.
Result<std::vector<ReleaseFile>> write_release(const Plan& plan, const ReleaseRequest& request);

}  // namespace sinter
