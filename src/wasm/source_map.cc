#include "wasm/source_map.h"

#include <array>
#include <optional>

#include "base/json.h"
#include "base/json_value.h"
#include "base/ranges.h"
#include "base/text.h"

namespace sinter::wasm {
namespace {

// In maps with calls a mapping's name is its innermost call: name and call have one number.
constexpr std::string_view calls_key = "x_sinter_calls";

constexpr std::string_view base64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// The sign in the lowest bit, then five bits a letter, the sixth says that more follow.
void append_vlq(std::string& text, std::int64_t value) {
  std::uint64_t rest =
      value < 0 ? (static_cast<std::uint64_t>(-value) << 1 | 1) : static_cast<std::uint64_t>(value) << 1;
  do {
    std::uint64_t digit = rest & 31;
    rest >>= 5;
    text += base64[digit | (rest != 0 ? 32 : 0)];
  } while (rest != 0);
}

constexpr std::array<std::int8_t, 256> digits = [] {
  std::array<std::int8_t, 256> table{};
  table.fill(-1);
  for (std::size_t index = 0; index < base64.size(); ++index) {
    table[static_cast<unsigned char>(base64[index])] = static_cast<std::int8_t>(index);
  }
  return table;
}();

/// The next number of a mapping; nothing when the text is no number of 32 bits.
std::optional<std::int64_t> take_vlq(std::string_view& text) {
  std::uint64_t value = 0;
  for (unsigned shift = 0; shift <= 35 && !text.empty(); shift += 5) {
    std::int8_t digit = digits[static_cast<unsigned char>(text.front())];
    if (digit < 0) return {};
    text.remove_prefix(1);
    value |= static_cast<std::uint64_t>(digit & 31) << shift;
    if ((digit & 32) == 0)
      return (value & 1) != 0 ? -static_cast<std::int64_t>(value >> 1) : static_cast<std::int64_t>(value >> 1);
  }
  return {};
}

bool is_index(std::int64_t value) { return value >= 0 && value < no_source; }

/// Reads the mappings of one line, each relative to the one before.
class MappingReader {
 public:
  explicit MappingReader(SourceMap& map) : map_(map) {}

  /// Why it is none; empty when it is one.
  std::string_view read(std::string_view text) {
    std::array<std::int64_t, 5> fields{};
    std::size_t count = 0;
    while (!text.empty()) {
      std::optional<std::int64_t> field = take_vlq(text);
      if (!field) return "its letters are no whole numbers of 32 bits in base64";
      if (count == fields.size()) return expected_count;
      fields[count++] = *field;
    }
    if (count != 1 && count != 4 && count != 5) return expected_count;
    offset_ += fields[0];
    if (!is_index(offset_)) return "its place in the file is negative, or beyond 4 GiB";
    if (count == 1) {
      map_.mappings.push_back({.offset = static_cast<std::uint64_t>(offset_)});
      return {};
    }
    source_ += fields[1];
    line_ += fields[2];
    column_ += fields[3];
    bool has_source = source_ >= 0 && source_ < static_cast<std::int64_t>(map_.sources.size());
    if (!has_source) return "it names a source that is not in the list `sources`";
    if (!is_index(line_) || !is_index(column_)) return "its line or column is negative, or beyond 32 bits";
    bool has_call = count == 5 && !map_.calls.empty();
    if (has_call) call_ += fields[4];
    if (has_call && (call_ < 0 || call_ >= static_cast<std::int64_t>(map_.calls.size()))) {
      return "it names a call that is not in the list";
    }
    map_.mappings.push_back({.offset = static_cast<std::uint64_t>(offset_),
                             .source = static_cast<std::uint32_t>(source_),
                             .line = static_cast<std::uint32_t>(line_ + 1),
                             .column = static_cast<std::uint32_t>(column_),
                             .call = has_call ? static_cast<std::uint32_t>(call_) : no_call});
    return {};
  }

 private:
  static constexpr std::string_view expected_count =
      "it must be 1, 4 or 5 numbers: the place in the file, then source, line and column, then a name";

