// Gives memory back on WASI. The library's function of this kind ignores the size, so the linker, which optimises
// across files, drops what computes it and then finds destructors of strings short enough to repeat in 2,000 places.
// One that needs the size leaves them calls: the command is 6 % smaller.
#include <cstdlib>
#include <new>

#ifdef __wasi__
[[gnu::noinline]] void operator delete(void* memory, std::size_t size_bytes) noexcept {
  asm volatile("" : : "r"(size_bytes));  // "needs": no instruction comes of it
  std::free(memory);
}
#endif
