#include "segment.h"

#include "code_points.h"
#include "decompositions.h"
#include "page_table.h"
#include "tables.h"

namespace sinter::unicode {
namespace {

template <class Class>
struct Classes {
  PageTable<std::uint8_t> table;

  explicit Classes(std::span<const std::uint8_t> stream) { table.read_property(stream); }
  Class of(char32_t code_point) const { return static_cast<Class>(table.at(code_point)); }
};

const Classes<GraphemeClass>& grapheme_classes() {
  static const Classes<GraphemeClass> classes(grapheme_breaks);
  return classes;
}

const Classes<WordClass>& word_classes() {
  static const Classes<WordClass> classes(word_breaks);
  return classes;
}

template <class Class, class... Classes>
constexpr bool is_any(Class value, Classes... wanted) {
  return ((value == wanted) || ...);
}

std::uint32_t units_of(char32_t code_point) { return code_point > 0xffff ? 2 : 1; }

/// Tells for each code point whether a cluster ends before it.
class GraphemeRules {
 public:
  bool ends_before(char32_t code_point) {
    using enum GraphemeClass;
    GraphemeClass next = class_of(code_point);
    bool is_end = is_boundary(next);
    // GB11 and GB12 look further back than one code point.
    if (next == pictograph) {
      emoji_ = Emoji::pictograph;
    } else if (emoji_ == Emoji::pictograph && next == zwj) {
      emoji_ = Emoji::joined;
    } else if (emoji_ != Emoji::pictograph || next != extend) {
      emoji_ = Emoji::none;
    }
    indicators_ = next == regional_indicator ? indicators_ + 1 : 0;
    last_ = next;
    return is_end;
  }

 private:
  enum class Emoji : std::uint8_t { none, pictograph, joined };

  GraphemeClass class_of(char32_t code_point) const {
    using enum GraphemeClass;
    if (hangul::is_syllable(code_point)) {
      return (code_point - hangul::first_syllable) % hangul::trail_count == 0 ? lead_vowel : lead_vowel_trail;
    }
    return classes_.of(code_point);
  }

  bool is_boundary(GraphemeClass next) const {
    using enum GraphemeClass;
    if (last_ == other && next == other) return true;                                            // GB999
    if (last_ == cr && next == lf) return false;                                                 // GB3
    if (is_any(last_, cr, lf, control) || is_any(next, cr, lf, control)) return true;            // GB4, 5
    if (last_ == lead && is_any(next, lead, vowel, lead_vowel, lead_vowel_trail)) return false;  // GB6
    if (is_any(last_, lead_vowel, vowel) && is_any(next, vowel, trail)) return false;            // GB7
    if (is_any(last_, lead_vowel_trail, trail) && next == trail) return false;                   // GB8
    if (is_any(next, extend, zwj, spacing_mark) || last_ == prepend) return false;               // GB9, a, b
    if (emoji_ == Emoji::joined && next == pictograph) return false;                             // GB11
    return last_ != regional_indicator || next != regional_indicator || indicators_ % 2 == 0;    // GB12, 13
  }

  const Classes<GraphemeClass>& classes_ = grapheme_classes();
  GraphemeClass last_ = GraphemeClass::control;  // the start of a text is a boundary, too
  Emoji emoji_ = Emoji::none;
  std::uint32_t indicators_ = 0;  // how many stand in a row
};

/// Calls `visit` with the offset in UTF-16 units of every boundary but the first and the last.
template <class Visit>
std::uint32_t each_grapheme_boundary(std::string_view text, Visit visit) {
  CodePointReader reader(bytes_of(text));
  GraphemeRules rules;
  std::uint32_t units = 0;
  while (!reader.is_at_end()) {
    char32_t code_point = reader.next();
    if (rules.ends_before(code_point) && units != 0) visit(units);
    units += units_of(code_point);
  }
  return units;
}

/// The rules for words. What they pass over (WB4) does not become `last_`.
class WordRules {
 public:
  explicit WordRules(CodePointReader& reader) : reader_(reader) {}

  bool ends_before(char32_t code_point) {
    WordClass next = classes_.of(code_point);
    bool was_joiner = raw_ == WordClass::zwj;
    bool is_first = is_line_end(raw_);
    bool is_passed_over = !is_first && is_ignored(next);
    bool is_end = is_boundary(next, was_joiner && grapheme_classes().of(code_point) == GraphemeClass::pictograph);
    raw_ = next;
    if (is_passed_over) return is_end;
    before_last_ = last_;
    last_ = next;
    indicators_ = next == WordClass::regional_indicator ? indicators_ + 1 : 0;
    return is_end;
  }

