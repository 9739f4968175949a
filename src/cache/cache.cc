#include "cache/cache.h"

#include "base/path.h"
#include "base/ranges.h"
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

/// Smaller files are read as a whole; larger ones never are, so that memory stays bounded.
constexpr std::uint64_t whole_bytes_max = 256 * 1024;

struct Content {
  std::uint64_t size_bytes;
  Digest digest;
  std::optional<std::string> whole;  // of a small file
};

Result<Content> read_content(const std::string& path, std::uint64_t size_bytes) {
  if (size_bytes > whole_bytes_max) return Content{size_bytes, SINTER_TRY(digest_file(path)), std::nullopt};
  std::string whole = SINTER_TRY(read_file(path));
  Digest digest = sha256(whole);
  return Content{whole.size(), digest, std::move(whole)};
}

/// Calls `write`, and once more after making the folders of `path` if they were missing.
template <class Write>
auto making_folders(const std::string& path, Write write) -> decltype(write()) {
  auto written = write();
  if (written || written.error().code == Code::disk_full) return written;
  SINTER_TRY(make_folders(parent_path(path)));
  return write();
}

/// Writes what read_content() read `from` there. A large file that changed in between makes
/// a damaged object; restoring finds that.
Result<void> write_content(const Content& content, const std::string& from, const std::string& to, Mode mode) {
  return making_folders(to, [&] {
    return content.whole ? write_file(to, *content.whole, Durability::relaxed, mode) : copy_file(from, to, mode);
  });
}

/// Small content takes its place at once; false if there is something. A killed writer leaves it empty there.
Result<bool> write_small(const std::string& path, std::string_view content, Mode mode) {
  if (content.size() > at_once_bytes_max) return false;
  return making_folders(path, [&] { return write_new_file(path, content, mode); });
}

/// Begun and not finished, by somebody who is at it or was killed: as good as absent.
bool is_begun(std::uint64_t size_bytes, const Digest& digest) { return size_bytes == 0 && digest != sha256(""); }

}  // namespace

Result<void> Cache::check(const std::string& folder) {
  if (exists(folder + "/" + std::string(cache_marker_name))) return {};
  Result<std::vector<FolderEntry>> present = list_folder(folder);
  if (!present) {
    present.error().code = Code::cache_unusable;
    return fail(std::move(present.error()).during("opening the cache in " + folder));
  }
  // Names that are no builder's only: another sinter may be opening the folder right now.
  auto is_foreign = [](std::string_view name) { return !is_cache_name(name); };
  auto foreign = ranges::find_if(*present, is_foreign, &FolderEntry::name);
  if (foreign == present->end()) return {};
  return fail(Error{.code = Code::cache_unusable,
                    .what = quote(folder) + " is not a sinter cache",
                    .where = {folder},
                    .why = {"it holds " + foreign->name + ", which sinter did not write"},
                    .next = "choose an empty folder with SINTER_CACHE or [cache] dir"});
}

Result<Cache> Cache::open(std::string folder) {
  Cache cache(std::move(folder));
  auto unusable = [&](Error error) {
    error.code = Code::cache_unusable;
    return fail(std::move(error).during("opening the cache in " + cache.folder_));
  };
  if (Result<void> made = make_folders(cache.folder_); !made) return unusable(made.error());
  std::string marker = cache.folder_ + "/" + std::string(cache_marker_name);
  if (exists(marker)) return cache;
  SINTER_TRY(check(cache.folder_));
  std::string added = cache.folder_ + "/" + std::string(cache_added_name);
  if (list_folder(cache.folder_).value_or({}).empty()) {
    if (Result<void> written = write_file(added, counted_text(0)); !written) return unusable(written.error());
  }
  if (Result<void> written = write_file(marker, marker_text); !written) return unusable(written.error());
  return cache;
}

std::optional<Cache> Cache::existing(std::string folder) {
  Cache cache(std::move(folder));
  if (!exists(cache.folder_ + "/" + std::string(cache_marker_name))) return std::nullopt;
  return cache;
}

