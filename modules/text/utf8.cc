#include "modules/text/utf8.h"

#include <bit>

#include "modules/text/bytes.h"
#include "modules/text/lanes.h"
#include "modules/text/utf8_lookup.h"

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

/// The fault at or after `from`, where a sequence begins.
std::optional<Fault<Utf8Fault>> scalar_fault(Bytes bytes, std::size_t from) {
  while (from < bytes.size()) {
    if (bytes[from] < 0x80) {
      ++from;
      continue;
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
  for (; offset + lane_count <= bytes.size(); offset += lane_count) {
    Lanes lanes = load<Lanes>(bytes.data() + offset);
    if (top_bits(lanes) == 0) continue;
    Lanes continuations = equal(lanes & splat(0xc0), splat(0x80));
    Lanes leads_of_four = equal(lanes & splat(0xf0), splat(0xf0));
    units -= static_cast<std::size_t>(std::popcount(mask_of(continuations)));
    units += static_cast<std::size_t>(std::popcount(mask_of(leads_of_four)));
  }
  for (; offset < bytes.size(); ++offset) {
    units -= is_continuation(bytes[offset]);
    units += bytes[offset] >= 0xf0;
  }
  return static_cast<std::uint32_t>(units);
}

std::uint32_t utf8_length(std::string_view text) { return static_cast<std::uint32_t>(text.size()); }

}  // namespace sinter::text
