// Walks through the instructions of function bodies: where each one lies, and what it
// names. Enough for a graph of who calls whom and who uses which data, and strict enough
// to refuse whatever the binary format forbids inside a body.
//
//   InstructionReader reader(bytes, code_bounds(module));
//   for (ByteRange body : module.bodies) {
//     reader.enter(body);
//     Instruction instruction;
//     while (reader.next(instruction)) ...
//   }
//
// read_module() has walked through every body once, unless it was told to leave that to
// its caller: a later walk over the same bytes meets no fault. Types of operands are not checked; an engine does that.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "wasm/byte_reader.h"
#include "wasm/fault.h"
#include "wasm/module.h"
#include "wasm/opcodes.h"

namespace sinter::wasm {

/// How many there are of what an instruction may name.
struct CodeBounds {
  std::uint32_t types = 0;
  std::uint32_t functions = 0;
  std::uint32_t tables = 0;
  std::uint32_t memories = 0;
  std::uint32_t globals = 0;
  std::uint32_t tags = 0;
  std::uint32_t element_segments = 0;
  /// As its section says; without that section no instruction may name a data segment.
  std::optional<std::uint32_t> data_segments;
};

CodeBounds code_bounds(const Module& module);

/// What an index of an instruction counts.
enum class Named : std::uint8_t {
  nothing,
  function,
  type,
  table,
  memory,
  global,
  tag,
  local,
  label,
  data_segment,
  element_segment,
};

struct Instruction {
  std::uint64_t offset = 0;  // in the file
  std::uint32_t opcode = 0;  // as opcode_of() makes it
  Named named = Named::nothing;
  Named also_named = Named::nothing;
  std::uint32_t index = 0;       // which of what is `named`
  std::uint32_t also_index = 0;  // which of what is `also_named`: the table of a call_indirect
  /// An integer constant, sign extended, or the offset that a load or store adds.
  std::uint64_t value = 0;
};

/// What a walk wants to see of the most common instructions, which most walks are slow by:
/// constants, loads and stores, blocks, local and global variables, branches, calls. All
/// others are always seen.
struct Interest {
  bool is_in_calls = false;
  /// Constants and offsets of loads and stores from this number to that one, as 32 bits.
  std::uint32_t number_min = UINT32_MAX;
  std::uint32_t number_max = 0;
};

/// What passes without being told of, by the first two bytes of an instruction. Made once
/// for all functions of a module.
class CommonInstructions {
 public:
  CommonInstructions(const CodeBounds& bounds, const Interest& interest);

 private:
  friend class InstructionReader;

  bool is_of_interest(std::uint32_t number) const;

  Interest interest_;
  std::vector<std::uint8_t> passings_;
};

class InstructionReader {
 public:
  /// `bytes`: the whole file.
  InstructionReader(std::string_view bytes, CodeBounds bounds) : bytes_(bytes), bounds_(bounds), frames_(64) {}
  /// Instructions of no interest may be passed over; they are checked all the same. `common`
  /// is of the same bounds, and outlives this; null if it is not worth while.
  InstructionReader(std::string_view bytes, CodeBounds bounds, const CommonInstructions* common)
      : bytes_(bytes), bounds_(bounds), frames_(64), common_(common) {}

  /// Begins a body: reads its local variables. `body` lies inside the file.
  void enter(ByteRange body);
  /// The next instruction, its `end` included. False after the last, or when there is a fault.
  bool next(Instruction& instruction) {
    if (common_ != nullptr) skip_common();
    return next_here(instruction);
  }
  /// The same, without passing over any.
  bool next_here(Instruction& instruction);
  /// Both pass over what is of no interest until one of them meets something else: that one
  /// is returned. Each step waits for the one before, so a processor does two walks at once
  /// in little more time than one. Both have the same `common`.
  static InstructionReader& skip_common(InstructionReader& first, InstructionReader& second);
  std::optional<Fault> fault() const { return fault_; }

  /// Which kind of block is open; the numbers are common_instructions.cc's.
  enum class Frame : std::uint8_t { block = 0x22, conditional = 0x32, older_try = 0 };

 private:
  std::uint64_t offset() const { return position_; }
  void fail(Problem problem, std::uint64_t offset);
  std::uint8_t byte();
  std::uint8_t peek() const { return static_cast<std::uint8_t>(bytes_[position_]); }
  bool leb(unsigned bytes_max, std::uint64_t& value, unsigned& bits);
  std::uint32_t u32();
  std::uint64_t u64();
  std::uint64_t s32();
  std::uint64_t s64();
  void take(std::uint64_t size_bytes);
  ByteReader rest() const;
  void go_on_after(const ByteReader& reader);
  std::uint32_t index(std::uint32_t bound);
  void name(Instruction& instruction, Named named, std::uint32_t bound);
  void also_name(Instruction& instruction, Named named, std::uint32_t bound);
  void name_data(Instruction& instruction);
  void also_name_data(Instruction& instruction);
  std::uint32_t data_index();
  void read_block_type();
  void read_heap_type();
  void read_value_types();
  void read_labels();
  void read_catches(Instruction& instruction);
  void read_memory_argument(Instruction& instruction);
  void read_immediate(Instruction& instruction, Immediate immediate);
  void read_structure(Instruction& instruction, Immediate immediate);
  void close(std::uint64_t offset);
  static Frame frame_of(std::uint32_t opcode);
  void open(Frame frame);
  struct Stand;
  Stand stand();
  void find_blocks(Stand& stand);
  void go_on_from(const Stand& stand);
  bool look(Stand& stand);
  void skip_common();
  const unsigned char* looked_after(const unsigned char* place, const unsigned char* end);
  bool skip_common_locals();

  std::string_view bytes_;  // owned by the caller
  CodeBounds bounds_;
  std::uint64_t position_ = 0;
  std::uint64_t end_ = 0;
  std::vector<Frame> frames_;  // the first depth_ are the blocks that are open
  std::size_t depth_ = 0;
  const CommonInstructions* common_ = nullptr;  // null if all are of interest
  bool is_closed_ = true;                       // the function's own `end` was read
  std::optional<Fault> fault_;
};

/// Walks through the functions of a module, two at a time: one in the first half of the
/// code and one in the second.
class CodeWalk {
 public:
  struct Event {
    Instruction instruction;
    std::size_t body = 0;  // which it is in
    bool is_in_second_half = false;
    bool is_end = false;  // no instruction: all of that function was read
  };

  /// `bodies`: all of a module, in the order of the file.
  CodeWalk(std::string_view file, const CodeBounds& bounds, const Interest& interest,
           std::span<const ByteRange> bodies);

  /// Each instruction that is of interest, and the end of each function; false after the
  /// last, or when there is a fault.
  bool next(Event& event);
  /// The first one in the file.
  std::optional<Fault> fault() const { return first_.reader.fault() ? first_.reader.fault() : second_.reader.fault(); }

 private:
  struct Half {
    InstructionReader reader;
    std::size_t next;  // of the bodies
    std::size_t end;
    bool is_done = false;
  };
  void enter_next(Half& half);

  std::span<const ByteRange> bodies_;
  std::optional<CommonInstructions> common_;
  Half first_;
  Half second_;
};

}  // namespace sinter::wasm
