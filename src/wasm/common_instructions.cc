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

// How one instruction is passed over: its length, and what it does to the blocks that are
// open. As it is put on the stack of these, a block's is the kind of block, too.
constexpr Byte length_mask = 0x0F;
constexpr Byte opens = 0x20;
constexpr Byte closes = 0x60;         // the same bits as a number with a sign: 1 and -1
constexpr Byte third_ends_it = 0x80;  // if the third byte goes on, it is longer, and not passed over
constexpr Byte with_short_block = opens | 2;
constexpr Byte with_short_if = with_short_block | 0x10;

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

inline bool is_simple_block_type(Byte type) { return type == 0x40 || (type >= 0x7C && type <= 0x7F); }

}  // namespace

static_assert(static_cast<Byte>(InstructionReader::Frame::block) == with_short_block);
static_assert(static_cast<Byte>(InstructionReader::Frame::conditional) == with_short_if);

bool CommonInstructions::is_of_interest(std::uint32_t number) const {
  return number >= interest_.number_min && number <= interest_.number_max;
}

CommonInstructions::CommonInstructions(const CodeBounds& bounds, const Interest& interest)
    : interest_(interest), passings_(std::size_t{256} * 256, 0) {
  constexpr unsigned long_first = 0x80;  // of the first byte of a number: others follow
  constexpr std::uint32_t two_bytes_end = 1 << 14;
  bool has_interest = interest.number_min <= interest.number_max;
  bool may_be_long = !has_interest || (interest.number_min >= two_bytes_end / 2 && interest.number_max <= INT32_MAX);
  auto index_passing = [&](unsigned first, std::uint32_t bound) -> Byte {
    if (first < long_first) return first < bound ? 2 : 0;
    return bound >= two_bytes_end ? 3 | third_ends_it : 0;
  };
  auto constant_passing = [&](unsigned first) -> Byte {
    if (first >= long_first) return may_be_long ? 3 | third_ends_it : 0;
    return is_of_interest(signed_number_of(first, 1)) ? 0 : 2;
  };
  auto memory_passing = [&](unsigned flags) -> Byte {
    constexpr unsigned memory_is_named = 0x40;
    bool passes =
        flags < memory_is_named && bounds.memories != 0 && (!has_interest || interest.number_min >= long_first);
    return passes ? 3 | third_ends_it : 0;
  };
  auto block_passing = [&](std::size_t opcode, unsigned type) -> Byte {
    constexpr std::size_t opcode_if = 0x04, opcode_older_try = 0x06;
    if (!is_simple_block_type(static_cast<Byte>(type)) || opcode == opcode_older_try) return 0;
    return opcode == opcode_if ? with_short_if : with_short_block;
  };
  const std::array<Immediate, 256>& immediates = plain_immediates();
  for (std::size_t opcode = 0; opcode < 256; ++opcode) {
    for (unsigned second = 0; second < 256; ++second) {
      Byte& passing = passings_[second << 8 | opcode];
      switch (immediates[opcode]) {
        case Immediate::none: passing = 1; break;
        case Immediate::f32: passing = 5; break;
        case Immediate::f64: passing = 9; break;
        case Immediate::local:
        case Immediate::label: passing = index_passing(second, UINT32_MAX); break;
        case Immediate::global: passing = index_passing(second, bounds.globals); break;
        case Immediate::function: passing = interest.is_in_calls ? 0 : index_passing(second, bounds.functions); break;
        case Immediate::i32:
        case Immediate::i64: passing = constant_passing(second); break;
        case Immediate::memory_argument: passing = memory_passing(second); break;
        case Immediate::block: passing = block_passing(opcode, second); break;
        case Immediate::end: passing = closes | 1; break;
        default: break;
      }
    }
  }
}

/// Where a reader stands, as the fast way has it.
struct InstructionReader::Stand {
  const Byte* place;
  const Byte* quick_last;  // up to here no instruction that passes reaches beyond the body
  const Byte* last;        // and up to here what is read ahead lies in the file
  const Byte* end;
  Byte* begin;  // of the stack of open blocks
  Byte* top;
  Byte* limit;

  /// Passes over one instruction, if it is among those that do. As few steps as can be, one
  /// waiting for the other: nothing else takes as much of the time.
  bool pass(const Byte* passings) {
    if (place >= quick_last || top >= limit) return false;
    auto ahead = static_cast<std::uint32_t>(bytes_at(place));
    Byte passing = passings[ahead & 0xFFFF];
    Byte* next_top = top + (static_cast<std::int8_t>(passing << 1) >> 6);
    bool is_longer = (passing & ahead >> 16 & third_ends_it) != 0;
    if (passing == 0 || is_longer || next_top < begin) return false;
    *top = passing;
    top = next_top;
    place += passing & length_mask;
    return true;
  }
};

