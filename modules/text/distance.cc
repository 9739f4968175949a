// The table has a row for each code point of the shorter text and a column for each of the
// longer one. It is filled 64 rows at a time, each time from left to right; between two passes
// only the differences along the last row are kept:
//
//              longer text ->
//    rows  0..63   |  VP, VN move right, a bit a row
//    ------------- +--+--+--+  across[column]: +1, 0, -1 along the row in between
//    rows 64..127  |
//
// With a limit, a pass leaves out the columns further than the limit from the diagonal. What
// it assumes there (down costs 1, right costs 1) is never less than the truth, so a distance
// within the limit comes out right and a greater one cannot come out within it.
#include "distance.h"

#include <algorithm>
#include <span>
#include <vector>

#include "utf8.h"

namespace sinter::text {
namespace {

using CodePoints = std::span<const char32_t>;
constexpr std::uint32_t rows_per_pass = 64;

/// For each code point, in which of up to 64 rows it stands.
class RowMasks {
 public:
  /// Replaces what was there. `rows` are at most 64 code points.
  void set(CodePoints rows) {
    clear();
    rows_ = rows;
    for (std::size_t row = 0; row < rows.size(); ++row) slot(rows[row]) |= 1ull << row;
  }

  std::uint64_t find(char32_t code_point) const {
    if (code_point < ascii_count) return ascii_[code_point];
    if (!has_others_) return 0;
    for (std::size_t index = code_point % other_count; others_[index].rows != 0; index = (index + 1) % other_count)
      if (others_[index].code_point == code_point) return others_[index].rows;
    return 0;
  }

 private:
  static constexpr std::size_t ascii_count = 128;
  static constexpr std::size_t other_count = 128;  // at least twice the rows, so that probes end soon

  struct Other {
    char32_t code_point;
    std::uint64_t rows;  // 0: free
  };

  std::uint64_t& slot(char32_t code_point) {
    if (code_point < ascii_count) return ascii_[code_point];
    if (!has_others_) std::fill_n(others_, other_count, Other{});
    has_others_ = true;
    std::size_t index = code_point % other_count;
    while (others_[index].rows != 0 && others_[index].code_point != code_point) index = (index + 1) % other_count;
    others_[index].code_point = code_point;
    return others_[index].rows;
  }

  void clear() {
    for (char32_t code_point : rows_)
      if (code_point < ascii_count) ascii_[code_point] = 0;
    has_others_ = false;
  }

  CodePoints rows_;
  bool has_others_ = false;
  std::uint64_t ascii_[ascii_count] = {};
  Other others_[other_count];  // meaningless until has_others_
};

/// One pass over 64 rows, or over the rest of them.
struct Pass {
  std::uint64_t down_more = ~0ull;  // VP: rows whose value is one more than that of the row above
  std::uint64_t down_less = 0;      // VN: one less
  std::uint32_t last_row;           // of this pass, 0 to 63
  std::uint32_t value;              // in the last row, of the column to the left

