// Lists of types, for parameters that are flattened into what wasm can pass.
#pragma once

#include <cstddef>

namespace sinter::bind {

template <class... Types>
struct TypeList {
  static constexpr std::size_t size = sizeof...(Types);
};

template <class... Lists>
struct ConcatLists {
  using type = TypeList<>;
};
template <class... A>
struct ConcatLists<TypeList<A...>> {
  using type = TypeList<A...>;
};
template <class... A, class... B, class... Rest>
struct ConcatLists<TypeList<A...>, TypeList<B...>, Rest...> {
  using type = typename ConcatLists<TypeList<A..., B...>, Rest...>::type;
};
template <class... Lists>
using Concat = typename ConcatLists<Lists...>::type;

/// Names a type without needing a value of it; also how registrations are found (by
/// argument-dependent lookup in the namespace of `T`).
template <class T>
struct Tag {};

/// void, but only once `T` is known: `Exports<VoidFor<T>>` in a template is instantiated,
/// and with it what it exports, only for modules that use the template.
template <class T>
struct VoidForType {
  using type = void;
};
template <class T>
using VoidFor = typename VoidForType<T>::type;

}  // namespace sinter::bind
