#include "config/cache_folder.h"

#include "base/path.h"

namespace sinter {

CacheFolder choose_cache_folder(const Environment& environment, const std::string& configured) {
  auto value = [&](std::string_view name) {
    auto entry = environment.find(name);
    return entry == environment.end() ? "" : entry->second;
  };
  if (std::string chosen = value("SINTER_CACHE"); !chosen.empty()) return {chosen, "SINTER_CACHE"};
  if (!configured.empty()) return {configured, ""};
  // Relative ones would be another folder in each project; the XDG specification says to ignore them.
  if (std::string base = value("XDG_CACHE_HOME"); is_absolute(base))
    return {join_path(base, "sinter"), "XDG_CACHE_HOME"};
  if (std::string home = value("HOME"); is_absolute(home)) return {join_path(home, ".cache/sinter"), "HOME"};
  return {".sinter/cache", ""};
}

}  // namespace sinter
