#include "compile/sdk.h"

#include "base/path.h"
#include "os/files.h"

namespace sinter {
namespace {

#include "sdk_files.inc"  // made by CMake from sdk/ and modules/memory: `embedded_files`

}  // namespace

std::span<const SdkFile> sdk_files() { return embedded_files; }

std::vector<std::string> sdk_paths(std::string_view folder) {
  std::vector<std::string> paths;
  for (const SdkFile& file : sdk_files()) {
    if (relative_to(file.path, folder)) paths.push_back(join_path(sdk_folder, file.path));
  }
  return paths;
}

Result<void> write_sdk() {
  for (const SdkFile& file : sdk_files()) {
    std::string path = join_path(sdk_folder, file.path);
    SINTER_TRY(make_folders(parent_path(path)));
    SINTER_TRY(write_file_if_different(path, file.content));
  }
  return {};
}

}  // namespace sinter
