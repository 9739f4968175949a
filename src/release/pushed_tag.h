// The tag of a release at a remote of git.
#pragma once

#include <string>

#include "base/mask.h"
#include "release/git.h"
#include "release/publication.h"

namespace sinter {

class PushedTag : public Publication {
 public:
  /// `notes_path`: the file with the tag's message. `secrets` must outlive this.
  PushedTag(std::string remote, std::string tag, std::string commit, std::string notes_path, const SecretForms& secrets,
            const Environment& environment)
      : remote_(std::move(remote)),
        tag_(std::move(tag)),
        commit_(std::move(commit)),
        notes_path_(std::move(notes_path)),
        secrets_(secrets),
        git_(environment) {}
  std::string name() const override { return "tag " + tag_ + " at " + remote_; }
  Result<Presence> look() override;
  Result<void> write() override;

 private:
  std::string remote_, tag_, commit_, notes_path_;
  const SecretForms& secrets_;
  ReleaseGit git_;
};

}  // namespace sinter
