#include "bind/adapter_code.h"

#include <bit>

#include "base/error.h"
#include "base/ranges.h"
#include "wasm/sections.h"

namespace sinter {
namespace {

constexpr std::uint8_t no_result = 0x40;
constexpr std::uint8_t memory_import = 2;

std::uint8_t section_byte(wasm::SectionId id) { return static_cast<std::uint8_t>(id); }

}  // namespace

std::uint8_t wasm_type(char letter) {
  switch (letter) {
    case 'l': return 0x7e;
    case 'f': return 0x7d;
    case 'd': return 0x7c;
    default: return 0x7f;
  }
}

std::uint32_t AdapterCode::add_local(char letter) {
  types_ += letter;
  return static_cast<std::uint32_t>(types_.size() - 1);
}

AdapterCode& AdapterCode::constant(std::uint32_t value) {
  op(Opcode::i32_const);
  code_.s32(static_cast<std::int32_t>(value));
  return *this;
}

AdapterCode& AdapterCode::constant(double value) {
  op(Opcode::f64_const);
  auto bits = std::bit_cast<std::uint64_t>(value);
  for (int shift = 0; shift < 64; shift += 8) code_.byte(static_cast<std::uint8_t>(bits >> shift));
  return *this;
}

AdapterCode& AdapterCode::at(Opcode opcode, std::uint32_t offset) {
  op(opcode, 0);
  code_.u32(offset);
  return *this;
}

AdapterCode& AdapterCode::begin_if() { return op(Opcode::if_, no_result); }
AdapterCode& AdapterCode::begin_loop() { return op(Opcode::loop, no_result); }
AdapterCode& AdapterCode::trap_if() { return begin_if().op(Opcode::trap).end(); }

std::string AdapterCode::take() {
  wasm::ListWriter locals;
  for (std::size_t index = parameter_count_; index < types_.size(); ++index) {
    wasm::Writer& entry = locals.add();
    entry.u32(1);
    entry.byte(wasm_type(types_[index]));
  }
  wasm::Writer body;
  body.name(locals.take() + code_.take() + static_cast<char>(Opcode::end));
  return body.take();
}

std::uint32_t AdapterModule::type(std::string_view parameters, std::string_view results) {
  wasm::Writer text;
  text.byte(0x60);
  for (std::string_view list : {parameters, results}) {
    text.u32(static_cast<std::uint32_t>(list.size()));
    for (char letter : list) text.byte(wasm_type(letter));
  }
  auto found = ranges::find(types_, text.view());
  if (found == types_.end()) {
    types_.push_back(text.take());
    return static_cast<std::uint32_t>(types_.size() - 1);
  }
  return static_cast<std::uint32_t>(found - types_.begin());
}

std::uint32_t AdapterModule::import_function(std::string_view from, std::string_view name, std::string_view parameters,
                                             std::string_view results) {
  SINTER_ASSERT(functions_.empty());
  wasm::Writer& entry = imports_.add();
  entry.name(from);
  entry.name(name);
  entry.byte(0);
  entry.u32(type(parameters, results));
  return import_count_++;
}

void AdapterModule::import_memory(std::string_view from, std::string_view name) {
  wasm::Writer& entry = imports_.add();
  entry.name(from);
  entry.name(name);
  entry.bytes({memory_import, 0, 0});  // of any size
}

std::uint32_t AdapterModule::declare(std::string_view parameters, std::string_view results) {
  functions_.push_back(type(parameters, results));
  bodies_.emplace_back();
  return import_count_ + static_cast<std::uint32_t>(functions_.size() - 1);
}

void AdapterModule::export_function(std::string_view name, std::uint32_t function) {
  wasm::Writer& entry = exports_.add();
  entry.name(name);
  entry.byte(0);
  entry.u32(function);
}

std::uint32_t AdapterModule::add_global() { return global_count_++; }

std::string AdapterModule::take() {
  using wasm::SectionId;
  wasm::Writer module;
  module.raw(std::string_view("\0asm\1\0\0\0", 8));
  wasm::ListWriter types;
  for (const std::string& type : types_) types.add().raw(type);
  module.section(section_byte(SectionId::type), types.take());
  module.section(section_byte(SectionId::import), imports_.take());
  wasm::ListWriter functions;
  for (std::uint32_t type : functions_) functions.add().u32(type);
  module.section(section_byte(SectionId::function), functions.take());
  if (global_count_ > 0) {
    wasm::ListWriter globals;
    for (std::uint32_t index = 0; index < global_count_; ++index) {
      globals.add().bytes(
          {wasm_type('i'), 1, static_cast<std::uint8_t>(Opcode::i32_const), 0, static_cast<std::uint8_t>(Opcode::end)});
    }
    module.section(section_byte(SectionId::global), globals.take());
  }
  module.section(section_byte(SectionId::exports), exports_.take());
  if (start_) {
    wasm::Writer start;
    start.u32(*start_);
    module.section(section_byte(SectionId::start), start.view());
  }
  wasm::ListWriter bodies;
  for (const std::string& body : bodies_) bodies.add().raw(body);
  module.section(section_byte(SectionId::code), bodies.take());
  return module.take();
}

}  // namespace sinter
