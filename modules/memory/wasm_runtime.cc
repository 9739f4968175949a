// What a wasm module needs from its environment and would otherwise import from WASI:
// start-up, operator new and delete, and the ends of everything that cannot go on.
//
// A module has nowhere to print to and nobody to ask, so whatever is fatal is a trap; the
// JavaScript side sees it as an exception and drops the instance. All symbols are weak: a
// module that defines one of them gets its own. Compiled only for wasm.
#ifdef __wasm__

#include <cstddef>
#include <cstdlib>
#include <expected>  // declares std::__libcpp_verbose_abort
#include <new>

#define SINTER_REPLACEABLE __attribute__((weak))

extern "C" {

void __wasm_call_ctors();  // made by wasm-ld

/// Runs the constructors of globals; the host calls it once, before anything else.
SINTER_REPLACEABLE __attribute__((export_name("_initialize"))) void _initialize() { __wasm_call_ctors(); }

/// The instance ends without notice, so destructors of globals never run.
SINTER_REPLACEABLE int __cxa_atexit(void (*)(void*), void*, void*) { return 0; }
/// wasm-ld asks for this one in every link; wasi-libc's would flush stdio through WASI.
SINTER_REPLACEABLE void __wasm_call_dtors() {}

// The compiler-rt of some distributions is built with a stack protector.
SINTER_REPLACEABLE std::size_t __stack_chk_guard = 0xd1ce'5eed;
[[noreturn]] SINTER_REPLACEABLE void __stack_chk_fail() { __builtin_trap(); }

SINTER_REPLACEABLE void abort() { __builtin_trap(); }
/// Of assert(). wasi-libc's would print first, with everything that printing needs.
[[noreturn]] SINTER_REPLACEABLE void __assert_fail(const char*, const char*, int, const char*) { __builtin_trap(); }
[[noreturn]] SINTER_REPLACEABLE void abort_message(const char*, ...) { __builtin_trap(); }    // of libc++abi
[[noreturn]] SINTER_REPLACEABLE void __abort_message(const char*, ...) { __builtin_trap(); }  // since LLVM 20
[[noreturn]] SINTER_REPLACEABLE void __cxa_pure_virtual() { __builtin_trap(); }
[[noreturn]] SINTER_REPLACEABLE void __cxa_deleted_virtual() { __builtin_trap(); }
// Code that throws is compiled with -fignore-exceptions: it gets here, and what it would have said is left out.
[[noreturn]] SINTER_REPLACEABLE void* __cxa_allocate_exception(std::size_t) noexcept { __builtin_trap(); }
[[noreturn]] SINTER_REPLACEABLE void __cxa_throw(void*, void*, void (*)(void*)) { __builtin_trap(); }
[[noreturn]] SINTER_REPLACEABLE void __cxa_rethrow() { __builtin_trap(); }

// Statics within functions. There is one thread; the first byte of the guard is all the
// generated code looks at.
SINTER_REPLACEABLE int __cxa_guard_acquire(unsigned char* guard) { return *guard == 0 ? 1 : 0; }
SINTER_REPLACEABLE void __cxa_guard_release(unsigned char* guard) { *guard = 1; }

}  // extern "C"

[[noreturn]] SINTER_REPLACEABLE void std::__libcpp_verbose_abort(const char*, ...) noexcept { __builtin_trap(); }

namespace {

void* allocate_or_trap(std::size_t size_bytes) {
  void* pointer = std::malloc(size_bytes);
  if (pointer == nullptr) __builtin_trap();
  return pointer;
}

void* allocate_or_trap(std::size_t size_bytes, std::align_val_t alignment) {
  void* pointer = std::aligned_alloc(static_cast<std::size_t>(alignment), size_bytes);
  if (pointer == nullptr) __builtin_trap();
  return pointer;
}

}  // namespace

SINTER_REPLACEABLE void* operator new(std::size_t size_bytes) { return allocate_or_trap(size_bytes); }
SINTER_REPLACEABLE void* operator new[](std::size_t size_bytes) { return allocate_or_trap(size_bytes); }
SINTER_REPLACEABLE void* operator new(std::size_t size_bytes, std::align_val_t alignment) {
  return allocate_or_trap(size_bytes, alignment);
}
SINTER_REPLACEABLE void* operator new[](std::size_t size_bytes, std::align_val_t alignment) {
  return allocate_or_trap(size_bytes, alignment);
}
SINTER_REPLACEABLE void* operator new(std::size_t size_bytes, const std::nothrow_t&) noexcept {
  return std::malloc(size_bytes);
}
SINTER_REPLACEABLE void* operator new[](std::size_t size_bytes, const std::nothrow_t&) noexcept {
  return std::malloc(size_bytes);
}
SINTER_REPLACEABLE void* operator new(std::size_t size_bytes, std::align_val_t alignment,
                                      const std::nothrow_t&) noexcept {
  return std::aligned_alloc(static_cast<std::size_t>(alignment), size_bytes);
}
SINTER_REPLACEABLE void* operator new[](std::size_t size_bytes, std::align_val_t alignment,
                                        const std::nothrow_t&) noexcept {
  return std::aligned_alloc(static_cast<std::size_t>(alignment), size_bytes);
}

SINTER_REPLACEABLE void operator delete(void* pointer) noexcept { std::free(pointer); }
SINTER_REPLACEABLE void operator delete[](void* pointer) noexcept { std::free(pointer); }
SINTER_REPLACEABLE void operator delete(void* pointer, std::size_t) noexcept { std::free(pointer); }
SINTER_REPLACEABLE void operator delete[](void* pointer, std::size_t) noexcept { std::free(pointer); }
SINTER_REPLACEABLE void operator delete(void* pointer, std::align_val_t) noexcept { std::free(pointer); }
SINTER_REPLACEABLE void operator delete[](void* pointer, std::align_val_t) noexcept { std::free(pointer); }
SINTER_REPLACEABLE void operator delete(void* pointer, std::size_t, std::align_val_t) noexcept { std::free(pointer); }
SINTER_REPLACEABLE void operator delete[](void* pointer, std::size_t, std::align_val_t) noexcept { std::free(pointer); }
SINTER_REPLACEABLE void operator delete(void* pointer, const std::nothrow_t&) noexcept { std::free(pointer); }
SINTER_REPLACEABLE void operator delete[](void* pointer, const std::nothrow_t&) noexcept { std::free(pointer); }
SINTER_REPLACEABLE void operator delete(void* pointer, std::align_val_t, const std::nothrow_t&) noexcept {
  std::free(pointer);
}
SINTER_REPLACEABLE void operator delete[](void* pointer, std::align_val_t, const std::nothrow_t&) noexcept {
  std::free(pointer);
}

#endif  // __wasm__
