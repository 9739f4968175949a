#include "cache/cache.h"

#include <algorithm>

#include "base/path.h"
#include "base/text.h"
#include "cache/layout.h"
#include "os/clock.h"
#include "os/files.h"

namespace sinter {
namespace {

// Every tool that backs up or cleans folders knows it (bford.info/cachedir).
constexpr std::string_view marker_text =
    "Signature: 8a477f597d28d172789f06886806bc55\n# This folder is a cache of sinter; it may be deleted at any time.\n";

/// The smallest room that file systems give a file.
constexpr std::uint64_t block_bytes = 4096;
/// Use is noted to the day, so that almost no hit costs a write.
constexpr std::int64_t used_time_precision_ns = 86'400'000'000'000;

Result<void> write_making_folders(const std::string& path, std::string_view content, Durability durability, Mode mode) {
  Result<void> written = write_file(path, content, durability, mode);
  if (written || written.error().code == Code::disk_full) return written;
  SINTER_TRY(make_folders(parent_path(path)));
  return write_file(path, content, durability, mode);
}

}  // namespace

Result<Cache> Cache::open(std::string folder) {
  Cache cache(std::move(folder));
  auto unusable = [&](Error error) {
    error.code = Code::cache_unusable;
    return fail(std::move(error).during("opening the cache in " + cache.folder_));
  };
  if (Result<void> made = make_folders(cache.folder_); !made) return unusable(made.error());
  std::string marker = cache.folder_ + "/" + std::string(cache_marker_name);
  if (exists(marker)) return cache;
  Result<std::vector<FolderEntry>> present = list_folder(cache.folder_);
  if (!present) return unusable(present.error());
  // Names that are no builder's only: another sinter may be opening the folder right now.
  auto foreign = std::ranges::find_if_not(*present, is_cache_name, &FolderEntry::name);
  if (foreign != present->end()) {
    return fail(Error{.code = Code::cache_unusable,
                      .what = quote(cache.folder_) + " is not a sinter cache",
                      .where = {cache.folder_},
                      .why = {"it holds " + foreign->name + ", which sinter did not write"},
                      .next = "choose an empty folder with SINTER_CACHE or [cache] dir"});
  }
  std::string added = cache.folder_ + "/" + std::string(cache_added_name);
  if (present->empty()) {
    if (Result<void> written = write_file(added, counted_text(0)); !written) return unusable(written.error());
  }
  if (Result<void> written = write_file(marker, marker_text); !written) return unusable(written.error());
  return cache;
}

std::string Cache::object_path(const Digest& digest) const { return spread_path(folder_, cache_objects_name, digest); }
std::string Cache::entry_path(const Digest& base_key) const {
  return spread_path(folder_, cache_entries_name, base_key);
}

std::vector<CacheRecord> Cache::find(const Digest& base_key) {
  std::string path = entry_path(base_key);
  Result<std::string> bytes = read_file(path);
  if (!bytes) return {};
  if (std::optional<std::vector<CacheRecord>> records = decode_entry(*bytes)) {
    refresh_time(path, wall_clock_ns(), used_time_precision_ns);
    return *std::move(records);
  }
  ++damage_count_;
  [[maybe_unused]] Result<void> removed = remove_file(path);  // read-only: the next run says so again
  return {};
}

Result<void> Cache::write(const std::string& path, std::string_view content, bool is_object) {
  SINTER_TRY(write_making_folders(path, content, Durability::relaxed, is_object ? Mode::read_only : Mode::regular));
  added_bytes_ += (content.size() + block_bytes - 1) / block_bytes * block_bytes;
  return {};
}

Result<void> Cache::put(const Digest& base_key, CacheRecord record) {
  std::vector<CacheRecord> records = find(base_key);
  std::erase_if(records, [&](const CacheRecord& old) { return old.key == record.key; });
  records.insert(records.begin(), std::move(record));
  if (records.size() > records_max) records.resize(records_max);
  return write(entry_path(base_key), encode_entry(records), false);
}

Result<void> Cache::sync() { return added_bytes_ == 0 ? Result<void>() : sync_file_system(folder_); }

Result<Digest> Cache::store(const std::string& path) {
  std::string content = SINTER_TRY(read_file(path));
  Digest digest = sha256(content);
  std::string object = object_path(digest);
  std::optional<FileStat> present = stat_file(object);
  if (present && present->size_bytes == content.size()) return digest;
  SINTER_TRY(write(object, content, true));
  return digest;
}

void Cache::remove_leftovers(std::int64_t before_ns) const {
  sinter::remove_leftovers(folder_, before_ns);
  for (std::string_view kind : {cache_objects_name, cache_entries_name}) {
    std::string folder = folder_ + "/" + std::string(kind);
    for (const FolderEntry& entry : list_folder(folder).value_or({})) {
      sinter::remove_leftovers(folder + "/" + entry.name, before_ns);
    }
  }
}

bool Cache::holds(const Digest& digest) const { return stat_file(object_path(digest)).has_value(); }

Result<bool> Cache::restore(const CachedFile& file, const std::string& path) {
  std::string object = object_path(file.digest);
  Result<std::string> content = read_file(object);
  if (!content) {
    if (content.error().code != Code::file_missing) ++damage_count_;
    return false;
  }
  if (sha256(*content) != file.digest) {
    ++damage_count_;
    [[maybe_unused]] Result<void> removed = remove_file(object);
    return false;
  }
  SINTER_TRY(
      write_making_folders(path, *content, Durability::relaxed, file.is_executable ? Mode::executable : Mode::regular));
  return true;
}

}  // namespace sinter
