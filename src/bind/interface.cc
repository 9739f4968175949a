#include "bind/interface.h"

#include <array>
#include <tuple>

#include "base/json_value.h"
#include "base/ranges.h"
#include "base/text.h"
#include "bind/interface_check.h"
#include "bind/object_glue.h"

namespace sinter {
namespace {

constexpr std::array<std::string_view, 11> scalar_names = {"bool", "i8",  "u8",  "i16", "u16", "i32",
                                                           "u32",  "i64", "u64", "f32", "f64"};

constexpr std::array<std::string_view, 5> holding_names = {"object", "reference", "pointer", "unique", "shared"};

/// Reads one line. Errors say the line; `malformed` makes them.
class LineReader {
 public:
  LineReader(std::string_view module, std::uint32_t line) : module_(module), line_(line) {}

  /// The same line, whose errors point to the C++ that it says it comes from.
  LineReader with_place(SourceLine at) const {
    LineReader placed = *this;
    placed.at_ = std::move(at);
    return placed;
  }

  Error malformed(std::string why) const {
    if (!at_.text.empty()) {
      return {.code = Code::bind_malformed,
              .what = "a declaration of " + quote(module_) + " cannot be bound",
              .where = place_of(at_, module_),
              .why = {std::move(why)},
              .next = "change it there; if it is right, rebuild with the sinter/bind.h that came with this sinter"};
    }
    return {.code = Code::bind_malformed,
            .what = "a binding descriptor of " + quote(module_) + " cannot be read",
            .where = {module_ + " (section sinter.bind)", line_, 0},
            .why = {std::move(why)},
            .next = "rebuild the module with the sinter/bind.h that came with this sinter"};
  }

  /// The member as a string; every descriptor string is short except doc comments.
  Result<std::string> text(const JsonValue& object, std::string_view key) const {
    const JsonValue* value = object.find(key);
    if (value == nullptr || value->as_string() == nullptr)
      return fail(malformed("`" + std::string(key) + "` is no string"));
    return *value->as_string();
  }

  Result<std::string> name(const JsonValue& value) const {
    const std::string* text = value.as_string();
    if (text == nullptr || !is_identifier(*text)) {
      return fail(malformed((text == nullptr ? "a name is no string" : quote(shown(*text)) + " is not a name") +
                            "; a name has letters, digits and single underscores, and begins with a letter"));
    }
    return *text;
  }
  Result<std::string> name(const JsonValue& object, std::string_view key) const {
    const JsonValue* value = object.find(key);
    if (value == nullptr) return fail(malformed("`" + std::string(key) + "` is missing"));
    return name(*value);
  }

  bool is_true(const JsonValue& object, std::string_view key) const {
    const JsonValue* value = object.find(key);
    return value != nullptr && value->as_boolean() != nullptr && *value->as_boolean();
  }

  /// The line of C++ that the descriptor says it comes from.
  SourceLine source_line(const JsonValue& object) const {
    const JsonValue* at = object.find("at");
    const JsonValue::Array* parts = at == nullptr ? nullptr : at->as_array();
    if (parts == nullptr || parts->size() != 2 || (*parts)[0].as_string() == nullptr ||
        (*parts)[1].as_integer() == nullptr) {
      return {};
    }
    return {" (" + (*parts)[0].as_string()->substr(0, 200) + ":" + std::to_string(*(*parts)[1].as_integer()) + ")"};
  }

  Result<const JsonValue::Array*> list(const JsonValue& object, std::string_view key, std::size_t count_max) const {
    const JsonValue* value = object.find(key);
    if (value == nullptr || value->as_array() == nullptr)
      return fail(malformed("`" + std::string(key) + "` is no list"));
    if (value->as_array()->size() > count_max) {
      return fail(malformed("`" + std::string(key) + "` has more than " + std::to_string(count_max) + " entries"));
    }
    return value->as_array();
  }

