#include "os/access_notes.h"

#include <fcntl.h>
#include <linux/openat2.h>
#include <linux/seccomp.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#include <algorithm>
#include <climits>
#include <cstring>
#include <optional>

#include "base/path.h"
#include "base/ranges.h"
#include "os/access_filter.h"
#include "os/files.h"

namespace sinter {
namespace {

constexpr std::size_t files_max = 500'000;
constexpr std::size_t blind_spots_max = 8;

bool read_memory(pid_t thread, std::uint64_t address, void* to, std::size_t size) {
  iovec local{to, size};
  iovec remote{reinterpret_cast<void*>(address), size};  // NOLINT(performance-no-int-to-ptr): of another process
  return ::process_vm_readv(thread, &local, 1, &remote, 1, 0) == static_cast<ssize_t>(size);
}

/// The text that ends with a zero byte there. Reads page by page: the next one may not exist.
std::optional<std::string> read_text(pid_t thread, std::uint64_t address) {
  constexpr std::size_t page_bytes = 4096;
  std::string text;
  char part[page_bytes];
  while (text.size() < PATH_MAX) {
    // Most paths are short: do not copy a whole page for them.
    std::size_t size = std::min<std::size_t>(page_bytes - address % page_bytes, text.empty() ? 256 : page_bytes);
    if (!read_memory(thread, address, part, size)) return std::nullopt;
    std::size_t length = ::strnlen(part, size);
    text.append(part, length);
    if (length < size) return text;
    address += size;
  }
  return std::nullopt;
}

std::optional<std::string> read_link_text(const std::string& path) {
  char text[PATH_MAX];
  ssize_t size = ::readlink(path.c_str(), text, sizeof text);
  if (size <= 0 || text[0] != '/') return std::nullopt;  // "pipe:[123]": no folder
  return std::string(text, static_cast<std::size_t>(size));
}

std::optional<std::string> folder_of(pid_t thread, int descriptor) {
  std::string process = "/proc/" + std::to_string(thread);
  if (descriptor == AT_FDCWD) return read_link_text(process + "/cwd");
  return read_link_text(process + "/fd/" + std::to_string(descriptor));
}

std::optional<std::string> resolve(const std::string& path) {
  char resolved[PATH_MAX];
  if (::realpath(path.c_str(), resolved) == nullptr) return std::nullopt;
  return std::string(resolved);
}

/// The path without links in its folders; its last part stays as it is.
std::string resolve_folder(const std::string& path) {
  std::size_t end = path.find_last_not_of('/');
  if (end == std::string::npos) return "/";
  std::string trimmed = path.substr(0, end + 1);
  std::size_t slash = trimmed.rfind('/');
  std::string name = trimmed.substr(slash + 1);
  if (name == "." || name == "..") return normalize_path(trimmed);
  std::optional<std::string> folder = resolve(slash == 0 ? "/" : trimmed.substr(0, slash));
  return folder ? join_path(*folder, name) : normalize_path(trimmed);
}

}  // namespace

struct AccessNotes::Call {
  pid_t thread;
  const WatchedCall& form;
  const __u64* arguments;
};

void AccessNotes::be_blind(std::string reason) {
  if (blind_spots_.size() < blind_spots_max && !ranges::contains(blind_spots_, reason)) {
    blind_spots_.push_back(std::move(reason));
  }
}

bool AccessNotes::is_ignored(const std::string& path) const {
  auto lies_in = [&](const std::string& folder) {
    return path.starts_with(folder) && (path.size() == folder.size() || path[folder.size()] == '/');
  };
  return ranges::any_of(scope_.ignored, lies_in) && (scope_.kept.empty() || !lies_in(scope_.kept));
}

void AccessNotes::observe(const seccomp_notif& notification) {
  pid_t thread = static_cast<pid_t>(notification.pid);
  if (!is_native_call(notification.data.arch, notification.data.nr)) {
    return be_blind("a program makes system calls of another architecture (32 bits)");
  }
  auto calls = watched_calls();
  auto form = ranges::find(calls, notification.data.nr, &WatchedCall::number);
  if (form == calls.end()) return;
  Call call{thread, *form, notification.data.args};
  auto first = [&](Effect effect, Links links) { observe_path(call, form->folder, form->path, effect, links); };
  auto second = [&](Effect effect) { observe_path(call, form->second_folder, form->second_path, effect, Links::keep); };
  switch (form->kind) {
    case CallKind::open: return observe_open(call, call.arguments[form->flags]);
    case CallKind::open_how: {
      open_how how = {};
      if (!read_memory(thread, call.arguments[form->flags], &how.flags, sizeof how.flags)) return;
      return observe_open(call, how.flags);
    }
    case CallKind::look: {
      bool keeps = form->flags >= 0 && (call.arguments[form->flags] & AT_SYMLINK_NOFOLLOW) != 0;
      return first(Effect::look, keeps ? Links::keep : Links::follow);
    }
    case CallKind::run: return first(Effect::read, Links::follow);
    case CallKind::read_link: return first(Effect::read, Links::keep);
    case CallKind::change: return first(Effect::update, Links::follow);
    case CallKind::remove: return first(Effect::remove, Links::keep);
    case CallKind::make: return first(Effect::make, Links::follow);
    case CallKind::make_folder: return first(Effect::make_folder, Links::keep);
    case CallKind::move: first(Effect::remove, Links::keep); return second(Effect::make);
    case CallKind::link: first(Effect::read, Links::keep); return second(Effect::make);
  }
}

void AccessNotes::observe_open(const Call& call, std::uint64_t flags) {
  Effect effect = Effect::read;
  if ((flags & O_PATH) != 0) effect = Effect::look;
  else if ((flags & O_TMPFILE) == O_TMPFILE) return;  // has no name
  else if ((flags & O_CREAT) != 0) effect = (flags & O_ACCMODE) == O_RDONLY ? Effect::write : Effect::make;
  else if ((flags & O_ACCMODE) != O_RDONLY) effect = Effect::update;
  Links links = (flags & O_NOFOLLOW) != 0 ? Links::keep : Links::follow;
  observe_path(call, call.form.folder, call.form.path, effect, links);
}

void AccessNotes::observe_path(const Call& call, int folder, int path, Effect effect, Links links) {
  std::optional<std::string> text = read_text(call.thread, call.arguments[path]);
  if (!text) {
    // An address of nothing gives the caller EFAULT; a process that hides its memory is another matter.
    char byte;
    if (call.arguments[path] != 0 && !read_memory(call.thread, call.arguments[path], &byte, 1)) {
      be_blind("a program does not let its memory be read");
    }
    return;
  }
  if (text->empty()) return;
  if (!text->starts_with('/')) {
    int descriptor = folder < 0 ? AT_FDCWD : static_cast<int>(call.arguments[folder]);
    std::optional<std::string> base = folder_of(call.thread, descriptor);
    if (!base) return;
    *text = *base + "/" + *text;
  }
  if (is_ignored(*text) && !text->contains("/..")) return;
  std::optional<std::string> target = links == Links::follow ? resolve(*text) : std::nullopt;
  std::string resolved = target ? *std::move(target) : resolve_folder(*text);
  if (is_ignored(resolved)) return;
  struct stat stat = {};
  bool exists = ::lstat(resolved.c_str(), &stat) == 0;
  // Reading the text of what is no link fails and tells only that.
  if (call.form.kind == CallKind::read_link && !S_ISLNK(stat.st_mode)) effect = Effect::look;
  pending_.push_back({std::move(resolved), effect, exists, S_ISDIR(stat.st_mode)});
}

void AccessNotes::settle(bool happened) {
  if (happened) {
    for (const Pending& pending : pending_) note(pending);
  }
  pending_.clear();
}

void AccessNotes::note(const Pending& pending) {
  if (files_.size() >= files_max && !files_.contains(pending.path)) {
    return be_blind("more than " + std::to_string(files_max) + " files were touched");
  }
  auto [entry, is_new] = files_.try_emplace(pending.path);
  TouchedFile& file = entry->second;
  if (is_new) {
    file.path = pending.path;
    file.existed = pending.exists;
    file.is_folder = pending.exists && pending.is_folder;
  }
  if (!pending.exists) {
    bool makes =
        pending.effect == Effect::make || pending.effect == Effect::write || pending.effect == Effect::make_folder;
    (makes ? file.is_written : file.is_missed) = true;
    if (pending.effect == Effect::make_folder) file.is_folder = true;
    return;
  }
  switch (pending.effect) {
    case Effect::look:
    case Effect::make_folder: file.is_looked_at = true; break;  // making what exists fails
    case Effect::write:                                         // opens what exists for reading
    case Effect::read: (pending.is_folder ? file.is_listed : file.is_read) = true; break;
    case Effect::make:
    case Effect::update: file.is_written = true; break;
    case Effect::remove: file.is_removed = true; break;
  }
}

/// A folder that got its name by renaming brought its files along, unseen.
void AccessNotes::add_moved_folder(const std::string& folder) {
  for (const FolderEntry& entry : list_folder(folder).value_or(std::vector<FolderEntry>{})) {
    std::string path = join_path(folder, entry.name);
    if (entry.is_folder && !entry.is_link) add_moved_folder(path);
    else note({.path = path, .effect = Effect::make, .exists = false, .is_folder = false});
  }
}

AccessLog AccessNotes::take() {
  std::vector<std::string> moved_folders;
  for (const auto& [path, file] : files_) {
    std::optional<FileStat> stat = file.is_written && !file.is_folder ? stat_link(path) : std::nullopt;
    if (stat && stat->is_folder) moved_folders.push_back(path);
  }
  for (const std::string& folder : moved_folders) {
    add_moved_folder(folder);
    files_[folder].is_folder = true;
  }
  AccessLog log;
  log.files.reserve(files_.size());
  for (auto& [path, file] : files_) {
    file.remains = file.is_written && stat_link(path).has_value();
    log.files.push_back(std::move(file));
  }
  ranges::sort(log.files, {}, &TouchedFile::path);
  log.blind_spots = std::move(blind_spots_);
  files_.clear();
  return log;
}

}  // namespace sinter
