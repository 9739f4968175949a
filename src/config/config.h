// Turns the text of sinter.toml into a checked Project for one profile. The disk is only
// looked at: globs are expanded, and what is named must be there.
#pragma once

#include <expected>
#include <string>
#include <vector>

#include "base/error.h"
#include "config/project.h"
#include "config/toml.h"
#include "os/environment.h"

namespace sinter {

/// What one sinter.toml may hold; far above what people write by hand.
struct ConfigLimits {
  std::size_t text_bytes_max = 64'000'000;
  std::size_t goals_max = 100'000;         // modules, packages and steps together
  std::size_t glob_matches_max = 100'000;  // of one pattern
};

/// The text of the sinter.toml at `path`; config_missing if it is not there.
Result<std::string> read_config_text(const std::string& path, const ConfigLimits& limits = {});

struct ConfigRequest {
  std::string text;                    // of sinter.toml
  std::string path = "sinter.toml";    // what errors call it
  std::string folder = ".";            // the project's folder
  std::string profile = "production";  // development, production or test
  ConfigLimits limits = {};
  std::vector<std::string> also_there = {};  // files that count as there, although they are not
  Environment environment = {};              // what `when` may ask
};

/// The project, or all independent errors that one run can find, sorted by place.
std::expected<Project, std::vector<Error>> read_project(const ConfigRequest& request);

/// The same with the text it came from, in which the profile's changes stand where they
/// apply.
struct MergedProject {
  Project project;
  TomlValue root;
  std::vector<std::string> profile_chain;  // from the built-in profile to the selected one
};
std::expected<MergedProject, std::vector<Error>> read_merged(const ConfigRequest& request);

}  // namespace sinter
