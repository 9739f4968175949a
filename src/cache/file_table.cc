#include "cache/file_table.h"

#include <algorithm>
#include <utility>

#include "base/path.h"
#include "base/ranges.h"
#include "base/tree_name.h"
#include "cache/tree.h"
#include "os/clock.h"
#include "os/threads.h"

namespace sinter {
namespace {

/// A file changed this shortly before it was read, or before the state is saved, may change
/// again within the file system's time step without a trace in its stat data.
constexpr std::int64_t racy_window_ns = 50'000'000;

void write_stat(ByteWriter& out, const FileStat& stat) {
  out.u64(stat.size_bytes);
  out.u64(static_cast<std::uint64_t>(stat.modified_ns));
  out.u64(static_cast<std::uint64_t>(stat.changed_ns));
  out.u64(stat.inode);
  out.u8(stat.is_executable ? 1 : 0);
}

FileStat read_stat(ByteReader& in) {
  FileStat stat;
  stat.size_bytes = in.u64();
  stat.modified_ns = static_cast<std::int64_t>(in.u64());
  stat.changed_ns = static_cast<std::int64_t>(in.u64());
  stat.inode = in.u64();
  stat.is_executable = in.u8() != 0;
  return stat;
}

std::optional<FileStat> stat_path(std::string_view path) {
  // NOLINTNEXTLINE(bugprone-suspicious-stringview-data-usage): a zero byte follows every path of the table
  return stat_file(path.data());
}

}  // namespace

Digest file_identity(const Digest& content, bool is_executable) {
  return is_executable ? Hasher().field("executable").field(content).finish() : content;
}

FileIndex FileTable::intern(std::string_view path) {
  if (by_path_.empty()) {
    by_path_.reserve(entries_.size() + 1);
    for (std::uint32_t i = 0; i < entries_.size(); ++i) by_path_.try_emplace(entries_[i].path, i);
  }
  if (auto entry = by_path_.find(path); entry != by_path_.end()) return {entry->second};
  FileIndex file{static_cast<std::uint32_t>(entries_.size())};
  entries_.emplace_back().path = paths_.text(path);
  by_path_.emplace(entries_.back().path, file.index);
  return file;
}

Result<void> FileTable::look(Entry& entry) {
  std::int64_t started_ns = wall_clock_ns();  // reading a large file takes longer than the window
  std::optional<FileStat> stat = stat_path(entry.path);
  if (!stat) {
    entry.exists = entry.is_known = false;
    entry.digest = {};
  } else {
    if (!entry.is_known || entry.stat != *stat) {
      entry.digest = file_identity(SINTER_TRY(digest_file(std::string(entry.path))), stat->is_executable);
      entry.stat = *stat;
      entry.is_known = entry.was_hashed = true;
      entry.is_racy = stat->changed_ns > started_ns - racy_window_ns;
    }
    entry.exists = true;
  }
  entry.is_checked = true;
  return {};
}

void FileTable::survey(std::span<const FileIndex> files, std::uint32_t thread_count) {
  for_ranges(files.size(), thread_count, [&](std::size_t first, std::size_t last) {
    for (FileIndex file : files.subspan(first, last - first)) {
      Entry& entry = entries_[file.index];
      if (entry.is_checked || is_tree_name(entry.path)) continue;
      [[maybe_unused]] Result<void> looked = look(entry);
    }
  });
  for (FileIndex file : files) {
    Entry& entry = entries_[file.index];
    hashed_count_ += std::exchange(entry.was_hashed, false) ? 1 : 0;
    if (!entry.is_checked && is_tree_name(entry.path)) {
      [[maybe_unused]] Result<void> looked = look_tree(file, thread_count);
    }
  }
}

/// Its files are looked at again, whatever is known of them: the folder's listing and they
/// belong together.
Result<void> FileTable::look_tree(FileIndex tree, std::uint32_t thread_count) {
  std::vector<FileIndex> members;
  for (const std::string& member : SINTER_TRY(tree_files(path(tree)))) {
    members.push_back(intern(member));
    entries_[members.back().index].is_checked = false;
  }
  for_ranges(members.size(), thread_count, [&](std::size_t first, std::size_t last) {
    for (std::size_t i = first; i < last; ++i) [[maybe_unused]]
      Result<void> looked = look(entries_[members[i].index]);
  });
  for (FileIndex member : members) SINTER_TRY(digest(member));
  std::erase_if(members, [&](FileIndex member) { return !entries_[member.index].exists; });
  record_tree(tree, std::move(members));
  return {};
}

Digest FileTable::record_tree(FileIndex tree, std::vector<FileIndex> members) {
  Entry& entry = entries_[tree.index];
  std::size_t prefix = tree_folder(entry.path)->size() + 1;
  std::vector<TreeFile> files;
  files.reserve(members.size());
  for (FileIndex member : members) {
    files.push_back({entries_[member.index].path.substr(prefix), entries_[member.index].digest});
  }
  entry.is_checked = true;
  entry.is_known = false;  // nothing but its files tells that it is the same
  entry.exists = !members.empty();
  entry.digest = members.empty() ? Digest{} : tree_digest(files);
  members_.insert_or_assign(tree.index, std::move(members));
  return entry.digest;
}

void FileTable::forget_below(std::string_view folder) {
  for (Entry& entry : entries_) {
    if (relative_to(entry.path, folder)) entry.is_checked = false;
  }
}

Result<std::optional<Digest>> FileTable::digest(FileIndex file) {
  if (!entries_[file.index].is_checked && is_tree_name(path(file))) SINTER_TRY(look_tree(file, 1));
  Entry& entry = entries_[file.index];
  if (!entry.is_checked) SINTER_TRY(look(entry));
  hashed_count_ += std::exchange(entry.was_hashed, false) ? 1 : 0;
  return entry.exists ? std::optional(entry.digest) : std::nullopt;
}

void FileTable::record(FileIndex file, const Digest& identity) {
  if (std::optional<FileStat> stat = stat_now(file)) return record(file, identity, *stat);
  Entry& entry = entries_[file.index];
  entry.is_checked = true;
  entry.exists = entry.is_known = entry.is_racy = false;
  entry.digest = {};
}

void FileTable::record(FileIndex file, const Digest& identity, const FileStat& stat) {
  Entry& entry = entries_[file.index];
  entry.is_checked = entry.exists = entry.is_known = true;
  entry.stat = stat;
  entry.digest = identity;
  entry.is_racy = false;  // the action that wrote it has ended
}

void FileTable::assume(FileIndex file, const Digest& identity) {
  Entry& entry = entries_[file.index];
  entry.is_checked = entry.exists = true;
  entry.is_known = false;
  entry.digest = identity;
}

FileTable FileTable::of(std::span<const FileIndex> files) const {
  FileTable table;
  table.entries_.reserve(files.size());
  for (FileIndex file : files) {
    table.entries_.push_back(entries_[file.index]);
    Entry& entry = table.entries_.back();
    entry.read_digest = nullptr;
    entry.path = table.paths_.text(entries_[file.index].path);
    if (is_tree_name(entry.path)) entry.is_checked = false;  // its files may have other numbers
  }
  table.hashed_count_ = hashed_count_;
  return table;
}

std::optional<FileStat> FileTable::stat_now(FileIndex file) const { return stat_path(path(file)); }

bool FileTable::is_untouched(FileIndex file) const {
  if (is_tree_name(path(file))) return is_tree_untouched(file);
  const Entry& entry = entries_[file.index];
  std::optional<FileStat> stat = stat_now(file);
  return stat.has_value() == entry.exists && (!stat || *stat == entry.stat);
}

bool FileTable::is_tree_untouched(FileIndex tree) const {
  auto members = members_.find(tree.index);
  Result<std::vector<std::string>> now = tree_files(path(tree));
  return now && members != members_.end() &&
         ranges::equal(*now, members->second, {}, {}, [&](FileIndex member) { return path(member); }) &&
         ranges::all_of(members->second, [&](FileIndex member) { return is_untouched(member); });
}

bool FileTable::Entry::is_kept(std::int64_t now_ns) const {
  return is_known && !is_racy && stat.changed_ns <= now_ns - racy_window_ns;
}

const Digest* FileTable::kept_digest(FileIndex file, std::int64_t now_ns) const {
  const Entry& entry = entries_[file.index];
  return entry.is_kept(now_ns) ? &entry.digest : nullptr;
}

void FileTable::write(ByteWriter& out, std::int64_t now_ns) const {
  out.u32(static_cast<std::uint32_t>(entries_.size()));
  for (const Entry& entry : entries_) {
    out.zero_terminated_text(entry.path);
    bool is_kept = entry.is_kept(now_ns);
    out.u8(is_kept ? 1 : 0);
    if (!is_kept) continue;
    write_stat(out, entry.stat);
    out.digest(entry.digest);
  }
}

void FileTable::read(ByteReader& in) {
  std::uint32_t count = in.count(6);
  entries_.resize(count);
  for (Entry& entry : entries_) {
    entry.path = in.zero_terminated_text();
    if (in.u8() == 1) {
      entry.stat = read_stat(in);
      entry.read_digest = in.digest_in_place();
      if (entry.read_digest == nullptr) return;
      entry.digest = *entry.read_digest;
      entry.is_known = true;
    }
    if (!in.ok()) return;
  }
}

}  // namespace sinter
