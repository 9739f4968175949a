// What the C++ library calls when it cannot go on. Its own prints the reason, which brings all of printf: 16 kB of a
// WASI command, for what is a defect of ours anyway.
#include <cstdlib>
#include <string>  // declares it

[[noreturn]] void std::__libcpp_verbose_abort(const char*, ...) noexcept { std::abort(); }
