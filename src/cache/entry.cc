#include "cache/entry.h"

#include "base/bytes.h"

namespace sinter {
namespace {

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

}  // namespace

std::string encode_entry(const std::vector<CacheRecord>& records) {
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

std::optional<std::vector<CacheRecord>> decode_entry(std::string_view bytes) {
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

}  // namespace sinter
