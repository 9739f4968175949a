// Ends what a killed build had started. Linux ends a child with its parent when asked to,
// but not what the child has started itself; that would go on and write into the next
// build. So a second process, which does nothing else, waits for the end of a pipe. When it
// ends, its writer has ended too, and the process groups that still run are killed: they
// stand in memory that both share, so that noting one costs neither a system call nor a
// turn of the guardian.
//
// The guardian is a fork of the tool and so shares its hold on the project's lock: the
// next build begins only when the guardian is done.
#pragma once

#include <sys/types.h>

#include <cstddef>
#include <string>

#include "base/error.h"

namespace sinter {

class Guardian {
 public:
  /// When all is ended, that file gets the time, if it is there.
  static Result<Guardian> start(const std::string& marked_path = {});
  Guardian(Guardian&& other) noexcept;
  Guardian& operator=(Guardian&&) = delete;
  /// Every group must have been released.
  ~Guardian();

  /// For Command: a place where the child notes itself, so that none can run unknown to the
  /// guardian. Null when as many as it can watch are running.
  pid_t* place();
  pid_t pid() const { return pid_; }
  /// That group is to end with us as well, if there is a place for it.
  void watch(pid_t group);
  /// Nothing of that group runs any more.
  void release(pid_t group);

 private:
  Guardian(pid_t pid, int descriptor, pid_t* groups) : pid_(pid), descriptor_(descriptor), groups_(groups) {}

  pid_t pid_;
  int descriptor_;
  pid_t* groups_;         // shared with the guardian; 0 where there is room
  std::size_t used_ = 0;  // beyond that there was never anything
};

}  // namespace sinter
