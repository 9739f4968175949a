// One function for every composed type that crosses by value.
#include <array>
#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <variant>
#include <vector>

#ifdef __wasm__
#include "modules/memory/allocator.h"
#endif
#include "sinter/bind.h"

namespace values {

enum class Color : std::uint8_t { red, green, blue };
SINTER_ENUM(Color, red, green, blue)

struct Point {
  double x = 0;
  double y = 0;
};
SINTER_STRUCT(Point, x, y)

/// Smaller in C++ than in slots, and of every width.
struct Pixel {
  std::uint8_t gray = 0;
  std::int16_t depth = 0;
  float alpha = 0;
  bool is_set = false;
  std::uint64_t id = 0;
  Color color = Color::red;
};
SINTER_STRUCT(Pixel, gray, depth, alpha, is_set, id, color)

struct Segment {
  Point from;
  Point to;
  std::optional<std::string> label;
};
SINTER_STRUCT(Segment, from, to, label)

struct Path {
  std::string name;
  std::vector<Segment> segments;
  std::optional<std::vector<Point>> hints;
  std::array<float, 3> tint = {};
  std::pair<std::int32_t, bool> mark;
};
SINTER_STRUCT(Path, name, segments, hints, tint, mark)

/// Holds a list of its own type.
struct Node {
  std::string name;
  std::vector<Node> children;
};
SINTER_STRUCT(Node, name, children)

struct Circle {
  Point center;
  double radius = 0;
};
SINTER_STRUCT(Circle, center, radius)
struct Polygon {
  std::vector<Point> points;
};
SINTER_STRUCT(Polygon, points)
using Shape = std::variant<Circle, Polygon, std::monostate, std::string, std::int32_t, Color>;

struct Layer {
  std::optional<Shape> shape;
  std::map<std::string, Shape> named;
};
SINTER_STRUCT(Layer, shape, named)

Point echo_point(Point point) { return point; }
std::vector<Point> echo_points(std::vector<Point> points) { return points; }
Point sum_points(std::span<const Point> points) {
  Point sum;
  for (const Point& point : points) sum = {sum.x + point.x, sum.y + point.y};
  return sum;
}
std::vector<Pixel> echo_pixels(std::span<const Pixel> pixels) { return {pixels.begin(), pixels.end()}; }
Path echo_path(const Path& path) { return path; }
Node echo_node(Node node) { return node; }
std::uint32_t count_nodes(const Node& node) {
  std::uint32_t count = 1;
  for (const Node& child : node.children) count += count_nodes(child);
  return count;
}

Shape echo_shape(Shape shape) { return shape; }
std::vector<Shape> echo_shapes(std::vector<Shape> shapes) { return shapes; }
Layer echo_layer(Layer layer) { return layer; }
std::optional<Shape> maybe_shape(std::optional<Shape> shape) { return shape; }

std::vector<std::vector<double>> echo_rows(std::vector<std::vector<double>> rows) { return rows; }
std::vector<std::vector<std::string>> echo_words(std::vector<std::vector<std::string>> words) { return words; }
std::vector<std::optional<std::int64_t>> echo_gaps(std::vector<std::optional<std::int64_t>> gaps) { return gaps; }
std::vector<bool> invert(std::vector<bool> flags) {
  flags.flip();
  return flags;
}
std::vector<Color> echo_colors(std::vector<Color> colors) { return colors; }

std::pair<std::string, Point> swap_pair(const std::pair<Point, std::string>& pair) { return {pair.second, pair.first}; }
std::tuple<std::uint32_t, std::vector<std::uint8_t>, std::optional<bool>> echo_tuple(
    std::tuple<std::uint32_t, std::vector<std::uint8_t>, std::optional<bool>> tuple) {
  return tuple;
}
std::vector<std::pair<std::string, double>> echo_pairs(std::vector<std::pair<std::string, double>> pairs) {
  return pairs;
}

std::array<double, 3> cross(const std::array<double, 3>& a, std::array<double, 3> b) {
  return {a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]};
}
std::array<std::string, 2> echo_names(std::array<std::string, 2> names) { return names; }
std::array<Point, 2> echo_ends(std::array<Point, 2> ends) { return ends; }

