#include "release/semantic_version.h"

#include "base/text.h"

namespace sinter {
namespace {

std::optional<std::uint64_t> parse_number(std::string_view text) {
  constexpr std::size_t digits_max = 18;
  bool has_zero_before = text.size() > 1 && text.front() == '0';
  if (text.size() > digits_max || has_zero_before) return std::nullopt;
  return parse_decimal(text);
}

bool is_identifier(std::string_view text) {
  if (text.empty()) return false;
  for (char c : text) {
    bool is_fine = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-';
    if (!is_fine) return false;
  }
  return true;
}

/// Numbers by value and before words, words by their letters.
std::strong_ordering compare_identifiers(const std::string& left, const std::string& right) {
  std::optional<std::uint64_t> left_number = parse_number(left), right_number = parse_number(right);
  if (left_number && right_number) return *left_number <=> *right_number;
  if (left_number.has_value() != right_number.has_value())
    return left_number ? std::strong_ordering::less : std::strong_ordering::greater;
  return left <=> right;
}

std::strong_ordering compare_pre_releases(const std::string& left, const std::string& right) {
  if (left.empty() || right.empty()) return left.empty() <=> right.empty();
  std::vector<std::string> left_parts = split(left, '.'), right_parts = split(right, '.');
  for (std::size_t i = 0; i < left_parts.size() && i < right_parts.size(); ++i) {
    std::strong_ordering order = compare_identifiers(left_parts[i], right_parts[i]);
    if (order != std::strong_ordering::equal) return order;
  }
  return left_parts.size() <=> right_parts.size();
}

}  // namespace

std::string SemanticVersion::text() const {
  std::string text = std::to_string(major) + "." + std::to_string(minor) + "." + std::to_string(patch);
  return pre_release.empty() ? text : text + "-" + pre_release;
}

std::strong_ordering compare(const SemanticVersion& left, const SemanticVersion& right) {
  if (left.major != right.major) return left.major <=> right.major;
  if (left.minor != right.minor) return left.minor <=> right.minor;
  if (left.patch != right.patch) return left.patch <=> right.patch;
  return compare_pre_releases(left.pre_release, right.pre_release);
}

std::optional<SemanticVersion> parse_semantic_version(std::string_view text) {
  text = text.substr(0, text.find('+'));
  SemanticVersion version;
  std::size_t dash = text.find('-');
  if (dash != std::string_view::npos) {
    version.pre_release = text.substr(dash + 1);
    for (const std::string& part : split(version.pre_release, '.')) {
      if (!is_identifier(part)) return std::nullopt;
    }
    text = text.substr(0, dash);
  }
  std::vector<std::string> numbers = split(text, '.');
  if (numbers.size() != 3) return std::nullopt;
  std::uint64_t* const places[] = {&version.major, &version.minor, &version.patch};
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    std::optional<std::uint64_t> number = parse_number(numbers[i]);
    if (!number) return std::nullopt;
    *places[i] = *number;
  }
  return version;
}

SemanticVersion after(const SemanticVersion& version, VersionStep step) {
  SemanticVersion next = version;
  // Its release is the next version already, unless the step is larger than the one it was before.
  bool was_before_release = !version.pre_release.empty();
  next.pre_release.clear();
  if (step == VersionStep::none) return was_before_release ? version : next;
  if (version.major == 0 && step == VersionStep::minor) step = VersionStep::patch;
  if (version.major == 0 && step == VersionStep::major) step = VersionStep::minor;
  if (was_before_release && (step == VersionStep::patch || (step == VersionStep::minor && version.patch == 0) ||
                             (version.minor == 0 && version.patch == 0)))
    return next;
  if (step == VersionStep::major) return {.major = version.major + 1, .minor = 0, .patch = 0, .pre_release = ""};
  if (step == VersionStep::minor)
    return {.major = version.major, .minor = version.minor + 1, .patch = 0, .pre_release = ""};
  ++next.patch;
  return next;
}

}  // namespace sinter
