#include "compile/toolchain.h"

#include <expected>
#include <span>

#include "base/path.h"
#include "base/ranges.h"
#include "base/text.h"
#include "os/files.h"
#include "os/process.h"

namespace sinter {
namespace {

constexpr std::string_view install_hint = "install it with `apt-get install ";

/// Collects what is missing, so that one run tells everything.
class Search {
 public:
  explicit Search(const std::string& search_path) : search_path_(search_path) {}

  Tool tool(std::string_view name, std::string_view package) {
    Result<Tool> found =
        find_tool(std::string(name), search_path_, std::string(install_hint) + std::string(package) + "`");
    if (found) return *found;
    errors_.push_back(std::move(found.error()));
    return {};
  }

  std::string first_existing(std::string_view what, std::span<const std::string> candidates, std::string_view package) {
    for (const std::string& candidate : candidates) {
      if (exists(candidate)) return candidate;
    }
    errors_.push_back({.code = Code::tool_missing,
                       .what = std::string(what) + " is not installed",
                       .where = {},
                       .why = {"looked for " + join(candidates, ", ")},
                       .next = std::string(install_hint) + std::string(package) + "`"});
    return {};
  }

  void add(Error error) { errors_.push_back(std::move(error)); }
  std::vector<Error> take_errors() { return std::move(errors_); }

 private:
  const std::string& search_path_;
  std::vector<Error> errors_;
};

/// ".../lib/llvm-22" for ".../lib/llvm-22/bin/clang".
std::string llvm_folder(const Tool& clang) {
  Result<std::string> real = real_path(clang.path);
  return real ? parent_path(parent_path(*real)) : "";
}

/// The newest resource folder of that LLVM, "<root>/lib/clang/22", and its version.
struct Resources {
  std::string folder;
  std::uint64_t version = 0;
};

Resources find_resources(const std::string& root) {
  Resources best;
  Result<std::vector<FolderEntry>> entries = list_folder(root + "/lib/clang");
  if (!entries) return best;
  for (const FolderEntry& entry : *entries) {
    std::uint64_t version = parse_decimal(split(entry.name, '.').front()).value_or(0);
    if (version > best.version) best = {root + "/lib/clang/" + entry.name, version};
  }
  return best;
}

/// For a compiler that lies elsewhere than LLVM does, such as the script of a compiler cache.
Resources ask_for_resources(const Tool& clang, const std::string& search_path) {
  Result<Finished> asked = run({.argv = {clang.path, "-print-resource-dir"}, .environment = {"PATH=" + search_path}});
  if (!asked || !asked->status.ok()) return {};
  std::string folder(trim(asked->output));
  std::uint64_t version = parse_decimal(split(file_name(folder), '.').front()).value_or(0);
  return {std::move(folder), version};
}

}  // namespace

/// The dynamic loader lists them, without running the program.
std::vector<Tool> shared_libraries(const std::vector<Tool>& programs) {
  constexpr std::string_view telling[] = {"libLLVM", "libclang", "liblld", "libbinaryen", "librustc_driver"};
  std::vector<Tool> libraries;
  for (const Tool& program : programs) {
    Result<Finished> listed = run({.argv = {program.path}, .environment = {"LD_TRACE_LOADED_OBJECTS=1"}});
    if (!listed) continue;
    for (const std::string& line : split(listed->output, '\n')) {
      std::vector<std::string> words = split(trim(line), ' ');  // "libx.so.1 => /lib/libx.so.1 (0x…)"
      if (words.size() < 3 || words[1] != "=>") continue;
      bool is_telling = ranges::any_of(telling, [&](std::string_view name) { return words[0].starts_with(name); });
      bool is_known = ranges::contains(libraries, words[2], &Tool::path);
      if (is_telling && !is_known && exists(words[2])) libraries.push_back({.name = words[0], .path = words[2]});
    }
  }
  return libraries;
}

Result<Tool> find_tool(const std::string& name, const std::string& search_path, std::string next) {
  std::optional<std::string> path = find_program(name, search_path);
  if (path) return Tool{.name = name, .path = *path};
  return fail(Error{.code = Code::tool_missing,
                    .what = quote(name) + " is not installed",
                    .where = {},
                    .why = {"no such program in PATH"},
                    .next = std::move(next)});
}

std::expected<Toolchain, std::vector<Error>> find_toolchain(const std::string& search_path) {
  Search search(search_path);
  Toolchain tools;
  tools.clang = search.tool("clang-22", "clang-22");
  tools.clangxx = search.tool("clang++-22", "clang-22");
  tools.wasm_ld = search.tool("wasm-ld-22", "lld-22");
  tools.llvm_ar = search.tool("llvm-ar-22", "llvm-22");
  tools.wasm_opt = search.tool("wasm-opt", "binaryen");
  tools.native_ld = search.tool("ld.lld-22", "lld-22");
  tools.wasm_c_include = "/usr/include/wasm32-wasi";
  tools.wasm_cxx_include = tools.wasm_c_include + "/c++/v1";
  std::string libc = search.first_existing("the C library for wasm32",
                                           std::vector<std::string>{"/usr/lib/wasm32-wasi/libc.a"}, "wasi-libc");
  tools.wasm_library = parent_path(libc);
  search.first_existing("the C++ library for wasm32", std::vector<std::string>{tools.wasm_cxx_include + "/vector"},
                        "libc++-22-dev-wasm32 libc++abi-22-dev-wasm32");
  if (!tools.clangxx.path.empty()) {
    Resources resources = find_resources(llvm_folder(tools.clangxx));
    if (resources.version == 0) resources = ask_for_resources(tools.clangxx, search_path);
    if (resources.version < clang_version_min) {
      search.add(
          {.code = Code::tool_too_old,
           .what = quote(tools.clangxx.path) + " is not Clang " + std::to_string(clang_version_min) + " or newer",
           .where = {},
           .why = {"bindings are written with file-scope asm of constant text, which older ones do not know"},
           .next = std::string(install_hint) + "clang-22`"});
    }
    std::string builtins = resources.folder + "/lib/wasi/libclang_rt.builtins-wasm32.a";
    tools.wasm_builtins = search.first_existing("compiler-rt for wasm32", std::vector<std::string>{builtins},
                                                "libclang-rt-22-dev-wasm32");
  }
  std::vector<Error> errors = search.take_errors();
  if (!errors.empty()) return std::unexpected(std::move(errors));
  tools.libraries = shared_libraries({tools.clang, tools.clangxx, tools.wasm_ld, tools.llvm_ar, tools.wasm_opt});
  return tools;
}

}  // namespace sinter