  /// Moves right over `columns`; `across` holds the differences of the row above and is left
  /// with those of the last row.
  void advance(const RowMasks& masks, CodePoints columns, std::int8_t* across) {
    std::uint64_t more = down_more, less = down_less;
    std::uint32_t at_last_row = value;
    for (std::size_t column = 0; column < columns.size(); ++column) {
      std::uint64_t enters_more = across[column] > 0, enters_less = across[column] < 0;
      std::uint64_t same = masks.find(columns[column]);
      std::uint64_t diagonal = same | less;
      same |= enters_less;
      std::uint64_t zero = (((same & more) + more) ^ more) | same;
      std::uint64_t right_more = less | ~(zero | more);
      std::uint64_t right_less = more & zero;
      auto leaves = static_cast<std::int32_t>((right_more >> last_row) & 1) -
                    static_cast<std::int32_t>((right_less >> last_row) & 1);
      across[column] = static_cast<std::int8_t>(leaves);
      at_last_row += static_cast<std::uint32_t>(leaves);
      right_more = right_more << 1 | enters_more;
      right_less = right_less << 1 | enters_less;
      more = right_less | ~(diagonal | right_more);
      less = right_more & diagonal;
    }
    down_more = more;
    down_less = less;
    value = at_last_row;
  }
};

/// Whether a value in the row described by `across`, `left` at its left end, is within `limit`.
bool reaches(std::span<const std::int8_t> across, std::uint32_t left, std::uint32_t limit) {
  std::uint32_t value = left;
  for (std::int8_t difference : across) {
    if (value <= limit) return true;
    value += static_cast<std::uint32_t>(difference);
  }
  return value <= limit;
}

/// The distance, or something above `limit`. `rows` is neither empty nor longer than
/// `columns`, which is at most `limit` longer.
std::uint32_t distance_within(CodePoints rows, CodePoints columns, std::uint32_t limit) {
  std::vector<std::int8_t> across(columns.size(), 1);
  RowMasks masks;
  std::size_t begin = 0;          // first column of the pass
  std::uint32_t begin_value = 0;  // in the row above the pass, to the left of that column
  for (std::size_t top = 0;; top += rows_per_pass) {
    CodePoints pass_rows = rows.subspan(top, std::min<std::size_t>(rows_per_pass, rows.size() - top));
    std::size_t bottom = top + pass_rows.size();
    std::size_t end = limit < columns.size() - std::min(bottom, columns.size()) ? bottom + limit : columns.size();
    std::size_t next_begin = bottom > limit ? bottom - limit : 0;
    auto row_count = static_cast<std::uint32_t>(pass_rows.size());

    masks.set(pass_rows);
    Pass pass = {.last_row = row_count - 1, .value = begin_value + row_count};
    std::uint32_t left_value = pass.value;
    pass.advance(masks, columns.subspan(begin, next_begin - begin), across.data() + begin);
    begin_value = pass.value;
    pass.advance(masks, columns.subspan(next_begin, end - next_begin), across.data() + next_begin);

    if (bottom == rows.size()) return pass.value;
    if (!reaches({across.data() + begin, end - begin}, left_value, limit)) return limit + 1;
    begin = next_begin;
  }
}

std::vector<char32_t> decode(std::string_view text) {
  std::vector<char32_t> code_points;
  code_points.reserve(text.size());
  for (Bytes rest = bytes_of(text); !rest.empty();) {
    if (rest.front() < 0x80) {
      code_points.push_back(rest.front());
      rest = rest.subspan(1);
      continue;
    }
    DecodedCodePoint decoded = decode_front(rest);
    code_points.push_back(decoded.code_point);
    rest = rest.subspan(decoded.size_bytes);
  }
  return code_points;
}

/// The distance from one to 64 rows to a text that is read once, without a copy. Above the
/// only pass every step to the right costs 1, which is Myers' own form.
std::uint32_t short_distance(const RowMasks& masks, std::uint32_t row_count, std::string_view text) {
  std::uint64_t more = ~0ull, less = 0;
  std::uint32_t distance = row_count, last_row = row_count - 1;
  Bytes bytes = bytes_of(text);
  for (std::size_t offset = 0; offset < bytes.size();) {
    char32_t code_point = bytes[offset];
    std::uint32_t size_bytes = 1;
    if (code_point >= 0x80) {
      DecodedCodePoint decoded = decode_front(bytes.subspan(offset));
      code_point = decoded.code_point;
      size_bytes = decoded.size_bytes;
    }
    offset += size_bytes;
    std::uint64_t same = masks.find(code_point);
    std::uint64_t zero = (((same & more) + more) ^ more) | same;
    std::uint64_t right_more = less | ~(zero | more), right_less = more & zero;
    distance += static_cast<std::uint32_t>((right_more >> last_row) & 1);
    distance -= static_cast<std::uint32_t>((right_less >> last_row) & 1);
    right_more = right_more << 1 | 1;
    more = right_less << 1 | ~(same | less | right_more);
    less = right_more & (same | less);
  }
  return distance;
}

std::uint32_t distance_upto(std::string_view left_text, std::string_view right_text, std::uint32_t limit) {
  std::vector<char32_t> left_points = decode(left_text), right_points = decode(right_text);
  CodePoints rows = view_of(left_points), columns = view_of(right_points);
  if (rows.size() > columns.size()) std::swap(rows, columns);

  // What both begin with and what both end with costs nothing.
  std::size_t same = 0;
  while (same < rows.size() && rows[same] == columns[same]) ++same;
  rows = rows.subspan(same);
  columns = columns.subspan(same);
  while (!rows.empty() && rows.back() == columns.back()) {
    rows = rows.first(rows.size() - 1);
    columns = columns.first(columns.size() - 1);
  }
  if (columns.size() - rows.size() > limit) return limit + 1;
  if (rows.empty()) return static_cast<std::uint32_t>(columns.size());
  return distance_within(rows, columns, limit);
}

}  // namespace

std::uint32_t levenshtein(std::string_view left, std::string_view right) {
  return distance_upto(left, right, UINT32_MAX);
}

std::vector<std::uint32_t> levenshtein_all(std::string_view text, Texts others) {
  std::vector<std::uint32_t> distances;
  distances.reserve(others.size());
  std::vector<char32_t> rows = decode(text);
  if (rows.empty() || rows.size() > rows_per_pass) {
    for (std::string_view other : others) distances.push_back(levenshtein(text, other));
    return distances;
  }
  RowMasks masks;
  masks.set(rows);
  for (std::string_view other : others) {
    distances.push_back(short_distance(masks, static_cast<std::uint32_t>(rows.size()), other));
  }
  return distances;
}

std::optional<std::uint32_t> levenshtein_bounded(std::string_view left, std::string_view right, std::uint32_t limit) {
  std::uint32_t distance = distance_upto(left, right, limit);
  if (distance > limit) return std::nullopt;
  return distance;
}

}  // namespace sinter::text
