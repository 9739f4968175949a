// A row of values made one after the other, when they are asked for; in JavaScript an
// iterator. A Sequence is made of a function that returns the next value, or nothing at
// the end; `each` makes one of what can be walked through.
//
//   sinter::Sequence<std::uint32_t> squares(std::uint32_t count) {
//     return [index = 0u, count]() mutable -> std::optional<std::uint32_t> {
//       if (index == count) return std::nullopt;
//       ++index;
//       return index * index;
//     };
//   }
//   sinter::Sequence<std::string> names() const { return sinter::each(names_); }
#pragma once

#include <optional>
#include <type_traits>
#include <utility>

namespace sinter {

/// Owns the function it was made of. Can be moved, not copied.
template <class T>
class Sequence {
 public:
  template <class Next>
    requires(!std::is_same_v<std::remove_cvref_t<Next>, Sequence> &&
             requires(Next& next) {
               { next() } -> std::convertible_to<std::optional<T>>;
             })
  Sequence(Next&& next)
      : state_(new std::remove_cvref_t<Next>(std::forward<Next>(next))),
        next_([](void* state) -> std::optional<T> { return (*static_cast<std::remove_cvref_t<Next>*>(state))(); }),
        drop_([](void* state) { delete static_cast<std::remove_cvref_t<Next>*>(state); }) {}
  Sequence(Sequence&& other) noexcept
      : state_(other.state_), next_(other.next_), drop_(std::exchange(other.drop_, nullptr)) {}
  Sequence& operator=(Sequence&& other) noexcept {
    std::swap(state_, other.state_);
    std::swap(next_, other.next_);
    std::swap(drop_, other.drop_);
    return *this;
  }
  ~Sequence() {
    if (drop_ != nullptr) drop_(state_);
  }

  /// After the end, nothing again.
  std::optional<T> next() { return next_(state_); }

 private:
  void* state_;
  std::optional<T> (*next_)(void*);
  void (*drop_)(void*);
};

/// What `each` returns; converts to the Sequence that is asked for.
template <class Range>
struct Each {
  Range range;  // a reference, or what was moved in

  template <class T>
  operator Sequence<T>() && {
    return Walk<T>{std::forward<Range>(range)};
  }

 private:
  template <class T>
  struct Walk {
    Range range;
    bool has_begun = false;
    decltype(std::declval<Range&>().begin()) at = {};

    std::optional<T> operator()() {
      if (!has_begun) at = range.begin();
      has_begun = true;
      if (at == range.end()) return std::nullopt;
      std::optional<T> value(*at);
      ++at;
      return value;
    }
  };
};

/// The elements of a container, which is referred to if it has a name, and else moved in.
/// In JavaScript the iterator ends when the object whose method returned it is disposed of;
/// that the container does not change meanwhile is the method's care.
template <class Range>
Each<Range> each(Range&& range) {
  return {std::forward<Range>(range)};
}

}  // namespace sinter
