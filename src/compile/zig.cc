#include "compile/zig.h"

#include "base/path.h"
#include "os/files.h"
#include "os/process.h"

namespace sinter {
namespace {

constexpr std::string_view python_script = "python-zig";

/// ".../lib/python3.11/site-packages/ziglang/zig" for ".../bin/python-zig", or "".
std::string packaged_zig(const std::string& script) {
  std::string library = join_path(parent_path(parent_path(script)), "lib");
  Result<std::vector<FolderEntry>> entries = list_folder(library);
  if (!entries) return "";
  for (const FolderEntry& entry : *entries) {
    if (!entry.name.starts_with("python3")) continue;
    for (std::string_view packages : {"site-packages", "dist-packages"}) {
      std::string zig = join_path(library, entry.name + "/" + std::string(packages) + "/ziglang/zig");
      if (exists(zig)) return zig;
    }
  }
  return "";
}

}  // namespace

Result<Tool> find_zig(const std::string& search_path) {
  if (std::optional<std::string> path = find_program("zig", search_path)) return Tool{.name = "zig", .path = *path};
  if (std::optional<std::string> script = find_program(std::string(python_script), search_path)) {
    if (std::string zig = packaged_zig(*script); !zig.empty()) return Tool{.name = "zig", .path = std::move(zig)};
  }
  return fail(Error{.code = Code::tool_missing,
                    .what = "`zig`, the compiler of every [binary.NAME], is not installed",
                    .where = {},
                    .why = {"neither `zig` nor `python-zig` is in PATH"},
                    .next = "install it with `python3 -m venv tools && tools/bin/pip install ziglang==0.17.1`, and put "
                            "`tools/bin` into PATH"});
}

}  // namespace sinter
