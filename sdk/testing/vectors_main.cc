// Runs the shared test cases of a module against its native library:
//
//   vectors_main DIR [--quiet]
//
// reads every DIR/*.json, calls the functions that SINTER_EXPORT registered (compile the
// module's sources with SINTER_NATIVE_VECTORS and link them in), and compares results,
// faults and changed arguments bit for bit. Prints each mismatch and a last line
// "N passed, N failed"; the exit code is 1 if anything failed, or if there was nothing to
// run, because a test that does not run must not look like one that passed.
#include <dirent.h>
#include <jansson.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "sinter/bind/native_operation.h"

namespace {

using sinter::bind::NativeCall;
using sinter::bind::NativeCodec;
using sinter::bind::NativeOperation;
using sinter::bind::Value;
using Kind = Value::Kind;

/// Ends the program: the vectors themselves are wrong.
[[noreturn]] void refuse(const std::string& file, const std::string& why) {
  std::printf("%s: %s\n0 passed, 1 failed\n", file.c_str(), why.c_str());
  std::exit(1);
}

/// Turns JSON with its tagged objects into values.
class Reader {
 public:
  explicit Reader(std::string file) : file_(std::move(file)) {}

  Value read(const json_t* json) const {
    switch (json_typeof(json)) {
      case JSON_NULL: return {};
      case JSON_TRUE:
      case JSON_FALSE: return NativeCodec<bool>::write(json_is_true(json));
      case JSON_INTEGER:
      case JSON_REAL: return Value::number_of(json_number_value(json));
      case JSON_STRING: return Value::string_of(text(json));
      case JSON_ARRAY: return list(json, "");
      case JSON_OBJECT: break;
    }
    const char* key = json_object_iter_key(json_object_iter(const_cast<json_t*>(json)));
    if (key != nullptr && key[0] == '$') return tagged(key + 1, json_object_get(json, key));
    Value object{.kind = Kind::object};
    const char* name;
    json_t* member;
    json_object_foreach(const_cast<json_t*>(json), name, member) { object.add_member(Value::kept(name), read(member)); }
    return object;
  }

 private:
  std::string text(const json_t* json) const {
    if (!json_is_string(json)) refuse(file_, "a string was expected");
    return {json_string_value(json), json_string_length(json)};
  }

  Value tagged(const std::string& tag, const json_t* json) const {
    if (tag == "bigint") return big_integer(text(json));
    if (tag == "number") return Value::number_of(number(json));
    if (tag == "bytes") return bytes(text(json));
    if (tag == "utf16") return Value::string_of(from_utf16(text(json)));
    if (tag == "repeat" || tag == "concat") return Value::string_of(long_text(tag, json));
    if (tag == "date") {
      Value date = Value::list_of("date");
      date.add(Value::number_of(number(json)));
      return date;
    }
    if (tag == "map" || tag == "set") {
      Value pairs = list(json, "");
      pairs.text = Value::kept(tag);
      return pairs;
    }
    constexpr std::string_view types[] = {"i8", "u8", "i16", "u16", "i32", "u32", "i64", "u64", "f32", "f64"};
    if (std::ranges::find(types, tag) == std::end(types)) refuse(file_, "`$" + tag + "` is no tag");
    return list(json, tag);
  }

  Value list(const json_t* json, const std::string& type) const {
    if (!json_is_array(json)) refuse(file_, "a list was expected");
    Value values = Value::list_of(Value::kept(type));
    for (std::size_t index = 0; index < json_array_size(json); ++index) {
      const json_t* item = json_array_get(json, index);
      if (type == "i64" || type == "u64") values.add(big_integer(text(item)));
      else if (type == "f32") values.add(Value::number_of(static_cast<float>(number(item))));
      else if (!type.empty()) values.add(Value::number_of(number(item)));
      else values.add(read(item));
    }
    return values;
  }

