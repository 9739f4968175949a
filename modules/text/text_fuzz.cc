// Feeds the fast paths and an obviously right model the same bytes and stops at the first
// difference. The first byte picks the operation, the second where the rest is cut in two.
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include "bytes.h"
#include "compare.h"
#include "diff.h"
#include "distance.h"
#include "envelope.h"
#include "fuzzy.h"
#include "glob.h"
#include "hash.h"
#include "patterns.h"
#include "search.h"
#include "two_way.h"
#include "utf8.h"

namespace sinter::text {
namespace {

void expect(bool holds, const char* what) {
  if (holds) return;
  std::fprintf(stderr, "text_fuzz: %s\n", what);
  std::abort();
}

std::string_view text_of(Bytes bytes) { return {reinterpret_cast<const char*>(bytes.data()), bytes.size()}; }

struct Decoded {
  std::u32string code_points;
  std::size_t valid_size = 0;  // of the longest valid prefix
};

/// Table 3-7 of the Unicode Standard, row by row; U+FFFD for each maximal subpart.
Decoded decode_by_table(Bytes bytes) {
  struct Row {
    std::uint8_t lead_min, lead_max, second_min, second_max;
    std::size_t size;
  };
  constexpr Row rows[] = {{0x00, 0x7f, 0, 0, 1},       {0xc2, 0xdf, 0x80, 0xbf, 2}, {0xe0, 0xe0, 0xa0, 0xbf, 3},
                          {0xe1, 0xec, 0x80, 0xbf, 3}, {0xed, 0xed, 0x80, 0x9f, 3}, {0xee, 0xef, 0x80, 0xbf, 3},
                          {0xf0, 0xf0, 0x90, 0xbf, 4}, {0xf1, 0xf3, 0x80, 0xbf, 4}, {0xf4, 0xf4, 0x80, 0x8f, 4}};
  Decoded decoded;
  bool is_valid = true;
  for (std::size_t at = 0; at < bytes.size();) {
    const Row* row = std::ranges::find_if(
        rows, [&](const Row& each) { return bytes[at] >= each.lead_min && bytes[at] <= each.lead_max; });
    std::size_t size = row == std::end(rows) ? 0 : 1;
    char32_t point = size == 0 || row->size == 1 ? bytes[at] : bytes[at] & (0x7fu >> row->size);
    for (; size > 0 && size < row->size && at + size < bytes.size(); ++size) {
      std::uint8_t byte = bytes[at + size];
      if (byte < (size == 1 ? row->second_min : 0x80) || byte > (size == 1 ? row->second_max : 0xbf)) break;
      point = point << 6 | (byte & 0x3f);
    }
    bool is_whole = size > 0 && size == row->size;
    is_valid = is_valid && is_whole;
    decoded.code_points += is_whole ? point : 0xfffd;
    at += std::max<std::size_t>(size, 1);
    if (is_valid) decoded.valid_size = at;
  }
  return decoded;
}

std::uint32_t distance_by_table(std::u32string_view left, std::u32string_view right) {
  std::vector<std::uint32_t> row(right.size() + 1);
  for (std::size_t column = 0; column < row.size(); ++column) row[column] = static_cast<std::uint32_t>(column);
  for (char32_t point : left) {
    std::uint32_t diagonal = row[0]++;
    for (std::size_t column = 0; column < right.size(); ++column) {
      std::uint32_t substituted = diagonal + (point != right[column]);
      diagonal = row[column + 1];
      row[column + 1] = std::min({substituted, diagonal + 1, row[column] + 1});
    }
  }
  return row.back();
}

void check_search(Bytes haystack, Bytes needle) {
  std::vector<std::uint32_t> expected;
  std::string replaced;
  std::size_t copied = 0;
  for (std::size_t at = 0; at + needle.size() <= haystack.size();) {
    bool is_match = std::equal(needle.begin(), needle.end(), haystack.begin() + static_cast<std::ptrdiff_t>(at));
    if (is_match) {
      expected.push_back(static_cast<std::uint32_t>(at));
      replaced.append(text_of(haystack).substr(copied, at - copied)).append("<>");
      copied = at + needle.size();
    }
    at += is_match && !needle.empty() ? needle.size() : 1;
  }
  replaced.append(text_of(haystack).substr(copied));

  expect(find_all_bytes(haystack, needle) == expected, "find_all_bytes differs");
  expect(count_bytes(haystack, needle) == expected.size(), "count_bytes differs");
  auto first = find_first_bytes(haystack, needle);
  expect(first.has_value() == !expected.empty() && (!first || *first == expected[0]), "find_first_bytes differs");
  std::vector<std::uint8_t> output = replace_all_bytes(haystack, needle, bytes_of("<>"));
  expect(text_of(output) == replaced, "replace_all_bytes differs");
  if (needle.empty()) return;

  TwoWay two_way(needle);
  std::size_t from = 0;
  for (std::uint32_t offset : expected) {
    expect(two_way.find(haystack, from) == offset, "TwoWay differs");
    from = offset + needle.size();
  }
  expect(!two_way.find(haystack, from), "TwoWay finds too much");
  std::vector<std::uint32_t> units = find_all(text_of(haystack), text_of(needle));
  expect(units.size() == expected.size(), "find_all differs");
  for (std::size_t index = 0; index < units.size(); ++index) {
    std::uint32_t counted = 0;
    for (std::uint8_t byte : haystack.first(expected[index])) counted += (byte & 0xc0) != 0x80, counted += byte >= 0xf0;
    expect(units[index] == counted, "find_all counts other units");
  }
}

void check_utf8(Bytes bytes) {
  Decoded decoded = decode_by_table(bytes);
  std::optional<std::uint32_t> fault = first_invalid_utf8(bytes);
  expect(fault.value_or(static_cast<std::uint32_t>(bytes.size())) == decoded.valid_size, "the fault is elsewhere");
  Fallible<std::uint32_t, Utf8Fault> length = utf16_length(bytes);
  expect(length.has_value() == !fault.has_value(), "utf16_length judges differently");
  std::size_t units = decoded.code_points.size();
  for (char32_t point : decoded.code_points) units += point > 0xffff;
  expect(length.has_value() ? *length == units : length.error().offset == *fault, "utf16_length differs");
}

void check_distance(Bytes left, Bytes right, std::uint32_t limit) {
  left = left.first(std::min<std::size_t>(left.size(), 200));
  right = right.first(std::min<std::size_t>(right.size(), 200));
  std::uint32_t expected = distance_by_table(decode_by_table(left).code_points, decode_by_table(right).code_points);
  expect(levenshtein(text_of(left), text_of(right)) == expected, "levenshtein differs");
  std::string_view others[] = {text_of(right), text_of(left)};
  expect(levenshtein_all(text_of(left), others) == std::vector{expected, 0u}, "levenshtein_all differs");
  for (std::uint32_t each : {limit, expected, expected - (expected > 0)}) {
    std::optional<std::uint32_t> bounded = levenshtein_bounded(text_of(left), text_of(right), each);
    expect(bounded.has_value() == (expected <= each) && bounded.value_or(expected) == expected,
           "levenshtein_bounded differs");
  }
}

void check_compare(Bytes left, Bytes right) {
  auto sign = [](std::strong_ordering order) { return order < 0 ? -1 : order > 0 ? 1 : 0; };
  std::int32_t expected =
      sign(std::lexicographical_compare_three_way(left.begin(), left.end(), right.begin(), right.end()));
  expect(compare_bytes(left, right) == expected, "compare_bytes differs");
  expect(compare_bytes(right, left) == -expected, "compare_bytes is not antisymmetric");
}

/// Hashes must not read what is not theirs, nor depend on where the input lies.
void check_hashes(Bytes bytes, std::uint64_t seed) {
  std::vector<std::uint8_t> shifted(bytes.size() + 1);
  std::ranges::copy(bytes, shifted.begin() + 1);
  Bytes moved = Bytes(shifted).subspan(1);
  expect(xxh3_64_bytes(bytes, seed) == xxh3_64_bytes(moved, seed), "xxh3_64 depends on the address");
  expect(fnv1a64_bytes(bytes) == fnv1a64_bytes(moved), "fnv1a64 depends on the address");
}

void check_envelope(Bytes payload) {
  std::string expected = R"({"id":"","sender":"","timestamp":-1,"payload":")";
  for (std::uint8_t byte : payload) {
    char escape[8];
    if (byte == '"' || byte == '\\') std::snprintf(escape, sizeof escape, "\\%c", byte);
    else if (byte >= 8 && byte <= 13 && byte != 11) std::snprintf(escape, sizeof escape, "\\%c", "btn-fr"[byte - 8]);
    else if (byte < 0x20) std::snprintf(escape, sizeof escape, "\\u%04x", byte);
    else std::snprintf(escape, sizeof escape, "%c", byte);
    expected += escape;
  }
  Message message = {.id = "", .sender = "", .timestamp = -1, .payload = text_of(payload)};
  expect(message_envelope(message).value_or("") == expected + "\"}", "message_envelope differs");
}

std::vector<std::string> parts_of(Bytes bytes) {
  std::vector<std::string> parts(1);
  for (std::uint8_t byte : bytes) {
    if (byte == '\n') parts.emplace_back();
    else parts.back() += static_cast<char>(byte);
  }
  return parts;
}

/// At each place the longest of the needles, one after the other.
void check_patterns(Bytes needles, Bytes text) {
  std::vector<std::string> parts = parts_of(needles);
  std::vector<std::string_view> all(parts.begin(), parts.end());
  std::vector<std::uint32_t> expected;
  for (std::size_t at = 0; at < text.size();) {
    std::size_t longest = 0;
    std::uint32_t which = 0;
    for (std::uint32_t index = 0; index < all.size(); ++index) {
      if (all[index].size() <= longest || !text_of(text.subspan(at)).starts_with(all[index])) continue;
      longest = all[index].size();
      which = index;
    }
    if (longest != 0) expected.push_back(which);
    at += std::max<std::size_t>(longest, 1);
  }
  Patterns patterns(all);
  expect(patterns.find_all(text_of(text)).patterns == expected, "Patterns differs");
  expect(patterns.count(text_of(text)) == expected.size(), "Patterns counts otherwise");
  expect(patterns.matches(text_of(text)) == !expected.empty(), "Patterns::matches differs");
}

/// Lines of letters, compared by a table of common subsequences.
void check_diff(Bytes left, Bytes right) {
  auto lines_of = [](Bytes bytes) {
    std::string lines;
    for (std::uint8_t byte : bytes.first(std::min<std::size_t>(bytes.size(), 100))) {
      lines += static_cast<char>('a' + byte % 4);
      lines += '\n';
    }
    return lines;
  };
  std::string from = lines_of(left), to = lines_of(right), rebuilt;
  std::size_t copied = 0, changed = 0;
  for (const Hunk& hunk : diff_lines(from, to)) {
    rebuilt.append(from, 2 * copied, 2 * (hunk.left_begin - copied));
    expect(rebuilt.size() == 2 * hunk.right_begin, "a hunk stands elsewhere");
    rebuilt.append(to, 2 * hunk.right_begin, 2 * hunk.right_count);
    copied = hunk.left_begin + hunk.left_count;
    changed += hunk.left_count + hunk.right_count;
  }
  rebuilt.append(from, 2 * copied);
  expect(rebuilt == to, "the hunks do not lead to the other text");
  std::vector<std::size_t> common(to.size() / 2 + 1);
  for (std::size_t row = 0; row < from.size(); row += 2) {
    std::size_t diagonal = 0;
    for (std::size_t column = 1; column < common.size(); ++column) {
      std::size_t above = common[column];
      common[column] = from[row] == to[2 * column - 2] ? diagonal + 1 : std::max(above, common[column - 1]);
      diagonal = above;
    }
  }
  expect(changed == (from.size() + to.size()) / 2 - 2 * common.back(), "there is a shorter answer");
}

void check_fuzzy(Bytes query, Bytes candidates) {
  std::vector<std::string> parts = parts_of(candidates);
  std::vector<std::string_view> all(parts.begin(), parts.end());
  FuzzyRanking ranking = fuzzy_rank(text_of(query), all, UINT32_MAX);
  FuzzyRanking kept = Candidates(all).rank(text_of(query), UINT32_MAX);
  expect(ranking.indices == kept.indices && ranking.scores == kept.scores, "Candidates ranks otherwise");
  FuzzyRanking first = fuzzy_rank(text_of(query), all, 2);
  expect(std::equal(first.indices.begin(), first.indices.end(), ranking.indices.begin()), "the best two are others");
}

/// A filter and a single question agree, and what is matched literally is.
void check_glob(Bytes pattern, Bytes path) {
  Fallible<bool, GlobFault> matches = glob_matches(text_of(path), text_of(pattern));
  std::string_view paths[] = {text_of(path)};
  auto filtered = glob_filter(paths, text_of(pattern));
  expect(matches.has_value() == filtered.has_value(), "glob_filter judges the pattern otherwise");
  expect(!matches || *matches == !filtered->empty(), "glob_filter differs");
  std::string literal;
  for (std::uint8_t byte : path) {
    if (std::string_view("*?[]{}\\,").contains(static_cast<char>(byte))) literal += '\\';
    literal += static_cast<char>(byte);
  }
  if (!first_invalid_utf8(path)) expect(glob_matches(text_of(path), literal).value_or(false), "a path is not itself");
}

}  // namespace
}  // namespace sinter::text

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace sinter::text;
  if (size < 2) return 0;
  Bytes rest = Bytes(data, size).subspan(2);
  std::size_t cut = rest.size() * data[1] / 255;
  Bytes left = rest.first(cut), right = rest.subspan(cut);
  switch (data[0] % 10) {
    case 0: check_search(right, left); break;
    case 1: check_utf8(rest); break;
    case 2: check_distance(left, right, data[1]); break;
    case 3: check_compare(left, right); break;
    case 4: check_hashes(rest, data[1]); break;
    case 5: check_envelope(rest); break;
    case 6: check_patterns(left, right); break;
    case 7: check_diff(left, right); break;
    case 8: check_fuzzy(left, right); break;
    default: check_glob(left, right);
  }
  return 0;
}
