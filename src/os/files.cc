#include "os/files.h"

#include <dirent.h>
#include <fcntl.h>
#include <linux/fs.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <climits>
#include <cstdint>
#include <cstdlib>
#include <cstring>

#include "base/path.h"
#include "base/ranges.h"
#include "base/text.h"
#include "os/make_folders.h"

namespace sinter {
namespace {

constexpr std::size_t read_chunk_bytes = 64 * 1024;
constexpr int reading = O_RDONLY | O_CLOEXEC | O_NONBLOCK;

Error system_error(Code code, std::string what, const std::string& path, int number) {
  if (number == ENOSPC || number == EDQUOT) {
    return Error{.code = Code::disk_full,
                 .what = std::move(what),
                 .where = {path},
                 .why = {"the disk is full"},
                 .next = "free some space on that disk and run the same command again"};
  }
  std::string next;
  if (number == EACCES || number == EPERM) next = "check the owner and the permissions of that path";
  if (number == EROFS) next = "the file system is mounted read-only: use another folder";
  if (number == EMFILE || number == ENFILE) next = "raise the limit of open files (ulimit -n)";
  if (number == ENAMETOOLONG) next = "use a shorter path: the system takes 4096 bytes, and 255 for each name in it";
  if (number == ELOOP) next = "remove the link: it leads back to itself";
  if (number == ENOENT) next = "check that the path is right";
  return Error{.code = code,
               .what = std::move(what),
               .where = {path},
               .why = {std::string(std::strerror(number))},
               .next = std::move(next)};
}

Error read_error(const std::string& path, int number) {
  Code code = number == ENOENT || number == ENOTDIR ? Code::file_missing : Code::file_unreadable;
  return system_error(code, "cannot read " + quote(path), path, number);
}

Error write_error(const std::string& path, int number) {
  return system_error(Code::file_unwritable, "cannot write " + quote(path), path, number);
}

/// Folders, pipes and devices have no content to read; a pipe would make us wait for ever.
Error no_file_error(const std::string& path, mode_t mode) {
  if (S_ISDIR(mode)) return read_error(path, EISDIR);
  return {.code = Code::file_unreadable,
          .what = "cannot read " + quote(path),
          .where = {path},
          .why = {"it is a pipe, a socket or a device, not a file"},
          .next = "name a file, or leave this one out"};
}

class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (number_ >= 0) ::close(number_);
  }
  int get() const { return number_; }
  bool is_open() const { return number_ >= 0; }
  /// Closing can be where a full disk shows, so its result counts.
  int close() { return ::close(std::exchange(number_, -1)); }

 private:
  int number_;
};