  double number(const json_t* json) const {
    if (json_is_number(json)) return json_number_value(json);
    std::string name = text(json);
    if (name == "NaN") return NAN;
    if (name == "Infinity") return INFINITY;
    if (name == "-Infinity") return -INFINITY;
    if (name == "-0") return -0.0;
    refuse(file_, "`" + name + "` is no number");
  }

  Value big_integer(const std::string& digits) const {
    Value value{.kind = Kind::big_integer, .is_negative = digits.starts_with('-')};
    char* end = nullptr;
    const char* begin = digits.c_str() + (value.is_negative ? 1 : 0);
    value.magnitude = std::strtoull(begin, &end, 10);
    if (*begin < '0' || *begin > '9' || *end != '\0') refuse(file_, "`" + digits + "` is no integer");
    return value;
  }

  Value bytes(const std::string& hex) const {
    Value values = Value::list_of("u8");
    auto digit = [&](char character) -> unsigned {
      if (character >= '0' && character <= '9') return static_cast<unsigned>(character - '0');
      if (character >= 'a' && character <= 'f') return static_cast<unsigned>(character - 'a' + 10);
      refuse(file_, "`" + hex + "` is not lower-case hexadecimal");
    };
    if (hex.size() % 2 != 0) refuse(file_, "`" + hex + "` has half a byte");
    for (std::size_t index = 0; index < hex.size(); index += 2) {
      values.add(Value::number_of(double(digit(hex[index]) * 16 + digit(hex[index + 1]))));
    }
    return values;
  }

  /// Four digits for each unit; what is no pair becomes U+FFFD, as where JavaScript's strings enter a module.
  std::string from_utf16(const std::string& hex) const {
    std::string text;
    auto unit = [&](std::size_t at) {
      return static_cast<char32_t>(std::strtoul(hex.substr(at, 4).c_str(), nullptr, 16));
    };
    for (std::size_t at = 0; at + 4 <= hex.size(); at += 4) {
      char32_t point = unit(at), next = at + 8 <= hex.size() ? unit(at + 4) : 0;
      if (point >= 0xd800 && point < 0xdc00 && next >= 0xdc00 && next < 0xe000) {
        point = 0x10000 + ((point - 0xd800) << 10) + (next - 0xdc00);
        at += 4;
      }
      if (point >= 0xd800 && point < 0xe000) point = 0xfffd;
      std::uint32_t size = point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
      constexpr unsigned leads[] = {0, 0, 0xc0, 0xe0, 0xf0};
      text += static_cast<char>(leads[size] | point >> (6 * (size - 1)));
      for (std::uint32_t left = size - 1; left > 0; --left)
        text += static_cast<char>(0x80 | (point >> (6 * (left - 1)) & 0x3f));
    }
    return text;
  }

  std::string long_text(const std::string& tag, const json_t* json) const {
    std::string whole;
    if (tag == "repeat") {
      std::string part = text(json_array_get(json, 0));
      for (json_int_t count = json_integer_value(json_array_get(json, 1)); count > 0; --count) whole += part;
      return whole;
    }
    for (std::size_t index = 0; index < json_array_size(json); ++index) whole += read(json_array_get(json, index)).text;
    return whole;
  }

