#include "scan.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <vector>

#include "modules/text/utf8.h"
#include "structure.h"
#include "token.h"

namespace sinter::json {

#if SINTER_TEXT_VECTORS

namespace {

using text::equal;
using text::Lanes;
using text::splat;
using Bits = std::uint64_t;  // one for each byte of a block

/// One place on, from block to block.
class Shift {
 public:
  [[gnu::always_inline]] Bits next(Bits bits) {
    Bits shifted = bits << 1 | carry_;
    carry_ = bits >> 63;
    return shifted;
  }

 private:
  Bits carry_ = 0;
};

/// From the first byte of some runs to the byte behind them.
class Beyond {
 public:
  /// `from` has no bits but first ones of runs in `runs`. Adding them carries through the run.
  [[gnu::always_inline]] Bits next(Bits from, Bits runs) {
    Bits ended = carry_ & ~runs;
    from |= carry_ & runs;
    Bits sum;
    carry_ = __builtin_add_overflow(from, runs, &sum) ? 1 : 0;
    return (sum & ~runs) | ended;
  }

 private:
  Bits carry_ = 0;
};

/// From bytes outside of whitespace to the next such bytes.
class Following {
 public:
  explicit Following(Bits carry = 0) : carry_(carry) {}

  template <bool has_space>
  [[gnu::always_inline]] Bits next(Bits bits, Bits space) {
    Bits following = bits << 1 | carry_;
    carry_ = bits >> 63;
    if constexpr (has_space) {
      Bits sum;
      carry_ |= __builtin_add_overflow(following & space, space, &sum) ? 1 : 0;
      following = (following | sum) & ~space;
    }
    return following;
  }

  /// Whether nothing but whitespace came since.
  bool is_waiting() const { return carry_ != 0; }

 private:
  Bits carry_;
};

/// How numbers are spelt.
class Numbers {
 public:
  /// Where it is wrong. `bytes` are what may only be numbers, `starts` their first bytes; `minuses`
  /// are those of the block.
  [[gnu::always_inline]] Bits wrong(const std::uint8_t* block, Bits bytes, Bits starts, Bits digits, Bits minuses) {
    if ((bytes | waiting_) == 0) return 0;
    waiting_ = bytes >> 63;
    digits &= bytes;
    Bits zeros = mask64(block, [](Lanes lanes) { return equal(lanes, splat('0')); });
    Bits others = bytes & ~digits;
    Bits points = 0, exponents = 0, pluses = 0;
    if (others != 0) points = others & mask64(block, [](Lanes lanes) { return equal(lanes, splat('.')); });
    minuses &= others;
    if ((others & ~(points | minuses)) != 0) {
      exponents = others & mask64(block, [](Lanes lanes) { return equal(lanes | splat(0x20), splat('e')); });
      pluses = others & mask64(block, [](Lanes lanes) { return equal(lanes, splat('+')); });
    }
    Bits signs = minuses | pluses;
    Bits after_point = after_point_.next(points);
    Bits after_exponent = after_exponent_.next(exponents);
    Bits wrong = others & ~(points | exponents | signs);
    wrong |= starts & ~(digits | minuses);
    wrong |= (points | exponents) & ~after_digit_.next(digits);
    wrong |= (minuses & ~(starts | after_exponent)) | (pluses & ~after_exponent);
    wrong |= (after_point | after_sign_.next(signs)) & ~digits;
    wrong |= after_exponent & ~(digits | signs);

    Bits first_digits = digits & (starts | after_first_sign_.next(minuses & starts));
    wrong |= after_first_zero_.next(zeros & first_digits) & digits;
    wrong |= after_fraction_.next(after_point & digits, digits) & points;
    Bits exponent_digits = digits & (after_exponent | after_exponent_sign_.next(signs & after_exponent));
    wrong |= after_exponent_digits_.next(exponent_digits, digits) & (points | exponents);
    return wrong;
  }

 private:
  Bits waiting_ = 0;  // 1 if the last block ended within a number
  Shift after_digit_, after_point_, after_exponent_, after_sign_, after_exponent_sign_;
  Shift after_first_sign_, after_first_zero_;
  Beyond after_fraction_, after_exponent_digits_;
};

/// What is around a string, number or bracket.
struct Tokens {
  Bits opens, closes, squares;  // brackets; `squares` are those that open an array
  Bits commas, colons;
  Bits scalars, scalar_starts;
  Bits quotes_open, quotes_close, inside;
  Bits space;
};

/// What may stand next to what, wherever it is.
class Neighbours {
 public:
  /// Where it is wrong; in `empty` the brackets that close what holds nothing.
  template <bool has_space>
  [[gnu::always_inline]] Bits wrong(const Tokens& at, Bits& empty) {
    auto next = [&](Following& following, Bits bits)
                    __attribute__((always_inline)) { return following.next<has_space>(bits, at.space); };
    Bits curlies = at.opens & ~at.squares;
    Bits after_value = next(value_, at.scalars | at.quotes_close | at.closes);
    Bits after_open = next(open_, at.opens);
    Bits for_values = next(for_values_, at.colons | at.squares);
    Bits after_curly = next(curly_, curlies);
    Bits after_comma = next(comma_, at.commas);
    empty = at.closes & after_open;
    Bits wrong = after_value & (at.quotes_open | at.opens | at.scalar_starts);
    wrong |= (for_values | after_comma | after_curly) & (at.commas | at.colons);
    wrong |= at.closes & ~(after_value | after_open);
    wrong |= after_curly & ~(at.quotes_open | at.closes);

    // A colon stands behind a string that is neither an element nor behind a colon.
    Bits values_end = value_string_.next(at.quotes_open & for_values, at.inside);
    return wrong | (at.colons & ~next(name_, at.quotes_close & ~values_end));
  }

