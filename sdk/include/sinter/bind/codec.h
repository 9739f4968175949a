// How each supported type crosses between JavaScript and C++; the table of what can be
// bound. A codec that can be a parameter has
//   Wire                     the wasm parameters it is flattened into
//   read<first>(wire...)     the value made from those parameters
// one that can be a result has
//   slots                    how many 8-byte slots it is written to
//   write(Slot*, value)
// one that can stand inside another type is also read from such slots
//   load(const Slot*)
// and each has describe(Text&), its type as JSON. Pointers that are read belong to the
// caller's arena and live until the call returns; what is written points into the kept
// result (thunk.h). Types composed of others are in containers.h.
#pragma once

#include <cstddef>
#include <cstdint>
#include <new>
#include <optional>
#include <span>
#include <string_view>
#include <type_traits>

#include "sinter/bind/memory.h"
#include "sinter/bind/registration.h"
#include "sinter/bind/shape.h"
#include "sinter/bind/text.h"
#include "sinter/bind/type_list.h"

// Pack indexing is what keeps reading a parameter free of std::tuple.
#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Wc++26-extensions"

#define SINTER_BIND_INLINE [[clang::always_inline]] static

namespace sinter::bind {

using Length = std::uint32_t;

template <class T, class... Others>
concept OneOf = (std::is_same_v<T, Others> || ...);

/// Integers and floats; characters are not numbers, and 128 bits fit nowhere.
template <class T>
concept Number = std::is_arithmetic_v<T> && sizeof(T) <= 8 && std::is_same_v<T, std::remove_cv_t<T>> &&
                 !OneOf<T, bool, char, wchar_t, char8_t, char16_t, char32_t, long double>;

template <Number T>
consteval std::string_view number_name() {
  constexpr std::string_view names[3][4] = {
      {"i8", "i16", "i32", "i64"}, {"u8", "u16", "u32", "u64"}, {"", "", "f32", "f64"}};
  constexpr int row = std::is_floating_point_v<T> ? 2 : std::is_unsigned_v<T> ? 1 : 0;
  constexpr int column = sizeof(T) == 1 ? 0 : sizeof(T) == 2 ? 1 : sizeof(T) == 4 ? 2 : 3;
  return names[row][column];
}

/// The codec of a type that cannot be bound.
template <class T>
struct Codec {};

template <class T>
concept Argument = requires { typename Codec<T>::Wire; };
template <class T>
concept ResultValue = requires { Codec<T>::slots; };
template <class T>
concept Direct = requires { typename Codec<T>::Direct; };

template <Number T>
struct Codec<T> {
  using Direct = std::conditional_t<std::is_floating_point_v<T> || sizeof(T) == 8, T, std::int32_t>;
  using Wire = TypeList<Direct>;
  static constexpr std::size_t slots = 1;

  template <std::size_t first, class... P>
  SINTER_BIND_INLINE T read(P... wire) {
    return static_cast<T>(wire...[first]);
  }
  SINTER_BIND_INLINE Direct direct(T value) { return static_cast<Direct>(value); }
  SINTER_BIND_INLINE T load(const Slot* slot) {
    Direct wide;
    __builtin_memcpy(&wide, slot, sizeof wide);
    return static_cast<T>(wide);
  }
  SINTER_BIND_INLINE void write(Slot* slot, T value) {
    Direct wide = direct(value);
    __builtin_memcpy(slot, &wide, sizeof wide);
  }
  static constexpr void describe(Text& text) { text.add_string(number_name<T>()); }
};

template <>
struct Codec<bool> {
  using Direct = std::int32_t;
  using Wire = TypeList<std::int32_t>;
  static constexpr std::size_t slots = 1;