  std::string file_;
};

bool same(const Value& left, const Value& right);

/// Whether `object` has every member of `other`; one that is absent may be left out.
bool has_members(const Value& object, const Value& other) {
  for (const Value* member = other.first; member != nullptr; member = member->next) {
    const Value* own = object.find(member->name);
    if (!same(own != nullptr ? *own : Value{}, *member)) return false;
  }
  return true;
}

std::vector<const Value*> items_of(const Value& list) {
  std::vector<const Value*> items;
  for (const Value* item = list.first; item != nullptr; item = item->next) items.push_back(item);
  return items;
}

bool same_items(const Value& left, const Value& right) {
  if (left.text != right.text) return false;
  std::vector<const Value*> lefts = items_of(left), rights = items_of(right);
  auto are_same = [](const Value* one, const Value* other) { return same(*one, *other); };
  // A map and a set have no order that both sides share.
  if (left.text == "map" || left.text == "set") return std::ranges::is_permutation(lefts, rights, are_same);
  return std::ranges::equal(lefts, rights, are_same);
}

bool same(const Value& left, const Value& right) {
  if (left.kind != right.kind) {
    // size_t has 64 bits here and 32 in wasm, where vectors hold plain numbers.
    if (left.kind == Kind::big_integer && right.kind == Kind::number) {
      double number = static_cast<double>(left.magnitude);
      return (left.is_negative ? -number : number) == right.number;
    }
    return false;
  }
  switch (left.kind) {
    case Kind::absent: return true;
    case Kind::boolean: return left.boolean == right.boolean;
    case Kind::number:
      return (std::isnan(left.number) && std::isnan(right.number)) ||
             std::bit_cast<std::uint64_t>(left.number) == std::bit_cast<std::uint64_t>(right.number);
    case Kind::big_integer: return left.is_negative == right.is_negative && left.magnitude == right.magnitude;
    case Kind::string: return left.text == right.text;
    case Kind::list: return same_items(left, right);
    case Kind::object: break;
  }
  return has_members(left, right) && has_members(right, left);
}

std::string show(const Value& value);

/// The first items or members of a value, on one line.
std::string show_items(const Value& value, std::size_t count_max) {
  std::string text;
  std::size_t left = count_max;
  for (const Value* item = value.first; item != nullptr && left > 0; item = item->next, --left) {
    if (item != value.first) text += ", ";
    if (!item->name.empty()) text.append(item->name).append(": ");
    text += show(*item);
  }
  return text;
}

std::string show(const Value& value) {
  switch (value.kind) {
    case Kind::absent: return "null";
    case Kind::boolean: return value.boolean ? "true" : "false";
    case Kind::number: {
      char digits[40];
      std::snprintf(digits, sizeof digits, "%.17g", value.number);
      return digits;
    }
    case Kind::big_integer: return (value.is_negative ? "-" : "") + std::to_string(value.magnitude) + "n";
    case Kind::string:
      return "\"" + std::string(value.text.substr(0, 200)) + (value.text.size() > 200 ? "\"..." : "\"");
    case Kind::list: return std::string(value.text) + "[" + show_items(value, 30) + (value.size > 30 ? ", ...]" : "]");
    case Kind::object: return "{" + show_items(value, value.size) + "}";
  }
  return {};
}

struct Tally {
  std::size_t passed = 0;
  std::size_t failed = 0;
};

/// The arguments of a case on one short line.
std::string brief(const Value& values) {
  std::string text = show_items(values, values.size);
  return text.size() > 300 ? text.substr(0, 300) + "..." : text;
}

/// Prints failing cases of one file, in the words of vectors.mjs.
struct Reporter {
  const std::string& file;
  std::size_t index;
  const Value& arguments;