FileStat convert(const struct stat& status) {
  auto nanoseconds = [](const timespec& time) { return std::int64_t{time.tv_sec} * 1'000'000'000 + time.tv_nsec; };
  return {.size_bytes = static_cast<std::uint64_t>(status.st_size),
          .modified_ns = nanoseconds(status.st_mtim),
          .changed_ns = nanoseconds(status.st_ctim),
          .inode = status.st_ino,
          .is_folder = S_ISDIR(status.st_mode),
          .is_link = S_ISLNK(status.st_mode),
          .is_special = !S_ISREG(status.st_mode) && !S_ISDIR(status.st_mode) && !S_ISLNK(status.st_mode),
          .is_executable = (status.st_mode & 0111) != 0};
}

constexpr std::string_view aside_mark = ".sinter-";
constexpr std::string_view aside_end = ".tmp";
/// Of a file's own name in the name aside: with the rest no longer than the system takes, 255.
constexpr std::size_t aside_name_bytes_max = 200;

/// A name beside `path` that no other process or call uses.
std::string aside_name(const std::string& path) {
  static const pid_t own_number = ::getpid();
  static std::atomic<std::uint64_t> counter = 0;        // only makes names differ; carries no state
  std::size_t name_begin = path.find_last_of('/') + 1;  // 0 where there is none: npos is the largest number
  return path.substr(0, name_begin + std::min(path.size() - name_begin, aside_name_bytes_max)) +
         std::string(aside_mark) + std::to_string(own_number) + "-" + std::to_string(counter++) +
         std::string(aside_end);
}

bool is_aside_name(std::string_view name) {
  std::size_t mark = name.rfind(aside_mark);
  if (mark == std::string_view::npos || !name.ends_with(aside_end)) return false;
  name.remove_prefix(mark + aside_mark.size());
  name.remove_suffix(aside_end.size());
  std::vector<std::string> numbers = split(name, '-');
  return numbers.size() == 2 && parse_decimal(numbers[0]) && parse_decimal(numbers[1]);
}

bool write_all(int descriptor, std::string_view content) {
  while (!content.empty()) {
    ssize_t count = ::write(descriptor, content.data(), content.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return false;
    content.remove_prefix(static_cast<std::size_t>(count));
  }
  return true;
}

/// Fills a new file aside of `path` with `fill(descriptor)`, then renames it into place.
template <class Fill>
Result<void> replace_file(const std::string& path, Mode mode, Durability durability, Fill fill) {
  std::string aside = aside_name(path);
  Descriptor file(::open(aside.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, static_cast<mode_t>(mode)));
  if (!file.is_open()) return fail(write_error(path, errno));
  bool done = fill(file.get()) && (durability == Durability::relaxed || ::fsync(file.get()) == 0);
  int number = errno;
  if (done && file.close() != 0) {
    done = false;
    number = errno;
  }
  if (done && ::rename(aside.c_str(), path.c_str()) != 0) {
    done = false;
    number = errno;
  }
  if (done) return {};
  ::unlink(aside.c_str());
  return fail(write_error(path, number));
}

bool copy_content(int from, int to) {
  if (::ioctl(to, FICLONE, from) == 0) return true;
  for (;;) {
    ssize_t count = ::copy_file_range(from, nullptr, to, nullptr, 1 << 30, 0);
    if (count == 0) return true;
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) break;  // other file systems: copy by hand from where both files stand
  }
  if (errno == ENOSPC || errno == EDQUOT || errno == EIO) return false;
  std::vector<char> buffer(read_chunk_bytes);
  for (;;) {
    ssize_t count = ::read(from, buffer.data(), buffer.size());
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return count == 0;
    if (!write_all(to, {buffer.data(), static_cast<std::size_t>(count)})) return false;
  }
}

}  // namespace

std::optional<FileStat> stat_file(const char* path) {
  struct stat status;
  if (::stat(path, &status) != 0) return std::nullopt;
  return convert(status);
}

std::optional<FileStat> stat_link(const std::string& path) {
  struct stat status;
  if (::lstat(path.c_str(), &status) != 0) return std::nullopt;
  return convert(status);
}

bool exists(const std::string& path) { return stat_link(path).has_value(); }

namespace {

/// Room for a large file in large pages, where the system has them: to come by small ones,
/// one by one, takes as long as reading.
void reserve_large(std::string& content, std::size_t size_bytes) {
  constexpr std::size_t large_page_bytes = 2 << 20;
  if (size_bytes < 2 * large_page_bytes) return;
  content.reserve(size_bytes);
  auto begin = reinterpret_cast<std::uintptr_t>(content.data());
  std::uintptr_t first = (begin + large_page_bytes - 1) / large_page_bytes * large_page_bytes;
  std::uintptr_t last = (begin + size_bytes) / large_page_bytes * large_page_bytes;
  // NOLINTNEXTLINE(performance-no-int-to-ptr): a place inside the text
  if (first < last) ::madvise(reinterpret_cast<void*>(first), last - first, MADV_HUGEPAGE);
}

Result<std::string> read_open(const Descriptor& file, const std::string& path, std::uint64_t size_bytes_max) {
  if (!file.is_open()) return fail(read_error(path, errno));
  struct stat status;
  if (::fstat(file.get(), &status) != 0) return fail(read_error(path, errno));
  if (!S_ISREG(status.st_mode)) return fail(no_file_error(path, status.st_mode));
  std::string content;
  auto expected = static_cast<std::size_t>(status.st_size);
  for (std::size_t size = 0;;) {
    // One byte more than a file says it has shows that it has no more, in one read. Files
    // of the kernel say 0 and have content.
    std::size_t room = size == 0 && expected != 0 ? expected + 1 : read_chunk_bytes;
    ssize_t count = 0;
    if (size == 0) reserve_large(content, room);
    content.resize_and_overwrite(size + room, [&](char* bytes, std::size_t /*size*/) {
      count = ::read(file.get(), bytes + size, room);
      return size + (count < 0 ? 0 : static_cast<std::size_t>(count));
    });
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return fail(read_error(path, errno));
    size += static_cast<std::size_t>(count);
    if (size > size_bytes_max) {
      return fail(Error{.code = Code::file_unreadable,
                        .what = quote(path) + " is too large",
                        .where = {path},
                        .why = {"it has more than " + size_text(size_bytes_max)}});
    }
    if (count == 0 || (static_cast<std::size_t>(count) < room && size >= expected && expected != 0)) {
      content.resize(size);
      return content;
    }
  }
}

}  // namespace

