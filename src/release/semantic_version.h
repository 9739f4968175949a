// Versions as https://semver.org 2.0.0 has them: MAJOR.MINOR.PATCH, and after `-` what
// comes before a release.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace sinter {

struct SemanticVersion {
  std::uint64_t major = 0;
  std::uint64_t minor = 0;
  std::uint64_t patch = 0;
  std::string pre_release;  // "rc.1", or ""

  std::string text() const;
  bool operator==(const SemanticVersion&) const = default;
};

/// Precedence, section 11: a version before its release is less than it.
std::strong_ordering compare(const SemanticVersion& left, const SemanticVersion& right);

/// Without what follows `+`, which has no precedence. Nothing for other text.
std::optional<SemanticVersion> parse_semantic_version(std::string_view text);

/// What a release changes for those who use it.
enum class VersionStep : std::uint8_t { none, patch, minor, major };

/// The version that `step` leads to. Before 1.0.0 anything may change: there a breaking
/// change is a minor step, and all else a patch (section 4, as npm and cargo read it).
SemanticVersion after(const SemanticVersion& version, VersionStep step);

}  // namespace sinter
