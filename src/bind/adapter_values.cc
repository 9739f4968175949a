#include "bind/adapter_values.h"

#include <algorithm>

#include "base/ranges.h"
#include "bind/canonical.h"

namespace sinter {
namespace {

using Kind = BoundType::Kind;

bool is_leaf(const BoundType& type) {
  return type.kind == Kind::scalar || type.kind == Kind::word || type.kind == Kind::duration ||
         type.kind == Kind::time || type.kind == Kind::enumeration;
}

/// How many bytes the packed leaf has.
std::uint32_t leaf_size(const Interface& interface, const BoundType& type) {
  return canonical_layout(interface, type).size_bytes;
}

bool has_sign(const BoundType& type) {
  return type.kind == Kind::scalar && (type.scalar == Scalar::i8 || type.scalar == Scalar::i16);
}

Opcode load_of(char letter) {
  return letter == 'l'   ? Opcode::i64_load
         : letter == 'f' ? Opcode::f32_load
         : letter == 'd' ? Opcode::f64_load
                         : Opcode::i32_load;
}
Opcode store_of(char letter) {
  return letter == 'l'   ? Opcode::i64_store
         : letter == 'f' ? Opcode::f32_store
         : letter == 'd' ? Opcode::f64_store
                         : Opcode::i32_store;
}
Opcode packed_load(std::uint32_t size_bytes, bool is_signed, char letter) {
  if (size_bytes == 1) return is_signed ? Opcode::i32_load8_s : Opcode::i32_load8_u;
  if (size_bytes == 2) return is_signed ? Opcode::i32_load16_s : Opcode::i32_load16_u;
  return load_of(letter);
}
Opcode packed_store(std::uint32_t size_bytes, char letter) {
  return size_bytes == 1 ? Opcode::i32_store8 : size_bytes == 2 ? Opcode::i32_store16 : store_of(letter);
}

/// Whether there is something in the value that JavaScript's glue checks and the canonical
/// ABI does not.
bool needs_check(const Interface& interface, const BoundType& type) {
  if (type.kind == Kind::array) return true;
  if (type.kind == Kind::duration || type.kind == Kind::time) return type.high != 0;
  if (type.kind == Kind::structure) {
    return ranges::any_of(parts_of(interface, type),
                          [&](const BoundType& part) { return needs_check(interface, part); });
  }
  return ranges::any_of(type.inner, [&](const BoundType& inner) { return needs_check(interface, inner); });
}

/// Whether a table of such elements is what the host wrote.
bool element_passes_alike(const Interface& interface, const BoundType& element) {
  return lies_alike(interface, element) && !needs_check(interface, element);
}

std::uint32_t discriminant_of(const BoundType& type) {
  return type.kind == Kind::optional ? 1 : discriminant_size(type.inner.size());
}

/// A loop over `count` elements, which is a local that counts down.
template <class Body>
void for_each_element(AdapterCode& code, std::uint32_t count, Body body) {
  code.get(count).begin_if().begin_loop();
  body();
  code.get(count).constant(1U).op(Opcode::i32_subtract).set(count);
  code.get(count).op(Opcode::branch_if, 0).end().end();
}

void advance(AdapterCode& code, std::uint32_t address, std::uint32_t bytes) {
  code.get(address).constant(bytes).op(Opcode::i32_add).set(address);
}

}  // namespace

CanonicalPlace CanonicalPlace::part(std::uint32_t offset_bytes, std::size_t local_count) const {
  CanonicalPlace place = *this;
  place.offset += offset_bytes;
  if (!is_in_memory) place.locals.erase(place.locals.begin(), place.locals.begin() + static_cast<long>(local_count));
  return place;
}

bool AdapterValues::passes_alike(const Interface& interface, const BoundType& type) {
  if (needs_check(interface, type)) return false;
  switch (type.kind) {
    case Kind::variant: return false;
    case Kind::list:
    case Kind::set: return element_passes_alike(interface, type.inner.front());
    case Kind::map: return element_passes_alike(interface, element_of(type));
    case Kind::optional: return passes_alike(interface, type.inner.front());
    case Kind::structure:
    case Kind::tuple:
      return ranges::all_of(parts_of(interface, type),
                            [&](const BoundType& part) { return passes_alike(interface, part); });
    default: return true;
  }
}

/// Pushes the leaf as our functions take it.
void AdapterValues::push_leaf(AdapterCode& code, const BoundType& type, const CanonicalPlace& place) {
  char wanted = wire_types(interface_, type)[0];
  if (place.is_in_memory) {
    code.get(place.base).at(packed_load(leaf_size(interface_, type), has_sign(type), wanted), place.offset);
    return;
  }
  // Cases of a variant share locals, each as wide as the widest needs.
  char has = code.type_of(place.locals.front());
  code.get(place.locals.front());
  if (has == 'l' && (wanted == 'i' || wanted == 'f')) code.op(Opcode::i32_from_i64);
  if (has != 'f' && wanted == 'f') code.op(Opcode::f32_from_bits);
  if (has != 'd' && wanted == 'd') code.op(Opcode::f64_from_bits);
}

std::uint32_t AdapterValues::leaf_local(AdapterCode& code, const BoundType& type, const CanonicalPlace& place) {
  char wanted = wire_types(interface_, type)[0];
  if (!place.is_in_memory && code.type_of(place.locals.front()) == wanted) return place.locals.front();
  std::uint32_t local = code.add_local(wanted);
  push_leaf(code, type, place);
  code.set(local);
  return local;
}

void AdapterValues::check_duration(AdapterCode& code, const BoundType& type, std::uint32_t value,
                                   std::optional<std::uint32_t> guard) {
  if ((type.kind != Kind::duration && type.kind != Kind::time) || type.high == 0) return;
  if (guard) code.get(*guard).begin_if();
  code.get(value).constant(static_cast<double>(type.low)).op(Opcode::f64_at_least);
  code.get(value).constant(static_cast<double>(type.high)).op(Opcode::f64_at_most);
  code.op(Opcode::i32_and).op(Opcode::i32_eqz).trap_if();
  if (guard) code.end();
}

void AdapterValues::check_length(AdapterCode& code, const BoundType& type, std::uint32_t length,
                                 std::optional<std::uint32_t> guard) {
  if (type.kind != Kind::array) return;
  if (guard) code.get(*guard).begin_if();
  code.get(length).constant(type.count).op(Opcode::i32_ne).trap_if();
  if (guard) code.end();
}

/// The address and the length of a list, whose elements are made what our functions take.
std::pair<std::uint32_t, std::uint32_t> AdapterValues::list_locals(AdapterCode& code, const BoundType& type,
                                                                   const CanonicalPlace& place,
                                                                   std::optional<std::uint32_t> guard) {
  constexpr BoundType::Kind word = Kind::scalar;
  BoundType half{.kind = word, .scalar = Scalar::u32};
  std::uint32_t address = leaf_local(code, half, place);
  std::uint32_t length = leaf_local(code, half, place.part(4, 1));
  check_length(code, type, length, guard);
  bool is_packed = type.kind == Kind::array && lies_alike(interface_, type) && is_leaf(type.inner.front());
  bool is_list =
      type.kind == Kind::list || type.kind == Kind::array || type.kind == Kind::map || type.kind == Kind::set;
  if (is_packed || !is_list || element_passes_alike(interface_, element_of(type))) return {address, length};
  std::uint32_t table = code.add_local('i');
  std::uint32_t reader = list_reader(element_of(type));
  if (guard) code.get(*guard).begin_if();
  code.get(address).get(length).op(Opcode::call, reader).set(table);
  if (guard) code.end();
  return {table, length};
}

std::vector<std::pair<BoundType, CanonicalPlace>> AdapterValues::placed_parts(const BoundType& type,
                                                                              const CanonicalPlace& place) {
  std::vector<BoundType> parts = parts_of(interface_, type);
  CanonicalLayout whole;
  std::vector<std::uint32_t> offsets = part_offsets(interface_, parts, whole);
  std::vector<std::pair<BoundType, CanonicalPlace>> placed;
  std::size_t local_count = 0;
  for (std::size_t index = 0; index < parts.size(); ++index) {
    placed.emplace_back(parts[index], place.part(offsets[index], local_count));
    local_count += canonical_flat(interface_, parts[index]).size();
  }
  return placed;
}

CanonicalPlace AdapterValues::payload(const BoundType& type, const CanonicalPlace& place) {
  std::vector<CanonicalLayout> cases;
  for (const BoundType& inner : type.inner) cases.push_back(canonical_layout(interface_, inner));
  return place.part(payload_offset(discriminant_of(type), cases), 1);
}

void AdapterValues::to_wire(AdapterCode& code, const BoundType& type, const CanonicalPlace& place,
                            std::optional<std::uint32_t> guard, std::vector<std::uint32_t>& wire) {
  if (is_canonical_list(type)) {
    auto [address, length] = list_locals(code, type, place, guard);
    wire.insert(wire.end(), {address, length});
    return;
  }
  switch (type.kind) {
    case Kind::optional: {
      std::uint32_t flag = leaf_local(code, {.kind = Kind::scalar, .scalar = Scalar::boolean}, place);
      if (guard) {
        std::uint32_t both = code.add_local('i');
        code.get(flag).get(*guard).op(Opcode::i32_and).set(both);
        flag = both;
      }
      wire.push_back(flag);
      return to_wire(code, type.inner.front(), payload(type, place), flag, wire);
    }
    case Kind::structure:
    case Kind::tuple:
      for (const auto& [part, where] : placed_parts(type, place)) to_wire(code, part, where, guard, wire);
      return;
    case Kind::variant: {
      std::uint32_t slots = code.add_local('i');
      if (guard) code.get(*guard).begin_if();
      code.constant(0U).constant(0U).constant(slot_size_bytes);
      code.constant(slot_count(interface_, type) * slot_size_bytes).op(Opcode::call, reallocate_).set(slots);
      variant_to_slots(code, type, place, slots, 0);
      if (guard) code.end();
      wire.push_back(slots);
      return;
    }
    default: break;
  }
  wire.push_back(leaf_local(code, type, place));
  check_duration(code, type, wire.back(), guard);
}

void AdapterValues::to_slots(AdapterCode& code, const BoundType& type, const CanonicalPlace& place, std::uint32_t to,
                             std::uint32_t to_offset) {
  if (is_canonical_list(type)) {
    auto [address, length] = list_locals(code, type, place, std::nullopt);
    code.get(to).get(address).at(Opcode::i32_store, to_offset);
    code.get(to).get(length).at(Opcode::i32_store, to_offset + 4);
    return;
  }
  switch (type.kind) {
    case Kind::nothing: return;
    case Kind::variant: return variant_to_slots(code, type, place, to, to_offset);
    case Kind::optional: {
      std::uint32_t flag = leaf_local(code, {.kind = Kind::scalar, .scalar = Scalar::boolean}, place);
      code.get(to).get(flag).at(Opcode::i32_store, to_offset);
      code.get(flag).begin_if();
      to_slots(code, type.inner.front(), payload(type, place), to, to_offset + slot_size_bytes);
      code.end();
      return;
    }
    case Kind::structure:
    case Kind::tuple:
      for (const auto& [part, where] : placed_parts(type, place)) {
        to_slots(code, part, where, to, to_offset);
        to_offset += slot_count(interface_, part) * slot_size_bytes;
      }
      return;
    default: break;
  }
  std::uint32_t value = leaf_local(code, type, place);
  check_duration(code, type, value, std::nullopt);
  code.get(to).get(value).at(store_of(wire_types(interface_, type)[0]), to_offset);
}

void AdapterValues::variant_to_slots(AdapterCode& code, const BoundType& type, const CanonicalPlace& place,
                                     std::uint32_t to, std::uint32_t to_offset) {
  Scalar size = discriminant_of(type) == 1 ? Scalar::u8 : Scalar::u16;
  std::uint32_t which = leaf_local(code, {.kind = Kind::scalar, .scalar = size}, place);
  code.get(to).get(which).at(Opcode::i32_store, to_offset);
  for (std::uint32_t index = 0; index < type.inner.size(); ++index) {
    code.get(which).constant(index).op(Opcode::i32_eq).begin_if();
    to_slots(code, type.inner[index], payload(type, place), to, to_offset + slot_size_bytes);
    code.end();
  }
}

void AdapterValues::pack(AdapterCode& code, const BoundType& type, std::uint32_t from, std::uint32_t from_offset,
                         std::uint32_t to, std::uint32_t to_offset) {
  if (is_canonical_list(type)) {
    if (!lies_alike(interface_, type)) {
      std::uint32_t packer = list_packer(element_of(type));
      code.get(from).at(Opcode::i32_load, from_offset).get(from).at(Opcode::i32_load, from_offset + 4);
      code.op(Opcode::call, packer);
    }
    code.get(to).get(from).at(Opcode::i64_load, from_offset).at(Opcode::i64_store, to_offset);
    return;
  }
  switch (type.kind) {
    case Kind::nothing: return;
    case Kind::optional:
    case Kind::variant: {
      std::uint32_t which = code.add_local('i');
      code.get(from).at(Opcode::i32_load, from_offset).set(which);
      code.get(to).get(which).at(packed_store(discriminant_of(type), 'i'), to_offset);
      std::uint32_t inside = payload(type, {.is_in_memory = true, .offset = to_offset}).offset;
      for (std::uint32_t index = 0; index < type.inner.size(); ++index) {
        std::uint32_t discriminant = type.kind == Kind::optional ? 1 : index;
        code.get(which).constant(discriminant).op(Opcode::i32_eq).begin_if();
        pack(code, type.inner[index], from, from_offset + slot_size_bytes, to, inside);
        code.end();
      }
      return;
    }
    case Kind::structure:
    case Kind::tuple:
      for (const auto& [part, where] : placed_parts(type, {.is_in_memory = true, .offset = to_offset})) {
        pack(code, part, from, from_offset, to, where.offset);
        from_offset += slot_count(interface_, part) * slot_size_bytes;
      }
      return;
    default: break;
  }
  char letter = wire_types(interface_, type)[0];
  code.get(to).get(from).at(load_of(letter), from_offset);
  code.at(packed_store(leaf_size(interface_, type), letter), to_offset);
}

void AdapterValues::push_only_leaf(AdapterCode& code, const BoundType& type, std::uint32_t from) {
  code.get(from).at(load_of(canonical_flat(interface_, type)[0]), 0);
}

std::uint32_t AdapterValues::list_reader(const BoundType& element) {
  for (const auto& [known, function] : readers_) {
    if (known == element) return function;
  }
  std::uint32_t function = module_.declare("ii", "i");
  readers_.emplace_back(element, function);
  AdapterCode code("ii");
  constexpr std::uint32_t from = 0, count = 1;
  std::uint32_t table = code.add_local('i');
  std::uint32_t to = code.add_local('i');
  std::uint32_t stride = slot_count(interface_, element) * slot_size_bytes;
  code.get(count).op(Opcode::i64_from_i32).constant(stride).op(Opcode::i64_from_i32).op(Opcode::i64_multiply);
  code.constant(~0U).op(Opcode::i64_from_i32).op(Opcode::i64_above).trap_if();
  code.constant(0U).constant(0U).constant(slot_size_bytes).get(count).constant(stride).op(Opcode::i32_multiply);
  code.op(Opcode::call, reallocate_).set(table);
  code.get(table).set(to);
  for_each_element(code, count, [&] {
    to_slots(code, element, {.is_in_memory = true, .base = from}, to, 0);
    advance(code, from, canonical_layout(interface_, element).size_bytes);
    advance(code, to, stride);
  });
  code.get(table);
  module_.define(function, std::move(code));
  return function;
}

std::uint32_t AdapterValues::list_packer(const BoundType& element) {
  for (const auto& [known, function] : packers_) {
    if (known == element) return function;
  }
  std::uint32_t function = module_.declare("ii", "");
  packers_.emplace_back(element, function);
  AdapterCode code("ii");
  constexpr std::uint32_t from = 0, count = 1;
  std::uint32_t to = code.add_local('i');
  code.get(from).set(to);
  for_each_element(code, count, [&] {
    pack(code, element, from, 0, to, 0);
    advance(code, from, slot_count(interface_, element) * slot_size_bytes);
    advance(code, to, canonical_layout(interface_, element).size_bytes);
  });
  module_.define(function, std::move(code));
  return function;
}

}  // namespace sinter
