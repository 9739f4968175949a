#include "package/measured.h"

#include "base/json_value.h"
#include "base/ranges.h"
#include "os/files.h"

namespace sinter {
namespace {

constexpr std::uint64_t sizes_file_bytes_max = 64 << 20;

std::optional<std::uint64_t> number_in(const JsonValue& sizes, std::string_view name) {
  const JsonValue* value = sizes.find(name);
  const std::int64_t* number = value == nullptr ? nullptr : value->as_integer();
  return number == nullptr || *number <= 0 ? std::nullopt : std::optional(static_cast<std::uint64_t>(*number));
}

}  // namespace

std::optional<MeasuredFile> read_measured(const std::string& path) {
  Result<std::string> text = read_file_limited(path, sizes_file_bytes_max);
  if (!text) return std::nullopt;
  Result<JsonValue> json = json_parse(*text, path);
  const JsonValue* file = json ? json->find("file") : nullptr;
  const JsonValue* sizes = json ? json->find("sizes") : nullptr;
  if (file == nullptr || file->as_string() == nullptr || sizes == nullptr) return std::nullopt;
  std::optional<std::uint64_t> raw = number_in(*sizes, "raw_bytes"), gzip = number_in(*sizes, "gzip_bytes"),
                               brotli = number_in(*sizes, "brotli_bytes"), zstd = number_in(*sizes, "zstd_bytes");
  if (!raw || !gzip || !brotli || !zstd) return std::nullopt;
  return MeasuredFile{*file->as_string(), {*raw, *gzip, *brotli, *zstd}};
}

Sizes sizes_of(const std::vector<MeasuredFile>& measured, const std::string& path, std::string_view bytes) {
  auto known = ranges::find(measured, path, &MeasuredFile::path);
  bool is_of_bytes = known != measured.end() && known->sizes.raw_bytes == bytes.size();
  return is_of_bytes ? known->sizes : measure_sizes(bytes);
}

}  // namespace sinter
