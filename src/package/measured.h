// What `sinter size` has measured already. Measuring a file compresses it three times: for
// a module of several megabytes that is most of what packing it costs.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "analyze/sizes.h"

namespace sinter {

struct MeasuredFile {
  std::string path;
  Sizes sizes;
};

/// `path` holds the JSON that `sinter size --format json` wrote. Nothing if it does not:
/// then the file is measured anew.
std::optional<MeasuredFile> read_measured(const std::string& path);

/// The sizes of those bytes, the content of the file at `path`.
Sizes sizes_of(const std::vector<MeasuredFile>& measured, const std::string& path, std::string_view bytes);

}  // namespace sinter
