// The machines that a [binary.NAME] can be built for, and what is the same for every
// program of one: its file format, the processor in it, how its file is called.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sinter {

enum class Target : std::uint8_t {
  x86_64_linux_musl,
  aarch64_linux_musl,
  x86_64_macos,
  aarch64_macos,
  x86_64_windows,  // with the GNU ABI
  wasm32_wasi,
};

enum class System : std::uint8_t { linux, macos, windows, wasi };
enum class Processor : std::uint8_t { x86_64, aarch64, wasm32 };

struct TargetFacts {
  Target target;
  std::string_view name;         // as sinter.toml writes it: "x86_64-linux-musl"
  std::string_view zig_name;     // as `zig c++ -target` wants it
  std::string_view file_ending;  // of a program: ".exe"
  System system;
  Processor processor;
};

const TargetFacts& facts_of(Target target);
/// All of them, in the order of the enum.
std::vector<std::string_view> target_names();
std::optional<Target> target_named(std::string_view name);
/// The target whose programs this machine runs without help.
Target own_target();

}  // namespace sinter
