#include "package/npm.h"

#include <unordered_set>

#include "base/json_value.h"
#include "base/path.h"
#include "base/ranges.h"
#include "base/text.h"
#include "config/names.h"
#include "os/files.h"
#include "package/npm_layout.h"
#include "package/npm_module.h"
#include "package/npm_texts.h"
#include "package/package_json.h"
#include "package/package_sizes.h"

namespace sinter {
namespace {

struct PackageFile {
  std::string path;  // below the package's folder
  std::string bytes;
};

constexpr std::uint64_t text_file_bytes_max = 16'000'000;

Error invalid(std::string what, std::string why, std::string next) {
  return {.code = Code::package_invalid, .what = std::move(what), .why = {std::move(why)}, .next = std::move(next)};
}

Result<void> check_names(const NpmPackage& package) {
  if (std::optional<std::string> fault = npm_name_fault(package.name)) {
    return fail(invalid("npm refuses the name " + quote(package.name), *fault, "set `name` in the [package] table"));
  }
  if (std::optional<std::string> fault = version_fault(package.version)) {
    return fail(invalid("npm refuses the version " + quote(package.version), *fault, "set `version` in [project]"));
  }
  return {};
}

Error no_license(const std::string& package_name, const std::string& license) {
  std::string why = license.empty() ? "[project] has no `license`, and the package no `license_file`"
                                    : quote(license) + " is no licence whose text its name tells";
  return {.code = Code::package_missing,
          .what = "the package " + quote(package_name) + " has no licence to ship",
          .why = {std::move(why)},
          .next = "add `license = \"MIT\"` to [project], or `license_file = \"LICENSE\"` to the package"};
}

Result<std::string> license_text(const NpmPackage& package, const JsonValue& own) {
  if (!package.license_file.empty()) return read_file_limited(package.license_file, text_file_bytes_max);
  const JsonValue* own_license = own.find("license");
  bool is_named_there = own_license != nullptr && own_license->as_string() != nullptr;
  if (std::optional<std::string> note =
          npm_license_note(is_named_there ? *own_license->as_string() : package.license)) {
    return *std::move(note);
  }
  return fail(no_license(package.name, package.license));
}

/// Every file of the package, sorted by path.
Result<std::vector<PackageFile>> package_files(const NpmPackage& package) {
  std::vector<ShippedModule> modules;
  for (const NpmModule& module : package.modules) {
    modules.push_back(SINTER_TRY(read_shipped_module(module, {package.name, package.version})));
  }
  ranges::sort(modules, {}, &ShippedModule::name);

  JsonValue own = SINTER_TRY(read_own_package_json(package));
  std::vector<PackageFile> files;
  files.push_back({"LICENSE", SINTER_TRY(license_text(package, own))});
  files.push_back({"README.md", package.readme.empty()
                                    ? npm_readme(package, modules)
                                    : SINTER_TRY(read_file_limited(package.readme, text_file_bytes_max))});
  for (std::string_view file : npm_index_files) {
    std::string_view ending = file.substr(std::string_view("index").size());
    bool is_types = ending.starts_with(".d.");
    std::string_view entry = ending == ".d.ts" ? ".js" : ending == ".d.cts" ? ".cjs" : ending;
    files.push_back({std::string(file), is_types ? npm_index_types(modules, entry) : npm_index(modules, entry)});
  }
  files.push_back({"package.json", npm_package_json(package, own, modules)});
  for (ShippedModule& module : modules) {
    for (std::vector<ShippedFile>* part : {&module.texts, &module.wasm}) {
      for (ShippedFile& file : *part) files.push_back({module.name + "/" + file.name, std::move(file.bytes)});
    }
  }
  ranges::sort(files, {}, &PackageFile::path);
  return files;
}

/// True if package.json in `folder` says that sinter made the folder.
bool has_marker(const std::string& folder) {
  Result<std::string> text = read_file_limited(folder + "/package.json", text_file_bytes_max);
  if (!text.has_value()) return false;
  Result<JsonValue> json = json_parse(*text, "package.json");
  return json.has_value() && json->find(npm_marker) != nullptr;
}

/// The first file below `folder` that is none of `known`; "" if there is none.
Result<std::string> first_foreign(const std::string& folder, const std::string& below,
                                  const std::unordered_set<std::string_view>& known) {
  for (const FolderEntry& entry : SINTER_TRY(list_folder(folder))) {
    std::string path = below.empty() ? entry.name : below + "/" + entry.name;
    if (!entry.is_folder) {
      if (!known.contains(path)) return path;
      continue;
    }
    std::string foreign = SINTER_TRY(first_foreign(folder + "/" + entry.name, path, known));
    if (!foreign.empty()) return foreign;
  }
  return std::string();
}

/// A folder may be replaced if we made it: it says so, or, when its package.json is lost,
/// it holds nothing but files of this very package.
Result<void> check_replaceable(const std::string& folder, const std::vector<PackageFile>& files) {
  std::optional<FileStat> stat = stat_link(folder);
  if (!stat) return {};
  std::string next = "remove " + quote(folder) + ", or move what is in it elsewhere";
  if (!stat->is_folder) {
    return fail(
        invalid("cannot write the package to " + quote(folder), "a file of that name is there", std::move(next)));
  }
  if (has_marker(folder)) return {};
  std::unordered_set<std::string_view> known;
  for (const PackageFile& file : files) known.insert(file.path);
  std::string foreign = SINTER_TRY(first_foreign(folder, "", known));
  if (foreign.empty()) return {};
  return fail(invalid("cannot write the package to " + quote(folder),
                      "it holds " + quote(foreign) + ", which sinter did not make", std::move(next)));
}

Result<void> write_files(const std::vector<PackageFile>& files, const std::string& folder) {
  for (const PackageFile& file : files) {
    std::string path = folder + "/" + file.path;
    SINTER_TRY(make_folders(parent_path(path)));
    SINTER_TRY(write_file(path, file.bytes, Durability::relaxed));
  }
  return {};
}

}  // namespace

std::optional<Error> license_problem(const std::string& package_name, const std::string& license) {
  if (npm_license_note(license)) return std::nullopt;
  return no_license(package_name, license);
}

Result<void> write_npm_package(const NpmPackage& package) {
  SINTER_TRY(check_names(package));
  std::vector<PackageFile> files = SINTER_TRY(package_files(package));
  SINTER_TRY(check_replaceable(package.folder, files));
  std::vector<MeasuredPackageFile> measured;
  for (const PackageFile& file : files) measured.push_back({file.path, file.bytes});
  SINTER_TRY(check_package_sizes(package, SINTER_TRY(measure_package(package, measured))));

  // Hidden, so that a glob over dist/ never meets it; one name, so that what a killed run
  // left is cleared by the next.
  std::string aside =
      join_path(parent_path(package.folder), "." + std::string(file_name(package.folder)) + ".sinter-new");
  SINTER_TRY(remove_tree(aside));
  if (Result<void> written = write_files(files, aside); !written) {
    [[maybe_unused]] Result<void> removed = remove_tree(aside);  // on a full disk, room for the next run
    return written;
  }
  if (!exists(package.folder)) return rename_file(aside, package.folder);
  SINTER_TRY(exchange_folders(aside, package.folder));
  return remove_tree(aside);
}

}  // namespace sinter
