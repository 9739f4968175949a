// Ctrl-C and polite requests to end, as something the run loop can wait for.
#pragma once

#include "base/error.h"

namespace sinter {

/// While one exists, SIGINT, SIGTERM and SIGHUP do not end the program but make
/// `descriptor()` readable.
class InterruptWatch {
 public:
  static Result<InterruptWatch> start();
  InterruptWatch(InterruptWatch&& other) noexcept;
  InterruptWatch& operator=(InterruptWatch&&) = delete;
  ~InterruptWatch();

  int descriptor() const { return descriptor_; }

 private:
  explicit InterruptWatch(int descriptor) : descriptor_(descriptor) {}
  int descriptor_;
};

}  // namespace sinter