  void say(const char* what, const std::string& expected, const std::string& got) const {
    std::printf("%s: case %zu: %s\n  called with %s\n  expected %s\n  got      %s\n", file.c_str(), index, what,
                brief(arguments).c_str(), expected.c_str(), got.c_str());
  }
};

std::string show_fault(std::string_view code, std::uint32_t offset) {
  return "fault " + std::string(code) + " at offset " + std::to_string(offset);
}

/// Why the arguments could not be passed; nothing if they were.
std::string misuse_of(const NativeCall& call) {
  if (call.refused > 0) return "argument " + std::to_string(call.refused) + " has not the type of the parameter";
  return call.has_too_many() ? "there are more arguments than parameters" : "";
}

const NativeOperation* find_operation(std::string_view name) {
  const NativeOperation* operation = NativeOperation::last;
  while (operation != nullptr && operation->name != name) operation = operation->before;
  return operation;
}

/// One case; prints what differs and says whether nothing does.
bool run_case(const std::string& file, std::size_t index, const json_t* test, const NativeOperation& operation) {
  Reader reader(file);
  json_t* arguments = json_object_get(test, "arguments");
  if (!json_is_array(arguments)) refuse(file, "case " + std::to_string(index) + " has no list of arguments");
  json_t* fault = json_object_get(test, "fault");
  json_t* expected = json_object_get(test, "result");
  json_t* after = json_object_get(test, "after");
  if (fault == nullptr && expected == nullptr && after == nullptr) {
    refuse(file, "case " + std::to_string(index) + " says neither result nor fault nor after");
  }
  const Value given = reader.read(arguments);
  const Reporter reporter{file, index, given};
  NativeCall outcome{.arguments = given};
  operation.call(outcome);
  std::string misuse = misuse_of(outcome);
  std::string got = !misuse.empty()               ? misuse
                    : !outcome.fault_code.empty() ? show_fault(outcome.fault_code, outcome.fault_offset)
                                                  : show(outcome.result);
  if (fault != nullptr) {
    Value code = reader.read(json_object_get(fault, "code"));
    auto offset = static_cast<std::uint32_t>(json_integer_value(json_object_get(fault, "offset")));
    bool is_right = misuse.empty() && outcome.fault_code == code.text && outcome.fault_offset == offset;
    if (!is_right) reporter.say("the fault differs", show_fault(code.text, offset), got);
    return is_right;
  }
  Value result = expected == nullptr ? Value{} : reader.read(expected);
  bool is_right = misuse.empty() && outcome.fault_code.empty() && same(outcome.result, result);
  if (!is_right) reporter.say("the result differs", show(result), got);
  if (is_right && after != nullptr) {
    Value wanted = reader.read(after);
    is_right = same(outcome.arguments_after, wanted);
    if (!is_right) reporter.say("the arguments after the call differ", show(wanted), show(outcome.arguments_after));
  }
  return is_right;
}

Tally run_file(const std::string& path) {
  json_error_t error;
  json_t* root = json_load_file(path.c_str(), JSON_REJECT_DUPLICATES | JSON_ALLOW_NUL, &error);
  if (root == nullptr) refuse(path, "line " + std::to_string(error.line) + ": " + error.text);
  json_t* name = json_object_get(root, "operation");
  json_t* cases = json_object_get(root, "cases");
  if (!json_is_string(name) || json_array_size(cases) == 0) refuse(path, "it has no operation or no cases");
  Tally tally;
  const NativeOperation* operation = find_operation(json_string_value(name));
  if (operation == nullptr) {
    std::printf("%s: the operation %s is not exported\n", path.c_str(), json_string_value(name));
    tally.failed = json_array_size(cases);
  } else {
    for (std::size_t index = 0; index < json_array_size(cases); ++index) {
      bool is_right = run_case(path, index, json_array_get(cases, index), *operation);
      sinter::bind::ValueMemory::release();
      ++(is_right ? tally.passed : tally.failed);
    }
  }
  json_decref(root);
  return tally;
}

std::vector<std::string> vector_files(const std::string& folder) {
  std::vector<std::string> files;
  DIR* stream = ::opendir(folder.c_str());
  if (stream == nullptr) refuse(folder, "the folder cannot be read");
  while (const dirent* entry = ::readdir(stream)) {
    if (std::string_view(entry->d_name).ends_with(".json")) files.push_back(folder + "/" + entry->d_name);
  }
  ::closedir(stream);
  std::ranges::sort(files);
  if (files.empty()) refuse(folder, "it holds no .json file");
  return files;
}

}  // namespace

int main(int count, char** values) {
  std::vector<std::string> arguments(values + 1, values + count);
  bool is_quiet = std::erase(arguments, "--quiet") > 0;
  if (arguments.size() != 1) {
    std::fputs("usage: vectors_main DIR [--quiet]\n", stderr);
    return 2;
  }
  Tally total;
  for (const std::string& file : vector_files(arguments[0])) {
    Tally tally = run_file(file);
    if (!is_quiet) std::printf("%s: %zu passed, %zu failed\n", file.c_str(), tally.passed, tally.failed);
    total.passed += tally.passed;
    total.failed += tally.failed;
  }
  std::printf("%zu passed, %zu failed\n", total.passed, total.failed);
  return total.failed == 0 ? 0 : 1;
}
