// Structs by value: nested, with options, in lists, and of their own kind.
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "sinter/bind.h"

namespace golden {

struct Point {
  double x = 0;
  double y = 0;
};
struct Sprite {
  Point top_left;
  std::optional<Point> anchor;
  std::optional<std::string> label;
  std::uint8_t layer = 0;
};
struct Folder {
  std::string name;
  std::vector<Folder> folders;
};
SINTER_STRUCT(Point, x, y)
SINTER_STRUCT(Sprite, top_left, anchor, label, layer)
SINTER_STRUCT(Folder, name, folders)

Point middle(Point a, const Point& b) { return {(a.x + b.x) / 2, (a.y + b.y) / 2}; }
Sprite move(Sprite sprite, std::optional<Point>) { return sprite; }
Point sum(std::span<const Point> points) { return points.empty() ? Point{} : points[0]; }
std::vector<Sprite> visible(std::vector<Sprite> sprites) { return sprites; }
std::uint32_t depth(const Folder& folder) { return static_cast<std::uint32_t>(folder.folders.size()); }

SINTER_EXPORT(middle, "", "a", "b")
SINTER_EXPORT(move, "", "sprite", "by")
SINTER_EXPORT(sum, "", "points")
SINTER_EXPORT(visible, "", "sprites")
SINTER_EXPORT(depth, "", "folder")

}  // namespace golden
