// Writes JSON as text, in the order it is told: for events and reports, which must be
// cheap and must come out the same each time. Reading JSON is base/json_value.h.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace sinter {

/// Appends `text` as a JSON string with its quotes. Bytes that are not UTF-8 become
/// U+FFFD, so the result is always valid JSON.
void append_json_string(std::string& out, std::string_view text);

/// Builds one JSON text. Inside an object every value is preceded by key(); a mistake
/// in the order of calls is an assertion. With `indent` 0 the text is one line.
class JsonWriter {
 public:
  explicit JsonWriter(int indent = 0) : indent_(indent) {}

  JsonWriter& begin_object();
  JsonWriter& end_object();
  JsonWriter& begin_array();
  JsonWriter& end_array();
  JsonWriter& key(std::string_view name);
  JsonWriter& string(std::string_view text);
  JsonWriter& number(std::uint64_t value);
  JsonWriter& number(std::int64_t value);
  JsonWriter& number(int value) { return number(static_cast<std::int64_t>(value)); }
  JsonWriter& real(double value);  // not finite: null
  JsonWriter& boolean(bool value);
  JsonWriter& null();
  /// A value that is JSON text already.
  JsonWriter& raw(std::string_view json);

  /// The finished text; every object and array must be closed.
  std::string take();

 private:
  void before_value();
  void newline();
  void close(char bracket);

  struct Level {
    bool is_object;
    std::size_t count = 0;
  };
  std::string text_;
  std::vector<Level> levels_;
  int indent_;
  bool after_key_ = false;
};

}  // namespace sinter
