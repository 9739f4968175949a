// Makes room for outputs: inside the project, and without losing a file that no build has
// made. A path in sinter.toml may be a slip; what it hits may be somebody's only copy.
#pragma once

#include <set>
#include <string>
#include <unordered_set>
#include <vector>

#include "base/error.h"
#include "base/event.h"
#include "cache/cache.h"
#include "cache/state.h"
#include "graph/graph.h"

namespace sinter {

/// The outputs that were begun, each with a zero byte; there only while a build runs, or
/// after it was killed: then the file was changed last when its processes had ended.
inline constexpr std::string_view begun_path = ".sinter/begun";

/// Makes a folder and those above it, and notes below .sinter which of them were not there:
/// `clean` may take those back.
Result<void> make_noted_folders(const std::string& path);
/// Every folder that was noted, as often as it was made.
std::vector<std::string> made_folders();

/// The error with which a build would give up making room for the outputs of the action, as
/// far as it can be seen without changing anything.
Result<void> check_output_places(const Graph& graph, const Action& action);

/// What lies where the action makes its outputs and no build has made: a run would move it
/// below .sinter/replaced.
Result<std::vector<std::string>> strangers(const Graph& graph, const Action& action, BuildState& state,
                                           const Cache* cache);

/// The scratch that builds began to keep where nothing was before, as project paths and
/// names of trees: `clean` may remove it with all that is in it.
inline constexpr std::string_view scratch_list_path = ".sinter/scratch-made";
std::vector<std::string> begun_scratch();

/// Tells what builds have made from what is somebody's.
class Ownership {
 public:
  /// The references must outlive this; `cache` may be null.
  Ownership(BuildState& state, const Cache* cache);
  /// Of a file at the place of an output: whether it may be removed. `record` is that of the
  /// action that makes it now, or null.
  Result<bool> is_ours(const ActionRecord* record, const std::string& path);
  /// Which of the files in a tree are nobody's of us.
  Result<std::vector<std::string>> strangers_in(const ActionRecord* record, const std::string& tree,
                                                const std::vector<std::string>& files);
  /// The outputs that a build had begun which was killed.
  const std::set<std::string>& begun() const { return begun_; }
  /// Whether that build left the file at `path` for the output. What came later is somebody's.
  bool is_half_made(const std::string& output, const std::string& path) const;

 private:
  BuildState& state_;
  const Cache* cache_;
  std::set<std::string> begun_;
  std::int64_t ended_ns_ = 0;  // when that build ended
};

class OutputPlaces {
 public:
  /// The references must outlive this; `cache` may be null.
  OutputPlaces(BuildState& state, const Cache* cache, EventSink& events);
  /// The build came to its end: what is half made now is nobody's.
  ~OutputPlaces();
  OutputPlaces(const OutputPlaces&) = delete;
  OutputPlaces& operator=(const OutputPlaces&) = delete;

  /// Makes the folder of `path` and sees that no link leads it out of the project.
  Result<void> make_folder(const Action& action, const std::string& path);

  /// Afterwards nothing is at `path`. What was there is removed if the action of that
  /// record made it or the cache holds it; else it is moved below .sinter/replaced and a
  /// notice says so. A folder in the way is an error.
  Result<void> clear(const Action& action, const ActionRecord* record, const std::string& path);

  /// The same for a tree: afterwards its folder is there and holds `kept` alone.
  Result<void> clear_tree(const Action& action, const ActionRecord* record, const std::string& tree,
                          const std::set<std::string>& kept = {});

  /// Notes what the action is going to keep, where nothing is yet.
  Result<void> begin_scratch(const Action& action);

  /// Removes what a failed action left at `path`, if clear() had made room there.
  Result<void> remove_rest(const std::string& path);

 private:
  Result<std::string> move_aside(const std::string& path);
  Result<void> begin(const std::string& path);

  BuildState& state_;
  EventSink& events_;
  Ownership ownership_;
  std::string project_;                      // its real path, once asked for
  std::set<std::string> inside_;             // folders that were found to be in the project
  GrowingFile begun_list_;                   // on disk, of those begun by this build
  std::unordered_set<std::string> cleared_;  // what is at these paths now is what an action made
};

}  // namespace sinter
