// How composed types cross: lists, maps, fixed arrays, tuples, variants, and durations.
//
// A list is a table in memory, each element in as many 8-byte slots as its type takes, in
// the layout of results (codec.h); JavaScript writes the whole table before the call. A
// tuple is flattened like a struct. A variant is a slot with the place of its alternative,
// then the slots of the largest one.
#pragma once

#include <cstddef>
#include <cstdint>
#include <new>

#include "sinter/bind/codec.h"

#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Wc++26-extensions"

#define SINTER_BIND_INLINE [[clang::always_inline]] static

namespace sinter::bind {

/// What may stand inside another type. A registered struct counts without a look at its
/// members, so that it can hold a list of its own type; its SINTER_STRUCT checks them.
template <class T>
concept Element = RegisteredStruct<T> || (Argument<T> && ResultValue<T>);
/// Elements that do not cross as one block of numbers or as texts.
template <class T>
concept TableElement = Element<T> && !Number<T> && !TextLike<T>;

template <class T>
constexpr void describe_inner(Text& text, std::string_view kind) {
  text.add("{").add_string(kind).add(":");
  Codec<T>::describe(text);
  text.add("}");
}

template <class List>
void write_table(Slot* slot, const List& list) {
  using T = std::remove_cv_t<typename List::value_type>;
  Slot* table = ResultTables::add(list.size() * Codec<T>::slots);
  write_view(slot, table, list.size());
  for (const T& element : list) {
    Codec<T>::write(table, element);
    table += Codec<T>::slots;
  }
}

template <VectorLike V>
  requires TableElement<typename V::value_type>
struct Codec<V> : ViewCodec<Codec<V>, const Slot*> {
  using T = typename V::value_type;
  static V make(const Slot* table, Length count) {
    V list;
    list.reserve(count);
    for (; count > 0; --count, table += Codec<T>::slots) list.push_back(Codec<T>::load(table));
    return list;
  }
  static void write(Slot* slot, const V& value) { write_table(slot, value); }
  static constexpr void describe(Text& text) { describe_inner<T>(text, "list"); }
};

/// A span's elements are made on top of the table they come from: nothing would free them
/// elsewhere. Slot after slot is read before it is written over.
template <ConstSpan S>
  requires TableElement<typename ConstSpanElement<S>::type> &&
           std::is_trivially_destructible_v<typename ConstSpanElement<S>::type>
struct Codec<S> : ViewCodec<Codec<S>, Slot*> {
  using T = typename ConstSpanElement<S>::type;
  static S make(Slot* table, Length count) {
#ifdef __wasm__
    static_assert(sizeof(T) <= Codec<T>::slots * sizeof(Slot) && alignof(T) <= alignof(Slot),
                  "use std::vector: a listed member must not be smaller in the descriptor than in the struct");
#endif
    auto* bytes = reinterpret_cast<std::byte*>(table);
    for (Length index = 0; index < count; ++index) {
      T element = Codec<T>::load(table + index * Codec<T>::slots);
      ::new (static_cast<void*>(bytes + index * sizeof(T))) T(std::move(element));
    }
    return {reinterpret_cast<const T*>(table), count};
  }
  static void write(Slot* slot, S value) { write_table(slot, value); }
  static constexpr void describe(Text& text) { describe_inner<T>(text, "list"); }
};

/// JavaScript has checked that there are as many elements as the array holds.
template <ArrayLike A>
  requires Element<typename ArrayParts<A>::Element>
struct Codec<A> : ViewCodec<Codec<A>, void*> {
  using T = typename ArrayParts<A>::Element;
  static constexpr std::size_t size = ArrayParts<A>::size;

  static A make(void* data, Length) {
    A array{};
    if constexpr (TextLike<T>) {
      auto texts = Codec<std::span<const std::string_view>>::make(static_cast<Slot*>(data), size);
      for (std::size_t index = 0; index < size; ++index) array[index] = T(texts[index]);
    } else {
      for (std::size_t index = 0; index < size; ++index) {
        if constexpr (Number<T>) array[index] = static_cast<const T*>(data)[index];
        else array[index] = Codec<T>::load(static_cast<const Slot*>(data) + index * Codec<T>::slots);
      }
    }
    return array;
  }
  static void write(Slot* slot, const A& value) {
    if constexpr (Number<T>) write_view(slot, value.data(), size);
    else write_table(slot, value);
  }
  static constexpr void describe(Text& text) {
    text.add("{").add_string("array").add(":[");
    Codec<T>::describe(text);
    text.add(",").add_number(size).add("]}");
  }
};

template <MapLike M>
  requires Element<typename M::key_type> && Element<typename M::mapped_type>
struct Codec<M> : ViewCodec<Codec<M>, const Slot*> {
  using Key = Codec<typename M::key_type>;
  using Mapped = Codec<typename M::mapped_type>;

