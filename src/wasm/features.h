// The features a module says it uses (its `target_features` section, as LLVM's tools
// write it), and what wasm-opt must be told because of them.
//
// wasm-opt gets exactly the features of the module and never --all-features: with more,
// it writes modules that engines refuse; with fewer, it refuses the module. The rules are
// those of version 108, which Debian has; later versions take the same flags.
#pragma once

#include <expected>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "wasm/sections.h"

namespace sinter::wasm {

enum class FeatureUse : char {
  used = '+',
  disallowed = '-',  // the linker must not mix the module with one that uses it
};

struct Feature {
  FeatureUse use;
  std::string_view name;  // LLVM's: "simd128"; points into the module's bytes
};

/// The declared features, in the order of the file; none when there is no section.
std::expected<std::vector<Feature>, Fault> read_features(std::span<const Section> sections);

struct RefusedFeature {
  std::string name;
  std::string reason;
};

struct OptimizerFeatures {
  /// For wasm-opt's command line, in a fixed order: everything off, then what is used.
  std::vector<std::string> flags;
  /// Used features with which wasm-opt cannot be trusted; if any, do not run it.
  std::vector<RefusedFeature> refused;
};

OptimizerFeatures optimizer_features(std::span<const Feature> features);

}  // namespace sinter::wasm