Result<std::string> read_file(const std::string& path) { return read_file_limited(path, UINT64_MAX); }

Result<std::string> read_file_limited(const std::string& path, std::uint64_t size_bytes_max) {
  return read_open(Descriptor(::open(path.c_str(), reading)), path, size_bytes_max);
}

std::optional<std::string> read_file_if_there(const std::string& path) {
  Descriptor file(::open(path.c_str(), reading));
  if (!file.is_open()) return std::nullopt;
  Result<std::string> content = read_open(file, path, UINT64_MAX);
  return content ? std::optional(*std::move(content)) : std::nullopt;
}

Result<Digest> digest_file(const std::string& path) {
  Descriptor file(::open(path.c_str(), reading));
  if (!file.is_open()) return fail(read_error(path, errno));
  struct stat status;
  if (::fstat(file.get(), &status) != 0) return fail(read_error(path, errno));
  if (!S_ISREG(status.st_mode)) return fail(no_file_error(path, status.st_mode));
  Hasher hasher;
  char buffer[read_chunk_bytes];
  std::int64_t rest = status.st_size;  // 0 also for files that do not tell
  for (;;) {
    ssize_t count = ::read(file.get(), buffer, sizeof buffer);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return fail(read_error(path, errno));
    hasher.bytes({buffer, static_cast<std::size_t>(count)});
    rest -= count;
    if (count == 0 || rest == 0) return hasher.finish();  // small files are one read
  }
}

namespace {

/// Whether that is a device, or a file that this process has open (`/dev/stdout`): a file
/// that is renamed to there would take its place. What lies in /dev/shm are files like others,
/// often a whole cache.
bool is_written_in_place(const std::string& path) {
  struct stat status;
  return path.starts_with("/dev/") && !path.starts_with("/dev/shm/") && ::lstat(path.c_str(), &status) == 0 &&
         !S_ISREG(status.st_mode);
}

}  // namespace

Result<void> write_file(const std::string& path, std::string_view content, Durability durability, Mode mode) {
  if (is_written_in_place(path)) return append_to_file(path, content);
  return replace_file(path, mode, durability, [&](int descriptor) { return write_all(descriptor, content); });
}

Result<bool> write_new_file(const std::string& path, std::string_view content, Mode mode) {
  SINTER_ASSERT(content.size() <= at_once_bytes_max);
  Descriptor file(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, static_cast<mode_t>(mode)));
  if (!file.is_open() && errno == EEXIST) return false;
  if (!file.is_open()) return fail(write_error(path, errno));
  if (write_all(file.get(), content) && file.close() == 0) return true;
  int number = errno;
  ::unlink(path.c_str());
  return fail(write_error(path, number));
}

Result<void> write_file_if_different(const std::string& path, std::string_view content) {
  if (std::optional<FileStat> stat = stat_file(path); stat && stat->size_bytes == content.size()) {
    Result<std::string> present = read_file(path);
    if (present && *present == content) return {};
  }
  return write_file(path, content);
}

