// The part of a changelog about one version, as Markdown: what breaks first, then what is
// new, then what was mended.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "release/changes.h"

namespace sinter {

struct NotesRequest {
  std::string version;
  std::string date;       // "2026-11-21"
  std::string web;        // where the repository is shown: "https://example.com/acme/geometry"; "" for no links
  std::string since_tag;  // "" for the first release
  std::string tag;
};

/// Commits of a form that people do not release by ("chore", "test", …, or none) are counted, not
/// listed. What a commit says is shown as it is: none of it is Markdown, HTML or a mention.
std::string release_notes(const NotesRequest& request, const std::vector<CommittedChange>& changes);

/// `changelog` with the notes as its newest part; one that has that version already gets
/// them instead of its own.
std::string with_notes(std::string_view changelog, const std::string& version, const std::string& notes);

}  // namespace sinter