  SourceMap& map_;
  std::int64_t offset_ = 0;
  std::int64_t source_ = 0;
  std::int64_t line_ = 0;
  std::int64_t column_ = 0;
  std::int64_t call_ = 0;
};

/// Three numbers a call: how many before it the outer one stands (0: there is none), the
/// change of the source, which is counted from 1 (0: not known), and that of the line.
std::string write_calls(const std::vector<MappedCall>& calls) {
  std::string text;
  std::int64_t source = 0;
  std::int64_t line = 0;
  for (std::size_t index = 0; index < calls.size(); ++index) {
    const MappedCall& call = calls[index];
    std::int64_t source_here = call.source == no_source ? 0 : static_cast<std::int64_t>(call.source) + 1;
    if (index != 0) text += ',';
    append_vlq(text, call.outer == no_call ? 0 : static_cast<std::int64_t>(index - call.outer));
    append_vlq(text, source_here - source);
    append_vlq(text, static_cast<std::int64_t>(call.line) - line);
    source = source_here;
    line = call.line;
  }
  return text;
}

/// False if it is no such text. Each mapping stands for all calls around it: compilers nest tens of them.
bool read_calls(std::string_view text, const JsonValue::Array& names, SourceMap& map) {
  constexpr std::uint32_t depth_max = 1000;
  std::vector<std::uint32_t> depths;
  std::int64_t source = 0;
  std::int64_t line = 0;
  for (std::size_t index = 0; index < names.size(); ++index) {
    if (index != 0) {
      if (!text.starts_with(',')) return false;
      text.remove_prefix(1);
    }
    std::optional<std::int64_t> outer = take_vlq(text);
    std::optional<std::int64_t> source_step = take_vlq(text);
    std::optional<std::int64_t> line_step = take_vlq(text);
    const std::string* name = names[index].as_string();
    if (!outer || !source_step || !line_step || name == nullptr) return false;
    source += *source_step;
    line += *line_step;
    bool is_right = *outer >= 0 && *outer <= static_cast<std::int64_t>(index) && source >= 0 &&
                    source <= static_cast<std::int64_t>(map.sources.size()) && is_index(line);
    if (!is_right) return false;
    depths.push_back(*outer == 0 ? 1 : depths[index - static_cast<std::size_t>(*outer)] + 1);
    if (depths.back() > depth_max) return false;
    map.calls.push_back(
        {.outer = *outer == 0 ? no_call : static_cast<std::uint32_t>(index - static_cast<std::size_t>(*outer)),
         .source = source == 0 ? no_source : static_cast<std::uint32_t>(source - 1),
         .line = static_cast<std::uint32_t>(line),
         .function = *name});
  }
  return text.empty();
}

Error wrong(const std::string& path, std::string why) {
  return {.code = Code::source_map_malformed,
          .what = quote(path) + " is not a source map of a wasm file",
          .where = {path},
          .why = {std::move(why)},
          .next = "build it again, or say where a right one is with --source-map"};
}

bool says_the_same(const Mapping& left, const Mapping& right) {
  return left.source == right.source && left.line == right.line && left.column == right.column &&
         left.call == right.call;
}

}  // namespace

std::string write_source_map(const SourceMap& map) {
  std::string mappings;
  Mapping last{.source = 0, .line = 1};
  const Mapping* before = nullptr;
  std::int64_t last_call = 0;
  for (const Mapping& mapping : map.mappings) {
    if (before != nullptr && says_the_same(*before, mapping)) continue;
    before = &mapping;
    if (!mappings.empty()) mappings += ',';
    append_vlq(mappings, static_cast<std::int64_t>(mapping.offset - last.offset));
    last.offset = mapping.offset;
    if (mapping.source == no_source) continue;
    append_vlq(mappings, static_cast<std::int64_t>(mapping.source) - last.source);
    append_vlq(mappings, static_cast<std::int64_t>(mapping.line) - last.line);
    append_vlq(mappings, static_cast<std::int64_t>(mapping.column) - last.column);
    last = mapping;
    if (mapping.call == no_call) continue;
    append_vlq(mappings, static_cast<std::int64_t>(mapping.call) - last_call);
    last_call = mapping.call;
  }
  JsonWriter json;
  json.begin_object().key("version").number(3).key("sources").begin_array();
  for (const std::string& source : map.sources) json.string(source);
  json.end_array().key("names").begin_array();
  for (const MappedCall& call : map.calls) json.string(call.function);
  json.end_array();
  if (!map.calls.empty()) json.key(calls_key).string(write_calls(map.calls));
  json.key("mappings").string(mappings).end_object();
  return json.take() + "\n";
}

Result<SourceMap> read_source_map(std::string_view text, const std::string& path) {
  JsonValue json = SINTER_TRY(json_parse(text, path));
  const JsonValue* version = json.find("version");
  if (version == nullptr || version->as_integer() == nullptr || *version->as_integer() != 3) {
    return fail(wrong(path, "its `version` is not 3"));
  }
  SourceMap map;
  const JsonValue* sources = json.find("sources");
  if (sources == nullptr || sources->as_array() == nullptr) return fail(wrong(path, "it has no list `sources`"));
  for (const JsonValue& source : *sources->as_array()) {
    const std::string* name = source.as_string();
    map.sources.push_back(name == nullptr ? "" : *name);
  }
  const JsonValue* calls = json.find(calls_key);
  const JsonValue* names = json.find("names");
  bool are_calls_wrong =
      calls != nullptr && (calls->as_string() == nullptr || names == nullptr || names->as_array() == nullptr ||
                           !read_calls(*calls->as_string(), *names->as_array(), map));
  if (are_calls_wrong) return fail(wrong(path, "its list of calls cannot be read"));
  const JsonValue* mappings = json.find("mappings");
  if (mappings == nullptr || mappings->as_string() == nullptr) return fail(wrong(path, "it has no text `mappings`"));
  std::string_view rest = *mappings->as_string();
  if (rest.contains(';')) return fail(wrong(path, "its mappings have more than one line"));
  MappingReader reader(map);
  while (!rest.empty()) {
    std::size_t comma = rest.find(',');
    std::string_view mapping = rest.substr(0, comma);
    if (std::string_view reason = reader.read(mapping); !reason.empty()) {
      constexpr std::size_t shown_letters_max = 40;
      std::string number = std::to_string(map.mappings.size() + 1);
      return fail(wrong(path, "mapping " + number + ", " + quote(mapping.substr(0, shown_letters_max)) +
                                  ", cannot be read: " + std::string(reason)));
    }
    rest = comma == std::string_view::npos ? std::string_view{} : rest.substr(comma + 1);
  }
  ranges::sort(map.mappings, {}, &Mapping::offset);
  return map;
}

}  // namespace sinter::wasm
