// The flags of compilers and linkers: the one place where they are written down.
#pragma once

#include <string>
#include <vector>

#include "compile/toolchain.h"
#include "config/project.h"

namespace sinter {

std::string level_flag(Optimize optimize);
std::vector<std::string> language_flags(Language language);
/// For one wasm variant: the target, its headers, the level of optimisation.
std::vector<std::string> wasm_flags(const Toolchain& tools, const Profile& profile, Optimize optimize, Variant variant);
/// For this machine.
std::vector<std::string> native_flags(const Profile& profile, Optimize optimize);
/// What test sources need beyond that: a failed REQUIRE leaves its test by throwing.
std::vector<std::string> test_flags();

/// wasm-ld and its flags, without inputs and output. Called directly: the compiler driver
/// would run whatever `wasm-opt` is in PATH.
std::vector<std::string> wasm_link_command(const Toolchain& tools, const Profile& profile, Optimize optimize);
/// The archives every wasm module may draw from, in the order of linking.
std::vector<std::string> wasm_libraries(const Toolchain& tools);
std::vector<std::string> native_link_command(const Toolchain& tools, const Profile& profile);

}  // namespace sinter
