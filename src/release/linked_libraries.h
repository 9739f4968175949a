// What the compilers link into programs and modules beside the project's own code: C and C++
// libraries, which belong into a bill of materials as much as what a lock file names.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "config/project.h"
#include "os/environment.h"
#include "release/documents.h"

namespace sinter {

/// Of a program for `target`: zig's C library, and with C++ its C++ library. Versions are those that the files beside
/// zig name, or ""; of wasi-libc, which names none, zig's own: "zig-0.17.1".
std::vector<OutsidePackage> libraries_of_program(const BinaryConfig& binary, Target target,
                                                 const std::string& zig_path);

/// Of modules in C and C++: Debian's packages for wasm, with the versions that dpkg knows, or "".
std::vector<OutsidePackage> libraries_of_modules(const Environment& environment);

/// The version in a header of zig's: of musl ("1.2.5"), of mingw-w64 ("15.0.0-alpha"), or of LLVM's C++ library
/// ("22.1.8"). "" if it names none.
std::string musl_version(std::string_view header);
std::string mingw_version(std::string_view header);
std::string libcxx_version(std::string_view header);

}  // namespace sinter
