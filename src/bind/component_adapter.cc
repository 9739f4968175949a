#include "bind/component_adapter.h"

#include "base/ranges.h"
#include "bind/adapter_code.h"
#include "bind/adapter_values.h"
#include "bind/canonical.h"
#include "bind/object_glue.h"

namespace sinter {
namespace {

using Kind = BoundType::Kind;

constexpr std::uint32_t block_header_bytes = 8;  // the address of the block before

bool is_in_memory(const Interface& interface, const BoundType& type) {
  if (is_canonical_list(type)) return true;
  if (type.kind == Kind::structure) {
    return ranges::any_of(parts_of(interface, type),
                          [&](const BoundType& part) { return is_in_memory(interface, part); });
  }
  return ranges::any_of(type.inner, [&](const BoundType& inner) { return is_in_memory(interface, inner); });
}

std::string flat_parameters(const Interface& interface, const BoundFunction& function) {
  std::string flat;
  for (const BoundValue& parameter : function.parameters) flat += canonical_flat(interface, parameter.type);
  return flat;
}

/// The core result of the lifted function: a value, an address, or nothing.
std::string flat_result(const Interface& interface, const BoundFunction& function) {
  if (!function.fault.empty()) return "i";
  std::string flat = canonical_flat(interface, function.result);
  return flat.size() > 1 ? "i" : flat;
}

bool result_lies_alike(const Interface& interface, const BoundFunction& function) {
  if (!function.fault.empty()) return false;
  if (function.result.kind == Kind::nothing || is_direct(function)) return true;
  return canonical_flat(interface, function.result).size() > 1 && lies_alike(interface, function.result);
}

bool is_lifted_as_it_is(const Interface& interface, const BoundFunction& function) {
  return flat_parameters(interface, function).size() <= canonical_parameters_max &&
         result_lies_alike(interface, function) &&
         ranges::all_of(function.parameters, [&](const BoundValue& parameter) {
           return AdapterValues::passes_alike(interface, parameter.type);
         });
}

class AdapterWriter {
 public:
  explicit AdapterWriter(const Interface& interface) : interface_(interface) {}

  ComponentAdapter write(const std::vector<const BoundFunction*>& functions, Initialized initialized) {
    ComponentAdapter adapter;
    for (const BoundFunction* function : functions) adapter.functions.push_back(lifted(*function));
    auto is_ours = [](const LiftedFunction& entry) { return entry.is_adapted || entry.takes_memory; };
    bool has_ours = ranges::any_of(adapter.functions, is_ours);
    if (!has_ours && initialized == Initialized::no) return adapter;

    if (has_ours) module_.import_memory(adapted_module, "memory");
    if (initialized == Initialized::yes) {
      module_.start_with(module_.import_function(adapted_module, "_initialize", "", ""));
    }
    bool takes_memory = ranges::any_of(adapter.functions, &LiftedFunction::takes_memory);
    if (takes_memory) {
      allocate_ = module_.import_function(adapted_module, "sinter_allocate", "i", "i");
      free_ = module_.import_function(adapted_module, "sinter_free", "i", "");
    }
    std::vector<std::uint32_t> imported;
    for (std::size_t index = 0; index < functions.size(); ++index) {
      imported.push_back(adapter.functions[index].is_adapted ? import_bound(*functions[index]) : 0);
    }
    if (takes_memory) write_memory();
    for (std::size_t index = 0; index < functions.size(); ++index) {
      if (adapter.functions[index].is_adapted) write_function(*functions[index], imported[index]);
      add_release(adapter.functions[index], *functions[index]);
    }
    adapter.wasm = module_.take();
    return adapter;
  }

 private:
  LiftedFunction lifted(const BoundFunction& function) const {
    LiftedFunction entry{.core_name = export_name(function), .is_adapted = !is_lifted_as_it_is(interface_, function)};
    bool spills = flat_parameters(interface_, function).size() > canonical_parameters_max;
    entry.takes_memory = spills || ranges::any_of(function.parameters, [&](const BoundValue& parameter) {
                           return parameter.type.kind == Kind::variant || is_in_memory(interface_, parameter.type);
                         });
    bool returns_memory = !function.fault.empty() || canonical_flat(interface_, function.result).size() > 1;
    entry.uses_memory = entry.takes_memory || returns_memory;
    return entry;
  }

  std::uint32_t import_bound(const BoundFunction& function) {
    std::string signature = wire_signature(interface_, function);
    std::size_t arrow = signature.find('>');
    return module_.import_function(adapted_module, export_name(function), signature.substr(0, arrow),
                                   signature.substr(arrow + 1));
  }

