// os/files.h for systems that are not Linux, as far as analysing files asks for it: in
// what C and POSIX say, which WASI, macOS and MinGW all have.
#include <dirent.h>
#include <sys/stat.h>

#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <memory>

#include "base/path.h"
#include "base/ranges.h"
#include "base/text.h"
#include "os/files.h"
#include "os/make_folders.h"

namespace sinter {
namespace {

struct CloseFile {
  void operator()(std::FILE* file) const { std::fclose(file); }
};
using File = std::unique_ptr<std::FILE, CloseFile>;

Error file_error(Code code, std::string what, const std::string& path, int number) {
  return {.code = code, .what = std::move(what), .where = {path}, .why = {std::strerror(number)}, .next = {}};
}

Error read_error(const std::string& path, int number) {
  Code code = number == ENOENT || number == ENOTDIR ? Code::file_missing : Code::file_unreadable;
  return file_error(code, "cannot read " + quote(path), path, number);
}

Error write_error(const std::string& path, int number) {
  return file_error(number == ENOSPC ? Code::disk_full : Code::file_unwritable, "cannot write " + quote(path), path,
                    number);
}

}  // namespace

std::optional<FileStat> stat_file(const char* path) {
  struct stat status;
  if (::stat(path, &status) != 0) return std::nullopt;
  bool is_folder = S_ISDIR(status.st_mode);
  return FileStat{.size_bytes = static_cast<std::uint64_t>(status.st_size),
                  .is_folder = is_folder,
                  .is_special = !is_folder && !S_ISREG(status.st_mode)};
}

bool exists(const std::string& path) { return stat_file(path).has_value(); }

Result<std::string> read_file(const std::string& path) { return read_file_limited(path, UINT64_MAX); }

Result<std::string> read_file_limited(const std::string& path, std::uint64_t size_bytes_max) {
  constexpr std::size_t chunk_bytes = 256 * 1024;
  std::optional<FileStat> stat = stat_file(path);
  if (!stat) return fail(read_error(path, errno));
  if (stat->is_folder || stat->is_special) return fail(read_error(path, stat->is_folder ? EISDIR : EINVAL));
  File file(std::fopen(path.c_str(), "rb"));
  if (file == nullptr) return fail(read_error(path, errno));
  std::string content;
  for (std::size_t size = 0;;) {
    content.resize(size + chunk_bytes);
    std::size_t count = std::fread(content.data() + size, 1, chunk_bytes, file.get());
    size += count;
    if (size > size_bytes_max) {
      return fail(Error{.code = Code::file_unreadable,
                        .what = quote(path) + " is too large",
                        .where = {path},
                        .why = {"it has more than " + size_text(size_bytes_max)},
                        .next = {}});
    }
    if (count == chunk_bytes) continue;
    if (std::ferror(file.get()) != 0) return fail(read_error(path, errno));
    content.resize(size);
    return content;
  }
}

/// Not in one step: these systems do not all replace a file by renaming another over it.
Result<void> write_file(const std::string& path, std::string_view content, Durability, Mode) {
  File file(std::fopen(path.c_str(), "wb"));
  if (file == nullptr) return fail(write_error(path, errno));
  bool is_written = std::fwrite(content.data(), 1, content.size(), file.get()) == content.size();
  int number = errno;
  if (std::fclose(file.release()) == 0 && is_written) return {};
  return fail(write_error(path, is_written ? errno : number));
}

Result<void> make_folders(const std::string& path) {
  if (std::optional<FolderProblem> problem = try_make_folders(path)) {
    return fail(write_error(problem->path, problem->number));
  }
  return {};
}

Result<std::vector<FolderEntry>> list_folder(const std::string& path) {
  DIR* folder = ::opendir(path.c_str());
  if (folder == nullptr) return fail(read_error(path, errno));
  std::vector<FolderEntry> entries;
  while (const dirent* entry = ::readdir(folder)) {
    std::string_view name = entry->d_name;
    if (name == "." || name == "..") continue;
    std::optional<FileStat> stat = stat_file(join_path(path, std::string(name)));
    entries.push_back({std::string(name), stat && stat->is_folder, false});
  }
  ::closedir(folder);
  ranges::sort(entries, {}, &FolderEntry::name);
  return entries;
}

}  // namespace sinter