  bool has_value() const { return !comma_.is_waiting(); }

 private:
  Following value_, open_, for_values_, curly_, name_;
  Following comma_ = Following(1);  // a text begins as if behind a comma
  Beyond value_string_;
};

/// Brackets, and that members have names and elements have none: where each string that
/// begins a member could be a name, an object has one colon more than it has commas.
class Nesting {
 public:
  explicit Nesting(const Limits& limits)
      : depth_max_(std::min(limits.depth_max.value_or(depth_default), depth_most)), outer_(64) {}

  [[gnu::always_inline]] bool takes(const Tokens& at, Bits empty) {
    Bits left = ~Bits{0};
    for (Bits brackets = at.opens | at.closes; brackets != 0; brackets &= brackets - 1) {
      Bits bracket = brackets & -brackets;
      count(at, left & (bracket - 1));
      left = -bracket;
      bool holds = (at.opens & bracket) != 0 ? open((at.squares & bracket) == 0)
                                             : close((at.squares & bracket) == 0, (empty & bracket) != 0);
      if (!holds) return false;
    }
    count(at, left);
    return is_right_;
  }

  bool is_closed() const { return depth_ == 0; }

 private:
  struct Level {
    Bits commas;           // all bits set in an object, whose commas count
    std::int32_t balance;  // colons without commas
  };

  [[gnu::always_inline]] void count(const Tokens& at, Bits part) {
    if (depth_ == 0) is_right_ &= ((at.commas | at.colons) & part) == 0;
    level_.balance += std::popcount(at.colons & part) - std::popcount(at.commas & part & level_.commas);
  }

  [[gnu::always_inline]] bool open(bool is_object) {
    if (depth_ == depth_max_) return false;
    if (depth_ == outer_.size()) grow();
    outer_[depth_++] = level_;
    level_ = {.commas = is_object ? ~Bits{0} : 0, .balance = 0};
    return true;
  }

  [[gnu::always_inline]] bool close(bool is_object, bool is_empty) {
    bool is_own = level_.commas == (is_object ? ~Bits{0} : 0);
    bool is_right = level_.balance == (is_object && !is_empty ? 1 : 0);
    if (depth_ == 0 || !is_own || !is_right) return false;
    level_ = outer_[--depth_];
    return true;
  }

  [[gnu::noinline]] void grow() { outer_.resize(outer_.size() * 2); }

  std::uint32_t depth_ = 0;
  std::uint32_t depth_max_;
  bool is_right_ = true;
  Level level_ = {.commas = 0, .balance = 0};
  std::vector<Level> outer_;
};

class Scan {
 public:
  Scan(Bytes text, const Limits& limits) : text_(text), number_bytes_max_(limits.number_bytes_max), nesting_(limits) {}

  bool accepts() {
    for (; offset_ + block_size <= text_.size(); offset_ += block_size) {
      if (!takes(text_.data() + offset_)) return false;
    }
    // A last one of whitespace, if need be: nothing is left that waits for what follows.
    std::uint8_t last[block_size];
    std::memset(last, ' ', block_size);
    std::copy(text_.data() + offset_, text_.data() + text_.size(), last);
    return takes(last) && !strings_.is_open() && nesting_.is_closed() && neighbours_.has_value();
  }

 private:
  [[gnu::always_inline]] bool takes(const std::uint8_t* block) {
    Strings::Masks strings = strings_.next(block);
    if (strings.escaped != 0 && !escapes_are_right(strings.escaped)) return false;
    bool has_controls = any64(block, [](Lanes lanes) { return text::below(lanes, 0x20); });
    if (~strings.inside == 0 && (strings.quotes & 1) == 0) return !has_controls;  // nothing but a string's middle
    Bits outside = ~(strings.inside | strings.quotes);
    Bits blanks = mask64(block, [](Lanes lanes) { return equal(lanes, splat(' ')); });
    if (has_controls) {
      Bits controls = mask64(block, [](Lanes lanes) { return text::below(lanes, 0x20); });
      if ((controls & strings.inside) != 0) return false;
      blanks |= mask64(block, is_line_space);
    }
    auto of = [&](auto condition) __attribute__((always_inline)) { return outside & mask64(block, condition); };
    Tokens at;
    at.opens = of([](Lanes lanes) { return equal(lanes | splat(0x20), splat('{')); });
    at.closes = of([](Lanes lanes) { return equal(lanes | splat(0x20), splat('}')); });
    at.squares =
        (at.opens | at.closes) & mask64(block, [](Lanes lanes) { return equal(lanes & splat(0x20), Lanes{}); });
    at.commas = of([](Lanes lanes) { return equal(lanes, splat(',')); });
    at.colons = of([](Lanes lanes) { return equal(lanes, splat(':')); });
    at.space = blanks & outside;
    at.scalars = outside & ~(at.opens | at.closes | at.commas | at.colons | at.space);
    at.scalar_starts = at.scalars & ~after_scalar_.next(at.scalars);
    at.quotes_open = strings.quotes & strings.inside;
    at.quotes_close = strings.quotes & ~strings.inside;
    at.inside = strings.inside;

    if (!scalars_are_right(block, at)) return false;
    Bits empty = 0;
    Tokens beside = at;
    beside.squares &= at.opens;
    Bits wrong = at.space != 0 ? neighbours_.wrong<true>(beside, empty) : neighbours_.wrong<false>(beside, empty);
    return wrong == 0 && nesting_.takes(at, empty);
  }

