// The documents of a release: what its files consist of, and what they were made from. Their
// bytes follow from the commit alone.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/digest.h"

namespace sinter {

/// Something in a published file that others made: from the lock file of a language, or linked by its compiler.
struct OutsidePackage {
  std::string ecosystem;  // of its package URL: "cargo", "golang"
  std::string name;
  std::string version;  // "": nothing says which
  Digest digest;        // of its archive; all zero: the lock file says none
};

/// A published file, or the container image.
struct ReleasedFile {
  enum class Kind : std::uint8_t { program, npm_package, image };
  Kind kind = Kind::program;
  std::string name;  // of the file, or where the image goes
  Digest digest;
  std::vector<OutsidePackage> contains;  // sorted, each once
};

struct ReleaseFacts {
  std::string project;
  std::string version;
  std::string license;      // as sinter.toml has it, or ""
  std::string description;  // likewise
  std::string homepage;     // likewise
  std::string commit;
  std::string repository;           // where browsers see it, or ""
  std::uint64_t seconds = 0;        // of the commit, since 1970
  bool is_committed = true;         // all that went in
  std::string profile;              // by which it was built
  std::string tool_version;         // of Sinter
  std::vector<ReleasedFile> files;  // sorted by name
};

/// Sorts, and keeps of equal ones the first.
void keep_each_once(std::vector<OutsidePackage>& packages);

/// "2026-11-20T12:00:00Z".
std::string time_text(std::uint64_t seconds);

/// A bill of materials: CycloneDX 1.5 (https://cyclonedx.org/docs/1.5/json).
std::string cyclonedx_document(const ReleaseFacts& facts);
/// The same as SPDX 2.3 (https://spdx.github.io/spdx-spec/v2.3).
std::string spdx_document(const ReleaseFacts& facts);
/// An in-toto Statement v1 with the provenance of SLSA v1 (https://slsa.dev/spec/v1.0/provenance).
std::string provenance_statement(const ReleaseFacts& facts);

}  // namespace sinter
