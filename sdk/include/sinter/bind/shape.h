// Which type of the standard library a type is, told by its members: so that binding a
// function of numbers does not pay for <vector>, <map>, <variant> and <chrono>, which
// cost more to include than everything else here. Whoever binds a vector has included it.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string_view>
#include <type_traits>
#include <utility>

#include "sinter/bind/type_list.h"

namespace sinter::bind {

/// The types a template was given: of `std::pair<A, B>`, A and B.
template <class T>
struct TemplateTypes {
  using List = TypeList<>;
};
template <template <class...> class Template, class... A>
struct TemplateTypes<Template<A...>> {
  using List = TypeList<A...>;
};

template <class T>
concept Text8 = std::is_same_v<typename T::value_type, char> && requires(T value) {
  typename T::traits_type;
  typename T::allocator_type;
  value.append("");
};
/// std::string or std::string_view.
template <class T>
concept TextLike = std::is_same_v<T, std::string_view> || Text8<T>;

template <class T>
concept VectorLike = !TextLike<T> && requires(T value, typename T::value_type element) {
  typename T::allocator_type;
  value.reserve(value.size());
  value.push_back(std::move(element));
  value.pop_back();
};

template <class T>
struct ConstSpanElement;
template <class T>
struct ConstSpanElement<std::span<const T>> {
  using type = T;
};
template <class T>
concept ConstSpan = requires { typename ConstSpanElement<T>::type; };

template <class T>
concept MapLike = requires(T value, typename T::key_type key, typename T::mapped_type mapped) {
  typename T::allocator_type;
  value.insert_or_assign(std::move(key), std::move(mapped));
};

/// std::set and std::unordered_set.
template <class T>
concept SetLike = !MapLike<T> && requires(T value, typename T::key_type key) {
  typename T::allocator_type;
  value.insert(std::move(key)).second;
};

/// std::pair and std::tuple.
template <class T>
concept TupleLike = TemplateTypes<T>::List::size > 0 && requires { std::tuple_size<T>::value; };

template <class T>
struct ArrayParts;
template <template <class, std::size_t> class Template, class T, std::size_t count>
struct ArrayParts<Template<T, count>> {
  using Element = T;
  static constexpr std::size_t size = count;
};
template <class T>
concept ArrayLike = requires { typename ArrayParts<T>::Element; } && requires { std::tuple_size<T>::value; };

template <class T>
concept VariantLike = TemplateTypes<T>::List::size > 0 && requires(const T value) {
  value.index();
  { value.valueless_by_exception() } -> std::same_as<bool>;
};

template <class T>
concept DurationLike = requires(const T value) {
  typename T::rep;
  T::period::num;
  T::period::den;
  { value.count() } -> std::same_as<typename T::rep>;
};

/// A point in time of std::chrono::system_clock, the one that counts from 1970.
template <class T>
concept TimeLike = requires(const T value) {
  T::clock::to_time_t(value);
  { value.time_since_epoch() } -> std::same_as<typename T::duration>;
};

template <class T>
struct IsOptional : std::false_type {};
template <class T>
struct IsOptional<std::optional<T>> : std::true_type {};

/// The name of a type or of an entity as people write it, without the library's
/// versioned namespaces and default arguments.
template <class T>
consteval std::string_view pretty() {
  std::string_view text = __PRETTY_FUNCTION__;
  std::size_t start = text.find("T = ") + 4;
  return text.substr(start, text.size() - start - 1);
}

template <class T>
concept Monostate = std::is_empty_v<T> && pretty<T>() == "std::monostate";

}  // namespace sinter::bind