  static Lanes is_line_space(Lanes lanes) {
    return equal(lanes, splat('\n')) | equal(lanes, splat('\r')) | equal(lanes, splat('\t'));
  }

  [[gnu::always_inline]] bool scalars_are_right(const std::uint8_t* block, const Tokens& at) {
    Bits digits = 0, minuses = 0, letters = 0;
    if (at.scalars != 0) digits = mask64(block, [](Lanes lanes) { return text::below(lanes - splat('0'), 10); });
    if ((at.scalars & ~digits) != 0) {
      minuses = mask64(block, [](Lanes lanes) { return equal(lanes, splat('-')); });
      letters = at.scalar_starts & ~(digits | minuses);  // of literals, or they are wrong
    }
    Bits literals = literal_carry_;
    literal_carry_ = 0;
    for (Bits rest = letters; rest != 0; rest &= rest - 1) {
      auto place = static_cast<std::uint32_t>(std::countr_zero(rest));
      std::uint32_t size = literal_size(offset_ + place);
      if (size == 0) return false;
      Bits bits = (Bits{1} << size) - 1;
      literals |= bits << place;
      if (place + size > block_size) literal_carry_ = bits >> (block_size - place);
    }
    Bits numbers = at.scalars & ~literals;
    Bits starts = at.scalar_starts & ~letters;
    if (number_bytes_max_ && !are_short(starts)) return false;
    // What follows a literal at once would begin a number where no scalar begins.
    Bits glued = numbers & after_literal_.next(literals & at.scalars);
    return (glued | numbers_.wrong(block, numbers, starts, digits, minuses)) == 0;
  }

  [[gnu::always_inline]] std::uint32_t literal_size(std::size_t at) const {
    auto word_at = [&](std::size_t from) { return text::load<std::uint32_t>(text_.data() + from); };
    constexpr auto word_of = [](const char* letters) {
      std::uint32_t word = 0;
      for (std::uint32_t index = 0; index < 4; ++index)
        word |= std::uint32_t{static_cast<std::uint8_t>(letters[index])} << 8 * index;
      return word;
    };
    if (text_.size() - at < 4) return 0;
    std::uint32_t word = word_at(at);
    if (word == word_of("true") || word == word_of("null")) return 4;
    return word == word_of("fals") && text_.size() - at > 4 && text_[at + 4] == 'e' ? 5 : 0;
  }

  [[gnu::noinline]] bool are_short(Bits starts) const {
    for (; starts != 0; starts &= starts - 1) {
      std::size_t at = offset_ + static_cast<std::uint32_t>(std::countr_zero(starts));
      if (!is_kind(text_[at], number_start)) return false;
      End end = number_end(text_, at);
      if (!end || *end - at > *number_bytes_max_) return false;
    }
    return true;
  }

  [[gnu::noinline]] bool escapes_are_right(Bits escaped) const {
    for (; escaped != 0; escaped &= escaped - 1) {
      std::size_t at = offset_ + static_cast<std::uint32_t>(std::countr_zero(escaped));
      if (at >= text_.size()) return false;
      constexpr std::string_view names = "\"\\/bfnrt";
      bool is_right = text_[at] == 'u' ? hex4(text_, at + 1) <= 0xffff : names.contains(static_cast<char>(text_[at]));
      if (!is_right) return false;
    }
    return true;
  }

  Bytes text_;
  std::optional<std::uint32_t> number_bytes_max_;
  std::size_t offset_ = 0;  // of the block
  Strings strings_;
  Shift after_scalar_, after_literal_;
  Bits literal_carry_ = 0;  // of a literal that began in the last block
  Numbers numbers_;
  Neighbours neighbours_;
  Nesting nesting_;
};

}  // namespace

bool is_certainly_valid(Bytes text, const Limits& limits, bool is_utf8) {
  if (!is_utf8 && text::first_invalid_utf8(text)) return false;
  return Scan(text, limits).accepts();
}

#else

bool is_certainly_valid(Bytes, const Limits&, bool) { return false; }

#endif

}  // namespace sinter::json
