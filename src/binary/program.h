// What a program's file says about where it runs: for which processor, and what it wants
// to find there. Of ELF (System V gABI, "Dynamic Linking"), Mach-O (<mach-o/loader.h>, and
// for the signature <kern/cs_blobs.h>), PE (Microsoft's "PE Format") and wasm.
#pragma once

#include <cstdint>
#include <expected>
#include <string>
#include <string_view>
#include <vector>

#include "binary/binary.h"

namespace sinter {

enum class Signature : std::uint8_t { none, wrong, right };

struct Program {
  BinaryFormat format = BinaryFormat::elf;
  std::string_view machine;               // "x86_64", "aarch64", "wasm32"; or "another"
  bool is_executable = false;             // a program, not a library or an object
  std::string_view interpreter;           // of ELF: the dynamic loader that must be there, or ""
  std::vector<std::string> needs;         // libraries of the system; of wasm: modules that it imports from; sorted
  Signature signature = Signature::none;  // of Mach-O: whether its digests are those of its pages
};

/// The result's views point into `bytes`, or to constants.
std::expected<Program, BinaryFault> read_program(std::string_view bytes);

}  // namespace sinter
