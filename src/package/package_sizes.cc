#include "package/package_sizes.h"

#include <algorithm>

#include "base/json.h"
#include "base/path.h"
#include "base/ranges.h"
#include "os/files.h"
#include "package/measured.h"
#include "size/budget.h"

namespace sinter {
namespace {

/// Where a file of the package was read: what `sinter size` measured goes by that name.
std::string origin_of(const NpmPackage& package, std::string_view path) {
  for (const NpmModule& module : package.modules) {
    if (path.starts_with(module.name + "/")) return module.folder + std::string(path.substr(module.name.size()));
  }
  return std::string(path);
}

std::string sizes_json(const NpmPackage& package, const Snapshot& snapshot) {
  JsonWriter json(1);
  json.begin_object();
  json.key("schema").string("sinter.size/2");
  json.key("file").string(package.folder);
  json.key("size_bytes").number(snapshot.sizes.raw_bytes);
  json.key("format").string("package");
  json.key("sizes").begin_object();
  auto size = [&](std::string_view name, std::uint64_t bytes) {
    if (bytes != 0) json.key(name).number(bytes);
  };
  size("raw_bytes", snapshot.sizes.raw_bytes);
  size("gzip_bytes", snapshot.sizes.gzip_bytes);
  size("brotli_bytes", snapshot.sizes.brotli_bytes);
  size("zstd_bytes", snapshot.sizes.zstd_bytes);
  json.end_object();
  json.key("views").begin_array().begin_object();
  json.key("by").string("file");
  json.key("rows").begin_array();
  for (const SnapshotPart& part : snapshot.parts) {
    json.begin_object();
    json.key("kind").string(part.kind).key("name").string(part.name).key("size_bytes").number(part.size_bytes);
    json.end_object();
  }
  json.end_array().end_object().end_array();
  json.end_object();
  return json.take() + "\n";
}

}  // namespace

Result<Snapshot> measure_package(const NpmPackage& package, const std::vector<MeasuredPackageFile>& files) {
  std::vector<SizeLimit> budgets = SINTER_TRY(parse_budgets(package.budgets));
  bool is_compressed = ranges::any_of(budgets, &SizeLimit::is_of_compressed);
  std::vector<MeasuredFile> measured;
  for (const std::string& path : package.sizes_files) {
    if (std::optional<MeasuredFile> known = read_measured(path)) measured.push_back(*std::move(known));
  }
  Snapshot snapshot;
  for (const MeasuredPackageFile& file : files) {
    snapshot.sizes.raw_bytes += file.bytes.size();
    snapshot.parts.push_back({"file", std::string(file.path), file.bytes.size()});
    if (!is_compressed) continue;
    Sizes sizes = sizes_of(measured, origin_of(package, file.path), file.bytes);
    snapshot.sizes.gzip_bytes += sizes.gzip_bytes;
    snapshot.sizes.brotli_bytes += sizes.brotli_bytes;
    snapshot.sizes.zstd_bytes += sizes.zstd_bytes;
  }
  std::stable_sort(snapshot.parts.begin(), snapshot.parts.end(),
                   [](const SnapshotPart& a, const SnapshotPart& b) { return a.size_bytes > b.size_bytes; });
  return snapshot;
}

Result<void> check_package_sizes(const NpmPackage& package, const Snapshot& snapshot) {
  SINTER_TRY(hold_budgets(package.folder, snapshot, SINTER_TRY(parse_budgets(package.budgets)), package.baseline));
  if (package.sizes_output.empty()) return {};
  SINTER_TRY(make_folders(parent_path(package.sizes_output)));
  return write_file(package.sizes_output, sizes_json(package, snapshot));
}

}  // namespace sinter
