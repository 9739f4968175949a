// Ctrl-C and polite requests to end, as something the run loop can wait for.
#pragma once

#include <csignal>

#include "base/error.h"

namespace sinter {

/// While one exists, SIGINT, SIGTERM and SIGHUP do not end the program but make
/// `descriptor()` readable. Those that our caller has us ignore (`nohup`) stay ignored.
class InterruptWatch {
 public:
  static Result<InterruptWatch> start();
  InterruptWatch(InterruptWatch&& other) noexcept;
  InterruptWatch& operator=(InterruptWatch&&) = delete;
  ~InterruptWatch();

  int descriptor() const { return descriptor_; }

 private:
  InterruptWatch(int descriptor, const sigset_t& signals) : descriptor_(descriptor), signals_(signals) {}
  int descriptor_;
  sigset_t signals_;
};

/// Whether such a request has come, since the first InterruptWatch began.
bool end_was_asked();
/// Whether such requests are noticed instead of ending the program, or one was: who waits for something then has to
/// ask.
bool end_may_be_asked();

}  // namespace sinter
