#include "bind/canonical.h"

#include <algorithm>

#include "base/ranges.h"

namespace sinter {
namespace {

using Kind = BoundType::Kind;

std::uint32_t aligned(std::uint32_t offset, std::uint32_t align_bytes) {
  return (offset + align_bytes - 1) / align_bytes * align_bytes;
}

CanonicalLayout of_cases(std::uint32_t discriminant_bytes, const std::vector<CanonicalLayout>& cases) {
  CanonicalLayout whole{.size_bytes = payload_offset(discriminant_bytes, cases), .align_bytes = discriminant_bytes};
  std::uint32_t largest = 0;
  for (const CanonicalLayout& entry : cases) {
    largest = std::max(largest, entry.size_bytes);
    whole.align_bytes = std::max(whole.align_bytes, entry.align_bytes);
  }
  whole.size_bytes = aligned(whole.size_bytes + largest, whole.align_bytes);
  return whole;
}

/// The type of a core value that can hold both.
char joined(char left, char right) {
  if (left == right) return left;
  bool both_fit_in_i32 = (left == 'i' && right == 'f') || (left == 'f' && right == 'i');
  return both_fit_in_i32 ? 'i' : 'l';
}

}  // namespace

std::uint32_t discriminant_size(std::size_t count) { return count <= 256 ? 1 : count <= 65536 ? 2 : 4; }

std::uint32_t payload_offset(std::uint32_t discriminant_bytes, const std::vector<CanonicalLayout>& cases) {
  std::uint32_t align_bytes = 1;
  for (const CanonicalLayout& entry : cases) align_bytes = std::max(align_bytes, entry.align_bytes);
  return aligned(discriminant_bytes, align_bytes);
}

bool is_canonical_list(const BoundType& type) {
  constexpr Kind lists[] = {Kind::string, Kind::numbers, Kind::view, Kind::strings,
                            Kind::list,   Kind::array,   Kind::map,  Kind::set};
  return ranges::contains(lists, type.kind);
}

BoundType element_of(const BoundType& list) {
  switch (list.kind) {
    case Kind::string: return {.kind = Kind::scalar, .scalar = Scalar::u8};
    case Kind::numbers:
    case Kind::view: return {.kind = Kind::scalar, .scalar = list.scalar};
    case Kind::strings: return {.kind = Kind::string};
    case Kind::map: return {.kind = Kind::tuple, .inner = list.inner};
    default: return list.inner.front();
  }
}

std::vector<BoundType> parts_of(const Interface& interface, const BoundType& type) {
  if (type.kind == Kind::tuple) return type.inner;
  std::vector<BoundType> parts;
  for (const BoundValue& field : interface.find_struct(type.name).fields) parts.push_back(field.type);
  return parts;
}

std::vector<std::uint32_t> part_offsets(const Interface& interface, const std::vector<BoundType>& parts,
                                        CanonicalLayout& whole) {
  whole = {};
  std::vector<std::uint32_t> offsets;
  for (const BoundType& part : parts) {
    CanonicalLayout layout = canonical_layout(interface, part);
    offsets.push_back(aligned(whole.size_bytes, layout.align_bytes));
    whole.size_bytes = offsets.back() + layout.size_bytes;
    whole.align_bytes = std::max(whole.align_bytes, layout.align_bytes);
  }
  whole.size_bytes = aligned(whole.size_bytes, whole.align_bytes);
  return offsets;
}

CanonicalLayout canonical_layout(const Interface& interface, const BoundType& type) {
  if (is_canonical_list(type)) return {.size_bytes = 8, .align_bytes = 4};
  switch (type.kind) {
    case Kind::scalar:
    case Kind::word: {
      std::uint32_t size_bytes = scalar_size_bytes(type.scalar);
      return {.size_bytes = size_bytes, .align_bytes = size_bytes};
    }
    case Kind::duration:
    case Kind::time: return {.size_bytes = 8, .align_bytes = 8};
    case Kind::enumeration: {
      std::uint32_t size_bytes = discriminant_size(interface.find_enum(type.name).values.size());
      return {.size_bytes = size_bytes, .align_bytes = size_bytes};
    }
    case Kind::optional: return of_cases(1, {canonical_layout(interface, type.inner.front())});
    case Kind::variant: {
      std::vector<CanonicalLayout> cases;
      for (const BoundType& inner : type.inner) cases.push_back(canonical_layout(interface, inner));
      return of_cases(discriminant_size(cases.size()), cases);
    }
    case Kind::structure:
    case Kind::tuple: {
      CanonicalLayout whole;
      part_offsets(interface, parts_of(interface, type), whole);
      return whole;
    }
    case Kind::object: return {.size_bytes = 4, .align_bytes = 4};
    default: return {};
  }
}

std::string canonical_flat(const Interface& interface, const BoundType& type) {
  switch (type.kind) {
    case Kind::structure:
    case Kind::tuple: {
      std::string flat;
      for (const BoundType& part : parts_of(interface, type)) flat += canonical_flat(interface, part);
      return flat;
    }
    case Kind::optional: return "i" + canonical_flat(interface, type.inner.front());
    case Kind::variant: {
      std::string flat;
      for (const BoundType& inner : type.inner) {
        std::string letters = canonical_flat(interface, inner);
        for (std::size_t index = 0; index < letters.size(); ++index) {
          if (index == flat.size()) flat += letters[index];
          else flat[index] = joined(flat[index], letters[index]);
        }
      }
      return "i" + flat;
    }
    default: return wire_types(interface, type);
  }
}

bool lies_alike(const Interface& interface, const BoundType& type) {
  switch (type.kind) {
    case Kind::scalar: return scalar_size_bytes(type.scalar) == 8;
    case Kind::duration:
    case Kind::time:
    case Kind::string:
    case Kind::numbers:
    case Kind::view:
    case Kind::strings: return true;
    case Kind::list:
    case Kind::set: return lies_alike(interface, type.inner.front());
    case Kind::array: {
      const BoundType& element = type.inner.front();
      bool is_packed = element.kind == Kind::scalar && element.scalar != Scalar::boolean;
      return is_packed || lies_alike(interface, element);
    }
    case Kind::map:
      return ranges::all_of(type.inner, [&](const BoundType& inner) { return lies_alike(interface, inner); });
    case Kind::structure:
    case Kind::tuple:
      return ranges::all_of(parts_of(interface, type),
                            [&](const BoundType& part) { return lies_alike(interface, part); });
    default: return false;
  }
}

}  // namespace sinter
