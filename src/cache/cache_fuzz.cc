// Whatever lies where an entry of the cache should, finding it ends in records that can be
// stored again, or in none. The seal, which no mutation gets right, is put on here, so
// that the reader behind it is reached.
#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "base/bytes.h"
#include "base/path.h"
#include "base/tree_name.h"
#include "cache/cache.h"
#include "cache/layout.h"
#include "cache/tree.h"
#include "os/files.h"

namespace sinter {
namespace {

/// A cache in a scratch folder, which the system's own cleaning removes.
Cache scratch_cache() {
  const char* base = std::getenv("TMPDIR");
  std::string folder = std::string(base != nullptr ? base : ".") + "/sinter-cache-fuzz-XXXXXX";
  SINTER_ASSERT(::mkdtemp(folder.data()) != nullptr);
  Result<Cache> cache = Cache::open(folder);
  SINTER_ASSERT(cache.has_value());
  return *std::move(cache);
}

}  // namespace
}  // namespace sinter

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace sinter;
  static Cache cache = scratch_cache();
  static const Digest key = sha256("fuzz");
  static const std::string folder =
      cache.folder() + "/" + std::string(cache_entries_name) + "/" + key.hex().substr(0, 2);
  SINTER_ASSERT(make_folders(folder).has_value());
  std::string bytes = seal(entry_magic, {reinterpret_cast<const char*>(data), size});
  SINTER_ASSERT(write_file(folder + "/" + key.hex().substr(2), bytes).has_value());
  for (const CacheRecord& record : cache.find(key)) {
    SINTER_ASSERT(cache.put(key, record).has_value());
    SINTER_ASSERT(cache.find(key).front() == record);
    std::span<const CachedFile> rest = record.outputs;
    while (std::optional<std::span<const CachedFile>> lines = first_output(rest)) {
      std::optional<std::string_view> folder = tree_folder(lines->front().path);
      for (const CachedFile& file : lines->subspan(1)) SINTER_ASSERT(relative_to(file.path, *folder).has_value());
      rest = rest.subspan(lines->size());
    }
  }
  return 0;
}
