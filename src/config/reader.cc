#include "config/reader.h"

#include <tuple>

#include "base/ranges.h"
#include "base/text.h"
#include "config/units.h"

namespace sinter {
namespace {

constexpr TomlValue::Table no_members;

/// `["npm", "run", "build"]` for "npm run build": what an array key wants instead.
std::string as_array_text(std::string_view text) {
  std::string array;
  for (const std::string& part : split(text, ' ')) {
    if (part.empty()) continue;
    array += (array.empty() ? "[\"" : ", \"") + part + "\"";
  }
  return array.empty() ? "[]" : array + "]";
}

}  // namespace

void Problems::add(Spot spot, Error error) {
  if (errors_.size() >= errors_max) return;
  if (spot.line != 0) error.where = place(spot);
  // What is read for several profiles or combinations is wrong in all of them.
  bool is_known = ranges::any_of(errors_, [&](const Error& known) {
    return known.where == error.where && known.code == error.code && known.what == error.what;
  });
  if (!is_known) errors_.push_back(std::move(error));
}

void Problems::add(Spot spot, Code code, std::string what, std::string next) {
  add(spot, Error{.code = code, .what = std::move(what), .next = std::move(next)});
}

void Problems::add_unknown(Spot spot, Code code, std::string what, std::string_view name,
                           std::vector<std::string> candidates) {
  if (errors_.size() >= errors_max) return;
  constexpr std::size_t listed_max = 24;  // a step knows as many keys
  ranges::sort(candidates);
  ranges::erase_repeated(candidates);
  std::string next;
  if (std::optional<std::string> near = nearest(name, candidates)) {
    next = "did you mean " + quote(*near) + "?";
  } else if (candidates.empty()) {
    next = "there is none to choose from: add one, or remove this";
  } else if (candidates.size() <= listed_max) {
    next = "use one of: " + join(candidates, ", ");
  } else {
    next = "none of the " + std::to_string(candidates.size()) + " known names is near it";
  }
  add(spot, code, std::move(what), std::move(next));
}

std::vector<Error> Problems::take() {
  ranges::sort(errors_, [](const Error& a, const Error& b) {
    return std::tie(a.where.line, a.where.column) < std::tie(b.where.line, b.where.column);
  });
  return std::move(errors_);
}

TableReader::TableReader(const TomlValue& value, Spot spot, std::string title, Problems& problems)
    : members_(value.as_table()), spot_(spot), title_(std::move(title)), problems_(problems) {
  if (members_ != nullptr) return;
  members_ = &no_members;
  problems_.add(spot_, Code::config_type, title_ + " is " + std::string(value.kind()) + ", but should be a table",
                "write `" + title_ + "` on a line of its own and its keys below");
}

const TomlMember* TableReader::member(std::string_view key) {
  constexpr std::size_t usual_count = 32;  // of the keys of a step
  if (known_.empty()) known_.reserve(usual_count);
  known_.push_back(key);
  auto found = ranges::find(*members_, key, &TomlMember::name);
  return found == members_->end() ? nullptr : &*found;
}

bool TableReader::has(std::string_view key) const {
  return ranges::find(*members_, key, &TomlMember::name) != members_->end();
}

void TableReader::wrong_type(const TomlMember& found, std::string_view wanted, std::string_view example) {
  problems_.add(found.value.spot, Code::config_type,
                quote(found.name) + " in " + title_ + " is " + std::string(found.value.kind()) + ", but should be " +
                    std::string(wanted),
                "write " + quote(found.name + " = " + std::string(example)));
}

std::optional<Text> TableReader::text(std::string_view key, std::string_view example) {
  const TomlMember* found = member(key);
  if (found == nullptr) return std::nullopt;
  if (const std::string* value = found->value.as_string()) return Text{*value, found->value.spot};
  wrong_type(*found, "a string", example);
  return std::nullopt;
}

std::vector<Text> TableReader::texts(std::string_view key, std::string_view example) {
  const TomlMember* found = member(key);
  if (found == nullptr) return {};
  const TomlValue::Array* array = found->value.as_array();
  if (array == nullptr) {
    const std::string* text = found->value.as_string();
    wrong_type(*found, "an array of strings", text != nullptr ? as_array_text(*text) : std::string(example));
    return {};
  }
  std::vector<Text> texts;
  texts.reserve(array->size());
  for (const TomlValue& element : *array) {
    if (const std::string* value = element.as_string()) {
      texts.push_back({*value, element.spot});
      continue;
    }
    problems_.add(element.spot, Code::config_type,
                  "an element of " + quote(key) + " in " + title_ + " is " + std::string(element.kind()) +
                      ", but should be a string",
                  "write " + quote(std::string(key) + " = " + std::string(example)));
  }
  return texts;
}

std::optional<bool> TableReader::boolean(std::string_view key) {
  const TomlMember* found = member(key);
  if (found == nullptr) return std::nullopt;
  if (const bool* value = found->value.as_boolean()) return *value;
  wrong_type(*found, "true or false", "true");
  return std::nullopt;
}

std::optional<std::uint64_t> TableReader::integer(std::string_view key, std::uint64_t least, std::uint64_t most) {
  const TomlMember* found = member(key);
  if (found == nullptr) return std::nullopt;
  const std::int64_t* value = found->value.as_integer();
  if (value == nullptr) {
    wrong_type(*found, "a whole number", std::to_string(least));
    return std::nullopt;
  }
  if (*value >= 0 && static_cast<std::uint64_t>(*value) >= least && static_cast<std::uint64_t>(*value) <= most) {
    return static_cast<std::uint64_t>(*value);
  }
  problems_.add(found->value.spot, Code::config_value, quote(key) + " in " + title_ + " is " + std::to_string(*value),
                "write a number from " + std::to_string(least) + " to " + std::to_string(most));
  return std::nullopt;
}

std::optional<double> TableReader::real(std::string_view key, double least, double most) {
  const TomlMember* found = member(key);
  if (found == nullptr) return std::nullopt;
  const auto* value = std::get_if<double>(&found->value.data);
  const std::int64_t* whole = found->value.as_integer();
  if (value == nullptr && whole == nullptr) {
    wrong_type(*found, "a number", "1.05");
    return std::nullopt;
  }
  double number = value == nullptr ? static_cast<double>(*whole) : *value;
  if (number >= least && number <= most) return number;
  problems_.add(found->value.spot, Code::config_value, quote(key) + " in " + title_ + " is out of reach",
                "write a number such as 1.05");
  return std::nullopt;
}

template <class Parse>
std::optional<std::uint64_t> TableReader::quantity(std::string_view key, std::string_view example,
                                                   std::string_view kind, Parse parse) {
  const TomlMember* found = member(key);
  if (found == nullptr) return std::nullopt;
  std::string write = "write " + quote(std::string(key) + " = " + std::string(example));
  const std::string* text = found->value.as_string();
  if (text == nullptr) {
    const std::int64_t* number = found->value.as_integer();
    if (number == nullptr) {
      wrong_type(*found, "a string with a unit", example);
      return std::nullopt;
    }
    problems_.add(found->value.spot, Code::config_unit,
                  quote(key) + " in " + title_ + " is " + std::to_string(*number) + " without a unit",
                  std::move(write));
    return std::nullopt;
  }
  if (std::optional<std::uint64_t> value = parse(*text)) return value;
  problems_.add(
      found->value.spot,
      Error{.code = Code::config_unit,
            .what = quote(key) + " in " + title_ + " is " + quote(*text) + ", which is no " + std::string(kind),
            .why = {kind == "size" ? "units are B, KB, MB, GB, TB and KiB, MiB, GiB, TiB" : "units are ms, s, m and h"},
            .next = std::move(write)});
  return std::nullopt;
}

std::optional<std::uint64_t> TableReader::size_bytes(std::string_view key, std::string_view example) {
  return quantity(key, example, "size", parse_size);
}

std::optional<std::uint64_t> TableReader::duration_ns(std::string_view key, std::string_view example) {
  return quantity(key, example, "duration", parse_duration);
}

std::optional<std::size_t> TableReader::index_of(const Text& text, std::string_view key,
                                                 std::span<const std::string_view> names) {
  auto found = ranges::find(names, text.value);
  if (found != names.end()) return static_cast<std::size_t>(found - names.begin());
  problems_.add_unknown(text.spot, Code::config_value, quote(key) + " in " + title_ + " cannot be " + quote(text.value),
                        text.value, {names.begin(), names.end()});
  return std::nullopt;
}

std::optional<std::size_t> TableReader::choice(std::string_view key, std::span<const std::string_view> names) {
  std::optional<Text> found = text(key, "\"" + std::string(names.front()) + "\"");
  return found ? index_of(*found, key, names) : std::nullopt;
}

std::vector<std::size_t> TableReader::choices(std::string_view key, std::span<const std::string_view> names) {
  std::vector<std::size_t> indices;
  for (const Text& text : texts(key, "[\"" + std::string(names.front()) + "\"]")) {
    std::optional<std::size_t> index = index_of(text, key, names);
    if (index && ranges::find(indices, *index) == indices.end()) indices.push_back(*index);
  }
  return indices;
}

void TableReader::require(std::string_view key, std::string_view example) {
  if (has(key)) return;
  problems_.add(spot_, Code::config_missing_key, title_ + " has no " + quote(key),
                "add " + quote(std::string(key) + " = " + std::string(example)));
}

void TableReader::finish() {
  for (const TomlMember& found : *members_) {
    if (ranges::contains(known_, found.name)) continue;
    problems_.add_unknown(found.spot, Code::config_unknown_key, "unknown key " + quote(found.name) + " in " + title_,
                          found.name, {known_.begin(), known_.end()});
  }
}

}  // namespace sinter