  template <std::size_t first, class... P>
  SINTER_BIND_INLINE bool read(P... wire) {
    return wire...[first] != 0;
  }
  SINTER_BIND_INLINE std::int32_t direct(bool value) { return value; }
  SINTER_BIND_INLINE bool load(const Slot* slot) { return slot->first != 0; }
  SINTER_BIND_INLINE void write(Slot* slot, bool value) { slot->first = value; }
  static constexpr void describe(Text& text) { text.add_string("bool"); }
};

/// An enumerator crosses as its place in the list given to SINTER_ENUM.
template <RegisteredEnum T>
struct Codec<T> {
  using Direct = std::int32_t;
  using Wire = TypeList<std::int32_t>;
  static constexpr std::size_t slots = 1;
  static constexpr auto registration = sinter_describe(Tag<T>{});

  template <std::size_t first, class... P>
  SINTER_BIND_INLINE T read(P... wire) {
    return at(static_cast<std::size_t>(wire...[first]));
  }
  static T load(const Slot* slot) { return at(slot->first); }
  /// A value that was never listed is the module's own mistake, so it traps.
  static std::int32_t direct(T value) {
    if constexpr (values_are_places) {
      auto place = static_cast<std::uint64_t>(value);
      if (place >= registration.values.size()) __builtin_trap();
      return static_cast<std::int32_t>(place);
    } else {
      for (std::size_t place = 0; place < registration.values.size(); ++place) {
        if (registration.values[place] == value) return static_cast<std::int32_t>(place);
      }
      __builtin_trap();
    }
  }
  static void write(Slot* slot, T value) { slot->first = static_cast<std::uint32_t>(direct(value)); }
  static constexpr void describe(Text& text) {
    text.add("{").add_string("enum").add(":").add_string(registration.name).add("}");
  }

 private:
  SINTER_BIND_INLINE T at(std::size_t place) {
    if constexpr (values_are_places) return static_cast<T>(place);
    else return registration.values[place];
  }
  static constexpr bool values_are_places = [] {
    for (std::size_t place = 0; place < registration.values.size(); ++place) {
      if (static_cast<std::uint64_t>(registration.values[place]) != place) return false;
    }
    return true;
  }();
};

/// What crosses as an address and a length; Self::make(address, length) is the value.
template <class Self, class Pointer>
struct ViewCodec {  // NOLINT(bugprone-crtp-constructor-accessibility): nothing is ever made of it
  using Wire = TypeList<Pointer, Length>;
  static constexpr std::size_t slots = 1;

  template <std::size_t first, class... P>
  SINTER_BIND_INLINE auto read(P... wire) {
    return Self::make(wire...[first], wire...[first + 1]);
  }
  SINTER_BIND_INLINE auto load(const Slot* slot) {
    return Self::make(reinterpret_cast<Pointer>(slot->first), slot->second);
  }
};

template <TextLike T>
struct Codec<T> : ViewCodec<Codec<T>, const char*> {
  SINTER_BIND_INLINE T make(const char* data, Length size) { return T(data, size); }
  SINTER_BIND_INLINE void write(Slot* slot, const T& value) { write_view(slot, value.data(), value.size()); }
  static constexpr void describe(Text& text) { text.add_string("string"); }
};

template <Number T>
constexpr void describe_numbers(Text& text, std::string_view kind) {
  text.add("{").add_string(kind).add(":").add_string(number_name<T>()).add("}");
}

/// Numbers that are only read: the parameter is a view of the arena.
template <Number T>
struct Codec<std::span<const T>> : ViewCodec<Codec<std::span<const T>>, const T*> {
  SINTER_BIND_INLINE std::span<const T> make(const T* data, Length size) { return {data, size}; }
  SINTER_BIND_INLINE void write(Slot* slot, std::span<const T> value) { write_view(slot, value.data(), value.size()); }
  static constexpr void describe(Text& text) { describe_numbers<T>(text, "numbers"); }
};

template <VectorLike V>
  requires Number<typename V::value_type>
struct Codec<V> : ViewCodec<Codec<V>, const typename V::value_type*> {
  using T = typename V::value_type;
  SINTER_BIND_INLINE V make(const T* data, Length size) { return V(data, data + size); }
  SINTER_BIND_INLINE void write(Slot* slot, const V& value) { write_view(slot, value.data(), value.size()); }
  static constexpr void describe(Text& text) { describe_numbers<T>(text, "numbers"); }
};

/// Numbers that the function changes in place; JavaScript sees the change afterwards.
template <Number T>
struct Codec<std::span<T>> {
  using Wire = TypeList<T*, Length>;

