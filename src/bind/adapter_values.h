// Moves values between the canonical ABI and our slots, in code of a component's adapter.
// Lists of what does not lie alike on both sides are moved by functions of their own.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "bind/adapter_code.h"
#include "bind/interface.h"

namespace sinter {

/// Where the canonical ABI has a value: in locals, one for each flat core value, or in memory.
struct CanonicalPlace {
  bool is_in_memory = false;
  std::vector<std::uint32_t> locals = {};  // at least as many as the value needs
  std::uint32_t base = 0;                  // a local with an address
  std::uint32_t offset = 0;

  /// Where a part of the value is: `offset` bytes on, or some locals on.
  CanonicalPlace part(std::uint32_t offset_bytes, std::size_t local_count) const;
};

class AdapterValues {
 public:
  /// `reallocate` is the index of the function that gets memory for arguments.
  AdapterValues(const Interface& interface, AdapterModule& module, std::uint32_t reallocate)
      : interface_(interface), module_(module), reallocate_(reallocate) {}

  /// Whether an argument's flat values are just what our functions take.
  static bool passes_alike(const Interface& interface, const BoundType& type);

  /// Appends locals that hold what our functions take for the value. If there is a `guard`
  /// and that local is 0, nothing is there and the locals hold anything.
  void to_wire(AdapterCode& code, const BoundType& type, const CanonicalPlace& place,
               std::optional<std::uint32_t> guard, std::vector<std::uint32_t>& wire);

  /// Packs a value that a function left in slots. Where it goes may be where it comes from.
  void pack(AdapterCode& code, const BoundType& type, std::uint32_t from, std::uint32_t from_offset, std::uint32_t to,
            std::uint32_t to_offset);
  /// Pushes the only leaf of a value in slots.
  void push_only_leaf(AdapterCode& code, const BoundType& type, std::uint32_t from);

 private:
  using ListFunctions = std::vector<std::pair<BoundType, std::uint32_t>>;

  void push_leaf(AdapterCode& code, const BoundType& type, const CanonicalPlace& place);
  std::uint32_t leaf_local(AdapterCode& code, const BoundType& type, const CanonicalPlace& place);
  void check_duration(AdapterCode& code, const BoundType& type, std::uint32_t value,
                      std::optional<std::uint32_t> guard);
  void check_length(AdapterCode& code, const BoundType& type, std::uint32_t length, std::optional<std::uint32_t> guard);
  std::pair<std::uint32_t, std::uint32_t> list_locals(AdapterCode& code, const BoundType& type,
                                                      const CanonicalPlace& place, std::optional<std::uint32_t> guard);
  /// Writes what the canonical ABI has to the slots at an address.
  void to_slots(AdapterCode& code, const BoundType& type, const CanonicalPlace& place, std::uint32_t to,
                std::uint32_t to_offset);
  void variant_to_slots(AdapterCode& code, const BoundType& type, const CanonicalPlace& place, std::uint32_t to,
                        std::uint32_t to_offset);
  std::vector<std::pair<BoundType, CanonicalPlace>> placed_parts(const BoundType& type, const CanonicalPlace& place);
  CanonicalPlace payload(const BoundType& type, const CanonicalPlace& place);
  /// The function that makes a table of slots of a packed list, or the other way round.
  std::uint32_t list_reader(const BoundType& element);
  std::uint32_t list_packer(const BoundType& element);

  const Interface& interface_;
  AdapterModule& module_;
  std::uint32_t reallocate_;
  ListFunctions readers_;
  ListFunctions packers_;
};

}  // namespace sinter
