// Tells what differs between an action's last run and now, and sums it up as a cause.
// Telling is a function of values; the caller looks at the disk.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/event.h"
#include "cache/key.h"
#include "cache/state.h"

namespace sinter {

/// The parts of the key that are not what they were. None: the key is the same.
std::vector<Change> key_changes(const ActionRecord& last, const KeyParts& now,
                                const std::vector<FileDigest>& discovered_now, const FileTable& files);

/// What became of the outputs since the record was written. `outputs_now` holds a digest
/// for each recorded output that exists.
std::vector<Change> output_changes(const ActionRecord& last, const std::vector<std::optional<Digest>>& outputs_now,
                                   const FileTable& files);

/// The clause that says so, most telling part first: "`json.cc` changed", "`a.h` is new;
/// the command changed", "`a.o` was missing"; "" for no changes.
std::string cause_of(const std::vector<Change>& changes);

}  // namespace sinter
