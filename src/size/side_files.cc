#include "size/side_files.h"

#include "base/path.h"
#include "os/files.h"
#include "wasm/fault.h"
#include "wasm/sections.h"

namespace sinter {
namespace {

constexpr std::string_view builds = ".sinter/build";

/// The path of the side files without their endings, when a build shipped these bytes:
/// .sinter/build/PROFILE/MODULE/VARIANT/NAME for .sinter/build/PROFILE/MODULE/module/NAME.
std::string stem_of_build(std::string_view name, std::string_view bytes) {
  std::size_t variant_end = name.rfind(".wasm");
  std::size_t module_end = variant_end == std::string_view::npos ? variant_end : name.rfind('.', variant_end - 1);
  if (module_end == std::string_view::npos || variant_end == 0) return "";
  std::string_view module = name.substr(0, module_end);
  std::string_view variant = name.substr(module_end + 1, variant_end - module_end - 1);
  Result<std::vector<FolderEntry>> profiles = list_folder(std::string(builds));
  if (!profiles) return "";
  for (const FolderEntry& profile : *profiles) {
    std::string folder = join_path(join_path(std::string(builds), profile.name), std::string(module));
    Result<std::string> shipped = read_file(join_path(join_path(folder, "module"), std::string(name)));
    if (shipped && *shipped == bytes) return join_path(join_path(folder, std::string(variant)), std::string(name));
  }
  return "";
}

}  // namespace

Result<SideFiles> read_side_files(const std::string& names_path, const std::string& source_map_path) {
  SideFiles side{.source_map_path = source_map_path};
  if (names_path.empty()) return side;
  side.names = SINTER_TRY(read_file(names_path));
  auto sections = wasm::read_sections(side.names);
  if (!sections) return fail(wasm::malformed(names_path, sections.error()));
  return side;
}

SidePaths side_paths(const std::string& path, std::string_view bytes) {
  std::string stem = path;
  if (!exists(stem + ".names") && !exists(stem + ".map")) stem = stem_of_build(file_name(path), bytes);
  if (stem.empty()) return {};
  return {.names = exists(stem + ".names") ? stem + ".names" : "",
          .source_map = exists(stem + ".map") ? stem + ".map" : ""};
}

Result<SideFiles> find_side_files(const std::string& path, std::string_view bytes) {
  SidePaths paths = side_paths(path, bytes);
  return read_side_files(paths.names, paths.source_map);
}

wasm::Names names_of(const wasm::Module& module, const SideFiles& side) {
  wasm::Names names = wasm::read_names(module);
  auto sections = wasm::read_sections(side.names);
  if (!sections || !names.functions.empty()) return names;
  wasm::Module named = module;
  named.sections = *std::move(sections);
  return wasm::read_names(named);
}

}  // namespace sinter
