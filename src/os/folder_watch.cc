#include "os/folder_watch.h"

#include <sys/inotify.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstddef>
#include <cstring>
#include <utility>

namespace sinter {
namespace {

constexpr std::uint32_t listing_events = IN_CREATE | IN_DELETE | IN_MOVED_FROM | IN_MOVED_TO;
constexpr std::uint32_t content_events = IN_MODIFY | IN_CLOSE_WRITE | IN_ATTRIB;
constexpr std::uint32_t own_events = IN_DELETE_SELF | IN_MOVE_SELF;

Error limit_error(int number, const std::string& folder) {
  bool is_instances = number == EMFILE;
  return {.code = Code::watch_limit,
          .what = "the system lets this user watch no more folders",
          .where = {folder},
          .why = {std::strerror(number)},
          .next = std::string("end other programs that watch files, or raise the limit: sudo sysctl fs.inotify.") +
                  (is_instances ? "max_user_instances=1024" : "max_user_watches=1048576")};
}

}  // namespace

Result<FolderWatch> FolderWatch::start() {
  int descriptor = ::inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
  if (descriptor < 0) return fail(limit_error(errno, "."));
  return FolderWatch(descriptor);
}

FolderWatch::FolderWatch(FolderWatch&& other) noexcept
    : descriptor_(std::exchange(other.descriptor_, -1)),
      ids_(std::move(other.ids_)),
      folders_(std::move(other.folders_)) {}

FolderWatch::~FolderWatch() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

void FolderWatch::forget(int id) {
  auto entry = folders_.find(id);
  if (entry == folders_.end()) return;
  for (const std::string& folder : entry->second) ids_.erase(folder);
  folders_.erase(entry);
}

Result<std::vector<std::string>> FolderWatch::watch(const std::set<std::string>& folders) {
  std::map<std::string, int> before = std::exchange(ids_, {});
  std::unordered_map<int, std::vector<std::string>> folders_before = std::exchange(folders_, {});
  std::vector<std::string> added;
  for (const std::string& folder : folders) {
    // Asked for again and again: only so is a folder noticed that took another one's name.
    int id =
        ::inotify_add_watch(descriptor_, folder.c_str(), listing_events | content_events | own_events | IN_ONLYDIR);
    if (id < 0 && (errno == ENOSPC || errno == ENOMEM)) return fail(limit_error(errno, folder));
    if (id < 0) continue;  // not there, or not ours to look at
    ids_[folder] = id;
    folders_[id].push_back(folder);
    auto known = before.find(folder);
    if (known == before.end() || known->second != id) added.push_back(folder);
  }
  for (const auto& [id, names] : folders_before) {
    if (!folders_.contains(id)) ::inotify_rm_watch(descriptor_, id);
  }
  return added;
}

FolderChanges FolderWatch::take() {
  FolderChanges result;
  alignas(inotify_event) std::array<char, 64 * 1024> buffer;
  for (;;) {
    ssize_t size = ::read(descriptor_, buffer.data(), buffer.size());
    if (size <= 0) return result;
    for (std::size_t at = 0; at < static_cast<std::size_t>(size);) {
      const auto* event = reinterpret_cast<const inotify_event*>(buffer.data() + at);
      at += sizeof(inotify_event) + event->len;
      if ((event->mask & IN_Q_OVERFLOW) != 0) result.is_overflown = true;
      auto entry = folders_.find(event->wd);
      if (entry == folders_.end()) continue;
      std::string name = event->len == 0 ? "" : std::string(event->name);
      bool is_listing = (event->mask & (listing_events | own_events)) != 0;
      for (const std::string& folder : entry->second) result.changes.push_back({folder, name, is_listing});
      if ((event->mask & IN_MOVE_SELF) != 0) ::inotify_rm_watch(descriptor_, event->wd);
      if ((event->mask & (IN_MOVE_SELF | IN_IGNORED)) != 0) forget(event->wd);
    }
  }
}

}  // namespace sinter
