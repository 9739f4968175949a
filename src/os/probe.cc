#include "os/probe.h"

#include <fcntl.h>
#include <linux/fs.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>

#include "base/text.h"
#include "os/clock.h"

namespace sinter {
namespace {

/// A file that has no name any more, or never had one. Its descriptor is -1, and errno
/// says why, if none can be made.
class NamelessFile {
 public:
  explicit NamelessFile(const std::string& folder)
      : descriptor_(::open(folder.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600)) {
    if (descriptor_ >= 0 || (errno != EOPNOTSUPP && errno != EISDIR)) return;
    std::string name = folder + "/.sinter-probe-XXXXXX";
    descriptor_ = ::mkostemp(name.data(), O_CLOEXEC);
    if (descriptor_ >= 0) ::unlink(name.c_str());
  }
  ~NamelessFile() {
    if (descriptor_ >= 0) ::close(descriptor_);
  }
  NamelessFile(const NamelessFile&) = delete;
  NamelessFile& operator=(const NamelessFile&) = delete;

  int descriptor() const { return descriptor_; }
  bool fill() const {
    char block[4096] = {};
    return descriptor_ >= 0 && ::write(descriptor_, block, sizeof block) == sizeof block;
  }

 private:
  int descriptor_;
};

}  // namespace

std::optional<FileSystem> file_system_of(const std::string& path) {
  struct stat stat;
  struct statvfs space;
  if (::stat(path.c_str(), &stat) != 0 || ::statvfs(path.c_str(), &space) != 0) return std::nullopt;
  return FileSystem{stat.st_dev, std::uint64_t{space.f_bavail} * space.f_frsize};
}

Result<void> try_writing(const std::string& folder) {
  NamelessFile file(folder);
  if (file.fill()) return {};
  bool is_full = errno == ENOSPC || errno == EDQUOT;
  return fail(Error{.code = is_full ? Code::disk_full : Code::file_unwritable,
                    .what = "no file can be written in " + quote(folder),
                    .where = {folder},
                    .why = {std::string(std::strerror(errno))},
                    .next = is_full ? "make room on that disk" : "allow this user to write there"});
}

bool can_share_content(const std::string& from_folder, const std::string& to_folder) {
  NamelessFile from(from_folder), to(to_folder);
  return from.fill() && to.descriptor() >= 0 && ::ioctl(to.descriptor(), FICLONE, from.descriptor()) == 0;
}

std::optional<std::int64_t> clock_lead_ns(const std::string& folder) {
  NamelessFile file(folder);
  struct stat stat;
  if (!file.fill() || ::fstat(file.descriptor(), &stat) != 0) return std::nullopt;
  return std::int64_t{stat.st_mtim.tv_sec} * 1'000'000'000 + stat.st_mtim.tv_nsec - wall_clock_ns();
}

LockUse look_at_lock(const std::string& path) {
  int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return LockUse::free;
  LockUse use = LockUse::held;
  struct stat stat;
  if (::flock(descriptor, LOCK_SH | LOCK_NB) == 0) {
    use = ::fstat(descriptor, &stat) == 0 && stat.st_size != 0 ? LockUse::abandoned : LockUse::free;
  }
  ::close(descriptor);
  return use;
}

}  // namespace sinter
