#include "utf8.h"

#include <algorithm>
#include <bit>

#include "bytes.h"
#include "lanes.h"
#include "utf8_lookup.h"

namespace sinter::text {
namespace {

/// What the first two bytes say, before continuation bytes are counted.
struct Lead {
  std::uint32_t continuations;
  std::uint8_t second_min = 0x80, second_max = 0xbf;
};

std::optional<Utf8Fault> fault_of_lead(std::uint8_t lead) {
  if (lead < 0xc0) return Utf8Fault::unexpected_continuation;
  if (lead < 0xc2) return Utf8Fault::overlong;
  if (lead >= 0xf8) return Utf8Fault::invalid_lead;
  if (lead >= 0xf5) return Utf8Fault::above_maximum;
  return std::nullopt;
}

Lead lead_of(std::uint8_t byte) {
  if (byte < 0xe0) return {1};
  if (byte == 0xe0) return {2, 0xa0, 0xbf};
  if (byte == 0xed) return {2, 0x80, 0x9f};
  if (byte < 0xf0) return {2};
  if (byte == 0xf0) return {3, 0x90, 0xbf};
  if (byte == 0xf4) return {3, 0x80, 0x8f};
  return {3};
}

Utf8Fault fault_of_second(std::uint8_t lead, std::uint8_t second) {
  if (!is_continuation(second)) return Utf8Fault::missing_continuation;
  if (lead == 0xed) return Utf8Fault::surrogate;
  return lead == 0xf4 ? Utf8Fault::above_maximum : Utf8Fault::overlong;
}

/// The size of the sequence at the front of the four bytes of `word`, which begins with a
/// byte above 7F; 0 unless it is well formed. The constants are bytes read right to left.
std::uint32_t well_formed_size(std::uint32_t word) {
  if ((word & 0xc0e0) == 0x80c0) return (word & 0x1e) != 0 ? 2 : 0;
  if ((word & 0xc0c0f0) == 0x8080e0) return (word & 0x200f) != 0 && (word & 0x200f) != 0x200d ? 3 : 0;
  if ((word & 0xc0c0c0f8) != 0x808080f0 || (word & 0x3007) == 0) return 0;
  return (word & 4) == 0 || (word & 0x3003) == 0 ? 4 : 0;
}

/// How many bytes at `from` are ASCII, up to the lanes that are looked at together.
std::size_t ascii_run(Bytes bytes, std::size_t from) {
  if (from + lane_count > bytes.size()) return bytes[from] < 0x80;
  LaneMask upper = top_bits(load<Lanes>(bytes.data() + from));
  return upper == 0 ? lane_count : first_lane(upper);
}

/// The fault at or after `from`, where a sequence begins.
std::optional<Fault<Utf8Fault>> scalar_fault(Bytes bytes, std::size_t from) {
  while (from < bytes.size()) {
    if (std::size_t run = ascii_run(bytes, from)) {
      from += run;
      continue;
    }
    if (from + 4 <= bytes.size()) {
      if (std::uint32_t size = well_formed_size(load<std::uint32_t>(bytes.data() + from))) {
        from += size;
        continue;
      }
    }
    DecodedCodePoint decoded = decode_front(bytes.subspan(from));
    if (decoded.fault) return Fault<Utf8Fault>{*decoded.fault, static_cast<std::uint32_t>(from)};
    from += decoded.size_bytes;
  }
  return std::nullopt;
}

std::optional<Fault<Utf8Fault>> first_fault(Bytes bytes) {
  std::size_t begin = utf8_checked_prefix(bytes);
  // The last sequence may be cut by the end of what was checked: go back to its lead. After
  // three continuation bytes there is none to go back to, that sequence is complete.
  for (std::size_t back = 1; back <= 3 && back <= begin; ++back) {
    if (is_continuation(bytes[begin - back])) continue;
    begin -= back;
    break;
  }
  return scalar_fault(bytes, begin);
}

}  // namespace

DecodedCodePoint decode_front(Bytes bytes) {
  constexpr char32_t replacement = 0xfffd;
  std::uint8_t first = bytes[0];
  if (first < 0x80) return {first, 1, std::nullopt};
  if (std::optional<Utf8Fault> fault = fault_of_lead(first)) return {replacement, 1, fault};

  Lead lead = lead_of(first);
  char32_t code_point = first & (0x3fu >> lead.continuations);
  for (std::uint32_t index = 1; index <= lead.continuations; ++index) {
    if (index == bytes.size()) return {replacement, index, Utf8Fault::truncated};
    std::uint8_t byte = bytes[index];
    if (index == 1 && (byte < lead.second_min || byte > lead.second_max))
      return {replacement, 1, fault_of_second(first, byte)};
    if (!is_continuation(byte)) return {replacement, index, Utf8Fault::missing_continuation};
    code_point = code_point << 6 | (byte & 0x3f);
  }
  return {code_point, lead.continuations + 1, std::nullopt};
}

std::optional<std::uint32_t> first_invalid_utf8(Bytes bytes) {
  return first_fault(bytes).transform([](Fault<Utf8Fault> fault) { return fault.offset; });
}

Fallible<std::uint32_t, Utf8Fault> utf16_length(Bytes bytes) {
  if (std::optional<Fault<Utf8Fault>> fault = first_fault(bytes)) return std::unexpected(*fault);
  return utf16_units(bytes);
}

std::uint32_t utf16_units(Bytes bytes) {
  std::size_t offset = 0, units = bytes.size();
  while (offset + lane_count <= bytes.size()) {
#if SINTER_TEXT_VECTORS
    // Truth is -1. Sums of a byte's changes stay within a byte for 127 rounds.
    Lanes change = {};
    std::size_t rounds_end = std::min(bytes.size(), offset + 127 * lane_count);
    for (; offset + lane_count <= rounds_end; offset += lane_count) {
      Lanes lanes = load<Lanes>(bytes.data() + offset);
      change += equal(lanes & splat(0xc0), splat(0x80)) - equal(lanes & splat(0xf0), splat(0xf0));
    }
    units += static_cast<std::size_t>(static_cast<std::ptrdiff_t>(signed_sum(change)));
#else
    Lanes lanes = load<Lanes>(bytes.data() + offset);
    offset += lane_count;
    if (top_bits(lanes) == 0) continue;
    units -= static_cast<std::size_t>(std::popcount(mask_of(equal(lanes & splat(0xc0), splat(0x80)))));
    units += static_cast<std::size_t>(std::popcount(mask_of(equal(lanes & splat(0xf0), splat(0xf0)))));
#endif
  }
  for (; offset < bytes.size(); ++offset) {
    units -= is_continuation(bytes[offset]);
    units += bytes[offset] >= 0xf0;
  }
  return static_cast<std::uint32_t>(units);
}

std::uint32_t utf8_length(std::string_view text) { return static_cast<std::uint32_t>(text.size()); }

}  // namespace sinter::text