  Result<BoundType> type(const JsonValue& value, int depth = 0) const {
    using Kind = BoundType::Kind;
    if (depth > interface_type_depth_max) {
      return fail(malformed("a type is nested deeper than " + std::to_string(interface_type_depth_max)));
    }
    if (const std::string* text = value.as_string()) {
      if (*text == "string") return BoundType{.kind = Kind::string};
      if (*text == "strings") return BoundType{.kind = Kind::strings};
      if (*text == "void") return BoundType{.kind = Kind::nothing};
      return BoundType{.kind = Kind::scalar, .scalar = SINTER_TRY(scalar(value))};
    }
    const JsonValue::Object* object = value.as_object();
    if (object == nullptr || object->size() != 1)
      return fail(malformed("a type is neither a name nor an object of one member"));
    const auto& [key, inner] = object->front();
    if (key == "numbers" || key == "in_out" || key == "view") {
      Scalar element = SINTER_TRY(scalar(inner));
      if (element == Scalar::boolean) return fail(malformed("numbers cannot be of type bool"));
      return BoundType{.kind = key == "numbers" ? Kind::numbers
                               : key == "view"  ? Kind::view
                                                : Kind::in_out,
                       .scalar = element};
    }
    constexpr std::string_view composed[] = {"list", "array", "map", "set", "tuple", "variant", "duration", "time"};
    if (ranges::contains(composed, key)) {
      return composed_type(key, inner, depth + 1);
    }
    for (std::size_t place = 0; place < holding_names.size(); ++place) {
      if (key != holding_names[place]) continue;
      return BoundType{.kind = Kind::object, .name = SINTER_TRY(name(inner)), .holding = static_cast<Holding>(place)};
    }
    if (key == "sequence") {
      BoundType element = SINTER_TRY(type(inner, depth + 1));
      if (!can_be_inside(element)) return fail(malformed("this type cannot be in a sequence"));
      return BoundType{.kind = Kind::sequence, .inner = {std::move(element)}};
    }
    if (key == "callback" || key == "kept_callback") {
      return callback_type(inner, key == "kept_callback", depth + 1);
    }
    if (key == "enum") return BoundType{.kind = Kind::enumeration, .name = SINTER_TRY(name(inner))};
    if (key == "struct") return BoundType{.kind = Kind::structure, .name = SINTER_TRY(name(inner))};
    if (key == "options") {
      return BoundType{.kind = Kind::structure, .name = SINTER_TRY(name(inner)), .is_options = true};
    }
    if (key == "optional") {
      BoundType type = SINTER_TRY(this->type(inner, depth + 1));
      if (type.kind == Kind::optional || (type.kind != Kind::callback && !can_be_inside(type)))
        return fail(malformed("this type cannot be optional"));
      return BoundType{.kind = Kind::optional, .inner = {std::move(type)}};
    }
    return fail(malformed(quote(shown(key)) + " is no kind of type"));
  }

  Result<Scalar> scalar(const JsonValue& value) const {
    const std::string* text = value.as_string();
    for (std::size_t index = 0; text != nullptr && index < scalar_names.size(); ++index) {
      if (scalar_names[index] == *text) return static_cast<Scalar>(index);
    }
    return fail(malformed(text == nullptr ? "a type is no string" : quote(shown(*text)) + " is no type"));
  }

  /// `[["name", type], ...]`, each name once.
  Result<std::vector<BoundValue>> values(const JsonValue& object, std::string_view key) const {
    std::vector<BoundValue> values;
    for (const JsonValue& entry : *SINTER_TRY(list(object, key, interface_parameters_max))) {
      const JsonValue::Array* pair = entry.as_array();
      if (pair == nullptr || pair->size() < 2 || pair->size() > 3)
        return fail(malformed("an entry of `" + std::string(key) + "` is no pair"));
      BoundValue value{SINTER_TRY(name((*pair)[0])), SINTER_TRY(type((*pair)[1]))};
      if (value.type.kind == BoundType::Kind::nothing) return fail(malformed(quote(value.name) + " has type void"));
      if (value.type.kind == BoundType::Kind::view) return fail(malformed(quote(value.name) + " cannot be a view"));
      if (pair->size() == 3) {
        const std::string* note = (*pair)[2].as_string();
        if (note == nullptr) return fail(malformed("what is said about " + quote(value.name) + " is no string"));
        value.note = *note;
      }
      for (const BoundValue& before : values) {
        if (camel_case(before.name) == camel_case(value.name)) {
          return fail(malformed("two entries are called " + quote(camel_case(value.name))));
        }
      }
      values.push_back(std::move(value));
    }
    return values;
  }