  template <std::size_t first, class... P>
  SINTER_BIND_INLINE std::span<T> read(P... wire) {
    return {wire...[first], wire...[first + 1]};
  }
  static constexpr void describe(Text& text) { describe_numbers<T>(text, "in_out"); }
};

template <class List>
void write_texts(Slot* slot, const List& list) {
  Slot* table = ResultTables::add(list.size());
  write_view(slot, table, list.size());
  for (std::string_view text : list) write_view(table++, text.data(), text.size());
}

/// Marks a length that is in UTF-16 units.
inline constexpr Length in_units = 0x8000'0000;

/// What glue leaves behind strings that it joined, so that their last bytes can be looked at eight at a time.
inline constexpr Length joined_slack = 8;

/// How many bytes of UTF-8 are so many UTF-16 units; behind them are `joined_slack` bytes that can be read.
inline Length size_of_units(const char* text, Length units) {
  constexpr std::uint64_t top = 0x8080'8080'8080'8080;
  Length size = 0;
  while (units > 0) {
    std::uint64_t eight = 0;
    static_assert(sizeof eight <= joined_slack);
    __builtin_memcpy(&eight, text + size, sizeof eight);
    std::uint64_t beyond_ascii = eight & top;
    Length within = 8;
    if (beyond_ascii == 0) {
      if (units <= within) return size + units;
    } else {
      // Bytes that continue a code point are no unit, and those that begin the longest are two.
      std::uint64_t begin_longest = beyond_ascii & eight << 1 & eight << 2 & eight << 3;
      within += static_cast<Length>(__builtin_popcountll(begin_longest));
      within -= static_cast<Length>(__builtin_popcountll(beyond_ascii & ~(eight << 1)));
    }
    if (within < units) {
      size += sizeof eight;
      units -= within;
      continue;
    }
    auto lead = static_cast<unsigned char>(eight);
    bool continues = lead >= 0x80 && lead < 0xc0;  // what began before this step
    size += lead < 0xc0 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
    if (!continues) units -= lead >= 0xf0 && units > 1 ? 2 : 1;
  }
  return size;
}

/// A list of strings comes as a table of (address, length) pairs. Those that crossed in one
/// piece follow each other without an address, and their lengths are in UTF-16 units if so marked. A
/// string_view has the size of a pair, so the views are made on top of the table.
template <>
struct Codec<std::span<const std::string_view>> : ViewCodec<Codec<std::span<const std::string_view>>, Slot*> {
  static std::span<const std::string_view> make(Slot* table, Length count) {
#ifdef __wasm__
    static_assert(sizeof(std::string_view) == sizeof(Slot) && alignof(std::string_view) <= alignof(Slot));
#endif
    const char* end = nullptr;
    for (Length index = 0; index < count; ++index) {
      Slot pair = table[index];
      const char* begin = pair.first != 0 ? reinterpret_cast<const char*>(pair.first) : end;
      Length size = pair.second;
      if ((size & in_units) != 0) size = size_of_units(begin, size & ~in_units);
      ::new (static_cast<void*>(table + index)) std::string_view(begin, size);
      end = begin + size;
    }
    return {reinterpret_cast<const std::string_view*>(table), count};
  }
  static void write(Slot* slot, std::span<const std::string_view> value) { write_texts(slot, value); }
  static constexpr void describe(Text& text) { text.add_string("strings"); }
};

template <VectorLike V>
  requires TextLike<typename V::value_type>
struct Codec<V> : ViewCodec<Codec<V>, Slot*> {
  static V make(Slot* table, Length count) {
    std::span<const std::string_view> views = Codec<std::span<const std::string_view>>::make(table, count);
    return V(views.begin(), views.end());
  }
  static void write(Slot* slot, const V& value) { write_texts(slot, value); }
  static constexpr void describe(Text& text) { text.add_string("strings"); }
};

template <class T>
struct IsMutableSpan : std::false_type {};
template <Number T>
struct IsMutableSpan<std::span<T>> : std::true_type {};

template <class T>
concept Optionable = Argument<T> && !IsOptional<T>::value && !IsMutableSpan<T>::value && !RegisteredOptions<T>;

template <Argument T>
struct OptionalArgument {
  using Wire = Concat<TypeList<std::int32_t>, typename Codec<T>::Wire>;