Result<void> append_to_file(const std::string& path, std::string_view content) {
  return GrowingFile(path).append(content);
}

GrowingFile::~GrowingFile() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

Result<void> GrowingFile::append(std::string_view content) {
  if (descriptor_ < 0) descriptor_ = ::open(path_.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
  if (descriptor_ < 0 || !write_all(descriptor_, content)) return fail(write_error(path_, errno));
  return {};
}

Result<void> copy_file(const std::string& from, const std::string& to, Mode mode, Durability durability) {
  Descriptor source(::open(from.c_str(), O_RDONLY | O_CLOEXEC));
  if (!source.is_open()) return fail(read_error(from, errno));
  return replace_file(to, mode, durability, [&](int descriptor) { return copy_content(source.get(), descriptor); });
}

void refresh_time(const std::string& path, std::int64_t now_ns, std::int64_t precision_ns) {
  std::optional<FileStat> stat = stat_file(path);
  if (!stat || std::abs(now_ns - stat->modified_ns) <= precision_ns) return;
  timespec now = {.tv_sec = now_ns / 1'000'000'000, .tv_nsec = now_ns % 1'000'000'000};
  timespec times[2] = {now, now};
  ::utimensat(AT_FDCWD, path.c_str(), times, 0);
}

Result<void> rename_file(const std::string& from, const std::string& to) {
  if (::rename(from.c_str(), to.c_str()) != 0) return fail(write_error(to, errno));
  return {};
}

Result<void> exchange_folders(const std::string& from, const std::string& to) {
  if (::syscall(SYS_renameat2, AT_FDCWD, from.c_str(), AT_FDCWD, to.c_str(), RENAME_EXCHANGE) == 0) return {};
  if (errno != EINVAL && errno != ENOSYS) return fail(write_error(to, errno));
  std::string aside = aside_name(to);
  SINTER_TRY(rename_file(to, aside));
  SINTER_TRY(rename_file(from, to));
  return rename_file(aside, from);
}

Result<void> remove_file(const std::string& path) {
  if (::unlink(path.c_str()) == 0 || errno == ENOENT || errno == ENOTDIR) return {};
  return fail(system_error(Code::file_unwritable, "cannot remove " + quote(path), path, errno));
}

void remove_leftovers(const std::string& folder, std::int64_t before_ns) {
  Result<std::vector<FolderEntry>> entries = list_folder(folder);
  if (!entries) return;
  for (const FolderEntry& entry : *entries) {
    if (entry.is_folder || !is_aside_name(entry.name)) continue;
    std::string path = folder + "/" + entry.name;
    std::optional<FileStat> stat = stat_link(path);
    if (stat && stat->modified_ns < before_ns) ::unlink(path.c_str());
  }
}

bool remove_folder_if_empty(const std::string& path) { return ::rmdir(path.c_str()) == 0; }

Result<void> remove_tree(const std::string& path) {
  std::optional<FileStat> stat = stat_link(path);
  if (!stat) return {};
  if (stat->is_link || !stat->is_folder) return remove_file(path);
  for (const FolderEntry& entry : SINTER_TRY(list_folder(path))) SINTER_TRY(remove_tree(path + "/" + entry.name));
  if (::rmdir(path.c_str()) == 0 || errno == ENOENT) return {};
  return fail(system_error(Code::file_unwritable, "cannot remove " + quote(path), path, errno));
}

Result<void> sync_file_system(const std::string& path) {
  Descriptor folder(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!folder.is_open() || ::syncfs(folder.get()) != 0) return fail(write_error(path, errno));
  return {};
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
    bool is_folder = entry->d_type == DT_DIR;
    bool is_link = entry->d_type == DT_LNK;
    if (entry->d_type == DT_UNKNOWN) {
      if (std::optional<FileStat> stat = stat_link(path + "/" + entry->d_name)) {
        is_folder = stat->is_folder;
        is_link = stat->is_link;
      }
    }
    entries.push_back({std::string(name), is_folder, is_link});
  }
  ::closedir(folder);
  ranges::sort(entries, {}, &FolderEntry::name);
  return entries;
}

