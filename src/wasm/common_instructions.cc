// The fast way through code: nine of ten instructions are of a dozen forms with numbers of
// one to four bytes. They are checked and passed over here, without being told of; before
// anything else, or anything bad, this stops, and InstructionReader::next() goes on as it
// does from any place. So nothing here reports a fault.
#include <algorithm>
#include <array>
#include <bit>
#include <cstring>

#include "wasm/instructions.h"

namespace sinter::wasm {
namespace {

using Byte = unsigned char;

/// What is read before it is known to lie inside the body must lie inside the file.
constexpr std::uint64_t common_bytes_max = 16;
/// A number of so many bytes is too short to be too large.
constexpr unsigned number_bytes_max = 4;

/// How to pass over one instruction, by its first byte.
struct Passing {
  Byte bytes;         // without a number after it
  Byte number_mask;   // all ones if a number follows
  Immediate checked;  // what else there is to look at; mostly `none`
};

/// `sees_numbers`: constants are looked at, too.
constexpr std::array<Passing, 256> make_passings(const std::array<Immediate, 256>& immediates, bool sees_numbers) {
  std::array<Passing, 256> passings = {};
  for (std::size_t opcode = 0; opcode < passings.size(); ++opcode) {
    Immediate immediate = immediates[opcode];
    Passing passing = {.bytes = 1, .number_mask = 0, .checked = Immediate::none};
    switch (immediate) {
      case Immediate::none: break;
      case Immediate::f32: passing.bytes = 5; break;
      case Immediate::f64: passing.bytes = 9; break;
      case Immediate::local:
      case Immediate::label: passing.number_mask = 0xFF; break;
      case Immediate::i32:
      case Immediate::i64:
        passing.number_mask = 0xFF;
        if (sees_numbers) passing.checked = immediate;
        break;
      default: passing.checked = immediate;
    }
    passings[opcode] = passing;
  }
  return passings;
}

/// The next eight bytes, the first the lowest.
inline std::uint64_t bytes_at(const Byte* place) {
  std::uint64_t bytes = 0;
  std::memcpy(&bytes, place, sizeof bytes);
  if constexpr (std::endian::native == std::endian::big) bytes = std::byteswap(bytes);
  return bytes;
}

/// How long the LEB128 at the beginning of `bytes` is; more than number_bytes_max if it is longer than that.
inline unsigned number_bytes(std::uint64_t bytes) {
  return static_cast<unsigned>(std::countr_zero(~bytes & 0x8080'8080'8080'8080)) / 8 + 1;
}

/// The LEB128 of `count` bytes, up to four of them.
inline std::uint32_t number_of(std::uint64_t bytes, unsigned count) {
  auto low = static_cast<std::uint32_t>(bytes);
  std::uint32_t value = (low & 0x7F) | (low & 0x7F00) >> 1 | (low & 0x7F'0000) >> 2 | (low & 0x7F00'0000) >> 3;
  return value & ((std::uint32_t{1} << (7 * count)) - 1);
}

/// The same with a sign.
inline std::uint32_t signed_number_of(std::uint64_t bytes, unsigned count) {
  unsigned unused = 32 - 7 * count;
  return static_cast<std::uint32_t>(static_cast<std::int32_t>(number_of(bytes, count) << unused) >> unused);
}

inline bool is_simple_block_type(std::uint64_t bytes) {
  auto type = static_cast<Byte>(bytes);
  return type == 0x40 || (type >= 0x7C && type <= 0x7F);
}

}  // namespace

void InstructionReader::skip_common(const Interest& interest) {
  static const std::array<Passing, 256> passings[] = {make_passings(plain_immediates(), false),
                                                      make_passings(plain_immediates(), true)};
  if (bytes_.size() < common_bytes_max) return;
  const std::array<Passing, 256>& passing_of = passings[interest.number_min <= interest.number_max ? 1 : 0];
  const auto* const file = reinterpret_cast<const Byte*>(bytes_.data());
  const Byte* const end = file + end_;
  const Byte* const last = std::min(end, file + bytes_.size() - common_bytes_max);
  auto is_wanted = [&](std::uint32_t number) { return number >= interest.number_min && number <= interest.number_max; };
  constexpr Byte opcode_if = 0x04;
  constexpr Byte opcode_older_try = 0x06;
  constexpr Byte memory_flags_max = 0x3F;  // above, a memory is named
  const Byte* place = file + position_;
  while (place < last) {
    const Passing passing = passing_of[*place];
    std::uint64_t ahead = bytes_at(place + 1);
    unsigned count = number_bytes(ahead) & passing.number_mask;
    if (passing.checked == Immediate::none) {
      const Byte* after = place + passing.bytes + count;
      if (count > number_bytes_max || after > end) break;
      place = after;
      continue;
    }
    // From here on `count` is of the number that decides.
    unsigned before_number = 1;
    if (passing.checked == Immediate::memory_argument) {
      if (*(place + 1) > memory_flags_max || bounds_.memories == 0) break;
      ahead >>= 8;
      before_number = 2;
    }
    count = number_bytes(ahead);
    if (count > number_bytes_max) break;
    const Byte* after = place + before_number + count;
    bool stops = false;
    switch (passing.checked) {
      case Immediate::global: stops = number_of(ahead, count) >= bounds_.globals; break;
      case Immediate::function: stops = interest.is_in_calls || number_of(ahead, count) >= bounds_.functions; break;
      case Immediate::i32:
      case Immediate::i64: stops = is_wanted(signed_number_of(ahead, count)); break;
      case Immediate::memory_argument: stops = is_wanted(number_of(ahead, count)); break;
      case Immediate::block:
        after = place + 2;
        stops = !is_simple_block_type(ahead);
        break;
      case Immediate::otherwise:
        after = place + 1;
        stops = frames_.empty() || frames_.back() != Frame::conditional;
        break;
      case Immediate::end:
        after = place + 1;
        stops = frames_.empty();
        break;
      default: stops = true;
    }
    if (stops || after > end) break;
    if (passing.checked == Immediate::block) {
      frames_.push_back(*place == opcode_if          ? Frame::conditional
                        : *place == opcode_older_try ? Frame::older_try
                                                     : Frame::block);
    } else if (passing.checked == Immediate::otherwise) {
      frames_.back() = Frame::block;
    } else if (passing.checked == Immediate::end) {
      frames_.pop_back();
    }
    place = after;
  }
  position_ = static_cast<std::uint64_t>(place - file);
}

bool InstructionReader::skip_common_locals() {
  constexpr std::uint64_t run_bytes_max = 4;  // three of a count, which so few cannot be too large, and one of a type
  std::uint64_t place = position_;
  if (place >= end_) return false;
  std::uint32_t runs = static_cast<Byte>(bytes_[place++]);
  if (runs >= 0x80 || end_ - place < runs * run_bytes_max) return false;
  const auto* at = reinterpret_cast<const Byte*>(bytes_.data()) + place;
  const Byte* const begin = at;
  for (std::uint32_t run = 0; run < runs; ++run) {
    unsigned count_bytes = 1;
    while (count_bytes < 4 && at[count_bytes - 1] >= 0x80) ++count_bytes;
    at += count_bytes;
    bool is_simple = count_bytes < 4 && *at >= 0x7C && *at <= 0x7F;
    if (!is_simple) return false;
    ++at;
  }
  position_ = place + static_cast<std::uint64_t>(at - begin);
  return true;
}

}  // namespace sinter::wasm
