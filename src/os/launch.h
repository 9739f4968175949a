// Making a child that becomes a program. It borrows our memory until then instead of getting a
// copy, so that it costs the same however large the build's state is; and it does not stop us
// meanwhile, as vfork() would: the other half of making a process, letting go of our memory and
// reading the program, happens on another processor while we go on.
//
// So what the child reads stands in a Launch, which stays where it is until the child has been
// reaped, and the child makes system calls only, in a way that leaves our `errno` alone.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "os/kernel_call.h"
#include "os/process.h"

namespace sinter {

/// Whether we go on while a child becomes its program. What checks our memory keeps notes for
/// each thread, and does not know of that one: there every start is awaited.
#if __has_feature(address_sanitizer)
inline constexpr bool starts_without_waiting = false;
#else
inline constexpr bool starts_without_waiting = leaves_errno_alone;
#endif

/// Of the child, as ours are called now.
struct Streams {
  int input;  // -1: nothing to read
  int results;
  int errors;
};

struct Launched {
  int failure = 0;  // an errno: there is no child
  pid_t pid = -1;
  int exit_descriptor = -1;
};

class Launch {
 public:
  Launch(Command command, std::string program);
  Launch(const Launch&) = delete;
  Launch& operator=(const Launch&) = delete;

  /// Once.
  Launched start(Streams streams);

  const Command& command() const { return command_; }
  std::uint64_t started_ns() const { return __atomic_load_n(&started_ns_, __ATOMIC_ACQUIRE); }
  /// An errno of a child that could not become its program and has exited, else 0.
  int failure() const { return __atomic_load_n(&failure_, __ATOMIC_ACQUIRE); }

 private:
  static int become(void* launch);
  int try_to_become();
  int set_up_streams() const;
  int become_program() const;
  void announce(pid_t number) const;

  Command command_;
  std::string program_;
  std::vector<char*> argv_;
  std::vector<char*> environment_;
  std::unique_ptr<char[]> stack_;
  pid_t parent_ = 0;
  Streams streams_ = {-1, -1, -1};
  // Written by the child:
  std::uint64_t started_ns_ = 0;
  int failure_ = 0;
};

}  // namespace sinter
