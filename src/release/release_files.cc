#include "release/release_files.h"

#include "base/path.h"
#include "base/ranges.h"
#include "base/text.h"
#include "cache/tree.h"
#include "os/files.h"
#include "release/archive.h"

namespace sinter {
namespace {

/// What every archive of a program has beside it, where the project has them.
constexpr std::string_view shared_files[] = {"LICENSE", "LICENSE.md", "LICENSE.txt", "COPYING", "README.md"};

Result<ArchiveFile> take_file(const std::string& path, std::string name) {
  bool is_executable = stat_file(path).value_or(FileStat{}).is_executable;
  return ArchiveFile{std::move(name), SINTER_TRY(read_file(path)), is_executable};
}

Result<std::string> program_archive(const ShippedProgram& program, const std::string& stem, std::uint64_t seconds) {
  std::vector<ArchiveFile> files;
  files.push_back(SINTER_TRY(take_file(program.path, stem + "/" + std::string(file_name(program.path)))));
  files.front().is_executable = true;
  for (std::string_view shared : shared_files) {
    std::string path(shared);
    if (stat_file(path)) files.push_back(SINTER_TRY(take_file(path, stem + "/" + path)));
  }
  return program.target.ends_with("windows") ? make_zip(std::move(files), seconds)
                                             : make_tar_gz(std::move(files), seconds);
}

/// As `npm pack` lays it out: everything below `package/`.
Result<std::string> package_archive(const ShippedPackage& package, std::uint64_t seconds) {
  std::vector<ArchiveFile> files;
  for (const std::string& path : SINTER_TRY(list_tree(package.folder)).files) {
    std::optional<std::string> inside = relative_to(path, package.folder);
    files.push_back(SINTER_TRY(take_file(path, "package/" + inside.value_or(path))));
  }
  return make_tar_gz(std::move(files), seconds);
}

/// "@acme/geometry" is "acme-geometry-1.4.0.tgz" for npm.
std::string tarball_name(const ShippedPackage& package, const std::string& version) {
  std::string name = relative_to(package.folder, "dist/npm").value_or(package.name);
  std::erase(name, '@');
  for (char& c : name) c = c == '/' ? '-' : c;
  return name + "-" + version + ".tgz";
}

struct Output {
  std::string name;
  std::string bytes;
};

}  // namespace

Result<std::vector<ReleaseFile>> write_release(const Plan& plan, const ReleaseRequest& request) {
  std::vector<Output> outputs;
  for (const ShippedProgram& program : plan.programs) {
    std::string stem = program.binary + "-" + request.version + "-" + program.target;
    std::string ending = program.target.ends_with("windows") ? ".zip" : ".tar.gz";
    outputs.push_back({stem + ending, SINTER_TRY(program_archive(program, stem, request.seconds))});
  }
  for (const ShippedPackage& package : plan.packages) {
    outputs.push_back({tarball_name(package, request.version), SINTER_TRY(package_archive(package, request.seconds))});
  }
  outputs.push_back({"notes.md", request.notes});
  ranges::sort(outputs, {}, &Output::name);
  SINTER_TRY(remove_tree(request.folder));
  SINTER_TRY(make_folders(request.folder));
  std::vector<ReleaseFile> files;
  std::string sums;
  for (const Output& output : outputs) {
    SINTER_TRY(write_file(join_path(request.folder, output.name), output.bytes));
    files.push_back({output.name, output.bytes.size(), sha256(output.bytes)});
    sums += files.back().digest.hex() + "  " + output.name + "\n";
  }
  SINTER_TRY(write_file(join_path(request.folder, "SHA256SUMS"), sums, Durability::synced));
  return files;
}

}  // namespace sinter
