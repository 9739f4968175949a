// Callbacks and sequences in all the ways they can be bound; callbacks.test.mjs uses them.
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "sinter/bind.h"
#include "sinter/callback.h"
#include "sinter/sequence.h"

namespace press {

enum class PressFault { too_long };
enum class Order { before, same, after };
struct Point {
  double x, y;
};

/// How many of these C++ frames are running: what a callback throws must not skip them.
int running = 0;
struct Running {
  Running() { ++running; }
  ~Running() { --running; }
  Running(const Running&) = delete;
  Running& operator=(const Running&) = delete;
};

class Page {
 public:
  explicit Page(std::string text) : text_(std::move(text)) {}
  std::string text() const { return text_; }

 private:
  std::string text_;
};

class Book {
 public:
  Book() = default;
  void add(std::string_view text) { pages_.push_back(std::make_unique<Page>(std::string(text))); }
  sinter::Called<void> visit(sinter::Callback<void(Page&)> visitor) {
    Running frame;
    for (auto& page : pages_) {
      if (auto called = visitor(*page); !called) return called;
    }
    return {};
  }
  sinter::Sequence<std::string> texts() const {
    return [this, index = 0uz]() mutable -> std::optional<std::string> {
      if (index == pages_.size()) return std::nullopt;
      return pages_[index++]->text();
    };
  }
  void on_change(sinter::KeptCallback<void(std::string_view)> listener) { listeners_.push_back(std::move(listener)); }
  std::uint32_t change(std::string_view what) {
    std::uint32_t count = 0;
    for (auto& listener : listeners_) count += listener(what) ? 1 : 0;
    return count;
  }
  std::string announce(std::string_view what) {
    std::string said = "it was said at some length that ";
    change(what);
    said += what;
    return said;  // the one that was begun above: it is made where it is kept
  }
  void quiet() { listeners_.clear(); }

 private:
  std::vector<std::unique_ptr<Page>> pages_;
  std::vector<sinter::KeptCallback<void(std::string_view)>> listeners_;
};

class Numbers {
 public:
  explicit Numbers(std::vector<std::int32_t> values) : values_(std::move(values)) {}
  auto begin() const { return values_.begin(); }
  auto end() const { return values_.end(); }

