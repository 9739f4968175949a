// System calls without the C library's `errno`, which belongs to a thread: for code that runs
// in a child which shares our memory while we go on.
#pragma once

#include <sys/syscall.h>

#if !defined(__x86_64__) && !defined(__aarch64__)
#include <unistd.h>

#include <cerrno>
#endif

namespace sinter {

#if defined(__x86_64__) || defined(__aarch64__)
inline constexpr bool leaves_errno_alone = true;
#else
inline constexpr bool leaves_errno_alone = false;
#endif

/// Returns what the kernel returns: minus an errno on failure.
inline long kernel_call(long number, long first = 0, long second = 0, long third = 0, long fourth = 0, long fifth = 0) {
#if defined(__x86_64__)
  long result;
  register long r10 asm("r10") = fourth;
  register long r8 asm("r8") = fifth;
  asm volatile("syscall"
               : "=a"(result)
               : "a"(number), "D"(first), "S"(second), "d"(third), "r"(r10), "r"(r8)
               : "rcx", "r11", "memory");
  return result;
#elif defined(__aarch64__)
  register long x8 asm("x8") = number;
  register long x0 asm("x0") = first;
  register long x1 asm("x1") = second;
  register long x2 asm("x2") = third;
  register long x3 asm("x3") = fourth;
  register long x4 asm("x4") = fifth;
  asm volatile("svc #0" : "+r"(x0) : "r"(x8), "r"(x1), "r"(x2), "r"(x3), "r"(x4) : "memory");
  return x0;
#else
  long result = ::syscall(number, first, second, third, fourth, fifth);
  return result == -1 ? -errno : result;
#endif
}

template <class Value>
long kernel_address(Value* pointer) {
  return reinterpret_cast<long>(pointer);
}

}  // namespace sinter
