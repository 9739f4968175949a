// What a module offers to JavaScript, read from the descriptors that sinter/bind.h put
// into the custom section `sinter.bind`: one JSON object a line, each a function, an enum
// or a struct.
//
// The section may come from anywhere, so nothing in it is trusted: every name becomes
// part of generated code and must be an identifier, every count has a limit, every type
// that is named must be described, and structs must not contain themselves. What comes
// out of read_interface() can be printed without looking again.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace sinter {

inline constexpr int interface_version = 2;
inline constexpr std::size_t interface_bytes_max = 4'000'000;
inline constexpr std::size_t interface_entries_max = 10'000;
inline constexpr std::size_t interface_parameters_max = 64;  // of a function; fields of a struct
inline constexpr std::size_t interface_classes_max = 500;
inline constexpr int interface_bases_max = 16;
inline constexpr std::size_t interface_wire_values_max = 500;      // after flattening; V8 allows 1,000
inline constexpr int interface_type_depth_max = 16;                // of types inside types
inline constexpr std::int64_t interface_elements_max = 1'000'000;  // of a fixed array
inline constexpr std::size_t interface_name_bytes_max = 128;

enum class Scalar : std::uint8_t { boolean, i8, u8, i16, u16, i32, u32, i64, u64, f32, f64 };

/// "u8", as in descriptors; "bool" for boolean.
std::string_view scalar_name(Scalar scalar);
std::uint32_t scalar_size_bytes(Scalar scalar);

/// How C++ takes or gives an object: `T`, `T&`, `T*`, std::unique_ptr, std::shared_ptr.
enum class Holding : std::uint8_t { value, reference, pointer, unique, shared };

/// The line of C++ that a descriptor comes from, if it says so. Never tells two entries
/// apart: a header may be included by many sources.
struct SourceLine {
  std::string text = {};  // " (exports.cc:12)" or ""
  bool operator==(const SourceLine&) const { return true; }
};

/// Where errors about an entry point to: its line of C++, or `file` if that is not known.
Place place_of(const SourceLine& at, std::string file);

struct BoundType {
  enum class Kind : std::uint8_t {
    nothing,
    scalar,
    word,  // an i32 or i64 of which only the caller knows whether it has a sign
    string,
    numbers,
    in_out,
    view,  // numbers that are not copied
    strings,
    list,   // of anything else than numbers and strings
    array,  // of `count` elements
    map,    // inner: key, value
    set,
    tuple,
    variant,   // inner may have `nothing`
    duration,  // in milliseconds
    time,      // the same since 1970
    optional,
    enumeration,
    structure,
    object,
    callback,  // inner: result, parameters
    sequence
  };

  Kind kind = Kind::nothing;
  Scalar scalar = Scalar::i32;        // of a scalar or word; of the elements of numbers and in_out
  std::string name = {};              // of an enumeration, structure or class; of a variant, or ""
  Holding holding = Holding::value;   // of an object
  bool is_kept = false;               // of a callback: for longer than the call
  bool is_options = false;            // of a structure: a parameter that may be left out, like each of its fields
  std::vector<BoundType> inner = {};  // what the type is made of
  std::uint32_t count = 0;            // of an array
  bool is_shared = false;             // numbers that JavaScript may have allocated in the module
  std::int64_t low = 0, high = 0;     // of a duration or time, inclusive; both 0 if it counts no whole units

  bool operator==(const BoundType&) const = default;
};

struct BoundValue {
  std::string name;  // as in C++
  BoundType type;
  std::string note = {};  // what is said about it
  bool operator==(const BoundValue&) const = default;
};

struct BoundFunction {
  enum class Role : std::uint8_t { function, constructor, static_method, method, getter, setter, iterator };

  std::string name;  // as in C++; of a function, also as exported from the module
  std::string doc;
  std::vector<BoundValue> parameters;
  BoundType result;
  std::string fault;  // the enumeration of its fault codes, or "" if it cannot fail
  Role role = Role::function;
  std::string owner = {};  // the class of a member; its parameters do not show the object
  SourceLine at = {};
  bool operator==(const BoundFunction&) const = default;
};

struct BoundEnum {
  std::string name;
  std::vector<std::string> values;
  SourceLine at = {};
  bool operator==(const BoundEnum&) const = default;
};

struct BoundStruct {
  std::string name;
  std::vector<BoundValue> fields;
  SourceLine at = {};
  bool operator==(const BoundStruct&) const = default;
};

struct BoundClass {
  std::string name;
  std::string doc;
  std::string base;            // or ""
  bool is_collected = false;   // disposed of when nothing refers to it any more
  bool is_disposable = false;  // JavaScript can own one
  // A class is followed by those that extend it, so all of one kind are one range.
  std::uint32_t number = 0;
  std::uint32_t derived_count = 0;
  SourceLine at = {};
  bool operator==(const BoundClass&) const = default;
};

/// Everything sorted by name, each name once; members by class, name and role.
struct Interface {
  std::vector<BoundFunction> functions;
  std::vector<BoundEnum> enums;
  std::vector<BoundStruct> structs;
  std::vector<BoundClass> classes;
  std::vector<BoundFunction> members;
  std::vector<BoundValue> named;  // variants that have a name; every use of one has it too
  std::vector<Scalar> arrays;     // what JavaScript may allocate in the module; sorted
  std::vector<std::string> wasi;  // functions of WASI that the module imports, sorted
  bool calls_back = false;        // imports what callbacks are called through
  bool shows_memory = false;      // has functions without descriptors, and a memory for their pointers

  /// The names must exist: read_interface() saw to it.
  const BoundEnum& find_enum(std::string_view name) const;
  const BoundStruct& find_struct(std::string_view name) const;
  const BoundClass& find_class(std::string_view name) const;
  bool operator==(const Interface&) const = default;
};

/// Reads the text of all `sinter.bind` sections of one module. A descriptor that occurs
/// twice alike counts once: a header may be included by many sources. `module` is what
/// errors call the file.
Result<Interface> read_interface(std::string_view descriptors, std::string_view module);

/// The wasm parameter types a value of this type is flattened into: 'i' (i32), 'l' (i64),
/// 'f' (f32), 'd' (f64).
std::string wire_types(const Interface& interface, const BoundType& type);
/// The same for a whole function, as "ii>i"; a result in memory is an i32.
std::string wire_signature(const Interface& interface, const BoundFunction& function);
/// Whether the first wasm parameter is the address of the object whose member it is.
bool has_object(const BoundFunction& function);
/// Whether some function returns a sequence.
bool has_sequences(const Interface& interface);
/// Whether a value of the type is an address and a length.
bool is_view(const BoundType& type);
/// Whether a result of this type is returned as one wasm value and not in memory.
bool is_direct(const BoundFunction& function);
/// The same for a value that does not come with a fault.
bool is_direct_type(const BoundType& type);
/// How many 8-byte slots a result of this type takes in memory.
std::uint32_t slot_count(const Interface& interface, const BoundType& type);

/// What a doc comment says after `@deprecated`, up to the end of the line.
std::optional<std::string> deprecation(std::string_view doc);

/// True if one of its lines is `@stateful`: what the function gives depends on earlier calls.
bool is_stateful(std::string_view doc);

/// snake_case to camelCase; an underscore before a digit stays (xxh3_64).
std::string camel_case(std::string_view name);

}  // namespace sinter