  static M make(const Slot* table, Length count) {
    M map;
    for (; count > 0; --count, table += Key::slots + Mapped::slots) {
      map.insert_or_assign(Key::load(table), Mapped::load(table + Key::slots));
    }
    return map;
  }
  static void write(Slot* slot, const M& value) {
    Slot* table = ResultTables::add(value.size() * (Key::slots + Mapped::slots));
    write_view(slot, table, value.size());
    for (const auto& [key, mapped] : value) {
      Key::write(table, key);
      Mapped::write(table + Key::slots, mapped);
      table += Key::slots + Mapped::slots;
    }
  }
  static constexpr void describe(Text& text) {
    text.add("{").add_string("map").add(":[");
    Key::describe(text);
    text.add(",");
    Mapped::describe(text);
    text.add("]}");
  }
};

template <SetLike S>
  requires Element<typename S::key_type>
struct Codec<S> : ViewCodec<Codec<S>, const Slot*> {
  using Key = Codec<typename S::key_type>;

  static S make(const Slot* table, Length count) {
    S set;
    for (; count > 0; --count, table += Key::slots) set.insert(Key::load(table));
    return set;
  }
  static void write(Slot* slot, const S& value) { write_table(slot, value); }
  static constexpr void describe(Text& text) { describe_inner<typename S::key_type>(text, "set"); }
};

template <class T, class List = typename TemplateTypes<T>::List>
struct TupleCodec {};
template <class T, Element... A>
struct TupleCodec<T, TypeList<A...>> {
  using Wire = Concat<typename Codec<A>::Wire...>;
  static constexpr std::size_t slots = (Codec<A>::slots + ...);

  template <std::size_t first, class... P>
  SINTER_BIND_INLINE T read(P... wire) {
    return [&]<std::size_t... at>(std::index_sequence<at...>) __attribute__((always_inline)) {
      return T{Codec<A>::template read<first + wire_start(at)>(wire...)...};
    }(std::index_sequence_for<A...>{});
  }
  static T load(const Slot* slot) {
    return [&]<std::size_t... at>(std::index_sequence<at...>) {
      return T{Codec<A>::load(slot + slot_start(at))...};
    }(std::index_sequence_for<A...>{});
  }
  static void write(Slot* slot, const T& value) {
    [&]<std::size_t... at>(std::index_sequence<at...>) {
      (Codec<A>::write(slot + slot_start(at), get<at>(value)), ...);
    }(std::index_sequence_for<A...>{});
  }
  static constexpr void describe(Text& text) {
    text.add("{").add_string("tuple").add(":");
    std::size_t index = 0;
    ((text.add(index++ == 0 ? "[" : ","), Codec<A>::describe(text)), ...);
    text.add("]}");
  }

 private:
  static consteval std::size_t wire_start(std::size_t place) {
    constexpr std::size_t sizes[] = {Codec<A>::Wire::size...};
    std::size_t start = 0;
    for (std::size_t index = 0; index < place; ++index) start += sizes[index];
    return start;
  }
  static consteval std::size_t slot_start(std::size_t place) {
    constexpr std::size_t sizes[] = {Codec<A>::slots...};
    std::size_t start = 0;
    for (std::size_t index = 0; index < place; ++index) start += sizes[index];
    return start;
  }
};
template <TupleLike T>
struct Codec<T> : TupleCodec<T> {};

/// Only as an alternative of a variant: it says that there is no value.
template <Monostate T>
struct Codec<T> {
  static constexpr std::size_t slots = 0;
  static T load(const Slot*) { return {}; }
  static void write(Slot*, T) {}
  static constexpr void describe(Text& text) { text.add_string("void"); }
};
template <class T>
concept Alternative = Monostate<T> || Element<T>;

template <class T, class List = typename TemplateTypes<T>::List>
struct VariantCodec {};
template <class T, Alternative... A>
struct VariantCodec<T, TypeList<A...>> {
  using Wire = TypeList<const Slot*>;
  static constexpr std::size_t slots = 1 + [] {
    std::size_t largest = 0;
    ((largest = Codec<A>::slots > largest ? Codec<A>::slots : largest), ...);
    return largest;
  }();

