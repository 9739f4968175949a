// The workflows of a project, as text. What they do follows from sinter.toml alone: the same
// project gives the same bytes.
//
// Every job may only read, but the one that publishes. What a job builds comes from Sinter's
// cache, which the next run gets back: whatever is in it is used by its key, so an old one is
// never wrong. What may fail without stopping the rest says so where people look.
#pragma once

#include <string>
#include <vector>

#include "config/project.h"

namespace sinter {

struct Workflow {
  std::string path;  // ".github/workflows/ci.yml"
  std::string text;
};

/// First line of every workflow of ours: others are left alone.
inline constexpr std::string_view workflow_mark = "# Written by `sinter ci` from sinter.toml; change it there.";

/// Those that the project needs. It has a [ci].
std::vector<Workflow> workflows_of(const Project& project);

/// The paths that may have a workflow of ours.
std::vector<std::string> workflow_paths();

}  // namespace sinter