std::string Cache::object_path(const Digest& digest) const { return spread_path(folder_, cache_objects_name, digest); }
std::string Cache::entry_path(const Digest& base_key) const {
  return spread_path(folder_, cache_entries_name, base_key);
}

std::vector<CacheRecord> Cache::find(const Digest& base_key) {
  std::string path = entry_path(base_key);
  std::optional<std::string> bytes = read_file_if_there(path);
  if (!bytes || bytes->empty()) return {};  // empty: it is being written
  if (std::optional<std::vector<CacheRecord>> records = decode_entry(*bytes)) {
    refresh_time(path, wall_clock_ns(), used_time_precision_ns);
    return *std::move(records);
  }
  ++damage_count_;
  [[maybe_unused]] Result<void> removed = remove_file(path);  // read-only: the next run says so again
  return {};
}

std::vector<CacheRecord> Cache::peek(const Digest& base_key) const {
  Result<std::string> bytes = read_file(entry_path(base_key));
  std::optional<std::vector<CacheRecord>> records = bytes ? decode_entry(*bytes) : std::nullopt;
  return records ? *std::move(records) : std::vector<CacheRecord>();
}

void Cache::note_added(std::uint64_t size_bytes) {
  added_bytes_ += (size_bytes + block_bytes - 1) / block_bytes * block_bytes;
}

Result<void> Cache::put(const Digest& base_key, CacheRecord record) {
  std::vector<CacheRecord> records = find(base_key);
  std::erase_if(records, [&](const CacheRecord& old) { return old.key == record.key; });
  records.insert(records.begin(), std::move(record));
  if (records.size() > records_max) records.resize(records_max);
  return write_entry(base_key, encode_entry(records));
}

Result<void> Cache::put_first(const Digest& base_key, CacheRecord record) {
  std::vector<CacheRecord> records;
  records.push_back(std::move(record));
  std::string bytes = encode_entry(records);
  if (!SINTER_TRY(write_small(entry_path(base_key), bytes, Mode::regular))) return write_entry(base_key, bytes);
  note_added(bytes.size());
  return {};
}

Result<void> Cache::write_entry(const Digest& base_key, const std::string& bytes) {
  std::string path = entry_path(base_key);
  SINTER_TRY(making_folders(path, [&] { return write_file(path, bytes); }));
  note_added(bytes.size());
  return {};
}

Result<void> Cache::sync() { return added_bytes_ == 0 ? Result<void>() : sync_file_system(folder_); }

Result<Digest> Cache::store(const std::string& path, std::uint64_t size_bytes) {
  Content content = SINTER_TRY(read_content(path, size_bytes));
  std::string object = object_path(content.digest);
  if (!content.whole || !SINTER_TRY(write_small(object, *content.whole, Mode::read_only))) {
    std::optional<FileStat> present = stat_file(object);
    if (present && present->size_bytes == content.size_bytes) return content.digest;
    SINTER_TRY(write_content(content, path, object, Mode::read_only));
  }
  note_added(content.size_bytes);
  return content.digest;
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

bool Cache::holds(const Digest& digest) const {
  std::optional<FileStat> object = stat_file(object_path(digest));
  return object && !is_begun(object->size_bytes, digest);
}

Result<bool> Cache::restore(const CachedFile& file, const std::string& path) {
  std::string object = object_path(file.digest);
  Result<Content> content = read_content(object, stat_file(object).value_or(FileStat{}).size_bytes);
  if (!content) {
    if (content.error().code != Code::file_missing) ++damage_count_;
    return false;
  }
  if (content->digest != file.digest) {
    if (is_begun(content->size_bytes, file.digest)) return false;
    ++damage_count_;
    [[maybe_unused]] Result<void> removed = remove_file(object);
    return false;
  }
  SINTER_TRY(write_content(*content, object, path, file.is_executable ? Mode::executable : Mode::regular));
  return true;
}

}  // namespace sinter
