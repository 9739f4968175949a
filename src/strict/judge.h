// Compares what an action touched with what it declares. An action may read the bytes of
// its inputs, of its tools and of the system, and may write its outputs and scratch files;
// everything else is a finding, because the key knows nothing of it. What only may matter
// (names it looked for in vain, folders it listed) is a remark.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "os/access_watch.h"

namespace sinter {

/// Below it build tools of other languages keep what they compiled, each for itself: a
/// project path that no other action reads.
inline constexpr std::string_view scratch_root = ".sinter/scratch";

/// What one action may touch. Every path is absolute and without links.
struct Declared {
  std::string project;                              // the folder of sinter.toml
  std::string home;                                 // of who builds; "" for none
  std::vector<std::string> inputs;                  // sorted; declared and discovered ones, and its tools
  std::vector<std::string> outputs;                 // sorted; and the depfile
  std::vector<std::string> read_trees, made_trees;  // folders
  std::vector<std::string> tools;                   // folders of programs and what belongs to them
  std::vector<std::string> temporary;               // folders where anybody may write
};

enum class FindingKind : std::uint8_t {
  reads,           // a file of the project that is no input
  makes,           // a new file in the project that is no output
  changes,         // a file of the project that was there and is no output, or removes it
  reads_outside,   // a file of neither project nor system
  writes_outside,  // likewise; not in a temporary folder, where scratch files are allowed
};

struct Finding {
  FindingKind kind;
  std::string path;  // a project path, or absolute
  bool operator==(const Finding&) const = default;
};

/// What was noticed and fails nothing. Project paths.
struct Remarks {
  std::vector<std::string> missed;  // looked for, and not there
  std::vector<std::string> seen;    // existence or stat data asked for, but not content
  std::vector<std::string> listed;  // folders
  std::vector<std::string> home;    // settings and caches of programs in the home folder
};

struct Verdict {
  std::vector<Finding> findings;  // sorted by path
  Remarks remarks;
};

Verdict judge(const AccessLog& log, const Declared& declared);

/// Where the system and its programs lie: reading there needs no declaration.
std::vector<std::string> system_folders();

}  // namespace sinter
