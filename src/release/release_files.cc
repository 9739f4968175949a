#include "release/release_files.h"

#include "base/path.h"
#include "base/ranges.h"
#include "base/text.h"
#include "cache/tree.h"
#include "compile/zig.h"
#include "os/files.h"
#include "release/archive.h"
#include "release/documents.h"
#include "release/linked_libraries.h"
#include "release/lock_files.h"

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
    std::optional<FileStat> stat = stat_file(path);
    if (stat && !stat->is_folder) files.push_back(SINTER_TRY(take_file(path, stem + "/" + path)));
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
  ReleaseFile file;
  std::string bytes;
};

std::string_view architecture_of(std::string_view target) {
  if (target == facts_of(Target::x86_64_linux_musl).name) return "amd64";
  return target == facts_of(Target::aarch64_linux_musl).name ? "arm64" : "";
}

Result<Image> release_image(const Plan& plan, const Project& project, const ReleaseRequest& request) {
  const ReleaseConfig::Container& wanted = project.release.image;
  std::vector<ImageProgram> programs;
  for (const ShippedProgram& program : plan.programs) {
    std::string_view architecture = architecture_of(program.target);
    if (program.binary != wanted.binary || architecture.empty()) continue;
    programs.push_back({std::string(architecture), SINTER_TRY(read_file(program.path))});
  }
  Image image = SINTER_TRY(make_image(programs, {.name = wanted.binary,
                                                 .version = project.version,
                                                 .commit = request.commit,
                                                 .source = request.web,
                                                 .license = project.license,
                                                 .description = project.description,
                                                 .seconds = request.seconds}));
  for (std::size_t i = 0; i < programs.size() && wanted.size_bytes; ++i) {
    std::uint64_t size_bytes = image.size_bytes(i);
    if (size_bytes <= *wanted.size_bytes) continue;
    return fail(
        Error{.code = Code::budget_exceeded,
              .what = "the image for " + programs[i].architecture + " takes " + size_text(size_bytes) + ", " +
                      size_text(size_bytes - *wanted.size_bytes) + " more than its budget",
              .where = wanted.place,
              .why = {"the program in it has " + size_text(programs[i].bytes.size()) +
                      " before it is compressed; the budget is " + size_text(*wanted.size_bytes)},
              .next = "`sinter size` shows what the program consists of; or raise `budget` in [release.image]"});
  }
  return image;
}

/// What others made that is in these modules: of clang's what it links, of others what their lock files name.
Result<std::vector<OutsidePackage>> packages_of(const Project& project, const std::vector<std::string>& modules,
                                                const Environment& environment) {
  std::vector<OutsidePackage> all;
  bool is_linked_by_clang = false;
  for (const std::string& name : modules) {
    auto module = ranges::find(project.modules, name, &ModuleConfig::name);
    if (module == project.modules.end()) continue;
    if (module->toolset == Toolset::clang) is_linked_by_clang = true;
    std::vector<OutsidePackage> inside = SINTER_TRY(packages_inside(*module));
    all.insert(all.end(), inside.begin(), inside.end());
  }
  if (is_linked_by_clang) {
    std::vector<OutsidePackage> linked = libraries_of_modules(environment);
    all.insert(all.end(), linked.begin(), linked.end());
  }
  keep_each_once(all);
  return all;
}

Result<std::vector<OutsidePackage>> packages_of(const Project& project, const ShippedPackage& package,
                                                const Environment& environment) {
  auto found = ranges::find(project.packages, package.name, &PackageConfig::package_name);
  if (found == project.packages.end()) found = ranges::find(project.packages, package.name, &PackageConfig::name);
  if (found == project.packages.end()) return std::vector<OutsidePackage>{};
  return packages_of(project, found->contains, environment);
}

/// What zig links into one program.
std::vector<OutsidePackage> packages_of(const Project& project, const ShippedProgram& program,
                                        const std::string& zig_path) {
  std::vector<OutsidePackage> all;
  auto binary = ranges::find(project.binaries, program.binary, &BinaryConfig::name);
  if (binary == project.binaries.end()) return all;
  for (Target target : binary->targets) {
    if (facts_of(target).name == program.target) all = libraries_of_program(*binary, target, zig_path);
  }
  keep_each_once(all);
  return all;
}

std::string zig_path(const Plan& plan, const Environment& environment) {
  auto path = environment.find("PATH");
  if (plan.programs.empty() || path == environment.end()) return "";
  Result<Tool> zig = find_zig(path->second);
  return zig ? zig->path : "";
}

/// What is in the image, of all its processors.
std::vector<OutsidePackage> image_packages(const Plan& plan, const Project& project, const Environment& environment) {
  std::string zig = zig_path(plan, environment);
  std::vector<OutsidePackage> all;
  for (const ShippedProgram& program : plan.programs) {
    if (program.binary != project.release.image.binary || architecture_of(program.target).empty()) continue;
    std::vector<OutsidePackage> inside = packages_of(project, program, zig);
    all.insert(all.end(), inside.begin(), inside.end());
  }
  keep_each_once(all);
  return all;
}

