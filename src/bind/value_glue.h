// Writes the JavaScript that moves values between JavaScript and one module's memory: the
// arguments of a call, and what a call returns.
//
// A value is flattened into leaves, each one wasm value. As an argument a leaf is passed
// as it is; inside a list, map or variant it is written into memory, in the 8-byte slots
// that results also have (sdk/include/sinter/bind/codec.h). A list, map or variant gets a
// function of its own, written once for each type that occurs, so that an element costs
// no look at its type.
//
// Everything JavaScript hands over is read once, before memory is touched: a getter may
// answer differently the second time, or call the module and let its memory grow.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "bind/interface.h"
#include "bind/object_glue.h"

namespace sinter {

/// The text as a JavaScript string.
std::string javascript_string(std::string_view text);
/// The constant that holds the names of an enum's values: "$enum_Shade".
std::string enum_table(std::string_view name);

/// What a call says for its arguments.
struct CallArguments {
  std::vector<std::string> before;  // statements
  std::vector<std::string> values;  // wasm arguments, evaluated from left to right
  std::vector<std::string> lent;    // variables with the addresses of in-out numbers
  std::vector<std::string> after;   // statements that copy those back
  bool uses_arena = false;
  int locals_count = 0;
};

class ValueGlue {
 public:
  explicit ValueGlue(const Interface& interface) : interface_(interface) {}

  const Interface& interface() const { return interface_; }

  /// Adds one argument. `value` is a variable that holds it, `label` how errors call it.
  void pass(const BoundType& type, const std::string& value, const std::string& label, CallArguments& arguments);

  /// What wasm returned directly, as JavaScript shows it.
  std::string direct(const BoundType& type, const std::string& call);

  /// How the objects are passed that are arguments of the function at hand.
  void set_passed(Passed passed) { passed_ = passed; }
  /// The list of what the objects live with that the function at hand lends.
  void set_owners(std::string owners) { owners_ = std::move(owners); }

  /// The value that begins `slot` slots of 8 bytes after the first; the variable `$slot`
  /// counts in 4 bytes.
  std::string take(const BoundType& type, std::uint32_t slot);

  /// The functions that all the above name, with those that they need.
  std::string functions();
  /// The names of those through which callbacks are called.
  std::vector<std::string> adapters() const;

 private:
  /// One wasm value: `type` as in wire_types(), or 0 for an expression that writes to
  /// memory itself. `half`: which 4 bytes of its slot.
  struct Leaf {
    char type;
    std::uint32_t slot;
    std::uint32_t half;
    std::string expression;
  };
  /// Where a value is going, and what has to be said before.
  struct Flow {
    std::vector<std::string> before = {};
    std::vector<Leaf> leaves = {};
    std::vector<std::string> lent = {};
    std::vector<std::string> after = {};
    bool is_argument = false;  // of a wasm function; else part of a table
    int locals_count = 0;
  };
  struct Place {
    std::string value;   // an expression, read once
    std::string label;   // how errors call it
    std::string absent;  // the condition under which an optional around it is not there
    std::uint32_t slot = 0;
  };

  void flatten(const BoundType& type, const Place& place, Flow& flow);
  void flatten_optional(const BoundType& type, const Place& place, Flow& flow);
  void flatten_parts(const BoundType& type, const Place& place, Flow& flow);
  void flatten_fields(const BoundType& type, const Place& place, Flow& flow);
  void flatten_in_out(const BoundType& type, const Place& place, Flow& flow);
  std::string put_view(const BoundType& type, const Place& place);
  static std::string local(Flow& flow, const std::string& value);

  /// The function for a type, in one direction; written when it is first asked for.
  std::string function_for(std::string_view direction, const BoundType& type);
  std::string put_table(const std::string& name, const BoundType& type);
  std::string put_variant(const std::string& name, const BoundType& type);
  std::string take_table(const std::string& name, const BoundType& type);
  std::string take_variant(const std::string& name, const BoundType& type);
  std::string take_each(const std::string& name, const BoundType& type);
  std::string adapter(const std::string& name, const BoundType& type);
  /// Which of the adapters is the callback type's.
  std::string adapter_place(const BoundType& type);
  static std::string store(const Flow& flow, const std::string& indent);

  struct Function {
    std::string direction;
    BoundType type;
    std::string name;
    std::string text = {};
  };

  const Interface& interface_;
  std::vector<Function> functions_;
  Passed passed_ = Passed::alone;
  std::string owners_ = "undefined";
};

}  // namespace sinter
