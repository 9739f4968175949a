#include "os/make_folders.h"

#include <sys/stat.h>

#include <cerrno>

#include "base/path.h"
#include "os/files.h"

namespace sinter {
namespace {

int make_folder(const char* path) {
#ifdef _WIN32
  return ::mkdir(path);
#else
  return ::mkdir(path, 0755);
#endif
}

}  // namespace

std::optional<FolderProblem> try_make_folders(const std::string& path) {
  if (path.empty() || make_folder(path.c_str()) == 0) return std::nullopt;
  int number = errno;
  // Looked at whatever the number is: what systems say of a folder that is there differs (macOS of "/": EISDIR).
  if (std::optional<FileStat> stat = stat_file(path)) {
    if (stat->is_folder) return std::nullopt;
    return FolderProblem{path, ENOTDIR};
  }
  std::string parent = parent_path(path);
  if (number != ENOENT || parent == path) return FolderProblem{path, number};
  if (std::optional<FolderProblem> problem = try_make_folders(parent)) return problem;
  // Somebody else may have made it meanwhile.
  if (make_folder(path.c_str()) == 0 || errno == EEXIST) return std::nullopt;
  return FolderProblem{path, errno};
}

}  // namespace sinter
