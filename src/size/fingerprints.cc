#include "size/fingerprints.h"

#include "wasm/instructions.h"

namespace sinter {
namespace {

using wasm::Named;

/// Numbers from here on may be addresses.
constexpr std::uint64_t address_min = 512;

/// Mixes numbers one after the other (the constants are those of splitmix64).
class Mixer {
 public:
  void add(std::uint64_t value) {
    state_ = (state_ ^ value) * 0xBF58476D1CE4E5B9;
    state_ ^= state_ >> 27;
    state_ = state_ * 0x94D049BB133111EB + 1;
    state_ ^= state_ >> 31;
  }
  void add(std::string_view bytes) {
    for (char letter : bytes) add(static_cast<std::uint64_t>(static_cast<unsigned char>(letter)));
    add(bytes.size());
  }
  /// Never 0, which stands for none.
  std::uint64_t take() const { return state_ == 0 ? 1 : state_; }

 private:
  std::uint64_t state_ = 0x9E3779B97F4A7C15;
};

bool is_moved(Named named) {
  switch (named) {
    case Named::function:
    case Named::type:
    case Named::global:
    case Named::tag:
    case Named::data_segment:
    case Named::element_segment: return true;
    default: return false;
  }
}

std::uint64_t code_fingerprint(wasm::InstructionReader& reader, wasm::ByteRange body, std::string_view bytes) {
  Mixer mixer;
  reader.enter(body);
  std::uint64_t end_of_last = body.offset;
  bool is_last_written = true;  // first the local variables, as they are
  for (wasm::Instruction instruction; reader.next(instruction);) {
    if (is_last_written) mixer.add(bytes.substr(end_of_last, instruction.offset - end_of_last));
    end_of_last = instruction.offset;
    bool may_be_address = instruction.value >= address_min && instruction.value <= UINT32_MAX;
    is_last_written = !is_moved(instruction.named) && !is_moved(instruction.also_named) && !may_be_address;
    if (!is_last_written) mixer.add(instruction.opcode);
  }
  return mixer.take();
}

}  // namespace

std::vector<std::uint64_t> wasm_fingerprints(const wasm::Module& module, const FileParts& file,
                                             std::string_view bytes) {
  std::vector<std::uint64_t> fingerprints(file.parts.size());
  wasm::InstructionReader reader(bytes, code_bounds(module));
  for (std::size_t i = 0; i < file.parts.size(); ++i) {
    const Part& part = file.parts[i];
    if (part.kind == PartKind::function) {
      fingerprints[i] = code_fingerprint(reader, module.bodies[part.index - module.imported_function_count()], bytes);
    }
    if (part.kind == PartKind::data) {
      wasm::ByteRange content = module.data_segments[part.index].bytes;
      Mixer mixer;
      mixer.add(bytes.substr(content.offset, content.size_bytes));
      fingerprints[i] = mixer.take();
    }
  }
  return fingerprints;
}

std::vector<std::uint64_t> native_fingerprints(const FileParts& file, std::string_view bytes) {
  std::vector<std::uint64_t> fingerprints(file.parts.size());
  for (std::size_t i = 0; i < file.parts.size(); ++i) {
    const Part& part = file.parts[i];
    if (part.kind != PartKind::function && part.kind != PartKind::data) continue;
    Mixer mixer;
    mixer.add(bytes.substr(part.offset, part.size_bytes));
    fingerprints[i] = mixer.take();
  }
  return fingerprints;
}

}  // namespace sinter
