// A TOML text as a plain tree in which every key and value knows its place, so that
// whatever is wrong with it can be pointed at. The parsing is toml++'s, which only
// toml.cc sees: it costs seconds to compile. What is plain never reaches it (plain_toml.h).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/error.h"

namespace sinter {

/// Where something stands in the text; both count from 1.
struct Spot {
  std::uint32_t line = 0;
  std::uint32_t column = 0;

  auto operator<=>(const Spot&) const = default;
};

struct TomlMember;

/// One value. The members of a table stand in the order of the text.
struct TomlValue {
  using Array = std::vector<TomlValue>;
  using Table = std::vector<TomlMember>;
  struct Date {  // nothing in sinter.toml is a date, so its value does not matter
    bool operator==(const Date&) const = default;
  };

  std::variant<std::string, std::int64_t, double, bool, Date, Array, Table> data;
  Spot spot;

  const std::string* as_string() const { return std::get_if<std::string>(&data); }
  const std::int64_t* as_integer() const { return std::get_if<std::int64_t>(&data); }
  const bool* as_boolean() const { return std::get_if<bool>(&data); }
  const Array* as_array() const { return std::get_if<Array>(&data); }
  const Table* as_table() const { return std::get_if<Table>(&data); }
  /// "a string", "an array": for messages.
  std::string_view kind() const;

  bool operator==(const TomlValue& other) const;
};

struct TomlMember {
  std::string name;
  Spot spot;  // of the key
  TomlValue value;
  std::string profile = {};  // that put it here; "" for where it was written

  bool operator==(const TomlMember&) const = default;
};

inline bool TomlValue::operator==(const TomlValue& other) const = default;

/// How many parts a dotted key may have, and how deep values may nest: both decide how
/// deep the recursion goes.
inline constexpr std::size_t toml_key_parts_max = 16;
inline constexpr std::size_t toml_nesting_max = 32;

/// Parses one text; the result is a table. `path` is what errors call the text.
Result<TomlValue> parse_toml(std::string_view text, const std::string& path);

}  // namespace sinter
