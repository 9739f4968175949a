// Action keys: whatever can change what an action makes is in its key, and nothing
// else is. The parts are kept beside the key, so that a changed key can be explained.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/digest.h"
#include "base/error.h"
#include "cache/file_table.h"
#include "graph/graph.h"
#include "os/environment.h"

namespace sinter {

struct NamedDigest {
  std::string name;
  Digest digest;
  bool operator==(const NamedDigest&) const = default;
};

struct FileDigest {
  FileIndex file;
  Digest digest;  // its identity
  bool operator==(const FileDigest&) const = default;
};

/// Everything that is known to matter before the action has run.
struct KeyParts {
  Digest command;                        // arguments, folder, names of outputs, platform
  std::vector<NamedDigest> environment;  // an unset variable has the zero digest
  std::vector<NamedDigest> tools;
  std::vector<FileDigest> inputs;  // in the order of the action's inputs

  bool operator==(const KeyParts&) const = default;
};

/// Under what a variable is looked up for an action: its name, or for a PATH that the action
/// does not name itself what stands for the folders in it.
std::string_view counted_name(const Action& action, std::string_view variable);

/// The variables as keys count them, each worked out when it is first asked for: to find the
/// real names of PATH's folders takes dozens of system calls.
class CountedVariables {
 public:
  /// The environment must outlive this.
  explicit CountedVariables(const Environment& environment) : environment_(environment) {}
  /// What counts of it; nothing if it is not set. Of PATH those are the folders that are there,
  /// each once and by its real name, from the project's folder on if it lies in that: which
  /// program a name finds depends on nothing else. docs/decisions/0008 says why.
  const std::optional<std::string>& value(std::string_view counted_name) { return look(counted_name).value; }
  /// Its digest, as keys hold it: zero if it is not set.
  const Digest& digest(std::string_view counted_name) { return look(counted_name).digest; }

 private:
  struct Variable {
    std::optional<std::string> value;
    Digest digest;
  };
  const Variable& look(std::string_view counted_name);

  const Environment& environment_;
  std::map<std::string, Variable, std::less<>> known_;
};

/// Names what is known before the action runs.
Digest base_key(const KeyParts& parts, const FileTable& files);
/// Names the outputs: the base key and the inputs that the action itself discovered.
Digest full_key(const Digest& base, const std::vector<FileDigest>& discovered, const FileTable& files);

}  // namespace sinter
