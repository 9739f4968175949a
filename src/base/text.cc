#include "base/text.h"

#include <algorithm>

#include "base/ranges.h"

namespace sinter {
namespace {

std::string with_decimals(std::uint64_t value, std::uint64_t unit, int decimals) {
  std::uint64_t scale = 1;
  for (int i = 0; i < decimals; ++i) scale *= 10;
  std::uint64_t whole = value / unit;
  std::uint64_t part = ((value % unit) * scale + unit / 2) / unit;
  if (part == scale) {
    ++whole;
    part = 0;
  }
  std::string text = std::to_string(whole);
  if (decimals == 0) return text;
  std::string digits = std::to_string(part);
  return text + "." + std::string(static_cast<std::size_t>(decimals) - digits.size(), '0') + digits;
}

/// Two neighbours that changed places count once: it is the slip that fingers make most
/// (optimal string alignment, a restricted Damerau-Levenshtein distance).
std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> before_last(b.size() + 1), last(b.size() + 1), row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::swap(before_last, last);
    std::swap(last, row);
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      std::size_t substitute = last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      row[j] = std::min({last[j] + 1, row[j - 1] + 1, substitute});
      bool is_swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
      if (is_swapped) row[j] = std::min(row[j], before_last[j - 2] + 1);
    }
  }
  return row[b.size()];
}

bool is_plain_in_shell(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         std::string_view("-_./=+:,@%^").contains(c);
}

}  // namespace

std::string quote(std::string_view name) { return "`" + std::string(name) + "`"; }

std::string join(std::span<const std::string> parts, std::string_view separator) {
  std::string text;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (i != 0) text += separator;
    text += parts[i];
  }
  return text;
}

std::vector<std::string> split(std::string_view text, char separator) {
  std::vector<std::string> parts;
  for (;;) {
    std::size_t end = text.find(separator);
    parts.emplace_back(text.substr(0, end));
    if (end == std::string_view::npos) return parts;
    text.remove_prefix(end + 1);
  }
}

std::string_view trim(std::string_view text) {
  constexpr std::string_view blank = " \t\r\n";
  std::size_t begin = text.find_first_not_of(blank);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(blank) - begin + 1);
}

std::string count_of(std::uint64_t count, std::string_view noun) {
  std::string text = std::to_string(count) + " " + std::string(noun);
  if (count == 1) return text;
  bool is_entry = noun.size() > 1 && noun.ends_with('y') && !std::string_view("aeiou").contains(noun[noun.size() - 2]);
  if (!is_entry) return text + "s";
  text.back() = 'i';
  return text + "es";
}

std::string size_text(std::uint64_t size_bytes) {
  if (size_bytes < 1024) return std::to_string(size_bytes) + " B";
  if (size_bytes < 1024 * 1024) return with_decimals(size_bytes, 1024, 1) + " KiB";
  if (size_bytes < 1024ull * 1024 * 1024) return with_decimals(size_bytes, 1024 * 1024, 1) + " MiB";
  return with_decimals(size_bytes, 1024ull * 1024 * 1024, 2) + " GiB";
}

std::string duration_text(std::uint64_t duration_ns) {
  constexpr std::uint64_t ms = 1'000'000;
  constexpr std::uint64_t s = 1000 * ms;
  if (duration_ns < 10 * ms) return with_decimals(duration_ns, ms, 1) + " ms";
  if (duration_ns < s) return with_decimals(duration_ns, ms, 0) + " ms";
  if (duration_ns < 60 * s) return with_decimals(duration_ns, s, 2) + " s";
  std::uint64_t seconds = duration_ns / s;
  return std::to_string(seconds / 60) + " min " + std::to_string(seconds % 60) + " s";
}

std::optional<std::string> nearest(std::string_view name, std::span<const std::string> candidates) {
  std::size_t limit = std::max<std::size_t>(1, name.size() / 3);
  std::optional<std::string> best;
  for (const std::string& candidate : candidates) {
    std::size_t distance = edit_distance(name, candidate);
    if (distance > limit) continue;
    limit = distance == 0 ? 0 : distance - 1;  // a later candidate must be strictly nearer
    best = candidate;
    if (distance == 0) break;
  }
  return best;
}

std::optional<std::uint64_t> parse_decimal(std::string_view text) {
  if (text.empty()) return std::nullopt;
  std::uint64_t value = 0;
  for (char c : text) {
    if (c < '0' || c > '9') return std::nullopt;
    if (__builtin_mul_overflow(value, std::uint64_t{10}, &value)) return std::nullopt;
    if (__builtin_add_overflow(value, static_cast<std::uint64_t>(c - '0'), &value)) return std::nullopt;
  }
  return value;
}

namespace {

template <class Text>
std::string quoted_for_shell(std::span<const Text> argv) {
  std::string text;
  for (const Text& argument : argv) {
    if (!text.empty()) text += ' ';
    if (!argument.empty() && ranges::all_of(argument, is_plain_in_shell)) {
      text += argument;
      continue;
    }
    text += '\'';
    for (char c : argument) {
      if (c == '\'') text += "'\\''";
      else text += c;
    }
    text += '\'';
  }
  return text;
}

}  // namespace

std::string shell_quote(std::span<const std::string> argv) { return quoted_for_shell(argv); }
std::string shell_quote(std::span<const std::string_view> argv) { return quoted_for_shell(argv); }

}  // namespace sinter
