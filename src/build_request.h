// What one build is asked to do.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "graph/graph.h"
#include "schedule/executor.h"

namespace sinter {

/// What a person asked for, and what of the machine a build may look at.
struct BuildRequest {
  std::string profile;
  std::string profile_from = {};   // who chose it: "--profile", "variable SINTER_PROFILE", "default"
  std::vector<std::string> goals;  // all when empty
  Purpose purpose = Purpose::build;
  std::uint32_t slots = 1;
  AfterFailure after_failure = AfterFailure::stop;
  bool is_strict = false;               // actions may use only what they declare
  std::string more_configuration = {};  // read as the end of sinter.toml
  bool holds_budgets = true;
  bool checks_determinism = false;  // actions run twice and make the same bytes
  Environment environment;
  std::string since;           // a revision of git: only what differs from it, and what that reaches; "" for everything
  bool is_explained = false;   // tell of every action that does something what changed
  std::string trace_path;      // "" for no trace
  std::string given_in = ".";  // the folder in which the command was given, absolute: its paths are relative to it
};

}  // namespace sinter
