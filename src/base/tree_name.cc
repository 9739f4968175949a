#include "base/tree_name.h"

namespace sinter {

void TreeNames::add(std::string_view path) {
  if (std::optional<std::string_view> folder = tree_folder(path)) names_.try_emplace(std::string(*folder), path);
}

std::string_view TreeNames::above(std::string_view path) const {
  if (names_.empty()) return {};
  std::size_t slash = path.rfind('/');
  return slash == std::string_view::npos ? std::string_view() : at_or_above(path.substr(0, slash));
}

std::string_view TreeNames::at_or_above(std::string_view path) const {
  if (names_.empty()) return {};
  for (;;) {
    if (auto name = names_.find(path); name != names_.end()) return name->second;
    std::size_t slash = path.rfind('/');
    if (slash == std::string_view::npos) return {};
    path = path.substr(0, slash);
  }
}

}  // namespace sinter
