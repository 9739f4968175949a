// What is linked statically is named with the version that the compiler's own files say.
#include "release/linked_libraries.h"

#include "os/files.h"
#include "testing/check.h"
#include "testing/scratch.h"

namespace sinter {
namespace {

using testing::must;

std::string names(const std::vector<OutsidePackage>& packages) {
  std::string text;
  for (const OutsidePackage& package : packages) text += package.name + " " + package.version + "\n";
  return text;
}

TEST_CASE("a header's version is read, and of another header none") {
  CHECK(musl_version("#define VERSION \"1.2.5\"\n") == "1.2.5");
  CHECK(musl_version("#define VERSION 1\n") == "");
  CHECK(musl_version("#define VERSION \"\n") == "");
  std::string_view mingw =
      "#define __MINGW64_VERSION_MAJOR 15\n#define __MINGW64_VERSION_MINOR 0\n#define "
      "__MINGW64_VERSION_BUGFIX 1\n";
  CHECK(mingw_version(mingw) == "15.0.1");
  CHECK(mingw_version(std::string(mingw) + "#define __MINGW64_VERSION_STATE \"alpha\"\n") == "15.0.1-alpha");
  CHECK(mingw_version("#define __MINGW64_VERSION_MAJOR 15\n") == "");
  CHECK(libcxx_version("#  define _LIBCPP_VERSION 220108\n") == "22.1.8");
  CHECK(libcxx_version("#  define _LIBCPP_VERSION new\n") == "");
  CHECK(libcxx_version("") == "");
}

TEST_CASE("a program has the C library of its target, and with C++ that one's, too") {
  testing::Scratch scratch;
  must(make_folders("zig/lib/libc/musl/src/internal"));
  must(write_file("zig/lib/libc/musl/src/internal/version.h", "#define VERSION \"1.2.5\"\n"));
  must(make_folders("zig/lib/libcxx/include"));
  must(write_file("zig/lib/libcxx/include/__config", "#  define _LIBCPP_VERSION 220108\n"));
  must(write_file("zig/zig", ""));
  BinaryConfig binary;
  binary.sources.push_back({.path = "main.c", .language = Language::c});
  CHECK(names(libraries_of_program(binary, Target::x86_64_linux_musl, "zig/zig")) == "musl 1.2.5\n");
  CHECK(names(libraries_of_program(binary, Target::wasm32_wasi, "zig/zig")) ==
        "wasi-libc \n");  // that zig says nothing
  must(write_file("zig/zig", "#!/bin/sh\n[ \"$1\" != version ] || echo 0.17.1\n", Durability::relaxed,
                  Mode::executable));
  CHECK(names(libraries_of_program(binary, Target::wasm32_wasi, "zig/zig")) == "wasi-libc zig-0.17.1\n");
  CHECK(names(libraries_of_program(binary, Target::aarch64_macos, "zig/zig")) == "");
  binary.sources.push_back({.path = "more.cc", .language = Language::cpp});
  CHECK(names(libraries_of_program(binary, Target::aarch64_linux_musl, "zig/zig")) ==
        "musl 1.2.5\nlibc++ 22.1.8\nlibc++abi 22.1.8\nlibunwind 22.1.8\n");
  CHECK(names(libraries_of_program(binary, Target::x86_64_windows, "nowhere/zig")) ==
        "mingw-w64 \nlibc++ \nlibc++abi \nlibunwind \n");
}

TEST_CASE("without dpkg modules have the same libraries, of no known version") {
  CHECK(names(libraries_of_modules({{"PATH", "/nonexistent"}})) ==
        "libc++-22-dev-wasm32 \nlibc++abi-22-dev-wasm32 \nlibclang-rt-22-dev-wasm32 \nwasi-libc \n");
}

}  // namespace
}  // namespace sinter
