#include "fold.h"

#include <algorithm>
#include <array>

#include "code_points.h"
#include "modules/text/lanes.h"
#include "page_table.h"
#include "tables.h"

namespace sinter::unicode {
namespace {

using text::lane_count;
using text::Lanes;

enum class Extent : std::uint8_t { simple, full };

constexpr std::uint32_t code_point_bits = 21;

/// What each code point becomes: 0 for itself, else the simple folding in the low 21 bits,
/// which may be 0 as well, and above them the number of its full folding, if it has one.
struct Foldings {
  PageTable<std::uint32_t> table;
  std::vector<std::array<char32_t, 3>> full = std::vector<std::array<char32_t, 3>>(1);

  Foldings() {
    StreamReader reader(case_foldings);
    std::uint32_t count = reader.next();
    std::vector<std::uint32_t> gaps = reader.column(count), shapes = reader.column(count);
    char32_t next = 0;
    for (std::uint32_t range = 0; range < count; ++range) {
      std::int32_t distance = reader.next_signed();
      next += gaps[range];
      std::uint32_t step = (shapes[range] & 1) + 1;
      for (std::uint32_t member = 0; member <= shapes[range] >> 1; ++member, next += step)
        table.slot(next) = static_cast<std::uint32_t>(static_cast<std::int32_t>(next) + distance);
      next -= step - 1;
    }
    count = reader.next();
    gaps = reader.column(count);
    std::vector<std::uint32_t> first = reader.column(count), second = reader.column(count);
    next = 0;
    for (std::uint32_t index = 0; index < count; ++index) {
      next += gaps[index];
      table.slot(next++) |= static_cast<std::uint32_t>(full.size()) << code_point_bits;
      full.push_back({first[index], second[index], reader.next()});
    }
  }
};

const Foldings& foldings() {
  static const Foldings all;
  return all;
}

Lanes lowered(Lanes lanes) {
  Lanes is_upper = text::below(lanes, 'Z' + 1) & ~text::below(lanes, 'A');
  return lanes | ((is_upper >> 2) & text::splat(0x20));
}

/// Folds the ASCII at the front of `bytes` and says how much that was. What a step folds beyond it is overwritten.
std::size_t fold_ascii(Bytes bytes, TextWriter& output) {
  std::size_t offset = 0;
  std::uint8_t* to = output.room(bytes.size());
  while (bytes.size() >= lane_count && offset < bytes.size()) {
    // The last step ends where the text does, and folds a part of the step before once more.
    std::size_t at = std::min(offset, bytes.size() - lane_count);
    auto lanes = text::load<Lanes>(bytes.data() + at);
    text::LaneMask beyond_ascii = text::top_bits(lanes);
    lanes = lowered(lanes);
    __builtin_memcpy(to + at, &lanes, lane_count);
    offset = at + (beyond_ascii == 0 ? lane_count : text::first_lane(beyond_ascii));
    if (beyond_ascii != 0) break;
  }
  for (; offset < bytes.size() && bytes[offset] < 0x80; ++offset) {
    bool is_upper = static_cast<std::uint8_t>(bytes[offset] - 'A') < 26;
    to[offset] = static_cast<std::uint8_t>(bytes[offset] | (is_upper ? 0x20 : 0));
  }
  output.wrote(offset);
  return offset;
}

template <Extent extent>
void fold_code_point(const Foldings& all, char32_t code_point, TextWriter& output) {
  std::uint32_t entry = all.table.at(code_point);
  if (entry == 0) return output.put(code_point);
  std::uint32_t full = entry >> code_point_bits;
  if (extent == Extent::full && full != 0) {
    for (char32_t part : all.full[full]) {
      if (part != 0) output.put(part);
    }
    return;
  }
  char32_t simple = entry & ((1u << code_point_bits) - 1);
  output.put(simple == 0 ? code_point : simple);
}

template <Extent extent>
std::string folded(std::string_view text) {
  const Foldings& all = foldings();
  Bytes bytes = bytes_of(text);
  TextWriter output(bytes.size());
  CodePointReader reader(bytes);
  while (!reader.is_at_end()) {
    reader.go_to(reader.offset() + fold_ascii(bytes.subspan(reader.offset()), output));
    while (!reader.is_at_end() && bytes[reader.offset()] >= 0x80) fold_code_point<extent>(all, reader.next(), output);
  }
  return std::move(output).take();
}

template <Extent extent>
std::vector<std::string> all_folded(const std::vector<std::string>& texts) {
  std::vector<std::string> results;
  results.reserve(texts.size());
  for (const std::string& text : texts) results.push_back(folded<extent>(text));
  return results;
}

}  // namespace

std::string case_fold(std::string_view text) { return folded<Extent::full>(text); }
std::string case_fold_simple(std::string_view text) { return folded<Extent::simple>(text); }
std::vector<std::string> case_fold_all(const std::vector<std::string>& texts) {
  return all_folded<Extent::full>(texts);
}
std::vector<std::string> case_fold_simple_all(const std::vector<std::string>& texts) {
  return all_folded<Extent::simple>(texts);
}

}  // namespace sinter::unicode
