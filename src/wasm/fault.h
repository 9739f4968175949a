// What can be wrong with the bytes of a wasm module, and at which byte. The readers know
// no file name: whoever knows it turns a Fault into an Error with malformed().
#pragma once

#include <cstdint>
#include <expected>
#include <string>
#include <string_view>

#include "base/error.h"

namespace sinter::wasm {

// clang-format off
#define SINTER_WASM_PROBLEMS(X)                                                              \
  X(not_wasm,            "it does not start with the bytes of a wasm file")                  \
  X(version_unknown,     "its wasm version is not 1")                                        \
  X(is_component,        "it is a component, not a core module")                             \
  X(unexpected_end,      "it ends in the middle of a value")                                 \
  X(integer_too_long,    "an integer takes more bytes than its type allows")                 \
  X(integer_too_large,   "an integer does not fit its type")                                 \
  X(section_unknown,     "a section has an unknown number")                                  \
  X(section_repeated,    "a section that may occur once occurs twice")                       \
  X(section_order,       "a section comes after one that it must come before")               \
  X(section_past_end,    "a section reaches past the end of the file")                       \
  X(section_too_short,   "a section ends before what it says it holds")                      \
  X(section_too_long,    "a section goes on after what it says it holds")                    \
  X(name_not_utf8,       "a name is not UTF-8")                                              \
  X(count_too_large,     "a list says it has more entries than its bytes can hold")          \
  X(limit_reached,       "a list has more entries than engines accept")                      \
  X(type_unknown,        "a type has a form that this reader does not know")                 \
  X(kind_unknown,        "an import or export has an unknown kind")                          \
  X(flags_unknown,       "flags hold a bit that has no meaning")                             \
  X(limits_reversed,     "limits have a maximum below their minimum")                        \
  X(limits_too_large,    "a memory or table is larger than wasm allows")                     \
  X(index_out_of_range,  "an index names something that is not there")                       \
  X(export_repeated,     "two exports have one name")                                        \
  X(opcode_unknown,      "a constant expression holds an instruction it must not hold")      \
  X(count_mismatch,      "the function and code (or data) sections disagree on their count") \
  X(code_without_end,    "a function body does not finish with `end`")                       \
  X(code_after_end,      "a function body goes on after its `end`")                          \
  X(instruction_unknown, "a function holds an instruction that this reader does not know")   \
  X(part_without_block,  "an `else` or a handler is not in a block that may have one")       \
  X(data_count_missing,  "an instruction names data, and no section says how much there is") \
  X(locals_too_many,     "a function has more local variables than wasm allows")             \
  X(start_signature,     "the start function takes arguments or returns something")
// clang-format on

enum class Problem : std::uint8_t {
#define SINTER_WASM_PROBLEM_ENUMERATOR(name, text) name,
  SINTER_WASM_PROBLEMS(SINTER_WASM_PROBLEM_ENUMERATOR)
#undef SINTER_WASM_PROBLEM_ENUMERATOR
};

struct Fault {
  Problem problem;
  std::uint64_t offset;  // of the offending byte, from the start of the file

  bool operator==(const Fault&) const = default;
};

/// "two exports have one name"
std::string_view describe(Problem problem);

/// The fault as an error about the file `path`, with its code wasm_malformed.
Error malformed(const std::string& path, Fault fault);

}  // namespace sinter::wasm
