// The native counterpart of containers.h: how composed values of a vectors file become
// C++ values and back. A tuple and a fixed array are lists, a variant is an object with
// `kind` and `value`, a map is a list of pairs (`$map`), a duration its milliseconds.
#pragma once

#include <string>
#include <string_view>
#include <utility>

#include "sinter/bind/containers.h"
#include "sinter/bind/native_value.h"

namespace sinter::bind {

template <ArrayLike A>
struct NativeCodec<A> {
  using Element = typename ArrayParts<A>::Element;
  static bool read(const Value& value, A& result) {
    if (!is_list_of<Element>(value) || value.size != result.size()) return false;
    auto place = result.begin();
    for (const Value* item = value.first; item != nullptr; item = item->next) {
      if (!NativeCodec<Element>::read(*item, *place++)) return false;
    }
    return true;
  }
  static Value write(const A& values) {
    Value list = Value::list_of(element_name<Element>());
    for (const Element& value : values) list.add(NativeCodec<Element>::write(value));
    return list;
  }
};

template <TupleLike T>
struct NativeCodec<T> {
  static constexpr std::size_t size = std::tuple_size<T>::value;
  static bool read(const Value& value, T& result) {
    if (value.kind != Value::Kind::list || !value.text.empty() || value.size != size) return false;
    const Value* item = value.first;
    return [&]<std::size_t... at>(std::index_sequence<at...>) {
      return (NativeCodec<std::tuple_element_t<at, T>>::read(*std::exchange(item, item->next), get<at>(result)) && ...);
    }(std::make_index_sequence<size>{});
  }
  static Value write(const T& value) {
    Value list = Value::list_of("");
    [&]<std::size_t... at>(std::index_sequence<at...>) {
      (list.add(NativeCodec<std::tuple_element_t<at, T>>::write(get<at>(value))), ...);
    }(std::make_index_sequence<size>{});
    return list;
  }
};

template <MapLike M>
struct NativeCodec<M> {
  using Pair = std::pair<typename M::key_type, typename M::mapped_type>;
  static bool read(const Value& value, M& result) {
    if (value.kind != Value::Kind::list || value.text != "map") return false;
    for (const Value* item = value.first; item != nullptr; item = item->next) {
      Pair pair;
      if (!NativeCodec<Pair>::read(*item, pair)) return false;
      result.insert_or_assign(std::move(pair.first), std::move(pair.second));
    }
    return true;
  }
  static Value write(const M& map) {
    Value list = Value::list_of("map");
    for (const auto& [key, mapped] : map) list.add(NativeCodec<Pair>::write({key, mapped}));
    return list;
  }
};

template <SetLike S>
struct NativeCodec<S> {
  static bool read(const Value& value, S& result) {
    if (value.kind != Value::Kind::list || value.text != "set") return false;
    for (const Value* item = value.first; item != nullptr; item = item->next) {
      typename S::key_type element{};
      if (!NativeCodec<typename S::key_type>::read(*item, element)) return false;
      result.insert(std::move(element));
    }
    return true;
  }
  static Value write(const S& set) {
    Value list = Value::list_of("set");
    for (const auto& element : set) list.add(NativeCodec<typename S::key_type>::write(element));
    return list;
  }
};

/// How vectors call an alternative: as JavaScript does (alternative_name in
/// src/bind/interface_check.cc).
template <class T>
std::string alternative_name() {
  if constexpr (Monostate<T>) return "none";
  else if constexpr (std::is_same_v<T, bool>) return "boolean";
  else if constexpr (Number<T>) return std::string(number_name<T>());
  else if constexpr (TextLike<T>) return "string";
  else if constexpr (RegisteredEnum<T> || RegisteredStruct<T>) {
    std::string name(sinter_describe(Tag<T>{}).name);
    auto is_capital = [](char c) { return c >= 'A' && c <= 'Z'; };
    if (is_capital(name[0]) && (name.size() < 2 || !is_capital(name[1]))) name[0] += 'a' - 'A';
    return name;
  } else if constexpr (VectorLike<T>) {
    if constexpr (Number<typename T::value_type>) return std::string(number_name<typename T::value_type>()) + "Array";
    else return TextLike<typename T::value_type> ? "strings" : "list";
  } else if constexpr (ArrayLike<T>) return "array";
  else if constexpr (MapLike<T>) return "map";
  else if constexpr (TupleLike<T>) return "tuple";
  else if constexpr (SetLike<T>) return "set";
  else if constexpr (DurationLike<T>) return "duration";
  else if constexpr (TimeLike<T>) return "date";
  else return VariantLike<T> ? "variant" : "optional";
}

template <class T, class List>
struct NativeVariantCodec;
template <class T, class... A>
struct NativeVariantCodec<T, TypeList<A...>> {
  static bool read(const Value& value, T& result) {
    const Value* kind = value.find("kind");
    if (value.kind != Value::Kind::object || kind == nullptr) return false;
    const Value* inner = value.find("value");
    return (read_if<A>(kind->text, inner, result) || ...);
  }
  static Value write(const T& value) {
    Value object{.kind = Value::Kind::object};
    (write_if<A>(get_if<A>(&value), object), ...);
    return object;
  }