/// The programs and packages, which the documents are about.
struct Archives {
  std::vector<Output> outputs;
  std::vector<ReleasedFile> described;
};

Result<Archives> make_archives(const Plan& plan, const Project& project, const ReleaseRequest& request,
                               const Environment& environment) {
  std::string zig = zig_path(plan, environment);
  Archives archives;
  auto add = [&](std::string name, std::string bytes, ReleasedFile::Kind kind, std::vector<OutsidePackage> contains,
                 const ShippedPackage* package) {
    ReleaseFile file{std::move(name), bytes.size(), sha256(bytes), package};
    archives.described.push_back({kind, file.name, file.digest, std::move(contains)});
    archives.outputs.push_back({std::move(file), std::move(bytes)});
  };
  for (const ShippedProgram& program : plan.programs) {
    std::string stem = program.binary + "-" + project.version + "-" + program.target;
    std::string ending = program.target.ends_with("windows") ? ".zip" : ".tar.gz";
    add(stem + ending, SINTER_TRY(program_archive(program, stem, request.seconds)), ReleasedFile::Kind::program,
        packages_of(project, program, zig), nullptr);
  }
  for (const ShippedPackage& package : plan.packages) {
    add(tarball_name(package, project.version), SINTER_TRY(package_archive(package, request.seconds)),
        ReleasedFile::Kind::npm_package, SINTER_TRY(packages_of(project, package, environment)), &package);
  }
  return archives;
}

std::vector<Output> documents(const ReleaseFacts& facts, const ReleaseRequest& request) {
  std::vector<Output> outputs;
  auto add = [&](std::string name, std::string bytes) {
    ReleaseFile file{std::move(name), bytes.size(), sha256(bytes)};
    outputs.push_back({std::move(file), std::move(bytes)});
  };
  std::string stem = facts.project.substr(facts.project.find('/') + 1) + "-" + facts.version;
  add(stem + ".cdx.json", cyclonedx_document(facts));
  add(stem + ".spdx.json", spdx_document(facts));
  add(stem + ".provenance.json", provenance_statement(facts));
  add("notes.md", request.notes);
  return outputs;
}

}  // namespace

Result<Release> write_release(const Plan& plan, const Project& project, const ReleaseRequest& request,
                              const Environment& environment) {
  Release release{.folder = request.folder};
  Archives archives = SINTER_TRY(make_archives(plan, project, request, environment));
  if (!project.release.image.binary.empty()) {
    release.image = SINTER_TRY(release_image(plan, project, request));
    const std::string& destination = project.release.image.destination;
    archives.described.push_back({ReleasedFile::Kind::image,
                                  destination.empty() ? project.release.image.binary : destination,
                                  release.image->index.digest, image_packages(plan, project, environment)});
  }
  ranges::sort(archives.described, {}, &ReleasedFile::name);
  ReleaseFacts facts{.project = project.name,
                     .version = project.version,
                     .license = project.license,
                     .description = project.description,
                     .homepage = project.homepage,
                     .commit = request.commit,
                     .repository = request.web,
                     .seconds = request.seconds,
                     .is_committed = request.is_committed,
                     .profile = project.profile.name,
                     .tool_version = SINTER_VERSION,
                     .files = std::move(archives.described)};
  std::vector<Output> outputs = std::move(archives.outputs);
  for (Output& document : documents(facts, request)) outputs.push_back(std::move(document));
  ranges::sort(outputs, {}, [](const Output& output) { return output.file.name; });
  SINTER_TRY(remove_tree(request.folder));
  SINTER_TRY(make_folders(request.folder));
  if (release.image)
    SINTER_TRY(write_image(*release.image, project.version, join_path(request.folder, image_folder_name)));
  std::string sums;
  for (Output& output : outputs) {
    SINTER_TRY(write_file(join_path(request.folder, output.file.name), output.bytes));
    sums += output.file.digest.hex() + "  " + output.file.name + "\n";
    release.files.push_back(std::move(output.file));
  }
  std::string sums_path = join_path(request.folder, sums_name);
  // Gets its name last: where it is, the signature is, too.
  std::string begun_path = sums_path + ".begun";
  SINTER_TRY(write_file(begun_path, sums, Durability::synced));
  release.sums = sha256(sums);
  if (request.key) {
    std::string comment = project.name + " " + project.version + ", commit " + request.commit;
    SINTER_TRY(sign_file(begun_path, sums_path + ".minisig", comment, *request.key, environment));
  }
  SINTER_TRY(rename_file(begun_path, sums_path));
  return release;
}

}  // namespace sinter
