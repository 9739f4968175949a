// Failures as people act on them: what failed, the command as it can be pasted into a
// shell, what it printed, and how to try again. Actions that failed with the same errors,
// such as one source compiled natively and for wasm, are one failure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/event.h"
#include "report/diagnostics.h"

namespace sinter {

/// How this run can be asked for again.
struct Invocation {
  std::string program = "sinter";  // with the options that matter: "sinter -C site --profile test"
  std::string folder;              // the project's, absolute; "" keeps commands relative to it
  bool is_test = false;
};

/// The failures with the same code and the same output or errors as one, in the order of the first.
std::vector<std::vector<const ActionFinished*>> group_failures(const std::vector<ActionFinished>& failures);

/// Everything about one group, with colours; of its output what `shown` has not.
std::string failure_text(const std::vector<const ActionFinished*>& group, const Invocation& invocation,
                         ShownDiagnostics& shown);

/// The same as soon as it has failed, while the build goes on: a failure that tells nothing
/// new is only named.
std::string failure_news(const std::vector<const ActionFinished*>& group, const Invocation& invocation,
                         ShownDiagnostics& shown);

/// The command as it ran: folder, environment and arguments, for a POSIX shell. Values of
/// variables are not in it: the shell that it is pasted into has them.
std::string pasteable_command(const ActionFinished& event, const Invocation& invocation);

/// The text with a line end, unless it is empty or has one.
std::string with_newline(std::string text);

/// An error as people read it, with colours.
std::string error_text(const Error& error);

}  // namespace sinter