 private:
  template <class Alternative>
  static bool read_if(std::string_view kind, const Value* inner, T& result) {
    if (kind != alternative_name<Alternative>()) return false;
    Alternative alternative{};
    if constexpr (!Monostate<Alternative>) {
      static const Value absent;
      if (!NativeCodec<Alternative>::read(inner != nullptr ? *inner : absent, alternative)) return false;
    }
    result = std::move(alternative);
    return true;
  }
  template <class Alternative>
  static void write_if(const Alternative* value, Value& object) {
    if (value == nullptr) return;
    object.add_member("kind", Value::string_of(alternative_name<Alternative>()));
    if constexpr (!Monostate<Alternative>) object.add_member("value", NativeCodec<Alternative>::write(*value));
  }
};
template <VariantLike T>
struct NativeCodec<T> : NativeVariantCodec<T, typename TemplateTypes<T>::List> {};

template <DurationLike D>
struct NativeCodec<D> {
  static bool read(const Value& value, D& result) {
    if (value.kind != Value::Kind::number) return false;
    result = Codec<D>::template read<0>(value.number);
    return true;
  }
  static Value write(D value) { return Value::number_of(Codec<D>::direct(value)); }
};

/// A point in time is its milliseconds since 1970, under the tag `$date`.
template <TimeLike T>
struct NativeCodec<T> {
  static bool read(const Value& value, T& result) {
    if (value.kind != Value::Kind::list || value.text != "date" || value.size != 1) return false;
    result = Codec<T>::template read<0>(value.first->number);
    return true;
  }
  static Value write(T value) {
    Value date = Value::list_of("date");
    date.add(Value::number_of(Codec<T>::direct(value)));
    return date;
  }
};

/// Options are an object of those that are given.
template <class T, class Registration>
struct NativeOptionsCodec;
template <class T, auto... members>
struct NativeOptionsCodec<T, OptionsRegistration<T, members...>> {
  static bool read(const Value& value, T& result) {
    if (value.kind == Value::Kind::absent) return true;
    if (value.kind != Value::Kind::object) return false;
    std::size_t index = 0;
    auto read_one = [&](auto& member) {
      const Value* given = value.find(camel_case(sinter_describe(Tag<T>{}).names[index++]));
      if (given == nullptr || given->kind == Value::Kind::absent) return true;
      return NativeCodec<std::remove_reference_t<decltype(member)>>::read(*given, member);
    };
    return (read_one(result.*members) && ...);
  }
};
template <RegisteredOptions T>
struct NativeCodec<T> : NativeOptionsCodec<T, decltype(sinter_describe(Tag<T>{}))> {};

}  // namespace sinter::bind
