#include "base/path.h"

#include <vector>

namespace sinter {
namespace {

/// "", "." and ".." stand for nothing, or for something else.
bool is_name(std::string_view part) { return part.size() > 2 || (!part.empty() && part != "." && part != ".."); }

/// A relative path that is normal already, as most are.
bool is_list_of_names(std::string_view path) {
  for (std::size_t end; is_name(path.substr(0, end = path.find('/')));) {
    if (end == path.npos) return true;
    path.remove_prefix(end + 1);
  }
  return false;
}

}  // namespace

std::string normalize_path(std::string_view path) {
  if (is_list_of_names(path)) return std::string(path);
  bool absolute = is_absolute(path);
  std::vector<std::string_view> parts;
  while (!path.empty()) {
    std::size_t end = path.find('/');
    std::string_view part = path.substr(0, end);
    path.remove_prefix(end == std::string_view::npos ? path.size() : end + 1);
    if (part.empty() || part == ".") continue;
    if (part == ".." && !parts.empty() && parts.back() != "..") {
      parts.pop_back();
    } else if (part != ".." || !absolute) {
      parts.push_back(part);
    }
  }
  std::string text = absolute ? "/" : "";
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (i != 0) text += '/';
    text += parts[i];
  }
  return text.empty() ? "." : text;
}

bool is_absolute(std::string_view path) { return path.starts_with('/'); }

bool leaves_base(std::string_view normalized) { return normalized == ".." || normalized.starts_with("../"); }

std::string join_path(std::string_view base, std::string_view child) {
  if (is_absolute(child) || base == ".") return normalize_path(child);
  return normalize_path(std::string(base) + "/" + std::string(child));
}

std::string parent_path(std::string_view path) {
  std::size_t slash = path.rfind('/');
  if (slash == std::string_view::npos) return ".";
  return slash == 0 ? "/" : std::string(path.substr(0, slash));
}

std::string_view file_name(std::string_view path) {
  std::size_t slash = path.rfind('/');
  return slash == std::string_view::npos ? path : path.substr(slash + 1);
}

std::string_view file_extension(std::string_view path) {
  std::string_view name = file_name(path);
  std::size_t dot = name.rfind('.');
  return dot == std::string_view::npos || dot == 0 ? std::string_view{} : name.substr(dot);
}

std::string_view file_stem(std::string_view path) {
  std::string_view name = file_name(path);
  return name.substr(0, name.size() - file_extension(name).size());
}

std::optional<std::string> relative_to(std::string_view path, std::string_view base) {
  if (path == base) return ".";
  if (base == ".") return is_absolute(path) || leaves_base(path) ? std::nullopt : std::optional(std::string(path));
  if (base == "/") return is_absolute(path) ? std::optional(std::string(path.substr(1))) : std::nullopt;
  if (path.size() <= base.size() || !path.starts_with(base) || path[base.size()] != '/') return std::nullopt;
  return std::string(path.substr(base.size() + 1));
}

}  // namespace sinter
