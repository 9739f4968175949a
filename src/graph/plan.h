// Everything the configuration decides, in a form that can be kept: the graph, and what a
// report wants to know about the project. A kept plan stands as long as its fingerprint:
// then a build in which nothing changed neither parses sinter.toml nor expands a glob.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/digest.h"
#include "config/listed_folder.h"
#include "graph/graph.h"
#include "os/environment.h"

namespace sinter {

/// What the bytes begin with; raised when their meaning changes. Fuzzing seals with it too.
inline constexpr std::string_view plan_magic = "SNplan08";

/// One wasm file that ships, and where its measurements are written.
struct ShippedWasm {
  std::string module;
  std::string variant;
  std::string path;
  std::string linked_path;  // before optimisation
  std::string sizes_path;   // JSON of `sinter size`
};

/// The program of a binary for one target.
struct ShippedProgram {
  std::string binary;
  std::string target;
  std::string path;
  bool is_untried = false;  // it should have a trial run, and nothing here can run it
};

/// Beside the measurements of a file: those of all that could have been shipped in its place, if
/// there were several.
inline std::string choice_path(const std::string& sizes_path) { return sizes_path + ".choice"; }

struct ShippedPackage {
  std::string name;
  std::string folder;
};

struct Plan {
  std::string project;
  std::string version;
  std::string profile;
  std::string cache_folder;  // "" for the user's default
  std::uint64_t cache_size_bytes = 0;
  bool needs_sdk = false;
  std::vector<std::string> listed_folders;  // whose listings decided what globs matched and which programs were found
  Digest fingerprint;                       // of what it was made from: plans that differ differ in it
  std::vector<ShippedWasm> wasm;
  std::vector<ShippedProgram> programs;
  std::vector<ShippedPackage> packages;
  Graph graph;
};

/// A variable of the environment that decided something. Only its digest is kept.
struct PlanVariable {
  std::string name;
  Digest value;  // all zero: not set
};

PlanVariable plan_variable(const std::string& name, const Environment& environment);

/// What the plan was made from, beside the fingerprint's own text.
struct PlanSources {
  Digest configuration;                      // text of sinter.toml, profile, PATH, the tool itself
  std::vector<ListedFolder> folders;         // that decided what globs matched and which programs were found
  std::vector<PlanVariable> variables = {};  // that a `when` asked for
};

/// The digest of what a plan depends on: the sources, and for folders of which no listing is
/// known their times as they are now (a folder's time changes with every entry that comes or goes).
Digest plan_fingerprint(const PlanSources& sources);

/// False if one of the folders of which no listing is known was changed so shortly before `started_ns`, or
/// since, that what was read in it then may be older than its time says: such a plan is not kept.
bool is_settled(const PlanSources& sources, std::int64_t started_ns);

/// `started_ns` is when the folders were looked at first, by the wall clock: of those that have changed since,
/// or shortly before, the time is not believed, and decode_plan() lists them.
std::string encode_plan(const Plan& plan, const PlanSources& sources, std::int64_t started_ns);

struct KeptPlan {
  Plan plan;
  PlanSources sources;
  bool was_listed = false;  // a folder's time was another one, so it was listed; kept anew, it is not next time
};

/// The kept plan, if it was made from that configuration and its folders and variables
/// are the same.
std::optional<KeptPlan> decode_plan(std::string bytes, const Digest& configuration, const Environment& environment);

}  // namespace sinter