InstructionReader::Stand InstructionReader::stand() {
  const auto* const file = reinterpret_cast<const Byte*>(bytes_.data());
  Stand stand{.place = file + position_, .end = file + end_};
  stand.last = bytes_.size() < common_bytes_max ? file : std::min(stand.end, file + bytes_.size() - common_bytes_max);
  stand.quick_last = end_ < common_bytes_max ? file : std::min(stand.last, stand.end - common_bytes_max);
  find_blocks(stand);
  return stand;
}

void InstructionReader::find_blocks(Stand& stand) {
  stand.begin = reinterpret_cast<Byte*>(frames_.data());
  stand.top = stand.begin + depth_;
  stand.limit = stand.begin + frames_.size();
}

void InstructionReader::go_on_from(const Stand& stand) {
  position_ = static_cast<std::uint64_t>(stand.place - reinterpret_cast<const Byte*>(bytes_.data()));
  depth_ = static_cast<std::size_t>(stand.top - stand.begin);
}

/// Passes over one instruction that needs a closer look, if that lets it.
bool InstructionReader::look(Stand& stand) {
  if (stand.place >= stand.last) return false;
  depth_ = static_cast<std::size_t>(stand.top - stand.begin);
  const Byte* after = looked_after(stand.place, stand.end);
  if (after == nullptr) return false;
  stand.place = after;
  find_blocks(stand);
  return true;
}

void InstructionReader::skip_common() {
  const Byte* const passings = common_->passings_.data();
  Stand here = stand();
  do {
    while (here.pass(passings)) {
    }
  } while (look(here));
  go_on_from(here);
}

InstructionReader& InstructionReader::skip_common(InstructionReader& first, InstructionReader& second) {
  const Byte* const passings = first.common_->passings_.data();
  Stand in_first = first.stand();
  Stand in_second = second.stand();
  InstructionReader* stopped = nullptr;
  while (stopped == nullptr) {
    bool has_passed = true;
    while ((has_passed = in_first.pass(passings)) && in_second.pass(passings)) {
    }
    if (has_passed && !second.look(in_second)) stopped = &second;
    if (!has_passed && !first.look(in_first)) stopped = &first;
  }
  first.go_on_from(in_first);
  second.go_on_from(in_second);
  return *stopped;
}

/// The place after the instruction at `place`, if a closer look shows that it may be passed
/// over; else null.
const unsigned char* InstructionReader::looked_after(const Byte* place, const Byte* end) {
  constexpr Byte memory_flags_max = 0x3F;  // above, a memory is named
  Immediate immediate = plain_immediates()[*place];
  bool has_flags = immediate == Immediate::memory_argument;
  if (has_flags && (*(place + 1) > memory_flags_max || bounds_.memories == 0)) return nullptr;
  std::uint64_t ahead = bytes_at(place + 1 + (has_flags ? 1 : 0));
  unsigned count = number_bytes(ahead);
  unsigned read = std::min(count, number_bytes_max);  // a longer one is refused below
  const Byte* after = place + 1 + (has_flags ? 1 : 0);
  bool has_number = true;
  bool stops = false;
  switch (immediate) {
    case Immediate::local:
    case Immediate::label: break;
    case Immediate::global: stops = number_of(ahead, read) >= bounds_.globals; break;
    case Immediate::function:
      stops = common_->interest_.is_in_calls || number_of(ahead, read) >= bounds_.functions;
      break;
    case Immediate::i32:
    case Immediate::i64: stops = common_->is_of_interest(signed_number_of(ahead, read)); break;
    case Immediate::memory_argument: stops = common_->is_of_interest(number_of(ahead, read)); break;
    default: has_number = false;
  }
  if (has_number) return stops || count > number_bytes_max || after + count > end ? nullptr : after + count;
  switch (immediate) {
    case Immediate::none: return after;
    case Immediate::f32: after += 4; break;
    case Immediate::f64: after += 8; break;
    case Immediate::block:
      if (!is_simple_block_type(static_cast<Byte>(ahead)) || ++after > end) return nullptr;
      open(frame_of(*place));
      return after;
    case Immediate::otherwise:
      if (depth_ == 0 || frames_[depth_ - 1] != Frame::conditional) return nullptr;
      frames_[depth_ - 1] = Frame::block;  // so that there is only one
      return after;
    case Immediate::end:
      if (depth_ == 0) return nullptr;
      --depth_;
      return after;
    default: return nullptr;
  }
  return after > end ? nullptr : after;
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
