#include "compile/flags.h"

#include "base/text.h"

namespace sinter {
namespace {

/// Same for every source: the same code on both sides, bit-equal floating point, colours
/// that the report removes where they are not wanted.
std::vector<std::string> common_flags() {
  return {"-Wall",          "-Wextra", "-ffp-contract=off", "-fdiagnostics-color=always", "-ffunction-sections",
          "-fdata-sections"};
}

void append(std::vector<std::string>& flags, std::vector<std::string> more) {
  flags.insert(flags.end(), more.begin(), more.end());
}

std::string sanitize_flag(const Profile& profile) { return "-fsanitize=" + join(profile.sanitize, ","); }

}  // namespace

std::string level_flag(Optimize optimize) {
  switch (optimize) {
    case Optimize::none: return "-O0";
    case Optimize::size: return "-Oz";
    case Optimize::balanced: return "-O2";
    case Optimize::speed: return "-O3";
  }
  return "-O0";
}

std::vector<std::string> language_flags(Language language) {
  if (language == Language::c) return {"-std=c17"};
  return {"-std=c++23", "-fno-exceptions", "-fno-rtti"};
}

std::vector<std::string> wasm_flags(const Toolchain& tools, const Profile& profile, Optimize optimize,
                                    Variant variant) {
  // `wasm32-wasi` is the triple whose headers exist; clang calls it deprecated.
  std::vector<std::string> flags = {"--target=wasm32-wasi", "-Wno-deprecated", "-nostdlibinc"};
  append(flags, {"-isystem", tools.wasm_cxx_include, "-isystem", tools.wasm_c_include});
  append(flags, common_flags());
  append(flags, {level_flag(optimize), "-fvisibility=hidden"});
  if (variant != Variant::baseline) flags.push_back("-msimd128");
  if (variant == Variant::relaxed_simd) flags.push_back("-mrelaxed-simd");
  // Always: clang declares a function whose result type is not complete yet as `() -> void`,
  // which only the linker's own view of the code puts right. A profile without `lto` asks
  // the linker not to optimise.
  flags.emplace_back("-flto");
  // There is no console for what libc++ says before it ends the program.
  flags.emplace_back("-D_LIBCPP_VERBOSE_ABORT(...)=__builtin_trap()");
  append(flags, {profile.debug ? "-g" : "-gline-tables-only", "-ffile-compilation-dir=."});
  return flags;
}

std::vector<std::string> native_flags(const Profile& profile, Optimize optimize) {
  std::vector<std::string> flags = {"-stdlib=libc++", "-Wno-unused-command-line-argument", "-DSINTER_NATIVE_VECTORS"};
  append(flags, common_flags());
  // Tests want to be compiled soon; size and speed are what the wasm is for.
  flags.emplace_back(optimize == Optimize::none ? "-O0" : "-O1");
  // Lines are for a debugger and for what sanitizers find, and a tenth of what compiling takes.
  if (profile.debug || !profile.sanitize.empty()) flags.emplace_back("-g1");
  flags.emplace_back("-ffile-compilation-dir=.");
  if (!profile.sanitize.empty())
    append(flags, {sanitize_flag(profile), "-fno-sanitize-recover=all", "-fno-omit-frame-pointer"});
  return flags;
}

std::vector<std::string> test_flags() { return {"-fexceptions", "-Wno-unused-function"}; }

std::vector<std::string> wasm_link_command(const Toolchain& tools, const Profile& profile, Optimize optimize) {
  std::vector<std::string> command = {tools.wasm_ld.name, "--no-entry", "--gc-sections", "--stack-first"};
  append(command, {"-z", "stack-size=65536", "--fatal-warnings", "--undefined=_initialize"});
  command.emplace_back(!profile.lto ? "--lto-O0" : optimize == Optimize::speed ? "--lto-O3" : "--lto-O2");
  return command;
}

std::vector<std::string> wasm_libraries(const Toolchain& tools) {
  return {tools.wasm_library + "/libc++.a", tools.wasm_library + "/libc++abi.a", tools.wasm_library + "/libc.a",
          tools.wasm_builtins};
}

std::vector<std::string> native_link_command(const Toolchain& tools, const Profile& profile) {
  std::vector<std::string> command = {tools.clangxx.name, "-stdlib=libc++", "-fuse-ld=lld", "-Wl,--gc-sections"};
  if (profile.sanitize.empty()) {
    command.push_back("-static");
  } else {
    append(command, {sanitize_flag(profile), "-static-libstdc++", "-lc++abi"});
  }
  return command;
}

}  // namespace sinter
