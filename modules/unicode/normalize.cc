#include "normalize.h"

#include <algorithm>

#include "code_points.h"
#include "decompositions.h"
#include "modules/text/lanes.h"

namespace sinter::unicode {
namespace {

using text::lane_count;
using text::Lanes;

/// A form as the loops want it.
struct Rules {
  const Decompositions& data;
  bool is_composed;
  std::uint16_t changing;       // traits of what may not be copied
  std::uint8_t first_changing;  // the lead byte of the first code point that may have them

  explicit Rules(Form form)
      : data(decompositions_of(form == Form::nfc || form == Form::nfd ? Decomposition::canonical
                                                                      : Decomposition::compatible)),
        is_composed(form == Form::nfc || form == Form::nfkc),
        changing(traits::combining_class |
                 (is_composed ? traits::never_composed | traits::composes_backward : traits::decomposes)),
        first_changing(form == Form::nfc   ? 0xcc
                       : form == Form::nfd ? 0xc3
                                           : 0xc2) {}

  bool is_inert(char32_t code_point) const { return (data_traits(code_point) & changing) == 0; }
  std::uint16_t data_traits(char32_t code_point) const { return data.traits_of(code_point); }
};

/// A code point and, in the top byte, its combining class.
using Character = std::uint32_t;
constexpr std::uint32_t class_shift = 24;
constexpr Character code_point_mask = (1u << class_shift) - 1;

Character with_class(const Decompositions& data, char32_t code_point) {
  return static_cast<Character>(data.traits_of(code_point) & traits::combining_class) << class_shift | code_point;
}

/// How many bytes at the front stand for code points below all that may change.
std::size_t plain_prefix(Bytes bytes, std::uint8_t first_changing) {
  // Words can compare up to 0x80 only.
  std::uint8_t bound = SINTER_TEXT_VECTORS ? first_changing : 0x80;
  std::size_t offset = 0;
  for (; offset + lane_count <= bytes.size(); offset += lane_count) {
    auto lanes = text::load<Lanes>(bytes.data() + offset);
    text::LaneMask mask = text::mask_of(text::below(lanes, bound)) ^ text::mask_of(text::below(text::splat(0), 1));
    if (mask != 0) return offset + text::first_lane(mask);
  }
  while (offset < bytes.size() && bytes[offset] < bound) ++offset;
  return offset;
}

/// The stretch that is decomposed, ordered and composed: its characters so far.
class Stretch {
 public:
  explicit Stretch(const Rules& rules) : rules_(rules) {}

  void add(char32_t code_point) {
    const Decompositions& data = rules_.data;
    if (hangul::is_syllable(code_point)) return add_syllable(code_point - hangul::first_syllable);
    if ((data.traits_of(code_point) & traits::decomposes) == 0) {
      characters_.push_back(with_class(data, code_point));
      return;
    }
    for (char32_t part : data.parts_of(code_point)) characters_.push_back(with_class(data, part));
  }

  /// Writes it in its form and begins anew.
  void finish(TextWriter& output) {
    order();
    if (rules_.is_composed) compose();
    for (Character character : characters_) output.put(static_cast<char32_t>(character & code_point_mask));
    characters_.clear();
  }

 private:
  void add_syllable(std::uint32_t index) {
    using namespace hangul;
    std::uint32_t trail = index % trail_count;
    characters_.push_back(first_lead + index / (vowel_count * trail_count));
    characters_.push_back(first_vowel + index / trail_count % vowel_count);
    if (trail != 0) characters_.push_back(first_trail + trail);
  }

  /// The canonical order: marks behind one base by their class, those of one class as they came.
  void order() {
    for (std::size_t begin = 0; begin < characters_.size();) {
      std::size_t end = begin;
      bool is_ordered = true;
      for (; end < characters_.size() && characters_[end] >> class_shift != 0; ++end)
        is_ordered &= end == begin || characters_[end - 1] >> class_shift <= characters_[end] >> class_shift;
      if (!is_ordered) sort_marks(begin, end);
      begin = end + 1;
    }
  }

