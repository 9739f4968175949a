// An interface in the words of the component model, and its text in WIT, the language that
// components are described in.
//
// The component model knows records, enums, variants, options, lists and results; it does
// not know memory that two sides share, so what is changed in place, callbacks and types
// that contain themselves are refused here, with the line of C++ that has them.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "bind/interface.h"

namespace sinter {

/// Of a parameter or result, each use of a record counted: an adapter has code for every one.
inline constexpr std::uint32_t wit_parts_max = 5'000;

struct WitType {
  enum class Kind : std::uint8_t { nothing, primitive, list, option, tuple, result, named };

  Kind kind = Kind::nothing;
  std::uint8_t code = 0;            // of a primitive, in a component's file
  std::string name = {};            // of a primitive ("u32") or a definition
  std::vector<WitType> inner = {};  // a result's: what it is of, what its error is
  std::uint32_t part_count = 1;     // at most a little more than wit_parts_max
};

struct WitValue {
  std::string name;
  WitType type = {};  // nothing for an enum's value, and for a case that holds none
  std::string note = {};
};

struct WitDefinition {
  enum class Form : std::uint8_t { record, enumeration, variant };

  Form form = Form::record;
  std::string name;
  std::vector<WitValue> parts;
};

struct WitFunction {
  std::string name;
  std::string doc;
  std::vector<WitValue> parameters;
  WitType result;
  std::string result_note;
  const BoundFunction* bound = nullptr;  // of the interface it was made from
};

struct WitInterface {
  std::string package;                     // "acme:geometry"
  std::string version;                     // or ""
  std::string name;                        // "geometry"
  std::vector<WitDefinition> definitions;  // each after those it uses
  std::vector<WitFunction> functions;

  /// What a component exports it as: "acme:geometry/geometry@1.4.0".
  std::string exported_name() const;
};

/// What components are named after.
struct WitNames {
  std::string_view project;
  std::string_view version;  // or ""
  std::string_view module;
};

/// `path` is what errors call the file. The functions point into `interface`.
Result<WitInterface> wit_interface(const Interface& interface, const WitNames& names, const std::string& path);

/// The text of a package with this interface and a world that exports it.
std::string write_wit(const WitInterface& interface);

/// "find-all" for "find_all", "utf8-fault" for "Utf8Fault".
std::string wit_label(std::string_view name);

}  // namespace sinter