  static bool can_be_inside(const BoundType& type) {
    if (type.kind == BoundType::Kind::callback || type.kind == BoundType::Kind::sequence || type.is_options)
      return false;
    bool is_borrowed = type.kind == BoundType::Kind::object &&
                       (type.holding == Holding::reference || type.holding == Holding::pointer);
    return type.kind != BoundType::Kind::nothing && type.kind != BoundType::Kind::in_out &&
           type.kind != BoundType::Kind::view && !is_borrowed;
  }

 private:
  Result<BoundType> composed_type(std::string_view kind_name, const JsonValue& inner, int depth) const {
    using Kind = BoundType::Kind;
    if (kind_name == "list" || kind_name == "set") {
      BoundType element = SINTER_TRY(type(inner, depth));
      if (!can_be_inside(element)) return fail(malformed("this type cannot be in a list"));
      return BoundType{.kind = kind_name == "set" ? Kind::set : Kind::list, .inner = {std::move(element)}};
    }
    const JsonValue::Array* parts = inner.as_array();
    if (parts == nullptr || parts->size() > interface_parameters_max) {
      return fail(malformed("a type has no list of at most " + std::to_string(interface_parameters_max) + " parts"));
    }
    if (kind_name == "duration") return duration_type(*parts, Kind::duration);
    if (kind_name == "time") return duration_type(*parts, Kind::time);
    BoundType composed{.kind = kind_name == "array"   ? Kind::array
                               : kind_name == "map"   ? Kind::map
                               : kind_name == "tuple" ? Kind::tuple
                                                      : Kind::variant};
    bool is_array = composed.kind == Kind::array;
    if (parts->empty() || ((is_array || composed.kind == Kind::map) && parts->size() != 2)) {
      return fail(malformed("this is the wrong number of parts for a type of kind " + quote(kind_name)));
    }
    for (const JsonValue& part : *parts) {
      if (is_array && !composed.inner.empty()) break;
      composed.inner.push_back(SINTER_TRY(type(part, depth)));
      bool says_nothing = composed.kind == Kind::variant && composed.inner.back().kind == Kind::nothing;
      if (!says_nothing && !can_be_inside(composed.inner.back())) {
        return fail(malformed("this type cannot be part of another"));
      }
    }
    if (is_array) {
      const std::int64_t* count = (*parts)[1].as_integer();
      if (count == nullptr || *count < 1 || *count > interface_elements_max) {
        return fail(malformed("an array has no length from 1 to " + std::to_string(interface_elements_max)));
      }
      composed.count = static_cast<std::uint32_t>(*count);
    }
    return composed;
  }

  Result<BoundType> callback_type(const JsonValue& inner, bool is_kept, int depth) const {
    const JsonValue::Array* parts = inner.as_array();
    if (parts == nullptr || parts->empty() || parts->size() > interface_parameters_max) {
      return fail(malformed("a callback has no list of its result and parameters"));
    }
    BoundType callback{.kind = BoundType::Kind::callback, .is_kept = is_kept};
    for (const JsonValue& part : *parts) {
      BoundType type = SINTER_TRY(this->type(part, depth));
      bool is_result = callback.inner.empty();
      bool is_object = type.kind == BoundType::Kind::object;
      bool is_nothing = is_result && type.kind == BoundType::Kind::nothing;
      if (!is_nothing && !can_be_inside(type) && (is_result || !is_object)) {
        return fail(malformed("a callback cannot have this type"));
      }
      callback.inner.push_back(std::move(type));
    }
    return callback;
  }

  Result<BoundType> duration_type(const JsonValue::Array& limits, BoundType::Kind kind) const {
    BoundType type{.kind = kind};
    if (limits.empty()) return type;
    const std::int64_t* low = limits.front().as_integer();
    const std::int64_t* high = limits.back().as_integer();
    constexpr std::int64_t safe_integer_max = 9'007'199'254'740'991;
    if (limits.size() != 2 || low == nullptr || high == nullptr || *low < -safe_integer_max || *low > 0 || *high < 1 ||
        *high > safe_integer_max) {
      return fail(malformed("a duration has no limits around 0 that a double can hold"));
    }
    type.low = *low;
    type.high = *high;
    return type;
  }

