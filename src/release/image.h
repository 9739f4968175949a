// A container image that holds one static program and nothing else, for each processor it was
// built for, as the OCI image layout 1.0 has it: no daemon takes part, and the bytes follow
// from the programs.
//
//   index.json ─► index ─┬─► manifest of amd64 ─► configuration, layer (tar in gzip)
//                        └─► manifest of arm64 ─► configuration, layer
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/digest.h"
#include "base/error.h"

namespace sinter {

struct ImageProgram {
  std::string architecture;  // as Go calls it: "amd64", "arm64"
  std::string bytes;
};

struct ImageFacts {
  std::string name;  // of the program in the image: `/name`, which is what runs
  std::string version;
  std::string commit;
  std::string source;       // where browsers see the repository, or ""
  std::string license;      // or ""
  std::string description;  // or ""
  std::uint64_t seconds = 0;
};

/// A piece of an image, named by its digest.
struct ImageBlob {
  std::string media_type;
  std::string bytes;
  Digest digest;
};

struct Image {
  std::vector<ImageBlob> parts;      // layers and configurations
  std::vector<ImageBlob> manifests;  // one a processor, in the order of the programs
  ImageBlob index;                   // names all manifests; its digest is the image's

  /// What one processor's image takes in a registry: layer, configuration and manifest.
  std::uint64_t size_bytes(std::size_t program) const;
};

Result<Image> make_image(const std::vector<ImageProgram>& programs, const ImageFacts& facts);

/// "sha256:…", as registries name a blob.
std::string oci_digest(const Digest& digest);

/// Writes the layout, of which `skopeo inspect oci:FOLDER` reads; what lies there is replaced.
Result<void> write_image(const Image& image, const std::string& tag, const std::string& folder);

}  // namespace sinter
