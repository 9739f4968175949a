// Does what has to be done for one action: looks at its inputs, restores its outputs, or
// prepares and concludes its run. Everything the schedule decides about comes from here.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/event.h"
#include "base/tree_name.h"
#include "cache/cache.h"
#include "cache/state.h"
#include "graph/graph.h"
#include "os/environment.h"
#include "os/process.h"
#include "schedule/assessor.h"
#include "schedule/output_places.h"
#include "schedule/schedule.h"
#include "strict/proof.h"

namespace sinter {

/// What assessing an action found. `outcome` is set when the action need not run.
struct Assessment {
  std::optional<Outcome> outcome;
  std::string cause;
  std::vector<Change> changes;  // what the cause sums up
  std::string log;              // of the run that made the restored outputs
  std::vector<Error> errors;    // with Outcome::failed
};

class Executor {
 public:
  /// Without a cache (null) nothing is restored or stored. The references must outlive
  /// the executor; `environment` is what actions may be allowed to see parts of.
  Executor(const Graph& graph, BuildState& state, Cache* cache, const Environment& environment, EventSink& events);

  /// From now on an action stands only if `proofs` holds its key; what concludes is added.
  void require(ProofBook& proofs) {
    proofs_ = &proofs;
    assessor_.require(proofs);
  }

  /// Decides about an action whose inputs are final, and restores what can be restored.
  Assessment assess(ActionId id);
  /// Makes the folders of the outputs and removes old ones, so that an output that is
  /// there afterwards was made by this run.
  Result<Command> prepare(ActionId id);
  /// The variables that the action gets: their names, and "NAME=value" where we set them.
  std::vector<std::string> variables(const Action& action) const;
  /// Checks, stores and records what a successful run made. `started_ns` is the wall
  /// clock when it started.
  Result<void> conclude(ActionId id, const std::string& log, std::uint64_t duration_ns, std::int64_t started_ns);
  /// Removes what a run that failed or was stopped has left: a file that is there was made
  /// by a run that succeeded.
  void abandon(ActionId id);

  /// Files that changed while an action ran that reads them. Building again is called for:
  /// nothing else tells that its outputs may belong to the old content.
  const std::set<std::string>& overtaken() const { return overtaken_; }

 private:
  struct Known {  // from assess() to conclude()
    KeyParts parts;
    Digest base;
    bool has_entry = false;  // in the cache
  };

  std::optional<ActionId> producer_of(const std::string& path);
  std::optional<ActionId> keeper_of(std::string_view path) const;
  Result<void> check_order(const Action& action, const std::string& path);
  bool restore(const Action& action, const CacheRecord& record, const ActionFinding& found);
  bool restore_file(const Action& action, const CachedFile& output, FileIndex file);
  bool restore_tree(const Action& action, std::span<const CachedFile> tree, FileIndex file);
  Result<std::string> path_in_project(const Action& action, const std::string& name);
  Result<std::string> path_told(const Action& action, const std::string& name);
  Result<std::vector<FileDigest>> discovered_inputs(const Action& action);
  Result<CachedFile> keep_file(FileIndex index, const FileStat& stat);
  Result<void> keep_tree(const Action& action, const std::string& tree, std::vector<CachedFile>& outputs);
  Result<std::vector<CachedFile>> digest_outputs(const Action& action);
  std::optional<std::string> input_changed_since(const Known& known, const std::vector<FileDigest>& discovered,
                                                 std::int64_t started_ns) const;
  void notice(Error error);
  void lose_cache(Error error);

  const Graph& graph_;
  BuildState& state_;
  Cache* cache_;
  ProofBook* proofs_ = nullptr;
  const Environment& environment_;
  EventSink& events_;
  OutputPlaces places_;
  Assessor assessor_;
  std::unordered_map<std::string_view, ActionId> producers_;  // by path; filled when first needed
  TreeNames trees_;                                           // likewise
  std::map<std::string_view, ActionId> keepers_;              // of scratch, by file or folder
  std::unordered_map<std::uint32_t, Known> known_;            // of actions that run or wait to
  std::set<std::string> overtaken_;
  std::string project_;  // its absolute path; "" until needed
};

}  // namespace sinter
