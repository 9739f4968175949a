// Looks at what an action reads and made, as it is now, and finds whether its last run still
// stands, and if not, what changed. A build acts on what is found (Executor); a forecast
// only tells it (insight/forecast.h).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/event.h"
#include "cache/cache.h"
#include "cache/key.h"
#include "cache/state.h"
#include "graph/graph.h"
#include "os/environment.h"
#include "strict/proof.h"

namespace sinter {

/// No action makes that input, and it is not there.
Error missing_input(const Graph& graph, const Action& action, std::string_view path);

struct ActionFinding {
  KeyParts parts;
  Digest base;               // the base key
  bool stands = false;       // nothing has to be done
  bool may_restore = false;  // else: whether a cache may be asked
  std::string cause;
  std::vector<Change> changes;  // what the cause sums up, where it is about changes
};

class Assessor {
 public:
  /// The references must outlive this.
  Assessor(const Graph& graph, BuildState& state, const Environment& environment);

  /// From now on an action stands only if `proofs` holds its key.
  void require(const ProofBook& proofs) { proofs_ = &proofs; }

  /// What is found about an action whose inputs are final; an error when one of them or a
  /// tool cannot be read.
  Result<ActionFinding> look(ActionId id);
  /// Whether the inputs that this run discovered are as they were then, and it is proven.
  bool holds(const Action& action, const CacheRecord& record);
  FileIndex file_index(FileId id);

 private:
  bool is_proven(const Action& action, const Digest& key) const {
    return proofs_ == nullptr || proofs_->holds(proven_thing(key, action.scratch));
  }
  Result<KeyParts> key_parts(const Action& action);
  Result<std::vector<FileDigest>> digests_now(const std::vector<FileDigest>& files);
  std::optional<std::vector<Change>> changed_outputs(const ActionRecord& record);

  const Graph& graph_;
  BuildState& state_;
  const ProofBook* proofs_ = nullptr;
  CountedVariables variables_;
  std::vector<std::optional<FileIndex>> file_indexes_;  // made when first needed
  std::vector<std::optional<NamedDigest>> tool_digests_;
};

}  // namespace sinter