std::vector<StoredFile> list_stored_files(const std::string& path) {
  std::vector<StoredFile> files;
  DIR* folder = ::opendir(path.c_str());
  if (folder == nullptr) return files;
  while (const dirent* entry = ::readdir(folder)) {
    struct stat status;
    if (entry->d_type != DT_REG && entry->d_type != DT_UNKNOWN) continue;
    if (::fstatat(::dirfd(folder), entry->d_name, &status, AT_SYMLINK_NOFOLLOW) != 0) continue;
    if (!S_ISREG(status.st_mode)) continue;
    files.push_back({.name = entry->d_name,
                     .disk_bytes = static_cast<std::uint64_t>(status.st_blocks) * 512,
                     .modified_ns = convert(status).modified_ns,
                     .is_empty = status.st_size == 0,
                     .is_leftover = is_aside_name(entry->d_name)});
  }
  ::closedir(folder);
  return files;
}

Result<std::string> current_folder() {
  char buffer[PATH_MAX];
  if (::getcwd(buffer, sizeof buffer) == nullptr) return fail(read_error(".", errno));
  return std::string(buffer);
}

Result<std::string> real_path(const std::string& path) {
  char buffer[PATH_MAX];
  if (::realpath(path.c_str(), buffer) == nullptr) return fail(read_error(path, errno));
  return std::string(buffer);
}

Result<std::optional<FileLock>> FileLock::lock(const std::string& path, int operation) {
  for (;;) {
    FileLock lock(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644));
    if (lock.descriptor_ < 0) return fail(write_error(path, errno));
    if (::flock(lock.descriptor_, operation) != 0) {
      if (errno == EINTR) continue;
      if (errno == EWOULDBLOCK) return std::optional<FileLock>();
      return fail(write_error(path, errno));
    }
    if (lock.takes_hold(path)) return std::optional<FileLock>(std::move(lock));
  }
}

Result<std::optional<FileLock>> FileLock::try_acquire(const std::string& path) { return lock(path, LOCK_EX | LOCK_NB); }

Result<FileLock> FileLock::acquire(const std::string& path) {
  std::optional<FileLock> held = SINTER_TRY(lock(path, LOCK_EX));
  SINTER_ASSERT(held.has_value());
  return *std::move(held);
}

/// A holder may have removed the file: then a lock on it keeps nobody out.
bool FileLock::takes_hold(const std::string& path) {
  struct stat held, present;
  if (::fstat(descriptor_, &held) != 0 || ::stat(path.c_str(), &present) != 0) return false;
  if (held.st_ino != present.st_ino || held.st_dev != present.st_dev) return false;
  is_inherited_ = held.st_size != 0;
  return is_held_ = true;
}

FileLock::FileLock(FileLock&& other) noexcept
    : descriptor_(std::exchange(other.descriptor_, -1)), is_held_(other.is_held_), is_inherited_(other.is_inherited_) {}

FileLock& FileLock::operator=(FileLock&& other) noexcept {
  std::swap(descriptor_, other.descriptor_);
  std::swap(is_held_, other.is_held_);
  std::swap(is_inherited_, other.is_inherited_);
  return *this;
}

FileLock::~FileLock() {
  if (descriptor_ < 0) return;
  // Failing to forget the name only makes the next holder look for leftovers.
  if (is_held_) [[maybe_unused]]
    int forgotten = ::ftruncate(descriptor_, 0);
  ::close(descriptor_);
}

void FileLock::describe(std::string_view holder) {
  if (::ftruncate(descriptor_, 0) == 0 && ::pwrite(descriptor_, holder.data(), holder.size(), 0) >= 0) return;
  // A hole takes no room: that it is held can still be told when a kill leaves it behind.
  [[maybe_unused]] int lengthened = ::ftruncate(descriptor_, 1);
}

}  // namespace sinter
