#include "cache/file_table.h"

#include "os/clock.h"

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

}  // namespace

Digest file_identity(const Digest& content, bool is_executable) {
  return is_executable ? Hasher().field("executable").field(content).finish() : content;
}

FileIndex FileTable::intern(std::string_view path) {
  auto [entry, is_new] = by_path_.try_emplace(std::string(path), static_cast<std::uint32_t>(entries_.size()));
  if (is_new) {
    entries_.emplace_back();
    entries_.back().path = path;
  }
  return {entry->second};
}

Result<std::optional<Digest>> FileTable::digest(FileIndex file) {
  Entry& entry = entries_[file.index];
  if (entry.is_checked) return entry.exists ? std::optional(entry.digest) : std::nullopt;
  std::optional<FileStat> stat = stat_file(entry.path);
  if (!stat) {
    entry.is_checked = true;
    entry.exists = entry.is_known = false;
    return std::optional<Digest>();
  }
  if (!entry.is_known || entry.stat != *stat) {
    entry.digest = file_identity(SINTER_TRY(digest_file(entry.path)), stat->is_executable);
    entry.stat = *stat;
    entry.is_known = true;
    entry.is_racy = stat->changed_ns > wall_clock_ns() - racy_window_ns;
    ++hashed_count_;
  }
  entry.is_checked = entry.exists = true;
  return std::optional(entry.digest);
}

void FileTable::record(FileIndex file, const Digest& identity) {
  Entry& entry = entries_[file.index];
  std::optional<FileStat> stat = stat_file(entry.path);
  entry.is_checked = true;
  entry.exists = entry.is_known = stat.has_value();
  if (stat) entry.stat = *stat;
  entry.digest = identity;
  entry.is_racy = false;  // the action that wrote it has ended
}

bool FileTable::is_untouched(FileIndex file) const {
  const Entry& entry = entries_[file.index];
  std::optional<FileStat> stat = stat_file(entry.path);
  return stat.has_value() == entry.exists && (!stat || *stat == entry.stat);
}

void FileTable::write(ByteWriter& out, std::int64_t now_ns) const {
  out.u32(static_cast<std::uint32_t>(entries_.size()));
  for (const Entry& entry : entries_) {
    out.text(entry.path);
    bool is_racy = entry.is_racy || entry.stat.changed_ns > now_ns - racy_window_ns;
    bool is_kept = entry.is_known && !is_racy;
    out.u8(is_kept ? 1 : 0);
    if (!is_kept) continue;
    write_stat(out, entry.stat);
    out.digest(entry.digest);
  }
}

void FileTable::read(ByteReader& in) {
  std::uint32_t count = in.count(5);
  entries_.reserve(count);
  by_path_.reserve(count);
  for (std::uint32_t i = 0; i < count; ++i) {
    Entry& entry = entries_[intern(in.text()).index];
    if (entries_.size() != i + 1) in.reject();  // a path twice
    if (in.u8() == 1) {
      entry.stat = read_stat(in);
      entry.digest = in.digest();
      entry.is_known = true;
    }
    if (!in.ok()) return;
  }
}

}  // namespace sinter