  /// By counting, so that a text of nothing but marks takes no longer than any other.
  void sort_marks(std::size_t begin, std::size_t end) {
    std::uint32_t starts[257] = {};
    for (std::size_t index = begin; index < end; ++index) ++starts[(characters_[index] >> class_shift) + 1];
    for (std::uint32_t each = 1; each < 257; ++each) starts[each] += starts[each - 1];
    sorted_.resize(end - begin);
    for (std::size_t index = begin; index < end; ++index)
      sorted_[starts[characters_[index] >> class_shift]++] = characters_[index];
    std::copy(sorted_.begin(), sorted_.end(), characters_.begin() + static_cast<std::ptrdiff_t>(begin));
  }

  void compose() {
    constexpr std::size_t none = static_cast<std::size_t>(-1);
    std::size_t starter = none, size = 0;
    std::uint32_t last_class = 0;  // of what stands behind the starter
    for (Character character : characters_) {
      std::uint32_t own_class = character >> class_shift;
      bool is_next = starter != none && size == starter + 1;
      if (starter != none && (is_next || (last_class < own_class))) {
        char32_t composite = composed(characters_[starter] & code_point_mask, character & code_point_mask);
        if (composite != 0) {
          characters_[starter] = composite;
          continue;
        }
      }
      if (own_class == 0) starter = size;
      last_class = own_class;
      characters_[size++] = character;
    }
    characters_.resize(size);
  }

  const Rules& rules_;
  std::vector<Character> characters_;
  std::vector<Character> sorted_;
};

std::string normalized(Bytes bytes, const Rules& rules) {
  TextWriter output(bytes.size());
  CodePointReader reader(bytes);
  Stretch stretch(rules);
  std::size_t copied = 0;
  std::size_t begin = 0;  // of the last code point, which the next may compose with
  while (!reader.is_at_end()) {
    std::size_t at = reader.offset();
    std::size_t plain = plain_prefix(bytes.subspan(at), rules.first_changing);
    if (plain != 0) {
      // The last code point of these may be a base of what follows.
      begin = at + plain - 1;
      while (begin > at && text::is_continuation(bytes[begin])) --begin;
      reader.go_to(at + plain);
      if (reader.is_at_end()) break;
      at = reader.offset();
    }
    if (rules.is_inert(reader.next())) {
      begin = at;
      continue;
    }
    begin = std::max(begin, copied);
    output.put(bytes.subspan(copied, begin - copied));
    reader.go_to(begin);
    while (!reader.is_at_end()) {
      std::size_t next = reader.offset();
      char32_t code_point = reader.next();
      if (next > at && rules.is_inert(code_point)) {
        reader.go_to(next);
        break;
      }
      stretch.add(code_point);
    }
    stretch.finish(output);
    begin = copied = reader.offset();
  }
  output.put(bytes.subspan(copied));
  return std::move(output).take();
}

}  // namespace

std::string normalize(std::string_view text, Form form) { return normalized(bytes_of(text), Rules(form)); }

std::vector<std::string> normalize_all(const std::vector<std::string>& texts, Form form) {
  Rules rules(form);
  std::vector<std::string> results;
  results.reserve(texts.size());
  for (const std::string& text : texts) results.push_back(normalized(bytes_of(text), rules));
  return results;
}

bool is_normalized(std::string_view text, Form form) {
  Rules rules(form);
  Bytes bytes = bytes_of(text);
  CodePointReader reader(bytes);
  std::uint32_t last_class = 0;
  while (!reader.is_at_end()) {
    std::size_t plain = plain_prefix(bytes.subspan(reader.offset()), rules.first_changing);
    reader.go_to(reader.offset() + plain);
    if (plain != 0) last_class = 0;
    if (reader.is_at_end()) break;
    std::uint16_t own = rules.data_traits(reader.next());
    std::uint32_t own_class = own & traits::combining_class;
    if (own_class != 0 && own_class < last_class) return false;
    last_class = own_class;
    if ((own & (rules.is_composed ? traits::never_composed : traits::decomposes)) != 0) return false;
    // Only the form itself knows whether this one composes with what stands before it.
    if (rules.is_composed && (own & traits::composes_backward) != 0) return normalized(bytes, rules) == text;
  }
  return true;
}

}  // namespace sinter::unicode
