#include "cache/upkeep.h"

#include <functional>
#include <numeric>
#include <set>

#include "base/ranges.h"
#include "base/text.h"
#include "base/tree_name.h"
#include "cache/layout.h"
#include "os/files.h"

namespace sinter {
namespace {

/// An object is stored before the entry that names it is written, and nobody takes longer
/// than this from one to the other, nor for writing one file.
constexpr std::int64_t writer_ns_max = 3'600'000'000'000;
/// So many builds after a count, the next one counts again.
constexpr std::size_t additions_max = 10'000;

std::string below(const std::string& folder, std::string_view name) { return folder + "/" + std::string(name); }

/// Calls `visit(path of the folder, file, digest that its name says)` for every file of a kind.
void visit_spread(const std::string& folder, std::string_view kind,
                  const std::function<void(const std::string&, const StoredFile&, std::optional<Digest>)>& visit) {
  std::string top = below(folder, kind);
  for (const FolderEntry& part : list_folder(top).value_or({})) {
    if (!part.is_folder) continue;
    std::string path = below(top, part.name);
    for (const StoredFile& file : list_stored_files(path)) visit(path, file, spread_digest(part.name, file.name));
  }
}

void survey_tree(const std::string& path, std::vector<CacheSurvey::Litter>& litter) {
  for (const StoredFile& file : list_stored_files(path)) {
    litter.push_back({below(path, file.name), file.disk_bytes, INT64_MIN});
  }
  for (const FolderEntry& entry : list_folder(path).value_or({})) {
    if (entry.is_folder) survey_tree(below(path, entry.name), litter);
  }
}

/// Which objects the entry names, each once, and how many of them are not there.
void resolve(const std::vector<CacheRecord>& records, CacheSurvey& survey, CacheSurvey::Entry& entry) {
  entry.record_count = static_cast<std::uint32_t>(records.size());
  for (const CacheRecord& record : records) {
    for (const CachedFile& output : record.outputs) {
      if (is_tree_name(output.path)) continue;  // its files follow, and they are the objects
      auto object = ranges::lower_bound(survey.objects, output.digest, {}, &CacheSurvey::Object::digest);
      if (object == survey.objects.end() || object->digest != output.digest) ++entry.missing_count;
      else entry.objects.push_back(static_cast<std::uint32_t>(object - survey.objects.begin()));
    }
  }
  ranges::sort(entry.objects);
  ranges::erase_repeated(entry.objects);
  for (std::uint32_t object : entry.objects) ++survey.objects[object].entry_count;
}

template <class List>
std::uint64_t sum_bytes(const List& list) {
  return std::accumulate(list.begin(), list.end(), std::uint64_t{0},
                         [](std::uint64_t sum, const auto& part) { return sum + part.disk_bytes; });
}

/// A small object, or an entry, that somebody has made and not filled yet, or was killed before.
bool is_begun(const StoredFile& file, const std::optional<Digest>& digest) {
  return file.is_empty && digest && *digest != sha256("");
}

bool is_being_written(std::int64_t written_ns, std::int64_t now_ns) {
  if (written_ns == INT64_MIN) return false;
  // A time far in the future comes from a clock that was wrong, not from a writer.
  return written_ns > now_ns - writer_ns_max && written_ns < now_ns + writer_ns_max;
}

std::uint64_t remove_litter(const std::vector<CacheSurvey::Litter>& litter) {
  for (const CacheSurvey::Litter& file : litter) {
    [[maybe_unused]] Result<void> removed = remove_file(file.path);  // what stays is found again
  }
  return litter.size();
}

Result<void> remove(const std::string& folder, const CacheSurvey& survey, const Removals& removals) {
  // Entries before objects: a build that meets us finds no entry rather than half of its outputs.
  for (std::uint32_t entry : removals.entries) {
    SINTER_TRY(remove_file(spread_path(folder, cache_entries_name, survey.entries[entry].base_key)));
  }
  for (std::uint32_t object : removals.objects) {
    SINTER_TRY(remove_file(spread_path(folder, cache_objects_name, survey.objects[object].digest)));
  }
  for (std::uint32_t leftover : removals.leftovers) SINTER_TRY(remove_file(survey.leftovers[leftover].path));
  return {};
}

std::string added_path(const std::string& folder) { return below(folder, cache_added_name); }

Result<GcResult> collect_locked(const std::string& folder, std::uint64_t size_bytes_max, std::int64_t now_ns) {
  CacheSurvey survey = survey_cache(folder);
  Removals removals = choose_removals(survey, size_bytes_max, now_ns);
  GcResult result{.entry_count = removals.entries.size(),
                  .object_count = removals.objects.size(),
                  .litter_count = removals.leftovers.size(),
                  .freed_bytes = removals.freed_bytes + sum_bytes(survey.outdated) + sum_bytes(survey.damaged)};
  SINTER_TRY(remove(folder, survey, removals));
  result.litter_count += remove_litter(survey.outdated) + remove_litter(survey.damaged);
  for (const FolderEntry& entry : list_folder(folder).value_or({})) {
    if (entry.is_folder && is_outdated_cache_name(entry.name)) SINTER_TRY(remove_tree(below(folder, entry.name)));
  }
  result.kept_bytes = survey.disk_bytes() - result.freed_bytes;
  SINTER_TRY(write_file(added_path(folder), counted_text(result.kept_bytes)));
  return result;
}

/// What the last count and the additions since then come to; nothing when that is not known.
std::optional<std::uint64_t> estimated_bytes(const std::string& folder) {
  Result<std::string> text = read_file(added_path(folder));
  if (!text) return std::nullopt;
  if (!text->starts_with(counted_word)) return std::nullopt;
  std::vector<std::string> lines = split(std::string_view(*text).substr(counted_word.size()), '\n');
  if (lines.size() > additions_max) return std::nullopt;
  std::uint64_t sum = 0;
  for (const std::string& line : lines) {
    if (line.empty()) continue;
    std::optional<std::uint64_t> bytes = parse_decimal(line);
    if (!bytes || *bytes > UINT64_MAX - sum) return std::nullopt;
    sum += *bytes;
  }
  return sum;
}

}  // namespace

std::uint64_t CacheSurvey::disk_bytes() const {
  return sum_bytes(objects) + sum_bytes(entries) + sum_bytes(leftovers) + sum_bytes(outdated) + sum_bytes(damaged);
}

CacheSurvey survey_cache(const std::string& folder) {
  CacheSurvey survey;
  auto keep_leftover = [&](const std::string& path, const StoredFile& file) {
    survey.leftovers.push_back({below(path, file.name), file.disk_bytes, file.modified_ns});
  };
  for (const StoredFile& file : list_stored_files(folder)) {
    if (file.is_leftover) keep_leftover(folder, file);
  }
  visit_spread(
      folder, cache_objects_name, [&](const std::string& path, const StoredFile& file, std::optional<Digest> digest) {
        if (file.is_leftover || is_begun(file, digest)) return keep_leftover(path, file);
        if (!digest) return;
        survey.objects.push_back({.digest = *digest, .disk_bytes = file.disk_bytes, .written_ns = file.modified_ns});
      });
  ranges::sort(survey.objects, {}, &CacheSurvey::Object::digest);
  visit_spread(
      folder, cache_entries_name, [&](const std::string& path, const StoredFile& file, std::optional<Digest> digest) {
        if (file.is_leftover || is_begun(file, digest)) return keep_leftover(path, file);
        if (!digest) return;
        std::string entry_path = below(path, file.name);
        Result<std::string> bytes = read_file(entry_path);
        if (!bytes) return;  // gone by now, or not ours to read
        std::optional<std::vector<CacheRecord>> records = decode_entry(*bytes);
        if (!records) {
          survey.damaged.push_back({std::move(entry_path), file.disk_bytes, INT64_MIN});
          return;
        }
        CacheSurvey::Entry entry{.base_key = *digest, .disk_bytes = file.disk_bytes, .used_ns = file.modified_ns};
        resolve(*records, survey, entry);
        survey.entries.push_back(std::move(entry));
      });
  for (const FolderEntry& entry : list_folder(folder).value_or({})) {
    if (entry.is_folder && is_outdated_cache_name(entry.name)) {
      survey_tree(below(folder, entry.name), survey.outdated);
    }
  }
  return survey;
}

Removals choose_removals(const CacheSurvey& survey, std::uint64_t size_bytes_max, std::int64_t now_ns) {
  Removals removals;
  for (std::uint32_t i = 0; i < survey.leftovers.size(); ++i) {
    const CacheSurvey::Litter& leftover = survey.leftovers[i];
    if (is_being_written(leftover.written_ns, now_ns)) continue;
    removals.leftovers.push_back(i);
    removals.freed_bytes += leftover.disk_bytes;
  }
  std::vector<std::uint32_t> users;
  users.reserve(survey.objects.size());
  auto forget_object = [&](std::uint32_t object) {
    if (is_being_written(survey.objects[object].written_ns, now_ns) && survey.objects[object].entry_count == 0) return;
    removals.objects.push_back(object);
    removals.freed_bytes += survey.objects[object].disk_bytes;
  };
  for (std::uint32_t i = 0; i < survey.objects.size(); ++i) {
    users.push_back(survey.objects[i].entry_count);
    if (users[i] == 0) forget_object(i);
  }
  std::uint64_t size_bytes = survey.disk_bytes() - sum_bytes(survey.outdated) - sum_bytes(survey.damaged);
  if (size_bytes - removals.freed_bytes <= size_bytes_max) return removals;
  std::uint64_t wanted_bytes = size_bytes_max - size_bytes_max / 10;
  std::vector<std::uint32_t> oldest_first(survey.entries.size());
  std::iota(oldest_first.begin(), oldest_first.end(), 0);
  ranges::sort(oldest_first, [&](std::uint32_t left, std::uint32_t right) {
    const CacheSurvey::Entry &a = survey.entries[left], &b = survey.entries[right];
    return std::tie(a.used_ns, a.base_key) < std::tie(b.used_ns, b.base_key);
  });
  for (std::uint32_t entry : oldest_first) {
    if (size_bytes - removals.freed_bytes <= wanted_bytes) break;
    removals.entries.push_back(entry);
    removals.freed_bytes += survey.entries[entry].disk_bytes;
    for (std::uint32_t object : survey.entries[entry].objects) {
      if (--users[object] == 0) forget_object(object);
    }
  }
  return removals;
}

Result<GcResult> collect_garbage(const std::string& folder, std::uint64_t size_bytes_max, std::int64_t now_ns) {
  FileLock lock = SINTER_TRY(FileLock::acquire(below(folder, cache_lock_name)));
  return collect_locked(folder, size_bytes_max, now_ns);
}

Result<std::uint64_t> forget_entries(const std::string& folder, const std::vector<Digest>& base_keys, Forget forget) {
  FileLock lock = SINTER_TRY(FileLock::acquire(below(folder, cache_lock_name)));
  CacheSurvey survey = survey_cache(folder);
  Removals removals;
  std::set<Digest> wanted(base_keys.begin(), base_keys.end());
  for (std::uint32_t i = 0; i < survey.entries.size(); ++i) {
    const CacheSurvey::Entry& entry = survey.entries[i];
    if (!wanted.contains(entry.base_key)) continue;
    removals.entries.push_back(i);
    removals.freed_bytes += entry.disk_bytes;
    for (std::uint32_t object : entry.objects) {
      if (--survey.objects[object].entry_count != 0) continue;
      removals.objects.push_back(object);
      removals.freed_bytes += survey.objects[object].disk_bytes;
    }
  }
  if (forget == Forget::remove) SINTER_TRY(remove(folder, survey, removals));
  return removals.freed_bytes;
}

Result<std::optional<GcResult>> trim_after_build(const Cache& cache, std::uint64_t size_bytes_max,
                                                 std::int64_t now_ns) {
  if (cache.added_bytes() == 0) return std::optional<GcResult>();
  // On a full disk the next count tells.
  [[maybe_unused]] Result<void> noted =
      append_to_file(added_path(cache.folder()), std::to_string(cache.added_bytes()) + "\n");
  std::optional<std::uint64_t> bytes = estimated_bytes(cache.folder());
  if (bytes && *bytes <= size_bytes_max) return std::optional<GcResult>();
  std::optional<FileLock> lock = SINTER_TRY(FileLock::try_acquire(below(cache.folder(), cache_lock_name)));
  if (!lock) return std::optional<GcResult>();
  return std::optional(SINTER_TRY(collect_locked(cache.folder(), size_bytes_max, now_ns)));
}

VerifyResult verify_cache(const std::string& folder) {
  VerifyResult result;
  auto report = [&](const std::string& path, std::string why) {
    result.damage.push_back({path, std::move(why), remove_file(path).has_value()});
  };
  visit_spread(folder, cache_objects_name,
               [&](const std::string& path, const StoredFile& file, std::optional<Digest> name) {
                 if (!name || is_begun(file, name)) return;
                 std::string object = below(path, file.name);
                 Result<Digest> digest = digest_file(object);
                 if (!digest && !exists(object)) return;  // somebody removed it meanwhile
                 result.read_bytes += file.disk_bytes;
                 if (!digest) result.damage.push_back({object, join(digest.error().why, ", ")});
                 else if (*digest != *name) report(object, "its content does not match its digest");
                 else ++result.object_count;
               });
  CacheSurvey survey = survey_cache(folder);
  result.entry_count = survey.entries.size();
  result.read_bytes += sum_bytes(survey.entries);
  for (const CacheSurvey::Entry& entry : survey.entries) result.incomplete_count += entry.missing_count != 0 ? 1 : 0;
  for (const CacheSurvey::Litter& entry : survey.damaged) report(entry.path, "its checksum is not right");
  return result;
}

}  // namespace sinter