  /// The two functions that get memory for arguments and give all of it back.
  void write_memory() {
    std::uint32_t last_block = module_.add_global();
    reallocate_ = module_.declare("iiii", "i");
    AdapterCode get("iiii");
    constexpr std::uint32_t before = 0, size_before = 1, align = 2, size = 3;
    std::uint32_t block = get.add_local('i');
    get.get(size).op(Opcode::i32_eqz).begin_if().get(align).op(Opcode::returns).end();
    get.get(size).constant(~0U - block_header_bytes).op(Opcode::i32_above).trap_if();
    get.get(size).constant(block_header_bytes).op(Opcode::i32_add).op(Opcode::call, allocate_).set(block);
    get.get(block).op(Opcode::i32_eqz).trap_if();
    get.get(block).op(Opcode::global_get, last_block).at(Opcode::i32_store, 0);
    get.get(block).op(Opcode::global_set, last_block);
    get.get(block).constant(block_header_bytes).op(Opcode::i32_add).set(block);
    // A host that transcodes asks for more, and what it wrote moves along.
    std::uint32_t to = get.add_local('i');
    get.get(block).set(to);
    get.get(size_before).get(size).op(Opcode::i32_above).begin_if().get(size).set(size_before).end();
    get.get(size_before).begin_if().begin_loop();
    get.get(to).get(before).at(Opcode::i32_load8_u, 0).at(Opcode::i32_store8, 0);
    get.get(to).constant(1U).op(Opcode::i32_add).set(to);
    get.get(before).constant(1U).op(Opcode::i32_add).set(before);
    get.get(size_before).constant(1U).op(Opcode::i32_subtract).set(size_before);
    get.get(size_before).op(Opcode::branch_if, 0).end().end();
    get.get(block);
    module_.define(reallocate_, std::move(get));
    module_.export_function(adapter_reallocate, reallocate_);

    release_ = module_.declare("", "");
    AdapterCode give("");
    std::uint32_t next = give.add_local('i');
    give.begin_loop().op(Opcode::global_get, last_block).begin_if();
    give.op(Opcode::global_get, last_block).at(Opcode::i32_load, 0).set(next);
    give.op(Opcode::global_get, last_block).op(Opcode::call, free_);
    give.get(next).op(Opcode::global_set, last_block);
    give.op(Opcode::branch, 1).end().end();
    module_.define(release_, std::move(give));
  }

  /// What gives memory back takes the function's core result, so there is one for each kind.
  void add_release(LiftedFunction& entry, const BoundFunction& function) {
    if (!entry.takes_memory) return;
    std::string result = flat_result(interface_, function);
    entry.release_name = "~release" + (result.empty() ? "" : "_" + result);
    if (ranges::contains(releases_, entry.release_name)) return;
    releases_.push_back(entry.release_name);
    std::uint32_t index = module_.declare(result, "");
    AdapterCode code(result);
    code.op(Opcode::call, release_);
    module_.define(index, std::move(code));
    module_.export_function(entry.release_name, index);
  }

  void write_function(const BoundFunction& function, std::uint32_t imported) {
    std::string parameters = flat_parameters(interface_, function);
    bool spills = parameters.size() > canonical_parameters_max;
    if (spills) parameters = "i";
    std::string result = flat_result(interface_, function);
    std::uint32_t index = module_.declare(parameters, result);
    module_.export_function(export_name(function), index);
    AdapterCode code(parameters);
    AdapterValues& values = this->values();

    CanonicalPlace place{.is_in_memory = spills};
    for (std::uint32_t local = 0; !spills && local < parameters.size(); ++local) place.locals.push_back(local);
    std::vector<BoundType> types;
    for (const BoundValue& parameter : function.parameters) types.push_back(parameter.type);
    CanonicalLayout whole;
    std::vector<std::uint32_t> offsets = part_offsets(interface_, types, whole);
    std::vector<std::uint32_t> wire;
    std::size_t local_count = 0;
    for (std::size_t part = 0; part < types.size(); ++part) {
      values.to_wire(code, types[part], place.part(offsets[part], local_count), std::nullopt, wire);
      local_count += canonical_flat(interface_, types[part]).size();
    }
    for (std::uint32_t local : wire) code.get(local);
    code.op(Opcode::call, imported);
    write_result(code, values, function);
    module_.define(index, std::move(code));
  }

  /// What the function returned is on the stack; what the host takes is left there.
  void write_result(AdapterCode& code, AdapterValues& values, const BoundFunction& function) {
    if (result_lies_alike(interface_, function)) return;
    std::uint32_t address = code.add_local('i');
    code.set(address);
    if (!function.fault.empty()) pack_fallible(code, values, function, address);
    else if (canonical_flat(interface_, function.result).size() == 1) {
      return values.push_only_leaf(code, function.result, address);
    } else {
      values.pack(code, function.result, address, 0, address, 0);
    }
    code.get(address);
  }

  /// Slot 0 says 0, or 1 + the place of the code, and then the offset.
  void pack_fallible(AdapterCode& code, AdapterValues& values, const BoundFunction& function, std::uint32_t address) {
    std::uint32_t fault = code.add_local('i');
    std::uint32_t inside = payload_offset(1, {canonical_layout(interface_, function.result), fault_layout});
    std::size_t code_count = interface_.find_enum(function.fault).values.size();
    code.get(address).at(Opcode::i32_load, 0).set(fault);
    code.get(fault).begin_if();
    std::uint32_t offset = code.add_local('i');
    code.get(address).at(Opcode::i32_load, 4).set(offset);
    code.get(address).get(fault).constant(1U).op(Opcode::i32_subtract);
    code.at(discriminant_size(code_count) == 1 ? Opcode::i32_store8 : Opcode::i32_store16, inside);
    code.get(address).get(offset).at(Opcode::i32_store, inside + fault_offset_offset);
    code.end();
    code.get(fault).op(Opcode::i32_eqz).begin_if();
    values.pack(code, function.result, address, slot_size_bytes, address, inside);
    code.end();
    code.get(address).get(fault).constant(0U).op(Opcode::i32_ne).at(Opcode::i32_store8, 0);
  }

  AdapterValues& values() {
    if (!values_) values_.emplace(interface_, module_, reallocate_);
    return *values_;
  }

  const Interface& interface_;
  AdapterModule module_;
  std::optional<AdapterValues> values_;
  std::uint32_t allocate_ = 0, free_ = 0, reallocate_ = 0, release_ = 0;  // functions
  std::vector<std::string> releases_;
};

}  // namespace

ComponentAdapter write_adapter(const Interface& interface, const std::vector<const BoundFunction*>& functions,
                               Initialized initialized) {
  return AdapterWriter(interface).write(functions, initialized);
}

}  // namespace sinter
