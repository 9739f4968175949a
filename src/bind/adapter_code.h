// Writes functions of a small core module, instruction by instruction: what the adapter of
// a component (bind/component_adapter.h) is made of. Types of values are the letters of
// wire_types().
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "wasm/writer.h"

namespace sinter {

enum class Opcode : std::uint8_t {
  trap = 0x00,
  loop = 0x03,
  if_ = 0x04,
  end = 0x0b,
  branch = 0x0c,
  branch_if = 0x0d,
  returns = 0x0f,
  call = 0x10,
  local_get = 0x20,
  local_set = 0x21,
  global_get = 0x23,
  global_set = 0x24,
  i32_load = 0x28,
  i64_load = 0x29,
  f32_load = 0x2a,
  f64_load = 0x2b,
  i32_load8_s = 0x2c,
  i32_load8_u = 0x2d,
  i32_load16_s = 0x2e,
  i32_load16_u = 0x2f,
  i32_store = 0x36,
  i64_store = 0x37,
  f32_store = 0x38,
  f64_store = 0x39,
  i32_store8 = 0x3a,
  i32_store16 = 0x3b,
  i32_const = 0x41,
  i64_const = 0x42,
  f64_const = 0x44,
  i32_eqz = 0x45,
  i32_eq = 0x46,
  i32_ne = 0x47,
  i32_above = 0x4b,  // unsigned, like i64_above
  i64_above = 0x56,
  f64_at_most = 0x65,
  f64_at_least = 0x66,
  i32_add = 0x6a,
  i32_subtract = 0x6b,
  i32_multiply = 0x6c,
  i32_and = 0x71,
  i64_multiply = 0x7e,
  i32_from_i64 = 0xa7,
  i64_from_i32 = 0xad,  // unsigned
  f32_from_bits = 0xbe,
  f64_from_bits = 0xbf,
};

/// The byte of a value type: 0x7f for 'i'.
std::uint8_t wasm_type(char letter);

/// One function that is being written.
class AdapterCode {
 public:
  explicit AdapterCode(std::string_view parameters) : types_(parameters), parameter_count_(parameters.size()) {}

  std::uint32_t add_local(char letter);
  char type_of(std::uint32_t local) const { return types_[local]; }

  AdapterCode& op(Opcode opcode) {
    code_.byte(static_cast<std::uint8_t>(opcode));
    return *this;
  }
  AdapterCode& op(Opcode opcode, std::uint32_t index) {
    op(opcode);
    code_.u32(index);
    return *this;
  }
  AdapterCode& get(std::uint32_t local) { return op(Opcode::local_get, local); }
  AdapterCode& set(std::uint32_t local) { return op(Opcode::local_set, local); }
  AdapterCode& constant(std::uint32_t value);
  AdapterCode& constant(double value);
  /// A load or store `offset` bytes behind the address on the stack. No alignment is promised.
  AdapterCode& at(Opcode opcode, std::uint32_t offset);
  /// Takes the condition from the stack.
  AdapterCode& begin_if();
  AdapterCode& begin_loop();
  AdapterCode& end() { return op(Opcode::end); }
  /// Traps if the condition on the stack is true.
  AdapterCode& trap_if();

  /// The body with its locals and length, as in the section of code.
  std::string take();

 private:
  std::string types_;  // of parameters and locals
  std::size_t parameter_count_;
  wasm::Writer code_;
};

/// A module that is being written: imports first, then functions.
class AdapterModule {
 public:
  /// Imports a function of the instance `from`; before the first is defined.
  std::uint32_t import_function(std::string_view from, std::string_view name, std::string_view parameters,
                                std::string_view results);
  void import_memory(std::string_view from, std::string_view name);
  /// The index of a function whose body comes later.
  std::uint32_t declare(std::string_view parameters, std::string_view results);
  void define(std::uint32_t function, AdapterCode code) { bodies_[function - import_count_] = code.take(); }
  void export_function(std::string_view name, std::uint32_t function);
  /// Runs when the module is instantiated.
  void start_with(std::uint32_t function) { start_ = function; }
  /// A variable that begins with 0.
  std::uint32_t add_global();

  std::string take();

 private:
  std::uint32_t type(std::string_view parameters, std::string_view results);

  std::vector<std::string> types_;
  wasm::ListWriter imports_;
  std::uint32_t import_count_ = 0;  // of functions
  std::vector<std::uint32_t> functions_;
  std::vector<std::string> bodies_;
  wasm::ListWriter exports_;
  std::uint32_t global_count_ = 0;
  std::optional<std::uint32_t> start_;
};

}  // namespace sinter
