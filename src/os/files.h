// The door to the file system. Every function reports what failed with the path in it;
// a full disk is told apart from a forbidden write, because the next step differs.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/digest.h"
#include "base/error.h"

namespace sinter {

/// What stat() says about a file that matters to us. Two equal values of one path mean,
/// outside the racy window, that the content is the same.
struct FileStat {
  std::uint64_t size_bytes = 0;
  std::int64_t modified_ns = 0;
  std::int64_t changed_ns = 0;
  std::uint64_t inode = 0;
  bool is_folder = false;
  bool is_link = false;     // only from stat_link()
  bool is_special = false;  // a pipe, a socket or a device: nothing to read to an end
  bool is_executable = false;

  bool operator==(const FileStat&) const = default;
};

/// Nothing if the path does not exist (or a part of it is no folder).
std::optional<FileStat> stat_file(const char* path);
inline std::optional<FileStat> stat_file(const std::string& path) { return stat_file(path.c_str()); }
std::optional<FileStat> stat_link(const std::string& path);  // does not follow the last link
bool exists(const std::string& path);

Result<std::string> read_file(const std::string& path);
/// Of a file that is absent more often than not: nothing then, or when it cannot be read.
std::optional<std::string> read_file_if_there(const std::string& path);
/// At most `size_bytes_max`; a larger file is an error.
Result<std::string> read_file_limited(const std::string& path, std::uint64_t size_bytes_max);
Result<Digest> digest_file(const std::string& path);

enum class Durability { relaxed, synced };
enum class Mode : std::uint16_t { regular = 0644, executable = 0755, read_only = 0444 };

/// Replaces the file as one step: written aside, then renamed over. Readers see the old
/// or the new content, never a part. `synced` also survives a power cut.
Result<void> write_file(const std::string& path, std::string_view content, Durability durability = Durability::relaxed,
                        Mode mode = Mode::regular);
/// Content that is written into a file at once, so that readers find it empty or whole.
inline constexpr std::size_t at_once_bytes_max = 4096;
/// Makes a file of at most `at_once_bytes_max`; false if one is there already, which stays. Takes half of what
/// write_file() does. Who is killed meanwhile may leave an empty file.
Result<bool> write_new_file(const std::string& path, std::string_view content, Mode mode = Mode::regular);
/// As write_file, but leaves the file untouched (also its times) when it holds `content` already.
Result<void> write_file_if_different(const std::string& path, std::string_view content);
/// Adds to the end of the file, which is made when it is not there.
Result<void> append_to_file(const std::string& path, std::string_view content);

/// A file that many short texts are added to: it stays open from the first on.
class GrowingFile {
 public:
  explicit GrowingFile(std::string path) : path_(std::move(path)) {}
  GrowingFile(const GrowingFile&) = delete;
  GrowingFile& operator=(const GrowingFile&) = delete;
  ~GrowingFile();
  Result<void> append(std::string_view content);

 private:
  std::string path_;
  int descriptor_ = -1;
};
/// Copies as one step, like write_file; uses reflinks or in-kernel copying where it can.
Result<void> copy_file(const std::string& from, const std::string& to, Mode mode,
                       Durability durability = Durability::relaxed);
/// Sets the time of the last change to `now_ns`, if what it says is further off than that.
/// Where it cannot be set it stays.
void refresh_time(const std::string& path, std::int64_t now_ns, std::int64_t precision_ns);
Result<void> rename_file(const std::string& from, const std::string& to);
/// Exchanges two folders of one file system as one step, so that at no time either name
/// is missing; on file systems that cannot, `to` is missing for a moment.
Result<void> exchange_folders(const std::string& from, const std::string& to);
/// Removes the file; one that is absent counts as removed.
Result<void> remove_file(const std::string& path);
/// Removes what killed writers have left aside in that folder (not below it), if it has
/// not been written to since `before_ns`. What cannot be removed stays.
void remove_leftovers(const std::string& folder, std::int64_t before_ns);
/// Removes the folder if it is empty; says whether it did.
bool remove_folder_if_empty(const std::string& path);
/// Removes a folder and everything in it without following links; absent is fine.
Result<void> remove_tree(const std::string& path);
/// Waits until everything written to the file system that holds `path` is on its disk.
Result<void> sync_file_system(const std::string& path);
Result<void> make_folders(const std::string& path);

struct FolderEntry {
  std::string name;
  bool is_folder;
  bool is_link;
};
/// Sorted by name.
Result<std::vector<FolderEntry>> list_folder(const std::string& path);

/// A file of a folder, as something that looks after many sees it.
struct StoredFile {
  std::string name;
  std::uint64_t disk_bytes;  // the room it takes
  std::int64_t modified_ns;
  bool is_empty;
  bool is_leftover;  // a killed writer left it aside, or somebody is writing it
};
/// The folder's files in no order, without folders and links; none if it cannot be read.
std::vector<StoredFile> list_stored_files(const std::string& path);

Result<std::string> current_folder();
/// The absolute path without links.
Result<std::string> real_path(const std::string& path);

/// An advisory lock on a file, held until destroyed. Dies with the process. Only who holds
/// it may remove the file.
class FileLock {
 public:
  /// Nothing if another process holds it.
  static Result<std::optional<FileLock>> try_acquire(const std::string& path);
  /// Waits for the holder.
  static Result<FileLock> acquire(const std::string& path);
  FileLock(FileLock&& other) noexcept;
  FileLock& operator=(FileLock&& other) noexcept;
  ~FileLock();
  /// What the holder is called: stored in the file for whoever waits, and taken out again
  /// when the lock is let go of. A name that is still there after that is of a holder that
  /// was killed. On a full disk a zero byte stands for it: `sinter clean` is what makes room.
  void describe(std::string_view holder);
  /// Whether the holder before this one was killed.
  bool is_inherited() const { return is_inherited_; }

 private:
  explicit FileLock(int descriptor) : descriptor_(descriptor) {}
  static Result<std::optional<FileLock>> lock(const std::string& path, int operation);
  bool takes_hold(const std::string& path);
  int descriptor_ = -1;
  bool is_held_ = false;
  bool is_inherited_ = false;
};

}  // namespace sinter