 private:
  static bool is_line_end(WordClass each) { return is_any(each, WordClass::cr, WordClass::lf, WordClass::newline); }
  static bool is_ignored(WordClass each) { return is_any(each, WordClass::extend, WordClass::format, WordClass::zwj); }
  static bool is_letter(WordClass each) { return is_any(each, WordClass::letter, WordClass::hebrew_letter); }
  static bool is_within_letters(WordClass each) {
    return is_any(each, WordClass::mid_letter, WordClass::mid_number_letter, WordClass::single_quote);
  }
  static bool is_within_numbers(WordClass each) {
    return is_any(each, WordClass::mid_number, WordClass::mid_number_letter, WordClass::single_quote);
  }

  /// The class of what comes after the code point at hand, without what is passed over.
  WordClass following() const {
    CodePointReader ahead = reader_;
    while (!ahead.is_at_end()) {
      WordClass each = classes_.of(ahead.next());
      if (!is_ignored(each)) return each;
    }
    return WordClass::other;
  }

  bool is_boundary(WordClass next, bool is_joined_pictograph) const {
    using enum WordClass;
    if (raw_ == cr && next == lf) return false;               // WB3
    if (is_line_end(raw_) || is_line_end(next)) return true;  // WB3a, b
    if (is_joined_pictograph) return false;                   // WB3c
    if (raw_ == space && next == space) return false;         // WB3d
    if (is_ignored(next)) return false;                       // WB4
    if (is_letter(last_)) {
      if (is_letter(next) || is_any(next, numeric, connector)) return false;  // WB5, 9, 13a
      if (is_within_letters(next) && is_letter(following())) return false;    // WB6
      if (last_ == hebrew_letter) {
        if (next == single_quote) return false;                                  // WB7a
        if (next == double_quote && following() == hebrew_letter) return false;  // WB7b
      }
      return true;
    }
    if (is_letter(next)) {
      if (is_within_letters(last_) && is_letter(before_last_)) return false;                              // WB7
      if (next == hebrew_letter && last_ == double_quote && before_last_ == hebrew_letter) return false;  // WB7c
      return !is_any(last_, numeric, connector);                                                          // WB10, 13b
    }
    if (next == numeric) {
      if (is_any(last_, numeric, connector)) return false;          // WB8, 13b
      return !is_within_numbers(last_) || before_last_ != numeric;  // WB11
    }
    if (last_ == numeric && is_within_numbers(next)) return following() != numeric;            // WB12
    if (next == connector) return !is_any(last_, numeric, katakana, connector);                // WB13a
    if (next == katakana) return !is_any(last_, katakana, connector);                          // WB13, b
    return last_ != regional_indicator || next != regional_indicator || indicators_ % 2 == 0;  // WB15, 16
  }

  const Classes<WordClass>& classes_ = word_classes();
  CodePointReader& reader_;             // stands behind the code point that is asked about
  WordClass raw_ = WordClass::newline;  // of the code point before, whatever it is; there is a boundary at the start
  WordClass last_ = WordClass::newline;
  WordClass before_last_ = WordClass::newline;
  std::uint32_t indicators_ = 0;
};

}  // namespace

std::vector<std::uint32_t> grapheme_boundaries(std::string_view text) {
  std::vector<std::uint32_t> offsets;
  std::uint32_t units = each_grapheme_boundary(text, [&](std::uint32_t offset) { offsets.push_back(offset); });
  if (units != 0) offsets.push_back(units);
  return offsets;
}

std::uint32_t grapheme_count(std::string_view text) {
  std::uint32_t count = 0;
  std::uint32_t units = each_grapheme_boundary(text, [&](std::uint32_t) { ++count; });
  return units != 0 ? count + 1 : 0;
}

std::vector<std::uint32_t> grapheme_counts(const std::vector<std::string>& texts) {
  std::vector<std::uint32_t> counts;
  counts.reserve(texts.size());
  for (const std::string& text : texts) counts.push_back(grapheme_count(text));
  return counts;
}

std::vector<std::uint32_t> word_boundaries(std::string_view text) {
  std::vector<std::uint32_t> offsets;
  CodePointReader reader(bytes_of(text));
  WordRules rules(reader);
  std::uint32_t units = 0;
  while (!reader.is_at_end()) {
    char32_t code_point = reader.next();
    if (rules.ends_before(code_point) && units != 0) offsets.push_back(units);
    units += units_of(code_point);
  }
  if (units != 0) offsets.push_back(units);
  return offsets;
}

}  // namespace sinter::unicode
