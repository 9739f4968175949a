// A value of a vectors file, and how it becomes a C++ argument and a C++ result becomes
// one again. This is the native counterpart of codec.h: what wasm reads from memory,
// the native test program reads from JSON.
//
// Values are copied as they are: what they refer to lies in memory of its own until the
// case is over. So whoever exports a function does not compile a copy, a move and an end
// of them once more for each type that it mentions, which took longer than all the rest.
#pragma once

#include <array>
#include <cstdint>
#include <cstdlib>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sinter/bind/codec.h"

namespace sinter::bind {

/// What values refer to: all that was kept since the last release().
class ValueMemory {
 public:
  static void* allocate(std::size_t size_bytes) {
    auto* block = static_cast<Block*>(std::malloc(sizeof(Block) + size_bytes));
    if (block == nullptr) __builtin_trap();
    block->before = last_;
    last_ = block;
    return block + 1;
  }
  static void release() {
    while (last_ != nullptr) std::free(std::exchange(last_, last_->before));
  }

 private:
  struct alignas(16) Block {
    Block* before;
  };
  static inline constinit Block* last_ = nullptr;
};

struct Value {
  enum class Kind : std::uint8_t { absent, boolean, number, big_integer, string, list, object };

  Kind kind = Kind::absent;
  bool boolean = false;
  double number = 0;
  bool is_negative = false;     // of a big integer
  std::uint64_t magnitude = 0;  // of a big integer
  std::string_view text = {};   // of a string; of a list the type of its numbers, else ""
  std::string_view name = {};   // of a member
  std::size_t size = 0;         // of a list or an object: how many follow `first`
  Value* first = nullptr;
  Value* last = nullptr;
  Value* next = nullptr;

  static Value number_of(double number) { return {.kind = Kind::number, .number = number}; }
  static Value big_integer_of(bool is_negative, std::uint64_t magnitude) {
    return {.kind = Kind::big_integer, .is_negative = is_negative, .magnitude = magnitude};
  }
  /// Keeps a copy of the text.
  static Value string_of(std::string_view text) { return {.kind = Kind::string, .text = kept(text)}; }
  static Value list_of(std::string_view type) { return {.kind = Kind::list, .text = type}; }

  static std::string_view kept(std::string_view text) {
    if (text.empty()) return {};
    auto* copy = static_cast<char*>(ValueMemory::allocate(text.size()));
    __builtin_memcpy(copy, text.data(), text.size());
    return {copy, text.size()};
  }

  void add(const Value& item) {
    auto* added = ::new (ValueMemory::allocate(sizeof(Value))) Value(item);
    added->name = {};
    added->next = nullptr;
    (first == nullptr ? first : last->next) = added;
    last = added;
    ++size;
  }
  /// `member_name` must outlive the value.
  void add_member(std::string_view member_name, const Value& member) {
    add(member);
    last->name = member_name;
  }

  const Value* find(std::string_view member_name) const {
    const Value* member = kind == Kind::object ? first : nullptr;
    while (member != nullptr && member->name != member_name) member = member->next;
    return member;
  }
};

/// "find_all" is "findAll" in vectors, as in JavaScript.
inline std::string_view camel_case(std::string_view name) {
  auto* camel = static_cast<char*>(ValueMemory::allocate(name.size()));
  std::size_t size = 0;
  for (std::size_t index = 0; index < name.size(); ++index) {
    bool joins =
        name[index] == '_' && index > 0 && index + 1 < name.size() && name[index + 1] >= 'a' && name[index + 1] <= 'z';
    camel[size++] = joins ? static_cast<char>(name[++index] - 'a' + 'A') : name[index];
  }
  return {camel, size};
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
      auto bits = static_cast<std::uint64_t>(value);
      return Value::big_integer_of(value < 0, value < 0 ? 0 - bits : bits);
    } else {
      return Value::number_of(static_cast<double>(value));
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
      return Value::string_of(registration.names[place]);
    }
    return Value::string_of("(an enumerator that is not registered)");
  }
};

/// A string_view is read as a view of the value, which outlives the call.
template <OneOf<std::string, std::string_view> T>
struct NativeCodec<T> {
  static bool read(const Value& value, T& result) {
    result = T(value.text);
    return value.kind == Value::Kind::string;
  }
  static Value write(const T& value) { return Value::string_of(value); }
};

template <class T>
inline constexpr std::string_view element_name() {
  if constexpr (Number<T>) return number_name<T>();
  else return "";
}

/// Whether the value is a list of T. A plain list of numbers is also taken, as JavaScript takes it.
template <class T>
bool is_list_of(const Value& value) {
  return value.kind == Value::Kind::list && (value.text.empty() || value.text == element_name<T>());
}

/// Vectors of numbers and of strings.
template <class T>
struct NativeCodec<std::vector<T>> {
  static bool read(const Value& value, std::vector<T>& result) {
    if (!is_list_of<T>(value)) return false;
    result = std::vector<T>(value.size);
    auto place = result.begin();
    for (const Value* item = value.first; item != nullptr; item = item->next) {
      T element{};
      if (!NativeCodec<T>::read(*item, element)) return false;
      *place++ = std::move(element);
    }
    return true;
  }
  static Value write(const std::vector<T>& values) { return write_list(values); }
  static Value write_list(const auto& values) {
    Value list = Value::list_of(element_name<T>());
    for (const auto& value : values) list.add(NativeCodec<T>::write(value));
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
    (object.add_member(camel_case(names()[index++]),
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
