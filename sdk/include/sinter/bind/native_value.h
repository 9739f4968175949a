// A value of a vectors file, and how it becomes a C++ argument and a C++ result becomes
// one again. This is the native counterpart of codec.h: what wasm reads from memory,
// the native test program reads from JSON.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sinter/bind/codec.h"

namespace sinter::bind {

struct Value {
  enum class Kind : std::uint8_t { absent, boolean, number, big_integer, string, list, object };

  Kind kind = Kind::absent;
  bool boolean = false;
  double number = 0;
  bool is_negative = false;     // of a big integer
  std::uint64_t magnitude = 0;  // of a big integer
  std::string text = {};        // of a string; of a list the type of its numbers, else ""
  std::vector<Value> items = {};
  std::vector<std::pair<std::string, Value>> members = {};

  const Value* find(std::string_view name) const {
    for (const auto& [key, value] : members) {
      if (key == name) return &value;
    }
    return nullptr;
  }
};

/// "find_all" is "findAll" in vectors, as in JavaScript.
inline std::string camel_case(std::string_view name) {
  std::string camel;
  for (std::size_t index = 0; index < name.size(); ++index) {
    bool joins =
        name[index] == '_' && index > 0 && index + 1 < name.size() && name[index + 1] >= 'a' && name[index + 1] <= 'z';
    if (joins) camel += static_cast<char>(name[++index] - 'a' + 'A');
    else camel += name[index];
  }
  return camel;
}

/// read(value, result): whether the value is one of type T; write(result): the value.
template <class T>
struct NativeCodec;

template <Number T>
struct NativeCodec<T> {
  static bool read(const Value& value, T& result) {
    if (value.kind == Value::Kind::number) {
      result = static_cast<T>(value.number);
      // A float is rounded, as it is on the way into wasm; an integer must be one.
      return std::is_floating_point_v<T> || static_cast<double>(result) == value.number;
    }
    if (value.kind != Value::Kind::big_integer || std::is_floating_point_v<T>) return false;
    result = static_cast<T>(value.is_negative ? 0 - value.magnitude : value.magnitude);
    Value back = write(result);
    return back.kind == Value::Kind::number ||
           (back.is_negative == value.is_negative && back.magnitude == value.magnitude);
  }
  static Value write(T value) {
    if constexpr (std::is_integral_v<T> && sizeof(T) == 8) {
      bool is_negative = value < 0;
      auto bits = static_cast<std::uint64_t>(value);
      return {.kind = Value::Kind::big_integer, .is_negative = is_negative, .magnitude = is_negative ? 0 - bits : bits};
    } else {
      return {.kind = Value::Kind::number, .number = static_cast<double>(value)};
    }
  }
};

template <>
struct NativeCodec<bool> {
  static bool read(const Value& value, bool& result) {
    result = value.boolean;
    return value.kind == Value::Kind::boolean;
  }
  static Value write(bool value) { return {.kind = Value::Kind::boolean, .boolean = value}; }
};

template <RegisteredEnum T>
struct NativeCodec<T> {
  static constexpr auto registration = sinter_describe(Tag<T>{});
  static bool read(const Value& value, T& result) {
    for (std::size_t place = 0; place < registration.names.size(); ++place) {
      if (value.kind != Value::Kind::string || registration.names[place] != value.text) continue;
      result = registration.values[place];
      return true;
    }
    return false;
  }
  static Value write(T value) {
    for (std::size_t place = 0; place < registration.values.size(); ++place) {
      if (registration.values[place] != value) continue;
      return {.kind = Value::Kind::string, .text = std::string(registration.names[place])};
    }
    return {.kind = Value::Kind::string, .text = "(an enumerator that is not registered)"};
  }
};

/// A string_view is read as a view of the value, which outlives the call.
template <OneOf<std::string, std::string_view> T>
struct NativeCodec<T> {
  static bool read(const Value& value, T& result) {
    result = T(value.text);
    return value.kind == Value::Kind::string;
  }
  static Value write(const T& value) { return {.kind = Value::Kind::string, .text = std::string(value)}; }
};

template <class T>
inline constexpr std::string_view element_name() {
  if constexpr (Number<T>) return number_name<T>();
  else return "";
}

/// Vectors of numbers and of strings. A plain list of numbers is also taken, as JavaScript
/// takes it.
template <class T>
struct NativeCodec<std::vector<T>> {
  static bool read(const Value& value, std::vector<T>& result) {
    if (value.kind != Value::Kind::list || (!value.text.empty() && value.text != element_name<T>())) return false;
    for (const Value& item : value.items) {
      T element{};
      if (!NativeCodec<T>::read(item, element)) return false;
      result.push_back(std::move(element));
    }
    return true;
  }
  static Value write(const std::vector<T>& values) { return write_list(values); }
  static Value write_list(const auto& values) {
    Value list{.kind = Value::Kind::list, .text = std::string(element_name<T>())};
    for (const auto& value : values) list.items.push_back(NativeCodec<T>::write(value));
    return list;
  }
};
template <class T>
struct NativeCodec<std::span<const T>> {
  static Value write(std::span<const T> values) { return NativeCodec<std::vector<T>>::write_list(values); }
};

template <class T>
struct NativeCodec<std::optional<T>> {
  static bool read(const Value& value, std::optional<T>& result) {
    if (value.kind == Value::Kind::absent) return true;
    return NativeCodec<T>::read(value, result.emplace());
  }
  static Value write(const std::optional<T>& value) { return value ? NativeCodec<T>::write(*value) : Value{}; }
};

template <class T, class Registration>
struct NativeStructCodec;
template <class T, auto... members>
struct NativeStructCodec<T, StructRegistration<T, members...>> {
  static bool read(const Value& value, T& result) {
    if (value.kind != Value::Kind::object) return false;
    std::size_t index = 0;
    return (read_member(value, camel_case(names()[index++]), result.*members) && ...);
  }
  static Value write(const T& value) {
    Value object{.kind = Value::Kind::object};
    std::size_t index = 0;
    (object.members.emplace_back(camel_case(names()[index++]),
                                 NativeCodec<typename MemberType<decltype(members)>::type>::write(value.*members)),
     ...);
    return object;
  }

 private:
  static constexpr auto names() { return sinter_describe(Tag<T>{}).names; }

  template <class Member>
  static bool read_member(const Value& object, std::string_view name, Member& member) {
    // A reference, never a copy: a string_view member looks into the value.
    static const Value absent;
    const Value* value = object.find(name);
    return NativeCodec<Member>::read(value != nullptr ? *value : absent, member);
  }
};
template <RegisteredStruct T>
struct NativeCodec<T> : NativeStructCodec<T, decltype(sinter_describe(Tag<T>{}))> {};

}  // namespace sinter::bind
