// What a module's author includes and links: the binding headers, the allocator and
// start-up code of wasm modules, the drivers of tests. It travels inside the tool and is
// written below .sinter/sdk of each project, so that one binary is all one needs.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace sinter {

inline constexpr std::string_view sdk_folder = ".sinter/sdk";

struct SdkFile {
  std::string_view path;  // below sdk_folder
  std::string_view content;
};

/// Sorted by path.
std::span<const SdkFile> sdk_files();

/// Project paths of the SDK's files in that folder of it ("include"), sorted.
std::vector<std::string> sdk_paths(std::string_view folder);

/// Writes the SDK into the current folder; leaves files alone that are right already.
Result<void> write_sdk();

}  // namespace sinter
