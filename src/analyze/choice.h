// Of several results of optimising one module, ships the smallest, as its users measure it.
#pragma once

#include <string>
#include <vector>

#include "base/error.h"

namespace sinter {

struct ChoiceCandidate {
  std::string name;  // how it was made: "Oz"
  std::string path;  // its side files are PATH.map and PATH.names
};

struct ChoiceRequest {
  std::string measure;  // "raw", "gzip" or "brotli"
  std::vector<ChoiceCandidate> candidates;
  std::string output_path, source_map_path, names_path;
  std::string report_path;  // JSON with the sizes of all (docs/report.md)
};

/// The first of those that are equally small. Its side files go with it.
Result<void> choose_smallest(const ChoiceRequest& request);

}  // namespace sinter
