// Ends what a killed build had started. Linux ends a child with its parent when asked to,
// but not what the child has started itself; that would go on and write into the next
// build. So a second process, which does nothing else, reads from a pipe which process
// groups run. When the pipe ends, its writer has ended too, and what still runs is killed.
//
// The guardian is a fork of the tool and so shares its hold on the project's lock: the
// next build begins only when the guardian is done.
#pragma once

#include <sys/types.h>

#include "base/error.h"

namespace sinter {

class Guardian {
 public:
  static Result<Guardian> start();
  Guardian(Guardian&& other) noexcept;
  Guardian& operator=(Guardian&&) = delete;
  /// Every group must have been released.
  ~Guardian();

  /// For Command: children announce themselves there, so none can run unknown to it.
  int descriptor() const { return descriptor_; }
  pid_t pid() const { return pid_; }
  /// That group is to end with us as well.
  void watch(pid_t group);
  /// Nothing of that group runs any more.
  void release(pid_t group);

 private:
  Guardian(pid_t pid, int descriptor) : pid_(pid), descriptor_(descriptor) {}
  void tell(pid_t message);

  pid_t pid_;
  int descriptor_;
};

}  // namespace sinter
