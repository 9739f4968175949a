// Watches which files a process and all that it starts ask the system for. The child gives
// itself a seccomp filter, by which every system call that names a file first waits for a
// thread of ours; that thread reads the path from the child's memory, notes it, and lets
// the call go on. Needs no privilege, follows forks and threads, and does not get in the
// way of debuggers and sanitizers, as ptrace() would.
//
// It observes and does not confine: a program that changes the path in its memory while
// the call waits can deceive it. io_uring and opening by handle, which would pass by it,
// are refused in the child. Not seen: sockets, descriptors handed over by others, what the
// kernel opens by itself (the interpreter of a script).
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "base/error.h"

namespace sinter {

/// What happened to one path.
struct TouchedFile {
  std::string path;           // absolute, with links resolved
  bool existed = false;       // when it was first named
  bool is_folder = false;     // then
  bool is_read = false;       // opened for reading, run, or read as a link, and it was there
  bool is_written = false;    // opened for writing, made, changed or renamed to
  bool is_removed = false;    // unlinked or renamed away
  bool is_listed = false;     // a folder that was opened
  bool is_looked_at = false;  // only its existence or its stat data was asked for
  bool is_missed = false;     // was asked for when it was not there
  bool remains = false;       // was there when the watch ended; only found out if is_written
};

struct AccessLog {
  std::vector<TouchedFile> files;        // sorted by path
  std::vector<std::string> blind_spots;  // why something may be missing, as clauses
};

/// Which paths are noted: those not below an `ignored` folder, and those below `kept`.
struct WatchScope {
  std::vector<std::string> ignored;  // absolute, without links
  std::string kept;                  // "" for none
};

class AccessWatch {
 public:
  static Result<AccessWatch> start(WatchScope scope);
  AccessWatch(AccessWatch&&) noexcept;
  AccessWatch& operator=(AccessWatch&&) noexcept;
  ~AccessWatch();

  /// For Command: the child is watched from before its first instruction.
  int descriptor() const;
  /// Ends watching. Whatever still runs gets ENOSYS for what it asks for.
  AccessLog finish();

 private:
  struct Shared;
  explicit AccessWatch(std::unique_ptr<Shared> shared);
  std::unique_ptr<Shared> shared_;
};

/// For the child between vfork() and execve(): makes it watched by whoever holds the other
/// end of `descriptor`. 0, or the errno that forbids it. Makes system calls only.
int become_watched(int descriptor);

/// An error that says what to do when this system does not allow watching.
Result<void> check_can_watch();

}  // namespace sinter