  /// Hostile text is cut before it is shown.
  static std::string shown(std::string_view text) { return std::string(text.substr(0, 60)); }

  std::string module_;
  std::uint32_t line_;
  SourceLine at_ = {};
};

template <class Entry>
bool has_same_name(const Entry& left, const Entry& right) {
  return left.name == right.name;
}
template <>
bool has_same_name(const BoundFunction& left, const BoundFunction& right) {
  return export_name(left) == export_name(right);
}

template <class Entry>
Result<void> add(std::vector<Entry>& entries, Entry entry, const LineReader& reader) {
  for (const Entry& before : entries) {
    if (!has_same_name(before, entry)) continue;
    if (before == entry) return {};
    Error error = reader.malformed(describe_entry(before) + before.at.text + " and " + describe_entry(entry) +
                                   entry.at.text + " have one name");
    error.code = Code::bind_conflict;
    error.what = "two different descriptors are called " + quote(entry.name);
    error.next = "rename one of them: JavaScript sees names without their namespace";
    return fail(std::move(error));
  }
  entries.push_back(std::move(entry));
  return {};
}

Result<BoundFunction> read_function(const JsonValue& object, std::string_view name, const LineReader& reader) {
  BoundFunction function{.name = SINTER_TRY(reader.name(object, name)),
                         .doc = SINTER_TRY(reader.text(object, "doc")),
                         .parameters = SINTER_TRY(reader.values(object, "parameters")),
                         .result = {},
                         .fault = "",
                         .at = reader.source_line(object)};
  const JsonValue* result = object.find("result");
  if (result == nullptr) return fail(reader.malformed("`result` is missing"));
  function.result = SINTER_TRY(reader.type(*result));
  if (function.result.kind == BoundType::Kind::in_out) return fail(reader.malformed("a result cannot be in_out"));
  if (function.result.kind == BoundType::Kind::callback) return fail(reader.malformed("a result cannot be a callback"));
  if (function.result.is_options) return fail(reader.malformed("a result cannot be options"));
  for (const BoundValue& parameter : function.parameters) {
    if (parameter.type.kind == BoundType::Kind::sequence) {
      return fail(reader.malformed("a parameter cannot be a sequence"));
    }
  }
  if (object.find("fault") != nullptr) function.fault = SINTER_TRY(reader.name(object, "fault"));
  return function;
}

Result<BoundFunction> read_member(const JsonValue& object, const LineReader& reader) {
  using Role = BoundFunction::Role;
  constexpr std::array<std::string_view, 7> roles = {"",       "constructor", "static",  "method",
                                                     "getter", "setter",      "iterator"};
  BoundFunction member = SINTER_TRY(read_function(object, "member", reader));
  member.owner = SINTER_TRY(reader.name(object, "of"));
  std::string role = SINTER_TRY(reader.text(object, "role"));
  auto found = ranges::find(roles, role);
  if (role.empty() || found == roles.end()) return fail(reader.malformed(quote(role.substr(0, 60)) + " is no role"));
  member.role = static_cast<Role>(found - roles.begin());
  BoundType itself{.kind = BoundType::Kind::object, .name = member.owner};
  if (has_object(member)) {
    if (member.parameters.empty() || member.parameters.front().type != itself) {
      return fail(reader.malformed("its first parameter is not the object"));
    }
    member.parameters.erase(member.parameters.begin());
  }
  itself.holding = Holding::unique;
  bool returns_nothing = member.result.kind == BoundType::Kind::nothing;
  bool is_wrong = (member.role == Role::constructor && (member.result != itself || member.name != "new")) ||
                  (member.role == Role::getter && (returns_nothing || !member.parameters.empty())) ||
                  (member.role == Role::iterator &&
                   (member.result.kind != BoundType::Kind::sequence || !member.parameters.empty())) ||
                  (member.role == Role::setter && (!returns_nothing || member.parameters.size() != 1));
  if (is_wrong) return fail(reader.malformed("it is no " + role + ": its signature is another one's"));
  return member;
}

/// What SINTER_DOC says about a field, before or after the struct is described.
struct FieldNote {
  std::string type;
  std::string field;
  std::string text;
  SourceLine at;
};

/// Puts what is said about fields in front of what they say themselves.
Result<void> attach_notes(Interface& interface, const std::vector<FieldNote>& notes, const LineReader& reader) {
  for (const FieldNote& note : notes) {
    auto entry = ranges::find(interface.structs, note.type, &BoundStruct::name);
    auto field = entry == interface.structs.end() ? decltype(entry->fields.begin()){}
                                                  : ranges::find(entry->fields, note.field, &BoundValue::name);
    if (entry == interface.structs.end() || field == entry->fields.end()) {
      Error error = reader.with_place(note.at).malformed("no struct " + quote(note.type) + " lists a member " +
                                                         quote(note.field) + ", which is documented");
      error.next = "list it with SINTER_STRUCT or SINTER_OPTIONS, or take its SINTER_DOC away";
      return fail(std::move(error));
    }
    if (field->note == note.text || field->note.starts_with(note.text + "\n")) continue;  // a header's, again
    field->note = field->note.empty() ? note.text : note.text + "\n" + field->note;
  }
  return {};
}

Result<void> read_line(std::string_view line, const LineReader& unplaced, std::string_view module, Interface& interface,
                       std::vector<FieldNote>& notes) {
  Result<JsonValue> parsed = json_parse(line, module);
  if (!parsed) return fail(unplaced.malformed("it is not JSON: " + join(parsed.error().why, "; ")));
  const JsonValue& object = *parsed;
  const JsonValue* version = object.find("v");
  if (version == nullptr || version->as_integer() == nullptr) return fail(unplaced.malformed("it has no version"));
  if (*version->as_integer() < 1 || *version->as_integer() > interface_version) {
    Error error = unplaced.malformed("it has version " + std::to_string(*version->as_integer()) +
                                     ", this sinter reads versions up to " + std::to_string(interface_version));
    error.code = Code::bind_version;
    return fail(std::move(error));
  }
  const LineReader reader = unplaced.with_place(unplaced.source_line(object));
  if (object.find("function") != nullptr) {
    BoundFunction function = SINTER_TRY(read_function(object, "function", reader));
    return add(interface.functions, std::move(function), reader);
  }
  if (object.find("member") != nullptr) {
    return add(interface.members, SINTER_TRY(read_member(object, reader)), reader);
  }
  if (object.find("class") != nullptr) {
    BoundClass entry{.name = SINTER_TRY(reader.name(object, "class")),
                     .doc = SINTER_TRY(reader.text(object, "doc")),
                     .base = "",
                     .is_collected = reader.is_true(object, "collected"),
                     .is_disposable = reader.is_true(object, "disposable"),
                     .at = reader.source_line(object)};
    if (object.find("base") != nullptr) entry.base = SINTER_TRY(reader.name(object, "base"));
    return add(interface.classes, std::move(entry), reader);
  }
  if (object.find("named") != nullptr) {
    BoundValue entry{.name = SINTER_TRY(reader.name(object, "named"))};
    const JsonValue* type = object.find("type");
    if (type == nullptr) return fail(reader.malformed("`type` is missing"));
    entry.type = SINTER_TRY(reader.type(*type));
    if (entry.type.kind != BoundType::Kind::variant) return fail(reader.malformed("only a variant can be named"));
    if (ranges::find(interface.named, entry) == interface.named.end()) interface.named.push_back(std::move(entry));
    return {};
  }
  if (object.find("documented") != nullptr) {
    notes.push_back({.type = SINTER_TRY(reader.name(object, "documented")),
                     .field = SINTER_TRY(reader.name(object, "field")),
                     .text = SINTER_TRY(reader.text(object, "doc")),
                     .at = reader.source_line(object)});
    return {};
  }
  if (const JsonValue* element = object.find("array_of")) {
    Scalar scalar = SINTER_TRY(reader.scalar(*element));
    if (scalar == Scalar::boolean) return fail(reader.malformed("an array cannot be of type bool"));
    if (ranges::find(interface.arrays, scalar) == interface.arrays.end()) interface.arrays.push_back(scalar);
    return {};
  }
  if (object.find("enum") != nullptr) {
    BoundEnum entry{.name = SINTER_TRY(reader.name(object, "enum")), .values = {}, .at = reader.source_line(object)};
    for (const JsonValue& value : *SINTER_TRY(reader.list(object, "values", 1024))) {
      entry.values.push_back(SINTER_TRY(reader.name(value)));
      if (ranges::count(entry.values, entry.values.back()) > 1) {
        return fail(reader.malformed("the enumerator " + quote(entry.values.back()) + " occurs twice"));
      }
    }
    if (entry.values.empty()) return fail(reader.malformed("the enum " + quote(entry.name) + " is empty"));
    return add(interface.enums, std::move(entry), reader);
  }
  if (object.find("struct") != nullptr) {
    BoundStruct entry{.name = SINTER_TRY(reader.name(object, "struct")),
                      .fields = SINTER_TRY(reader.values(object, "fields")),
                      .at = reader.source_line(object)};
    for (const BoundValue& field : entry.fields) {
      if (!LineReader::can_be_inside(field.type)) return fail(reader.malformed("a field cannot have this type"));
    }
    return add(interface.structs, std::move(entry), reader);
  }
  return fail(reader.malformed("it is neither a function nor a type nor a member"));
}

/// Gives every variant in the type the name it has. `named` has the types without names.
void name_variants(const std::vector<BoundValue>& named, BoundType& type) {
  if (type.kind == BoundType::Kind::variant) {
    for (const BoundValue& entry : named) {
      if (entry.type == type) type.name = entry.name;
    }
  }
  for (BoundType& inner : type.inner) name_variants(named, inner);
}

void name_all_variants(Interface& interface) {
  const std::vector<BoundValue> named = interface.named;
  auto name_values = [&](std::vector<BoundValue>& values) {
    for (BoundValue& value : values) name_variants(named, value.type);
  };
  for (BoundStruct& entry : interface.structs) name_values(entry.fields);
  for (std::vector<BoundFunction>* functions : {&interface.functions, &interface.members}) {
    for (BoundFunction& function : *functions) {
      name_values(function.parameters);
      name_variants(named, function.result);
    }
  }
  for (BoundValue& entry : interface.named) {
    for (BoundType& inner : entry.type.inner) name_variants(named, inner);
  }
}

/// Marks the parameters that take what JavaScript allocated in the module.
void share_numbers(const Interface& interface, BoundFunction& function) {
  for (BoundValue& parameter : function.parameters) {
    BoundType& type = parameter.type.kind == BoundType::Kind::optional ? parameter.type.inner.front() : parameter.type;
    bool is_numbers = type.kind == BoundType::Kind::numbers || type.kind == BoundType::Kind::in_out;
    type.is_shared = is_numbers && ranges::find(interface.arrays, type.scalar) != interface.arrays.end();
  }
}

template <class Entry>
const Entry& find_by_name(const std::vector<Entry>& entries, std::string_view name) {
  auto found = ranges::find(entries, name, &Entry::name);
  SINTER_ASSERT(found != entries.end());
  return *found;
}

bool is_callback(const BoundValue& parameter) {
  const BoundType& type = parameter.type;
  return type.kind == BoundType::Kind::callback ||
         (type.kind == BoundType::Kind::optional && type.inner.front().kind == BoundType::Kind::callback);
}

bool has_callbacks(const Interface& interface) {
  auto takes_one = [](const BoundFunction& function) { return ranges::any_of(function.parameters, is_callback); };
  return ranges::any_of(interface.functions, takes_one) || ranges::any_of(interface.members, takes_one);
}

}  // namespace

Place place_of(const SourceLine& at, std::string file) {
  std::string_view text = at.text;
  std::size_t colon = text.rfind(':');
  if (!text.starts_with(" (") || colon == std::string_view::npos) return {std::move(file), 0, 0};
  std::optional<std::uint64_t> line = parse_decimal(text.substr(colon + 1, text.size() - colon - 2));
  return {std::string(text.substr(2, colon - 2)), static_cast<std::uint32_t>(line.value_or(0)), 0};
}

std::string_view scalar_name(Scalar scalar) { return scalar_names[static_cast<std::size_t>(scalar)]; }

std::uint32_t scalar_size_bytes(Scalar scalar) {
  constexpr std::array<std::uint32_t, 11> sizes = {1, 1, 1, 2, 2, 4, 4, 8, 8, 4, 8};
  return sizes[static_cast<std::size_t>(scalar)];
}

const BoundEnum& Interface::find_enum(std::string_view name) const { return find_by_name(enums, name); }
const BoundClass& Interface::find_class(std::string_view name) const { return find_by_name(classes, name); }
const BoundStruct& Interface::find_struct(std::string_view name) const { return find_by_name(structs, name); }

Result<Interface> read_interface(std::string_view descriptors, std::string_view module) {
  Interface interface;
  LineReader whole(module, 0);
  if (descriptors.size() > interface_bytes_max) {
    return fail(whole.malformed("its descriptors are larger than " + size_text(interface_bytes_max)));
  }
  std::vector<FieldNote> notes;
  std::uint32_t number = 0;
  for (const std::string& line : split(descriptors, '\n')) {
    ++number;
    if (line.empty()) continue;
    if (number > interface_entries_max) {
      return fail(whole.malformed("it has more than " + std::to_string(interface_entries_max) + " descriptors"));
    }
    SINTER_TRY(read_line(line, LineReader(module, number), module, interface, notes));
  }
  SINTER_TRY(attach_notes(interface, notes, whole));
  ranges::sort(interface.functions, {}, &BoundFunction::name);
  ranges::sort(interface.enums, {}, &BoundEnum::name);
  ranges::sort(interface.structs, {}, &BoundStruct::name);
  ranges::sort(interface.classes, {}, &BoundClass::name);
  ranges::sort(interface.members, {}, [](const BoundFunction& member) {
    return std::tuple(std::string_view(member.owner), std::string_view(member.name), member.role);
  });
  ranges::sort(interface.arrays);
  ranges::sort(interface.named, {}, &BoundValue::name);
  if (!interface.named.empty()) name_all_variants(interface);
  for (BoundFunction& function : interface.functions) share_numbers(interface, function);
  for (BoundFunction& member : interface.members) share_numbers(interface, member);
  if (std::optional<InterfaceProblem> problem = first_problem(interface)) {
    return fail(whole.with_place(std::move(problem->at)).malformed(std::move(problem->why)));
  }
  number_classes(interface);
  interface.calls_back = has_callbacks(interface);
  return interface;
}

bool has_object(const BoundFunction& function) {
  using Role = BoundFunction::Role;
  return function.role == Role::method || function.role == Role::getter || function.role == Role::setter ||
         function.role == Role::iterator;
}

bool has_sequences(const Interface& interface) {
  auto is_sequence = [](const BoundFunction& function) {
    const BoundType& type = function.result;
    return type.kind == BoundType::Kind::sequence;
  };
  return ranges::any_of(interface.functions, is_sequence) || ranges::any_of(interface.members, is_sequence);
}

std::optional<std::string> deprecation(std::string_view doc) {
  constexpr std::string_view tag = "@deprecated";
  for (const std::string& line : split(doc, '\n')) {
    if (line.starts_with(tag)) return std::string(trim(std::string_view(line).substr(tag.size())));
  }
  return std::nullopt;
}

bool is_stateful(std::string_view doc) {
  return ranges::any_of(split(doc, '\n'), [](const std::string& line) { return trim(line) == "@stateful"; });
}

std::string camel_case(std::string_view name) {
  std::string camel;
  for (std::size_t index = 0; index < name.size(); ++index) {
    bool joins =
        name[index] == '_' && index > 0 && index + 1 < name.size() && name[index + 1] >= 'a' && name[index + 1] <= 'z';
    if (joins) camel += static_cast<char>(name[++index] - 'a' + 'A');
    else camel += name[index];
  }
  return camel;
}

}  // namespace sinter
