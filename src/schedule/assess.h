// Decides what an action whose inputs are final needs: nothing, a restore, or a run, and
// why. Deciding is a function of values; the caller looks at the disk.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cache/cache.h"
#include "cache/key.h"
#include "cache/state.h"
#include "graph/graph.h"

namespace sinter {

/// The text that says what differs between the last run and now, most telling part
/// first: "`json.cc` changed", "the command changed", "CXXFLAGS changed", "first build".
std::string difference(const ActionRecord* last, const KeyParts& now, const std::vector<FileDigest>& discovered_now,
                       const FileTable& files);

/// What became of the outputs since the record was written; "" if they are as recorded.
/// `outputs_now` holds a digest for each recorded output that exists.
std::string output_difference(const ActionRecord& last, const std::vector<std::optional<Digest>>& outputs_now,
                              const FileTable& files);

}  // namespace sinter