 private:
  std::vector<std::int32_t> values_;
};

sinter::Called<double> sum(std::span<const double> values, sinter::Callback<double(double)> weight) {
  Running frame;
  double sum = 0;
  for (double value : values) {
    sinter::Called<double> weighted = weight(value);
    if (!weighted) return std::unexpected(weighted.error());
    sum += *weighted;
  }
  return sum;
}
/// Goes on after a callback threw, which does not help.
std::uint32_t count_calls(std::uint32_t times, sinter::Callback<void()> function) {
  std::uint32_t count = 0;
  for (std::uint32_t index = 0; index < times; ++index) count += function() ? 1 : 0;
  return count;
}
sinter::Called<std::string> join(const std::vector<std::string>& parts,
                                 sinter::Callback<std::string(std::string_view, std::uint32_t)> change) {
  Running frame;
  std::string text;
  for (std::uint32_t index = 0; index < parts.size(); ++index) {
    sinter::Called<std::string> part = change(parts[index], index);
    if (!part) return part;
    text += *part;
  }
  return text;
}
sinter::Fallible<std::string, PressFault> shorten(std::string_view text,
                                                  sinter::Callback<bool(std::string_view)> fits) {
  for (; !text.empty(); text.remove_suffix(1)) {
    sinter::Called<bool> is_short = fits(text);
    if (!is_short) break;
    if (*is_short) return std::string(text);
  }
  return std::unexpected(PressFault::too_long);
}
sinter::Called<std::vector<Point>> map_points(const std::vector<Point>& points, sinter::Callback<Point(Point)> change) {
  std::vector<Point> changed;
  for (Point point : points) {
    sinter::Called<Point> result = change(point);
    if (!result) return std::unexpected(result.error());
    changed.push_back(*result);
  }
  return changed;
}
sinter::Called<std::vector<std::string>> flat(
    const std::vector<std::string>& parts,
    sinter::Callback<std::vector<std::string>(const std::vector<std::string>&)> split) {
  return split(parts);
}
sinter::Called<Order> ask(sinter::Callback<Order(Order, std::int64_t, std::optional<bool>)> answer) {
  return answer(Order::after, -5, std::nullopt);
}
bool has(std::optional<sinter::Callback<bool()>> function) { return function && (*function)().value_or(false); }
sinter::Called<std::string> greeting(std::string_view name, sinter::Callback<std::string()> before) {
  sinter::Called<std::string> text("hello ");  // made where it is kept
  if (auto called = before()) {
    *text += name;
    *text += *called;
  } else {
    text = std::unexpected(called.error());
  }
  return text;
}
std::int32_t divide(std::int32_t dividend, std::int32_t divisor) {
  if (divisor == 0) __builtin_trap();
  return dividend / divisor;
}
int running_count() { return running; }

sinter::Sequence<std::uint32_t> squares(std::uint32_t count) {
  return [index = 0u, count, frame = std::make_unique<Running>()]() mutable -> std::optional<std::uint32_t> {
    if (index == count) return std::nullopt;
    ++index;
    return index * index;
  };
}
sinter::Sequence<Point> diagonal(std::uint32_t count) {
  return [index = 0u, count]() mutable -> std::optional<Point> {
    if (index == count) return std::nullopt;
    ++index;
    return Point{static_cast<double>(index), static_cast<double>(index)};
  };
}
sinter::Sequence<std::vector<std::string>> rows(std::vector<std::string> cells) {
  return [cells = std::move(cells), index = 0uz]() mutable -> std::optional<std::vector<std::string>> {
    if (index == cells.size()) return std::nullopt;
    std::vector<std::string> row(cells.begin(), cells.begin() + static_cast<std::ptrdiff_t>(++index));
    return row;
  };
}

SINTER_ENUM(PressFault, too_long)
SINTER_ENUM(Order, before, same, after)
SINTER_STRUCT(Point, x, y)
SINTER_CLASS(Page, "")
SINTER_CLASS(Book, "Pages in a row.")
SINTER_CLASS(Numbers, "")

SINTER_PROPERTY(Page, text, "")
SINTER_CONSTRUCTOR(Book, (), "")
SINTER_METHOD(Book, add, "", "text")
SINTER_METHOD(Book, visit, "Calls with each page.", "visitor")
SINTER_METHOD(Book, texts, "The text of each page.")
SINTER_METHOD(Book, on_change, "", "listener")
SINTER_METHOD(Book, change, "", "what")
SINTER_METHOD(Book, announce, "", "what")
SINTER_METHOD(Book, quiet, "")
SINTER_CONSTRUCTOR(Numbers, (std::vector<std::int32_t>), "", "values")
SINTER_ITERABLE(Numbers, "The numbers, in order.")

SINTER_EXPORT(sum, "", "values", "weight")
SINTER_EXPORT(count_calls, "", "times", "function")
SINTER_EXPORT(join, "", "parts", "change")
SINTER_EXPORT(shorten, "", "text", "fits")
SINTER_EXPORT(map_points, "", "points", "change")
SINTER_EXPORT(flat, "", "parts", "split")
SINTER_EXPORT(ask, "", "answer")
SINTER_EXPORT(has, "", "function")
SINTER_EXPORT(greeting, "", "name", "before")
SINTER_EXPORT(divide, "", "dividend", "divisor")
SINTER_EXPORT(running_count, "")
SINTER_EXPORT(squares, "", "count")
SINTER_EXPORT(diagonal, "", "count")
SINTER_EXPORT(rows, "", "cells")

}  // namespace press