struct Options {
  std::uint32_t limit = 10;
  double weight = 0.5;
  std::string word = "any";
  std::optional<Color> color;
  std::vector<Point> path = {{1, 2}};
};
SINTER_OPTIONS(Options, limit, weight, word, color, path)
std::string show_options(std::string_view start, const Options& options) {
  std::string text(start);
  text += "," + std::to_string(options.limit) + "," + std::to_string(static_cast<int>(options.weight * 4)) + ",";
  text += options.word + "," + (options.color ? std::to_string(static_cast<int>(*options.color)) : "none");
  return text + "," + std::to_string(options.path.size());
}
std::set<std::string> echo_set(std::set<std::string> words) { return words; }
std::unordered_set<std::int16_t> echo_places(const std::unordered_set<std::int16_t>& places) { return places; }
std::vector<std::set<std::uint64_t>> echo_sets(std::vector<std::set<std::uint64_t>> sets) { return sets; }
std::chrono::system_clock::time_point echo_time(std::chrono::system_clock::time_point time) { return time; }
std::optional<std::chrono::sys_days> echo_day(std::optional<std::chrono::sys_days> day) { return day; }
std::map<std::string, std::int32_t> echo_counts(std::map<std::string, std::int32_t> counts) { return counts; }
std::unordered_map<std::uint64_t, std::vector<Point>> echo_tracks(
    std::unordered_map<std::uint64_t, std::vector<Point>> tracks) {
  return tracks;
}

std::chrono::milliseconds echo_milliseconds(std::chrono::milliseconds time) { return time; }
std::chrono::nanoseconds echo_nanoseconds(std::chrono::nanoseconds time) { return time; }
std::chrono::duration<double> echo_seconds(std::chrono::duration<double> time) { return time; }
std::int64_t count_hours(std::chrono::hours time) { return time.count(); }
std::vector<std::chrono::seconds> echo_times(std::vector<std::chrono::seconds> times) { return times; }

void grow_memory(std::uint32_t size_bytes) {
  void* memory = std::malloc(size_bytes);
  if (memory == nullptr) std::abort();
  std::free(memory);
}
/// What the heap holds: equal before and after means that nothing leaked.
std::uint32_t used_bytes() {
#ifdef __wasm__
  return sinter::memory::heap_statistics().current_bytes;
#else
  return 0;
#endif
}

SINTER_EXPORT(echo_point, "", "point")
SINTER_EXPORT(echo_points, "", "points")
SINTER_EXPORT(sum_points, "", "points")
SINTER_EXPORT(echo_pixels, "", "pixels")
SINTER_EXPORT(echo_path, "", "path")
SINTER_EXPORT(echo_node, "", "node")
SINTER_EXPORT(count_nodes, "", "node")
SINTER_EXPORT(echo_shape, "", "shape")
SINTER_EXPORT(echo_shapes, "", "shapes")
SINTER_EXPORT(echo_layer, "", "layer")
SINTER_EXPORT(maybe_shape, "", "shape")
SINTER_EXPORT(echo_rows, "", "rows")
SINTER_EXPORT(echo_words, "", "words")
SINTER_EXPORT(echo_gaps, "", "gaps")
SINTER_EXPORT(invert, "", "flags")
SINTER_EXPORT(echo_colors, "", "colors")
SINTER_EXPORT(swap_pair, "", "pair")
SINTER_EXPORT(echo_tuple, "", "tuple")
SINTER_EXPORT(echo_pairs, "", "pairs")
SINTER_EXPORT(cross, "", "a", "b")
SINTER_EXPORT(echo_names, "", "names")
SINTER_EXPORT(echo_ends, "", "ends")
SINTER_EXPORT(echo_counts, "", "counts")
SINTER_EXPORT(show_options, "", "start", "options")
SINTER_EXPORT(echo_set, "", "words")
SINTER_EXPORT(echo_places, "", "places")
SINTER_EXPORT(echo_sets, "", "sets")
SINTER_EXPORT(echo_time, "", "time")
SINTER_EXPORT(echo_day, "", "day")
SINTER_EXPORT(echo_tracks, "", "tracks")
SINTER_EXPORT(echo_milliseconds, "", "time")
SINTER_EXPORT(echo_nanoseconds, "", "time")
SINTER_EXPORT(echo_seconds, "", "time")
SINTER_EXPORT(count_hours, "", "time")
SINTER_EXPORT(echo_times, "", "times")
SINTER_EXPORT(grow_memory, "", "size_bytes")
SINTER_EXPORT(used_bytes, "")

}  // namespace values
