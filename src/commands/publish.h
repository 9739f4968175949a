// `sinter release --publish`: what a release makes elsewhere, in an order in which nobody sees
// a part of it: image, tag, files of a draft, packages, and last of all the announcement.
#pragma once

#include <string>
#include <vector>

#include "base/mask.h"
#include "config/project.h"
#include "os/environment.h"
#include "release/release_files.h"
#include "report/terminal.h"

namespace sinter {

enum class RemoteWrites : std::uint8_t { done, only_shown };

/// Whether [release] says where to publish, and every variable that it names is set: all that
/// are not are named at once.
Result<void> check_credentials(const ReleaseConfig& config, const Environment& environment);

/// The values of those variables.
SecretForms release_secrets(const ReleaseConfig& config, const Environment& environment);

struct PublishRequest {
  const Project& project;
  const Release& release;
  const Environment& environment;
  const SecretForms& secrets;
  std::string commit;
  std::string notes;
  RemoteWrites writes = RemoteWrites::done;
};

/// Tells of each one when it is there; with `is_json`, as an event.
Result<void> publish(const PublishRequest& request, bool is_json, TerminalReport& terminal);

}  // namespace sinter
