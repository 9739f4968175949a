#include "wasm/instructions.h"

#include <algorithm>

#include "base/ranges.h"
#include "wasm/types.h"

namespace sinter::wasm {
namespace {

constexpr std::uint32_t opcode_if = 0x04;
constexpr std::uint32_t opcode_older_try = 0x06;
constexpr std::uint64_t locals_max = UINT32_MAX;

/// The local variables of one function: runs of a count and a type.
void read_locals(ByteReader& reader, std::uint32_t types) {
  constexpr std::uint64_t run_bytes_min = 2;
  std::uint64_t total = 0;
  std::uint32_t runs = reader.count(run_bytes_min);
  for (std::uint32_t i = 0; i < runs && reader.is_ok(); ++i) {
    std::uint64_t offset = reader.offset();
    total += reader.u32();
    if (total > locals_max) reader.fail(Problem::locals_too_many, offset);
    read_value_type(reader, types);
  }
}

/// `value` of that many bits with its sign in all bits above.
std::uint64_t extended(std::uint64_t value, unsigned bits) {
  bool is_negative = ((value >> (bits - 1)) & 1) != 0;
  return is_negative ? value | (~std::uint64_t{0} << bits) : value;
}

}  // namespace

CodeBounds code_bounds(const Module& module) {
  auto number_of = [](const auto& list) { return static_cast<std::uint32_t>(list.size()); };
  return {.types = number_of(module.types),
          .functions = number_of(module.functions),
          .tables = number_of(module.tables),
          .memories = number_of(module.memories),
          .globals = number_of(module.globals),
          .tags = number_of(module.tags),
          .element_segments = number_of(module.element_segments),
          .data_segments = module.data_count};
}

void InstructionReader::fail(Problem problem, std::uint64_t offset) {
  if (!fault_) fault_ = Fault{problem, offset};
  position_ = end_;
}

std::uint8_t InstructionReader::byte() {
  if (position_ < end_) return static_cast<std::uint8_t>(bytes_[position_++]);
  fail(Problem::section_too_short, end_);
  return 0;
}

/// The rest of the body, for what is rare or long.
ByteReader InstructionReader::rest() const {
  return {bytes_.substr(position_, end_ - position_), position_, Problem::section_too_short};
}

void InstructionReader::go_on_after(const ByteReader& reader) {
  position_ = reader.offset();
  if (std::optional<Fault> fault = reader.fault()) fail(fault->problem, fault->offset);
}

/// A LEB128 of up to `bytes_max` bytes, if it ends by then: so short that it cannot be too
/// large for its type. `bits`: how many it has. Code is made of these more than of anything
/// else; all others, good and bad, are left to ByteReader.
inline bool InstructionReader::leb(unsigned bytes_max, std::uint64_t& value, unsigned& bits) {
  std::uint64_t last = std::min<std::uint64_t>(end_, position_ + bytes_max);
  value = 0;
  bits = 0;
  for (std::uint64_t place = position_; place < last; ++place) {
    auto part = static_cast<std::uint8_t>(bytes_[place]);
    value |= std::uint64_t{part & 0x7FU} << bits;
    bits += 7;
    if ((part & 0x80) != 0) continue;
    position_ = place + 1;
    return true;
  }
  return false;
}

std::uint32_t InstructionReader::u32() {
  std::uint64_t value = 0;
  unsigned bits = 0;
  if (leb(4, value, bits)) return static_cast<std::uint32_t>(value);
  ByteReader reader = rest();
  value = reader.u32();
  go_on_after(reader);
  return static_cast<std::uint32_t>(value);
}

std::uint64_t InstructionReader::u64() {
  std::uint64_t value = 0;
  unsigned bits = 0;
  if (leb(9, value, bits)) return value;
  ByteReader reader = rest();
  value = reader.u64();
  go_on_after(reader);
  return value;
}

std::uint64_t InstructionReader::s32() {
  std::uint64_t value = 0;
  unsigned bits = 0;
  if (leb(4, value, bits)) return extended(value, bits);
  ByteReader reader = rest();
  value = static_cast<std::uint64_t>(std::int64_t{reader.s32()});
  go_on_after(reader);
  return value;
}

std::uint64_t InstructionReader::s64() {
  std::uint64_t value = 0;
  unsigned bits = 0;
  if (leb(9, value, bits)) return extended(value, bits);
  ByteReader reader = rest();
  value = static_cast<std::uint64_t>(reader.s64());
  go_on_after(reader);
  return value;
}

void InstructionReader::take(std::uint64_t size_bytes) {
  if (size_bytes > end_ - position_) return fail(Problem::section_too_short, end_);
  position_ += size_bytes;
}

std::uint32_t InstructionReader::index(std::uint32_t bound) {
  std::uint64_t place = offset();
  std::uint32_t value = u32();
  if (value >= bound) fail(Problem::index_out_of_range, place);
  return value;
}

void InstructionReader::name(Instruction& instruction, Named named, std::uint32_t bound) {
  instruction.named = named;
  instruction.index = index(bound);
}

void InstructionReader::also_name(Instruction& instruction, Named named, std::uint32_t bound) {
  instruction.also_named = named;
  instruction.also_index = index(bound);
}

std::uint32_t InstructionReader::data_index() {
  if (!bounds_.data_segments) fail(Problem::data_count_missing, offset());
  return index(bounds_.data_segments.value_or(0));
}

void InstructionReader::name_data(Instruction& instruction) {
  instruction.named = Named::data_segment;
  instruction.index = data_index();
}

void InstructionReader::also_name_data(Instruction& instruction) {
  instruction.also_named = Named::data_segment;
  instruction.also_index = data_index();
}

/// Nothing, one value, or the index of a function type, told apart by the sign.
void InstructionReader::read_block_type() {
  constexpr std::uint8_t empty = 0x40;
  constexpr std::uint8_t number_first = 0x7C;
  constexpr std::uint8_t number_last = 0x7F;
  std::uint8_t first = position_ < end_ ? peek() : 0;
  if (first == empty || (first >= number_first && first <= number_last)) return take(1);
  ByteReader reader = rest();
  bool is_index = (first & 0xC0) != 0x40;
  if (is_index) {
    std::int64_t type = reader.s33();
    if (reader.is_ok() && (type < 0 || type >= bounds_.types)) reader.fail(Problem::index_out_of_range, position_);
  } else {
    read_value_type(reader, bounds_.types);
  }
  go_on_after(reader);
}

void InstructionReader::read_heap_type() {
  ByteReader reader = rest();
  wasm::read_heap_type(reader, bounds_.types);
  go_on_after(reader);
}

void InstructionReader::read_value_types() {
  ByteReader reader = rest();
  std::uint32_t count = reader.count();
  for (std::uint32_t i = 0; i < count && reader.is_ok(); ++i) read_value_type(reader, bounds_.types);
  go_on_after(reader);
}

void InstructionReader::read_labels() {
  std::uint32_t count = u32();
  for (std::uint32_t i = 0; i < count && !fault_; ++i) u32();
  u32();  // where all other numbers go
}

void InstructionReader::read_catches(Instruction& instruction) {
  constexpr std::uint8_t catch_all = 2;
  constexpr std::uint8_t kind_max = 3;
  read_block_type();
  std::uint32_t count = u32();
  for (std::uint32_t i = 0; i < count && !fault_; ++i) {
    std::uint64_t place = offset();
    std::uint8_t kind = byte();
    if (kind > kind_max) fail(Problem::kind_unknown, place);
    if (kind < catch_all) name(instruction, Named::tag, bounds_.tags);
    u32();  // the label
  }
}

void InstructionReader::read_memory_argument(Instruction& instruction) {
  constexpr std::uint32_t has_memory = 0x40;
  std::uint64_t place = offset();
  std::uint32_t flags = u32();
  if (flags >= 2 * has_memory) return fail(Problem::flags_unknown, place);
  instruction.named = Named::memory;
  if ((flags & has_memory) != 0) {
    instruction.index = index(bounds_.memories);
  } else if (bounds_.memories == 0) {
    return fail(Problem::index_out_of_range, place);
  }
  instruction.value = u64();
}

InstructionReader::Frame InstructionReader::frame_of(std::uint32_t opcode) {
  if (opcode == opcode_if) return Frame::conditional;
  return opcode == opcode_older_try ? Frame::older_try : Frame::block;
}

void InstructionReader::open(Frame frame) {
  if (depth_ == frames_.size()) frames_.resize(depth_ * 2);
  frames_[depth_++] = frame;
}

/// What opens, divides and closes blocks.
void InstructionReader::read_structure(Instruction& instruction, Immediate immediate) {
  switch (immediate) {
    case Immediate::block: read_block_type(); return open(frame_of(instruction.opcode));
    case Immediate::catches: read_catches(instruction); return open(Frame::block);
    case Immediate::otherwise:
      if (depth_ == 0 || frames_[depth_ - 1] != Frame::conditional)
        return fail(Problem::part_without_block, instruction.offset);
      frames_[depth_ - 1] = Frame::block;  // so that there is only one
      return;
    case Immediate::older_catch:
    case Immediate::older_catch_all:
      if (depth_ == 0 || frames_[depth_ - 1] != Frame::older_try)
        return fail(Problem::part_without_block, instruction.offset);
      if (immediate == Immediate::older_catch) return name(instruction, Named::tag, bounds_.tags);
      frames_[depth_ - 1] = Frame::block;  // nothing may follow it
      return;
    case Immediate::delegate:
      if (depth_ == 0 || frames_[depth_ - 1] != Frame::older_try)
        return fail(Problem::part_without_block, instruction.offset);
      --depth_;
      instruction.named = Named::label;
      instruction.index = u32();
      return;
    default: close(instruction.offset);
  }
}

void InstructionReader::close(std::uint64_t offset) {
  if (depth_ != 0) {
    --depth_;
    return;
  }
  is_closed_ = true;
  if (position_ != end_) fail(Problem::code_after_end, offset + 1);
}

void InstructionReader::read_immediate(Instruction& instruction, Immediate immediate) {
  switch (immediate) {
    case Immediate::unknown: return fail(Problem::instruction_unknown, instruction.offset);
    case Immediate::none: return;
    case Immediate::block:
    case Immediate::otherwise:
    case Immediate::end:
    case Immediate::older_catch:
    case Immediate::older_catch_all:
    case Immediate::delegate:
    case Immediate::catches: return read_structure(instruction, immediate);
    case Immediate::label: return name(instruction, Named::label, UINT32_MAX);
    case Immediate::labels: return read_labels();
    case Immediate::function: return name(instruction, Named::function, bounds_.functions);
    case Immediate::type: return name(instruction, Named::type, bounds_.types);
    case Immediate::type_table:
      name(instruction, Named::type, bounds_.types);
      return also_name(instruction, Named::table, bounds_.tables);
    case Immediate::type_field:
    case Immediate::type_count:
      name(instruction, Named::type, bounds_.types);
      instruction.value = u32();
      return;
    case Immediate::type_data: name(instruction, Named::type, bounds_.types); return also_name_data(instruction);
    case Immediate::type_element:
      name(instruction, Named::type, bounds_.types);
      return also_name(instruction, Named::element_segment, bounds_.element_segments);
    case Immediate::type_type:
      name(instruction, Named::type, bounds_.types);
      return also_name(instruction, Named::type, bounds_.types);
    case Immediate::value_types: return read_value_types();
    case Immediate::local: return name(instruction, Named::local, UINT32_MAX);
    case Immediate::global: return name(instruction, Named::global, bounds_.globals);
    case Immediate::table: return name(instruction, Named::table, bounds_.tables);
    case Immediate::table_table:
      name(instruction, Named::table, bounds_.tables);
      return also_name(instruction, Named::table, bounds_.tables);
    case Immediate::element: return name(instruction, Named::element_segment, bounds_.element_segments);
    case Immediate::element_table:
      name(instruction, Named::element_segment, bounds_.element_segments);
      return also_name(instruction, Named::table, bounds_.tables);
    case Immediate::memory: return name(instruction, Named::memory, bounds_.memories);
    case Immediate::memory_memory:
      name(instruction, Named::memory, bounds_.memories);
      return also_name(instruction, Named::memory, bounds_.memories);
    case Immediate::data: return name_data(instruction);
    case Immediate::data_memory: name_data(instruction); return also_name(instruction, Named::memory, bounds_.memories);
    case Immediate::tag: return name(instruction, Named::tag, bounds_.tags);
    case Immediate::memory_argument: return read_memory_argument(instruction);
    case Immediate::memory_argument_lane: read_memory_argument(instruction); return take(1);
    case Immediate::lane: return take(1);
    case Immediate::shuffle:
    case Immediate::v128: return take(16);
    case Immediate::f32: return take(4);
    case Immediate::f64: return take(8);
    case Immediate::i32: instruction.value = s32(); return;
    case Immediate::i64: instruction.value = s64(); return;
    case Immediate::heap_type: return read_heap_type();
    case Immediate::cast: {
      constexpr std::uint8_t flags_max = 3;
      if (byte() > flags_max) return fail(Problem::flags_unknown, offset() - 1);
      name(instruction, Named::label, UINT32_MAX);
      read_heap_type();
      return read_heap_type();
    }
    case Immediate::zero_byte:
      if (byte() != 0) fail(Problem::flags_unknown, offset() - 1);
      return;
  }
}

void InstructionReader::enter(ByteRange body) {
  position_ = body.offset;
  end_ = body.end();
  depth_ = 0;
  fault_.reset();
  is_closed_ = false;
  if (skip_common_locals()) return;
  ByteReader reader = rest();
  read_locals(reader, bounds_.types);
  go_on_after(reader);
}

bool InstructionReader::next_here(Instruction& instruction) {
  if (is_closed_ || fault_) return false;
  if (position_ == end_) {
    fail(Problem::code_without_end, end_);
    return false;
  }
  instruction = {.offset = position_};
  std::uint32_t number = byte();
  bool has_prefix = number >= prefix_first && number <= prefix_last;
  if (has_prefix) {
    std::uint32_t prefix = number;
    number = u32();
    instruction.opcode = opcode_of(prefix, number);
    read_immediate(instruction, immediate_of(prefix, number));
  } else {
    instruction.opcode = number;
    read_immediate(instruction, immediate_of(0, number));
  }
  return !fault_;
}

CodeWalk::CodeWalk(std::string_view file, const CodeBounds& bounds, const Interest& interest,
                   std::span<const ByteRange> bodies)
    : bodies_(bodies),
      first_{.reader = InstructionReader(file, bounds), .next = 0, .end = bodies.size()},
      second_{.reader = InstructionReader(file, bounds), .next = bodies.size(), .end = bodies.size()} {
  constexpr std::uint64_t worth_while_bytes = 16 << 10;  // less is read sooner than the table is made
  std::uint64_t size_bytes = bodies.empty() ? 0 : bodies.back().end() - bodies.front().offset;
  if (size_bytes >= worth_while_bytes) {
    common_.emplace(bounds, interest);
    std::uint64_t middle = bodies.front().offset + size_bytes / 2;
    auto half = static_cast<std::size_t>(ranges::lower_bound(bodies, middle, {}, &ByteRange::offset) - bodies.begin());
    first_ = {.reader = InstructionReader(file, bounds, &*common_), .next = 0, .end = half};
    second_ = {.reader = InstructionReader(file, bounds, &*common_), .next = half, .end = bodies.size()};
  }
  enter_next(first_);
  enter_next(second_);
}

void CodeWalk::enter_next(Half& half) {
  half.is_done = half.next == half.end || half.reader.fault().has_value();
  if (!half.is_done) half.reader.enter(bodies_[half.next++]);
}

bool CodeWalk::next(Event& event) {
  bool is_first = !first_.is_done;
  if (first_.reader.fault() || (first_.is_done && second_.is_done)) return false;
  bool are_both = common_ && !first_.is_done && !second_.is_done;
  if (are_both) is_first = &InstructionReader::skip_common(first_.reader, second_.reader) == &first_.reader;
  Half& half = is_first ? first_ : second_;
  event.body = half.next - 1;
  event.is_in_second_half = !is_first;
  event.is_end = !(are_both ? half.reader.next_here(event.instruction) : half.reader.next(event.instruction));
  if (!event.is_end) return true;
  if (half.reader.fault()) {
    half.is_done = true;
    return next(event);  // the other half, once
  }
  enter_next(half);
  return true;
}

}  // namespace sinter::wasm
