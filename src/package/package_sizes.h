// How large a package is: all its files together, each compressed alone, as a server sends
// them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "package/npm.h"
#include "size/snapshot.h"

namespace sinter {

struct MeasuredPackageFile {
  std::string_view path;  // in the package
  std::string_view bytes;
};

/// A part for each file. Compressed sizes only where the package has a budget for them.
Result<Snapshot> measure_package(const NpmPackage& package, const std::vector<MeasuredPackageFile>& files);

/// Holds the package's budgets, and writes what was measured to its `sizes_output`.
Result<void> check_package_sizes(const NpmPackage& package, const Snapshot& snapshot);

}  // namespace sinter