  template <std::size_t first, class... P>
  SINTER_BIND_INLINE std::optional<T> read(P... wire) {
    if (wire...[first] == 0) return std::nullopt;
    return Codec<T>::template read<first + 1>(wire...);
  }
  static std::optional<T> load(const Slot* slot) {
    if (slot->first == 0) return std::nullopt;
    return Codec<T>::load(slot + 1);
  }
};
template <class T>
struct OptionalResult {};
template <ResultValue T>
struct OptionalResult<T> {
  static constexpr std::size_t slots = 1 + Codec<T>::slots;
  static void write(Slot* slot, const std::optional<T>& value) {
    slot->first = value.has_value();
    if (value) Codec<T>::write(slot + 1, *value);
  }
};

template <Optionable T>
struct Codec<std::optional<T>> : OptionalArgument<T>, OptionalResult<T> {
  static constexpr void describe(Text& text) {
    text.add("{").add_string("optional").add(":");
    Codec<T>::describe(text);
    text.add("}");
  }
};

/// Structs are flattened, member by member, in both directions.
template <class T, class Registration>
struct StructCodec;
template <class T, auto... members>
  requires((Argument<typename MemberType<decltype(members)>::type> &&
            ResultValue<typename MemberType<decltype(members)>::type>) &&
           ...)
struct StructCodec<T, StructRegistration<T, members...>> {
  template <auto member>
  using CodecOf = Codec<typename MemberType<decltype(member)>::type>;
  using Wire = Concat<typename CodecOf<members>::Wire...>;
  static constexpr std::size_t slots = (CodecOf<members>::slots + ... + 0);

  template <std::size_t first, class... P>
  SINTER_BIND_INLINE T read(P... wire) {
    T value{};
    read_members<first, members...>(value, wire...);
    return value;
  }
  static T load(const Slot* slot) {
    T value{};
    ((value.*members = CodecOf<members>::load(slot), slot += CodecOf<members>::slots), ...);
    return value;
  }
  static void write(Slot* slot, const T& value) {
    ((CodecOf<members>::write(slot, value.*members), slot += CodecOf<members>::slots), ...);
  }
  static constexpr void describe(Text& text) {
    text.add("{").add_string("struct").add(":").add_string(sinter_describe(Tag<T>{}).name).add("}");
  }
  static constexpr void describe_members(Text& text) {
    std::size_t index = 0;
    ((text.add(index == 0 ? "[" : ",[").add_string(sinter_describe(Tag<T>{}).names[index]).add(","),
      CodecOf<members>::describe(text), text.add("]"), ++index),
     ...);
  }

 private:
  template <std::size_t first, auto member, auto... rest, class... P>
  SINTER_BIND_INLINE void read_members(T& value, P... wire) {
    value.*member = CodecOf<member>::template read<first>(wire...);
    if constexpr (sizeof...(rest) > 0) read_members<first + CodecOf<member>::Wire::size, rest...>(value, wire...);
  }
};
template <class T, class Registration>
struct StructCodec {};
template <RegisteredStruct T>
struct Codec<T> : StructCodec<T, decltype(sinter_describe(Tag<T>{}))> {};

}  // namespace sinter::bind

#undef SINTER_BIND_INLINE
#pragma clang diagnostic pop