  template <std::size_t first, class... P>
  SINTER_BIND_INLINE T read(P... wire) {
    return load(wire...[first]);
  }
  static T load(const Slot* slot) { return load_from<0>(slot); }
  static void write(Slot* slot, const T& value) {
    slot->first = static_cast<std::uint32_t>(value.index());
    [&]<std::size_t... at>(std::index_sequence<at...>) {
      (write_if<A>(slot + 1, get_if<at>(&value)), ...);
    }(std::index_sequence_for<A...>{});
  }
  static constexpr void describe(Text& text) {
    text.add("{").add_string("variant").add(":");
    std::size_t index = 0;
    ((text.add(index++ == 0 ? "[" : ","), Codec<A>::describe(text)), ...);
    text.add("]}");
  }

 private:
  template <std::size_t at>
  static T load_from(const Slot* slot) {
    if constexpr (at < sizeof...(A)) {
      if (slot->first != at) return load_from<at + 1>(slot);
      return T(std::in_place_index<at>, Codec<A...[at]>::load(slot + 1));
    } else {
      __builtin_trap();
    }
  }
  template <class Alternative>
  static void write_if(Slot* slot, const Alternative* value) {
    if (value != nullptr) Codec<Alternative>::write(slot, *value);
  }
};
template <VariantLike T>
struct Codec<T> : VariantCodec<T> {};

/// A duration crosses as milliseconds; one that counts whole units is rounded to them.
template <DurationLike D>
struct Codec<D> {
  using Direct = double;
  using Wire = TypeList<double>;
  using Rep = typename D::rep;
  static constexpr std::size_t slots = 1;

  template <std::size_t first, class... P>
  SINTER_BIND_INLINE D read(P... wire) {
    return from_milliseconds(wire...[first]);
  }
  SINTER_BIND_INLINE double direct(D value) { return static_cast<double>(value.count()) * thousand / parts; }
  static D load(const Slot* slot) { return from_milliseconds(Codec<double>::load(slot)); }
  static void write(Slot* slot, D value) { Codec<double>::write(slot, direct(value)); }

  /// With the least and the most that fit, in whole milliseconds, if the unit is counted.
  static constexpr void describe(Text& text) { describe(text, "duration"); }
  static constexpr void describe(Text& text, std::string_view kind) {
    text.add("{").add_string(kind).add(":[");
    if constexpr (std::is_integral_v<Rep>) {
      if (std::is_signed_v<Rep>) text.add("-");
      else text.add("0,");
      if (std::is_signed_v<Rep>) text.add_number(limit()).add(",");
      text.add_number(limit());
    }
    text.add("]}");
  }

 private:
  static constexpr auto thousand = static_cast<double>(D::period::num) * 1000;
  static constexpr auto parts = static_cast<double>(D::period::den);
  static D from_milliseconds(double milliseconds) {
    double count = milliseconds * parts / thousand;
    if constexpr (std::is_integral_v<Rep>) return D(static_cast<Rep>(__builtin_rint(count)));
    else return D(static_cast<Rep>(count));
  }
  static consteval std::uint64_t limit() {
    constexpr double safe_integer_max = 9007199254740991;
    constexpr int bits = sizeof(Rep) * 8 - (std::is_signed_v<Rep> ? 1 : 0);
    double most = 1;
    for (int bit = 0; bit < bits; ++bit) most *= 2;
    most = (most - 1) * thousand / parts;
    return static_cast<std::uint64_t>(most < safe_integer_max ? most : safe_integer_max);
  }
};

/// A point in time crosses as milliseconds since 1970.
template <TimeLike T>
struct Codec<T> {
  using Direct = double;
  using Wire = TypeList<double>;
  using Since = Codec<typename T::duration>;
  static constexpr std::size_t slots = 1;

  template <std::size_t first, class... P>
  SINTER_BIND_INLINE T read(P... wire) {
    return T(Since::template read<first>(wire...));
  }
  SINTER_BIND_INLINE double direct(T value) { return Since::direct(value.time_since_epoch()); }
  static T load(const Slot* slot) { return T(Since::load(slot)); }
  static void write(Slot* slot, T value) { Since::write(slot, value.time_since_epoch()); }
  static constexpr void describe(Text& text) { Since::describe(text, "time"); }
};

}  // namespace sinter::bind

#undef SINTER_BIND_INLINE
#pragma clang diagnostic pop
