// Runs one program on our own terminal, as a shell does: it gets the keys, Ctrl-C means
// it, Ctrl-Z stops it and us, and when it ends the terminal is ours again as it was.
#pragma once

#include "base/error.h"
#include "os/process.h"

namespace sinter {

struct ForegroundEnd {
  ExitStatus status;
  bool is_interrupted;  // by Ctrl-C, or because we were asked to end and passed that on
};

/// Runs `command` to its end. Whoever asks us to end means the program: the signal is
/// passed on, and a second one kills it. What the program leaves running in its process
/// group is asked to end, and killed after a second.
Result<ForegroundEnd> run_in_foreground(Command command);

}  // namespace sinter
