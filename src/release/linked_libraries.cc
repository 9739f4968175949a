#include "release/linked_libraries.h"

#include "base/path.h"
#include "base/ranges.h"
#include "base/text.h"
#include "os/files.h"
#include "os/process.h"
#include "release/semantic_version.h"

namespace sinter {
namespace {

constexpr std::uint64_t header_bytes_max = 1 << 20;

OutsidePackage library(std::string name, std::string version) {
  return {.ecosystem = "generic", .name = std::move(name), .version = std::move(version), .digest = {}};
}

/// A file of zig's own, which has its libraries beside it, or in lib/zig of the folder that its bin/ is in; or "".
std::string zig_text(const std::string& zig_path, const std::string& path) {
  std::string folder = join_path(real_path(zig_path).value_or(zig_path), "..");
  for (const char* libraries : {"lib", "../lib/zig", "../lib"}) {
    Result<std::string> text =
        read_file_limited(join_path(folder, std::string(libraries) + "/" + path), header_bytes_max);
    if (text) return *std::move(text);
  }
  return "";
}

/// What follows `name` on the line that defines it.
std::string_view defined(std::string_view header, std::string_view name) {
  std::string wanted = "define " + std::string(name) + " ";
  std::size_t at = header.find(wanted);
  if (at == std::string_view::npos) return "";
  std::string_view rest = header.substr(at + wanted.size());
  return trim(rest.substr(0, rest.find('\n')));
}

/// "zig-0.17.1", which is all that can be said of what has no version of its own; or "".
std::string zig_version(const std::string& zig_path) {
  Result<Finished> finished = run({.argv = {zig_path, "version"}});
  if (!finished || !finished->status.ok()) return "";
  std::string_view version = trim(finished->output);
  return parse_semantic_version(version) ? "zig-" + std::string(version) : "";
}

bool has_cpp(const BinaryConfig& binary) {
  return !binary.uses.empty() ||
         ranges::any_of(binary.sources, [](const SourceFile& source) { return source.language == Language::cpp; });
}

}  // namespace

std::string musl_version(std::string_view header) {
  std::string_view text = defined(header, "VERSION");
  return text.size() > 2 && text.starts_with('"') && text.ends_with('"') ? std::string(text.substr(1, text.size() - 2))
                                                                         : "";
}

std::string mingw_version(std::string_view header) {
  std::string version;
  for (const char* part : {"MAJOR", "MINOR", "BUGFIX"}) {
    std::optional<std::uint64_t> number = parse_decimal(defined(header, std::string("__MINGW64_VERSION_") + part));
    if (!number) return "";
    version += (version.empty() ? "" : ".") + std::to_string(*number);
  }
  std::string_view state = defined(header, "__MINGW64_VERSION_STATE");  // between releases
  bool is_release = state.size() <= 2;
  return is_release ? version : version + "-" + std::string(state.substr(1, state.size() - 2));
}

std::string libcxx_version(std::string_view header) {
  std::optional<std::uint64_t> number = parse_decimal(defined(header, "_LIBCPP_VERSION"));  // 220108
  if (!number) return "";
  return std::to_string(*number / 10000) + "." + std::to_string(*number / 100 % 100) + "." +
         std::to_string(*number % 100);
}

std::vector<OutsidePackage> libraries_of_program(const BinaryConfig& binary, Target target,
                                                 const std::string& zig_path) {
  std::vector<OutsidePackage> all;
  switch (target) {
    case Target::x86_64_linux_musl:
    case Target::aarch64_linux_musl:
      all.push_back(library("musl", musl_version(zig_text(zig_path, "libc/musl/src/internal/version.h"))));
      break;
    case Target::x86_64_windows:
      all.push_back(
          library("mingw-w64", mingw_version(zig_text(zig_path, "libc/include/any-windows-any/_mingw_mac.h"))));
      break;
    case Target::wasm32_wasi: all.push_back(library("wasi-libc", zig_version(zig_path))); break;
    case Target::x86_64_macos:
    case Target::aarch64_macos: break;  // the C library is the system's
  }
  if (!has_cpp(binary)) return all;
  std::string version = libcxx_version(zig_text(zig_path, "libcxx/include/__config"));
  for (const char* name : {"libc++", "libc++abi", "libunwind"}) all.push_back(library(name, version));
  return all;
}

std::vector<OutsidePackage> libraries_of_modules(const Environment& environment) {
  const std::vector<std::string> packages = {"libc++-22-dev-wasm32", "libc++abi-22-dev-wasm32",
                                             "libclang-rt-22-dev-wasm32", "wasi-libc"};
  Command command{.argv = {"dpkg-query", "--show", "--showformat=${Package} ${Version}\n"},
                  .environment = {"LC_ALL=C"}};
  command.argv.insert(command.argv.end(), packages.begin(), packages.end());
  if (auto path = environment.find("PATH"); path != environment.end())
    command.environment.push_back("PATH=" + path->second);
  Result<Finished> finished = run(std::move(command));
  std::vector<std::string> lines = finished ? split(finished->output, '\n') : std::vector<std::string>();
  std::vector<OutsidePackage> all;
  for (const std::string& package : packages) {
    auto line = ranges::find_if(lines, [&](const std::string& text) { return text.starts_with(package + " "); });
    bool is_known = line != lines.end();
    all.push_back({.ecosystem = is_known ? "deb/debian" : "generic",
                   .name = package,
                   .version = is_known ? std::string(trim(line->substr(package.size()))) : "",
                   .digest = {}});
  }
  return all;
}

}  // namespace sinter
