#include "decompositions.h"

#include <algorithm>

#include "tables.h"

namespace sinter::unicode {
namespace {

enum class Kind : std::uint8_t { composes, canonical, compatible };

/// An entry of the stream: one step of decomposing.
struct Entry {
  char32_t code_point;
  Kind kind;
  std::uint32_t size;
  std::uint32_t offset;  // in Entries::parts
};

struct Entries {
  std::vector<Entry> list;  // by code point
  std::vector<char32_t> parts;

  Entries() {
    StreamReader reader(decompositions);
    std::uint32_t count = reader.next();
    std::vector<std::uint32_t> gaps = reader.column(count), shapes = reader.column(count),
                               firsts = reader.column(count);
    auto signed_value = [](std::uint32_t value) {
      return static_cast<std::int32_t>(value >> 1) ^ -static_cast<std::int32_t>(value & 1);
    };
    std::int32_t first = 0, rest = 0;
    char32_t next = 0;
    for (std::uint32_t index = 0; index < count; ++index) {
      std::uint32_t size = shapes[index] / 3;
      next += gaps[index];
      list.push_back({.code_point = next++,
                      .kind = static_cast<Kind>(shapes[index] % 3),
                      .size = size,
                      .offset = static_cast<std::uint32_t>(parts.size())});
      parts.push_back(static_cast<char32_t>(first += signed_value(firsts[index])));
      for (std::uint32_t part = 1; part < size; ++part)
        parts.push_back(static_cast<char32_t>(rest += reader.next_signed()));
    }
  }

  const Entry* find(char32_t code_point) const {
    auto at = std::lower_bound(list.begin(), list.end(), code_point,
                               [](const Entry& entry, char32_t wanted) { return entry.code_point < wanted; });
    return at != list.end() && at->code_point == code_point ? &*at : nullptr;
  }

  /// Appends all that `entry` is made of; says whether some step on the way was for compatibility.
  bool expand(const Entry& entry, Decomposition kind, std::vector<char32_t>& into) const {
    bool is_compatible = entry.kind == Kind::compatible;
    for (std::uint32_t index = 0; index < entry.size; ++index) {
      char32_t part = parts[entry.offset + index];
      const Entry* inner = find(part);
      if (inner == nullptr || (inner->kind == Kind::compatible && kind == Decomposition::canonical)) {
        into.push_back(part);
      } else {
        is_compatible |= expand(*inner, kind, into);
      }
    }
    return is_compatible;
  }
};

/// Pairs and what they compose to, in a table with open addressing, half of it empty.
class Compositions {
 public:
  Compositions() {
    Entries entries;
    for (const Entry& entry : entries.list) {
      if (entry.kind != Kind::composes) continue;
      char32_t first = entries.parts[entry.offset], second = entries.parts[entry.offset + 1];
      std::uint32_t at = place(first, second);
      while (slots_[at].composite != 0) at = (at + 1) & (slot_count - 1);
      slots_[at] = {first, second, entry.code_point};
    }
  }

  char32_t find(char32_t first, char32_t second) const {
    for (std::uint32_t at = place(first, second); slots_[at].composite != 0; at = (at + 1) & (slot_count - 1)) {
      if (slots_[at].first == first && slots_[at].second == second) return slots_[at].composite;
    }
    return 0;
  }

 private:
  struct Slot {
    char32_t first, second, composite;
  };
  static constexpr std::uint32_t slot_count = 2048;

  static std::uint32_t place(char32_t first, char32_t second) {
    return ((first * 0x9e3779b1u) ^ (second * 0x85ebca77u)) >> 21;
  }

  std::vector<Slot> slots_ = std::vector<Slot>(slot_count);
};

}  // namespace

Decompositions::Decompositions(Decomposition kind) {
  traits_.read_property(combining_classes);
  Entries entries;
  for (const Entry& entry : entries.list) {
    if (entry.kind == Kind::compatible && kind == Decomposition::canonical) continue;
    auto offset = static_cast<std::uint32_t>(parts_.size());
    bool is_compatible = entries.expand(entry, kind, parts_);
    places_.slot(entry.code_point) = offset << size_bits | static_cast<std::uint32_t>(parts_.size() - offset);
    std::uint16_t& own = traits_.slot(entry.code_point);
    own |= traits::decomposes;
    if (entry.kind != Kind::composes || is_compatible) own |= traits::never_composed;
    if (entry.kind == Kind::composes) traits_.slot(entries.parts[entry.offset + 1]) |= traits::composes_backward;
  }
  for (std::uint32_t vowel = 0; vowel < hangul::vowel_count; ++vowel)
    traits_.slot(hangul::first_vowel + vowel) |= traits::composes_backward;
  for (std::uint32_t trail = 1; trail < hangul::trail_count; ++trail)
    traits_.slot(hangul::first_trail + trail) |= traits::composes_backward;
}

const Decompositions& decompositions_of(Decomposition kind) {
  if (kind == Decomposition::canonical) {
    static const Decompositions canonical(Decomposition::canonical);
    return canonical;
  }
  static const Decompositions compatible(Decomposition::compatible);
  return compatible;
}

char32_t composed(char32_t first, char32_t second) {
  using namespace hangul;
  if (first - first_lead < lead_count && second - first_vowel < vowel_count)
    return first_syllable + ((first - first_lead) * vowel_count + (second - first_vowel)) * trail_count;
  if (is_syllable(first) && (first - first_syllable) % trail_count == 0 && second - (first_trail + 1) < trail_count - 1)
    return first + (second - first_trail);
  static const Compositions compositions;
  return compositions.find(first, second);
}

}  // namespace sinter::unicode
