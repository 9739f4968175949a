// Remembers which actions have passed a check of `--strict` or `--check-determinism`, by
// their full keys (what they do may depend on discovered inputs, too), so that only those
// are run again that have not. Losing the file costs time: everything is checked once more.
#pragma once

#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/digest.h"
#include "base/error.h"

namespace sinter {

/// What a proof is about: an action's full key, and the scratch that its key leaves out.
Digest proven_thing(const Digest& key, std::span<const std::string_view> scratch);

class ProofBook {
 public:
  /// How many proofs are kept; the oldest are forgotten.
  static constexpr std::size_t proofs_max = 200'000;

  /// For a build that makes all of `checks`: an action has passed if it has passed each.
  static ProofBook load(std::string path, std::vector<std::string> checks);

  bool holds(const Digest& key) const;
  void add(const Digest& key);
  Result<void> save() const;

 private:
  ProofBook(std::string path, std::vector<std::string> checks) : path_(std::move(path)), checks_(std::move(checks)) {}
  static Digest proof(const std::string& check, const Digest& key);

  std::string path_;
  std::vector<std::string> checks_;
  std::vector<Digest> proofs_;  // oldest first
  std::set<Digest> known_;      // the same, to look them up
  bool is_changed_ = false;
};

}  // namespace sinter
