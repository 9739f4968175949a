// The algorithms of std::ranges that we use, with the same names and arguments, as plain
// loops. The library's own check twenty concepts for each type they meet: a call costs the
// compiler 5 to 40 ms, and three hundred calls were a third of what it did to read us.
#pragma once

#include <cstddef>
#include <iterator>
#include <type_traits>
#include <utility>

namespace sinter::ranges {

/// How an element is seen where nothing else is said.
struct Itself {
  template <class Element>
  constexpr const Element& operator()(const Element& element) const {
    return element;  // NOLINT(bugprone-return-const-ref-from-parameter): its callers hold the sequence
  }
};

struct Less {
  template <class Left, class Right>
  constexpr bool operator()(const Left& left, const Right& right) const {
    return left < right;
  }
};

struct Equal {
  template <class Left, class Right>
  constexpr bool operator()(const Left& left, const Right& right) const {
    return left == right;
  }
};

/// What a function, a member or a function of the class says of an element.
template <class View, class Element>
constexpr decltype(auto) seen(View& view, const Element& element) {
  if constexpr (std::is_member_object_pointer_v<std::remove_cv_t<View>>) {
    return (element.*view);
  } else if constexpr (std::is_member_function_pointer_v<std::remove_cv_t<View>>) {
    return (element.*view)();
  } else {
    return view(element);
  }
}

template <class Sequence, class Test, class View = Itself>
constexpr auto find_if(Sequence&& sequence, Test test, View view = {}) {
  auto at = std::begin(sequence);
  for (auto end = std::end(sequence); at != end; ++at) {
    if (ranges::seen(test, ranges::seen(view, *at))) break;
  }
  return at;
}

template <class Sequence, class Value, class View = Itself>
constexpr auto find(Sequence&& sequence, const Value& value, View view = {}) {
  auto at = std::begin(sequence);
  for (auto end = std::end(sequence); at != end; ++at) {
    if (ranges::seen(view, *at) == value) break;
  }
  return at;
}

template <class Sequence, class Value, class View = Itself>
constexpr bool contains(const Sequence& sequence, const Value& value, View view = {}) {
  return ranges::find(sequence, value, view) != std::end(sequence);
}

template <class Sequence, class Test, class View = Itself>
constexpr bool any_of(const Sequence& sequence, Test test, View view = {}) {
  for (const auto& element : sequence) {
    if (ranges::seen(test, ranges::seen(view, element))) return true;
  }
  return false;
}

template <class Sequence, class Test, class View = Itself>
constexpr bool none_of(const Sequence& sequence, Test test, View view = {}) {
  return !ranges::any_of(sequence, test, view);
}

template <class Sequence, class Test, class View = Itself>
constexpr bool all_of(const Sequence& sequence, Test test, View view = {}) {
  for (const auto& element : sequence) {
    if (!ranges::seen(test, ranges::seen(view, element))) return false;
  }
  return true;
}

template <class Sequence, class Value, class View = Itself>
constexpr std::ptrdiff_t count(const Sequence& sequence, const Value& value, View view = {}) {
  std::ptrdiff_t count = 0;
  for (const auto& element : sequence) {
    if (ranges::seen(view, element) == value) ++count;
  }
  return count;
}

template <class Left, class Right, class Same = Equal, class LeftView = Itself, class RightView = Itself>
constexpr bool equal(const Left& left, const Right& right, Same same = {}, LeftView left_view = {},
                     RightView right_view = {}) {
  if (std::size(left) != std::size(right)) return false;
  auto other = std::begin(right);
  for (const auto& element : left) {
    if (!same(ranges::seen(left_view, element), ranges::seen(right_view, *other))) return false;
    ++other;
  }
  return true;
}

template <class Sequence, class Order = Less, class View = Itself>
constexpr bool is_sorted(const Sequence& sequence, Order order = {}, View view = {}) {
  auto at = std::begin(sequence), end = std::end(sequence);
  if (at == end) return true;
  for (auto before = at++; at != end; before = at++) {
    if (order(ranges::seen(view, *at), ranges::seen(view, *before))) return false;
  }
  return true;
}

/// The first element that is not less than `value`, of a sorted sequence.
template <class Sequence, class Value, class Order = Less, class View = Itself>
constexpr auto lower_bound(Sequence&& sequence, const Value& value, Order order = {}, View view = {}) {
  auto at = std::begin(sequence);
  for (auto count = std::end(sequence) - at; count > 0;) {
    auto half = count / 2;
    bool is_less = order(ranges::seen(view, at[half]), value);
    if (is_less) at += half + 1;
    count = is_less ? count - half - 1 : half;
  }
  return at;
}

template <class Sequence, class Value>
constexpr bool binary_search(const Sequence& sequence, const Value& value) {
  auto at = ranges::lower_bound(sequence, value);
  return at != std::end(sequence) && !(value < *at);
}

/// Where each element of a sorted sequence was before; equal ones stay in their order.
class SortedOrder {
 public:
  using IsLess = bool (*)(const void* context, std::size_t left, std::size_t right);
  SortedOrder(std::size_t count, IsLess is_less, const void* context);
  SortedOrder(const SortedOrder&) = delete;
  SortedOrder& operator=(const SortedOrder&) = delete;
  ~SortedOrder();

  std::size_t& operator[](std::size_t index) { return order_[index]; }

 private:
  std::size_t* order_;
};

/// Equal elements stay in their order. Only the comparison and the moves are compiled for
/// each type; the sorting is the same code for all.
template <class Sequence, class Order = Less, class View = Itself>
void sort(Sequence& sequence, Order order = {}, View view = {}) {
  if (ranges::is_sorted(sequence, order, view)) return;
  const auto is_less = [&](std::size_t left, std::size_t right) {
    return bool(order(ranges::seen(view, sequence[left]), ranges::seen(view, sequence[right])));
  };
  SortedOrder from(
      std::size(sequence),
      [](const void* context, std::size_t left, std::size_t right) {
        return (*static_cast<decltype(is_less)*>(context))(left, right);
      },
      &is_less);
  // Each cycle of places that give to each other, with one element held aside.
  for (std::size_t start = 0; start < std::size(sequence); ++start) {
    if (from[start] == start) continue;
    auto held = std::move(sequence[start]);
    std::size_t to = start;
    for (std::size_t next = from[to]; next != start; next = from[to]) {
      sequence[to] = std::move(sequence[next]);
      from[to] = to;
      to = next;
    }
    sequence[to] = std::move(held);
    from[to] = to;
  }
}

/// Keeps the first of equal neighbours.
template <class Sequence, class View = Itself>
void erase_repeated(Sequence& sequence, View view = {}) {
  std::size_t kept = 0;
  for (std::size_t index = 0; index < sequence.size(); ++index) {
    if (kept != 0 && ranges::seen(view, sequence[kept - 1]) == ranges::seen(view, sequence[index])) continue;
    if (kept != index) sequence[kept] = std::move(sequence[index]);
    ++kept;
  }
  sequence.erase(sequence.begin() + static_cast<std::ptrdiff_t>(kept), sequence.end());
}

}  // namespace sinter::ranges
