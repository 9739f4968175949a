#include "wasm/byte_reader.h"

namespace sinter::wasm {

void ByteReader::fail(Problem problem, std::uint64_t offset) {
  if (!fault_) fault_ = Fault{problem, offset};
}

std::uint8_t ByteReader::byte() {
  if (is_done()) {
    fail(at_end_);
    return 0;
  }
  return static_cast<std::uint8_t>(bytes_[position_++]);
}

std::uint64_t ByteReader::unsigned_leb(unsigned bits) {
  std::uint64_t start = offset();
  std::uint64_t value = 0;
  for (unsigned shift = 0; shift < bits; shift += 7) {
    std::uint64_t part = byte();
    if (!is_ok()) return 0;
    std::uint64_t payload = part & 0x7F;
    bool is_last_allowed = bits - shift <= 7;
    if (is_last_allowed && (part & 0x80) != 0) {
      fail(Problem::integer_too_long, start);
      return 0;
    }
    if (is_last_allowed && (payload >> (bits - shift)) != 0) {
      fail(Problem::integer_too_large, start);
      return 0;
    }
    value |= payload << shift;
    if ((part & 0x80) == 0) return value;
  }
  return value;
}

std::int64_t ByteReader::signed_leb(unsigned bits) {
  std::uint64_t start = offset();
  std::uint64_t value = 0;
  for (unsigned shift = 0; shift < bits; shift += 7) {
    std::uint64_t part = byte();
    if (!is_ok()) return 0;
    std::uint64_t payload = part & 0x7F;
    unsigned used_bits = bits - shift;
    if (used_bits < 7) {
      if ((part & 0x80) != 0) {
        fail(Problem::integer_too_long, start);
        return 0;
      }
      // The sign bit and the unused bits above it must all be equal.
      std::uint64_t sign_and_above = payload >> (used_bits - 1);
      if (sign_and_above != 0 && sign_and_above != (std::uint64_t{0x7F} >> (used_bits - 1))) {
        fail(Problem::integer_too_large, start);
        return 0;
      }
    }
    value |= payload << shift;
    if ((part & 0x80) != 0) continue;
    unsigned read_bits = shift + 7;
    bool is_negative = (payload & 0x40) != 0;
    if (is_negative && read_bits < 64) value |= ~std::uint64_t{0} << read_bits;
    return static_cast<std::int64_t>(value);
  }
  return static_cast<std::int64_t>(value);
}

std::string_view ByteReader::take(std::uint64_t size_bytes) {
  if (!is_ok()) return {};
  if (size_bytes > left_bytes()) {
    fail(at_end_);
    return {};
  }
  std::string_view taken = bytes_.substr(position_, size_bytes);
  position_ += size_bytes;
  return taken;
}

std::string_view ByteReader::name() {
  std::uint32_t size_bytes = u32();
  std::uint64_t start = offset();
  std::string_view text = take(size_bytes);
  if (is_ok() && !is_utf8(text)) {
    fail(Problem::name_not_utf8, start);
    return {};
  }
  return text;
}

std::uint32_t ByteReader::count(std::uint64_t entry_bytes_min, std::uint32_t entries_max) {
  std::uint64_t start = offset();
  std::uint32_t entries = u32();
  if (!is_ok()) return 0;
  if (entries > left_bytes() / entry_bytes_min) {
    fail(Problem::count_too_large, start);
    return 0;
  }
  if (entries > entries_max) {
    fail(Problem::limit_reached, start);
    return 0;
  }
  return entries;
}

std::uint32_t ByteReader::index(std::uint32_t count) {
  std::uint64_t start = offset();
  std::uint32_t index = u32();
  if (index >= count) fail(Problem::index_out_of_range, start);
  return index;
}

bool is_utf8(std::string_view text) {
  auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  auto continues = [&](std::size_t i) { return i < text.size() && (byte(i) & 0xC0) == 0x80; };
  for (std::size_t i = 0; i < text.size();) {
    unsigned char lead = byte(i);
    if (lead < 0x80) {
      i += 1;
    } else if (lead >= 0xC2 && lead <= 0xDF && continues(i + 1)) {
      i += 2;
    } else if (lead >= 0xE0 && lead <= 0xEF && continues(i + 1) && continues(i + 2)) {
      if (lead == 0xE0 && byte(i + 1) < 0xA0) return false;
      if (lead == 0xED && byte(i + 1) > 0x9F) return false;
      i += 3;
    } else if (lead >= 0xF0 && lead <= 0xF4 && continues(i + 1) && continues(i + 2) && continues(i + 3)) {
      if (lead == 0xF0 && byte(i + 1) < 0x90) return false;
      if (lead == 0xF4 && byte(i + 1) > 0x8F) return false;
      i += 4;
    } else {
      return false;
    }
  }
  return true;
}

}  // namespace sinter::wasm
