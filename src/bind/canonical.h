// How the component model's canonical ABI lays out the values of an interface, beside how
// our own functions take and leave them.
//
// Ours write each leaf of a value into a slot of 8 bytes. The canonical ABI packs leaves
// with their natural size and alignment, at most 8. So a packed leaf never lies behind its
// slot, and whoever converts leaf after leaf, upwards, can do it in place.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "bind/interface.h"

namespace sinter {

inline constexpr std::uint32_t slot_size_bytes = 8;
/// More parameters than this come as an address of them all.
inline constexpr std::size_t canonical_parameters_max = 16;

struct CanonicalLayout {
  std::uint32_t size_bytes = 0;
  std::uint32_t align_bytes = 1;
};

CanonicalLayout canonical_layout(const Interface& interface, const BoundType& type);

/// The core values a value is flattened into, in the letters of wire_types().
std::string canonical_flat(const Interface& interface, const BoundType& type);

/// What a structure or tuple is made of.
std::vector<BoundType> parts_of(const Interface& interface, const BoundType& type);
/// Where each part lies; then the layout of all of them together.
std::vector<std::uint32_t> part_offsets(const Interface& interface, const std::vector<BoundType>& parts,
                                        CanonicalLayout& whole);

/// Whether the type is a list to the component model: also a map, which is one of pairs.
bool is_canonical_list(const BoundType& type);
/// The type of its elements.
BoundType element_of(const BoundType& list);

/// How many bytes say which of `count` cases it is.
std::uint32_t discriminant_size(std::size_t count);
/// Where the value of an optional, variant or fallible lies, given all that it may be.
std::uint32_t payload_offset(std::uint32_t discriminant_bytes, const std::vector<CanonicalLayout>& cases);

/// A fault: its code, then the offset into the input.
inline constexpr CanonicalLayout fault_layout = {.size_bytes = 8, .align_bytes = 4};
inline constexpr std::uint32_t fault_offset_offset = 4;

/// Whether a value lies in slots just as the canonical ABI has it.
bool lies_alike(const Interface& interface, const BoundType& type);

}  // namespace sinter
