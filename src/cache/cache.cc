#include "cache/cache.h"

#include <algorithm>

#include "base/bytes.h"
#include "base/path.h"
#include "base/text.h"
#include "os/files.h"

namespace sinter {
namespace {

// The marker every tool that backs up or cleans folders knows (bford.info/cachedir).
constexpr std::string_view marker_name = "CACHEDIR.TAG";
constexpr std::string_view marker_text =
    "Signature: 8a477f597d28d172789f06886806bc55\n# This folder is a cache of sinter; it may be deleted at any time.\n";

void write_files(ByteWriter& out, const std::vector<CachedFile>& files) {
  out.u32(static_cast<std::uint32_t>(files.size()));
  for (const CachedFile& file : files) {
    out.text(file.path);
    out.digest(file.digest);
    out.u8(file.is_executable ? 1 : 0);
  }
}

std::vector<CachedFile> read_files(ByteReader& in) {
  std::vector<CachedFile> files(in.count(37));
  for (CachedFile& file : files) {
    file.path = in.text();
    file.digest = in.digest();
    file.is_executable = in.u8() != 0;
  }
  return files;
}

std::string encode(const std::vector<CacheRecord>& records) {
  ByteWriter out;
  out.u32(static_cast<std::uint32_t>(records.size()));
  for (const CacheRecord& record : records) {
    out.digest(record.key);
    write_files(out, record.discovered);
    write_files(out, record.outputs);
    out.text(record.log);
    out.u64(record.duration_ns);
  }
  return seal(entry_magic, out.take());
}

std::optional<std::vector<CacheRecord>> decode(std::string_view bytes) {
  std::optional<std::string_view> payload = unseal(entry_magic, bytes);
  if (!payload) return std::nullopt;
  ByteReader in(*payload);
  std::vector<CacheRecord> records(in.count(52));
  for (CacheRecord& record : records) {
    record.key = in.digest();
    record.discovered = read_files(in);
    record.outputs = read_files(in);
    record.log = in.text();
    record.duration_ns = in.u64();
  }
  if (!in.finished()) return std::nullopt;
  return records;
}

/// Names are spread over 256 folders, so that no folder grows too long to list.
std::string spread(const std::string& folder, std::string_view kind, const Digest& digest) {
  std::string hex = digest.hex();
  return folder + "/" + std::string(kind) + "/" + hex.substr(0, 2) + "/" + hex.substr(2);
}

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
  std::string marker = cache.folder_ + "/" + std::string(marker_name);
  if (exists(marker)) return cache;
  Result<std::vector<FolderEntry>> present = list_folder(cache.folder_);
  if (!present) return unusable(present.error());
  // Names that are no builder's only: another sinter may be opening the folder right now.
  auto is_foreign = [](const FolderEntry& entry) {
    return entry.name != "objects" && entry.name != "actions" && !entry.name.starts_with(marker_name);
  };
  if (auto foreign = std::ranges::find_if(*present, is_foreign); foreign != present->end()) {
    return fail(Error{.code = Code::cache_unusable,
                      .what = quote(cache.folder_) + " is not a sinter cache",
                      .where = {cache.folder_},
                      .why = {"it holds " + foreign->name + ", which sinter did not write"},
                      .next = "choose an empty folder with SINTER_CACHE or [cache] dir"});
  }
  if (Result<void> written = write_file(marker, marker_text); !written) return unusable(written.error());
  return cache;
}

std::string Cache::object_path(const Digest& digest) const { return spread(folder_, "objects", digest); }
std::string Cache::entry_path(const Digest& base_key) const { return spread(folder_, "actions", base_key); }

std::vector<CacheRecord> Cache::find(const Digest& base_key) {
  std::string path = entry_path(base_key);
  Result<std::string> bytes = read_file(path);
  if (!bytes) return {};
  std::optional<std::vector<CacheRecord>> records = decode(*bytes);
  if (records) return *std::move(records);
  ++damage_count_;
  [[maybe_unused]] Result<void> removed = remove_file(path);  // read-only: the next run says so again
  return {};
}

Result<void> Cache::put(const Digest& base_key, CacheRecord record) {
  std::vector<CacheRecord> records = find(base_key);
  std::erase_if(records, [&](const CacheRecord& old) { return old.key == record.key; });
  records.insert(records.begin(), std::move(record));
  if (records.size() > records_max) records.resize(records_max);
  is_written_ = true;
  return write_making_folders(entry_path(base_key), encode(records), Durability::relaxed, Mode::regular);
}

Result<void> Cache::sync() {
  if (!std::exchange(is_written_, false)) return {};
  return sync_file_system(folder_);
}

Result<Digest> Cache::store(const std::string& path) {
  std::string content = SINTER_TRY(read_file(path));
  Digest digest = sha256(content);
  std::string object = object_path(digest);
  std::optional<FileStat> present = stat_file(object);
  if (present && present->size_bytes == content.size()) return digest;
  SINTER_TRY(write_making_folders(object, content, Durability::relaxed, Mode::read_only));
  is_written_ = true;
  return digest;
}

void Cache::remove_leftovers(std::int64_t before_ns) const {
  sinter::remove_leftovers(folder_, before_ns);
  for (std::string_view kind : {"objects", "actions"}) {
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
