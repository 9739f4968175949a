// The files of a release: an archive for each program, the tarball of each npm package, the
// notes, the documents, and the checksums of all; beside them the container image.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/digest.h"
#include "base/error.h"
#include "config/project.h"
#include "graph/plan.h"
#include "release/image.h"
#include "release/signature.h"

namespace sinter {

inline constexpr std::string_view sums_name = "SHA256SUMS";
inline constexpr std::string_view image_folder_name = "image";

struct ReleaseFile {
  std::string name;
  std::uint64_t size_bytes = 0;
  Digest digest;
  const ShippedPackage* package = nullptr;  // of the plan; for the tarball of one
};

struct ReleaseRequest {
  std::string notes;          // of this version, in Markdown
  std::string commit;         // what was checked out
  std::string web;            // where browsers see the repository, or ""
  std::uint64_t seconds = 0;  // the time that files in archives get
  bool is_committed = true;   // all that went in
  std::string folder;         // where the release goes; what lies there is replaced
  std::optional<SigningKey> key = {};
};

struct Release {
  std::string folder;
  std::vector<ReleaseFile> files;  // sorted by name; without the checksums and their signature
  Digest sums;                     // of the file with the checksums: it stands for all of them
  std::optional<Image> image = {};
};

/// Writes them; `SHA256SUMS`, which `sha256sum --check` reads, and its signature come last: where
/// they are, the release is whole. The same content gives the same bytes.
Result<Release> write_release(const Plan& plan, const Project& project, const ReleaseRequest& request,
                              const Environment& environment);

}  // namespace sinter
