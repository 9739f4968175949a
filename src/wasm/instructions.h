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

class InstructionReader {
 public:
  /// `bytes`: the whole file.
  InstructionReader(std::string_view bytes, CodeBounds bounds) : bytes_(bytes), bounds_(bounds) {}

  /// Begins a body: reads its local variables. `body` lies inside the file.
  void enter(ByteRange body);
  /// The next instruction, its `end` included. False after the last, or when there is a fault.
  bool next(Instruction& instruction);
  /// The same, but instructions of no interest may be passed over; they are checked all the same.
  bool next(Instruction& instruction, const Interest& interest);
  std::optional<Fault> fault() const { return fault_; }

 private:
  enum class Frame : std::uint8_t { block, conditional, older_try };

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
  void skip_common(const Interest& interest);
  bool skip_common_locals();

  std::string_view bytes_;  // owned by the caller
  CodeBounds bounds_;
  std::uint64_t position_ = 0;
  std::uint64_t end_ = 0;
  std::vector<Frame> frames_;  // the blocks that are open
  bool is_closed_ = true;      // the function's own `end` was read
  std::optional<Fault> fault_;
};

}  // namespace sinter::wasm
