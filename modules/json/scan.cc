#include "scan.h"

#include <algorithm>
#include <cstring>

#include "grammar.h"
#include "modules/text/utf8.h"
#include "structure.h"
#include "token.h"

namespace sinter::json {

#if SINTER_TEXT_VECTORS

namespace {

using text::Lanes;

/// First stage: finds tokens, many blocks ahead of who asks for them.
class Tokens {
 public:
  explicit Tokens(Bytes text) : text_(text), size_(static_cast<std::uint32_t>(text.size())) {}

  /// Where the next token begins; the size of the text when there is none, or a string is wrong.
  [[gnu::always_inline]] std::uint32_t next() {
    if (taken_ == count_) fill();
    return offsets_[taken_++];
  }

  /// Once there is no token left: whether all strings were right and the last one has an end.
  bool are_right() const { return is_right_ && !strings_.is_open(); }

 private:
  /// Brackets, commas and colons. With two bits masked out the brackets are one byte, and so
  /// are Y, _, y and DEL, which outside of strings no JSON has.
  static Lanes is_operator(Lanes lanes) {
    return text::equal(lanes & text::splat(0xd9), text::splat(0x59)) | text::equal(lanes, text::splat(',')) |
           text::equal(lanes, text::splat(':'));
  }

  static bool controls_are_right(const std::uint8_t* block, std::uint64_t control, std::uint64_t inside) {
    if ((control & inside) != 0) return false;
    std::uint64_t space = mask64(block, [](Lanes lanes) {
      return text::equal(lanes, text::splat('\n')) | text::equal(lanes, text::splat('\r')) |
             text::equal(lanes, text::splat('\t'));
    });
    return (control & ~space) == 0;
  }

  bool escapes_are_right(std::uint64_t escaped) const {
    for (; escaped != 0; escaped &= escaped - 1) {
      std::size_t at = offset_ + static_cast<std::uint32_t>(std::countr_zero(escaped));
      if (at >= text_.size()) return false;
      constexpr std::string_view names = "\"\\/bfnrt";
      if (text_[at] == 'u' ? hex4(text_, at + 1) > 0xffff : !names.contains(static_cast<char>(text_[at]))) return false;
    }
    return true;
  }

  [[gnu::noinline]] void fill() {
    taken_ = 0;
    count_ = 0;
    while (count_ <= capacity && size_ - offset_ >= block_size) {
      add(text_.data() + offset_);
      offset_ += block_size;
    }
    if (count_ == 0 && offset_ < size_) {
      std::uint8_t last[block_size];
      std::memset(last, ' ', block_size);
      std::ranges::copy(text_.subspan(offset_), last);
      add(last);
      offset_ = size_;
    }
    if (!is_right_) count_ = 0;
    if (count_ == 0) offsets_[count_++] = size_;
  }

  /// Appends the tokens of the block, which is the next one.
  [[gnu::always_inline]] void add(const std::uint8_t* block) {
    Strings::Masks strings = strings_.next(block);
    std::uint64_t low = mask64(block, [](Lanes lanes) { return text::below(lanes, 0x21); });
    std::uint64_t operators = mask64(block, is_operator);
    if (strings.escaped != 0) is_right_ &= escapes_are_right(strings.escaped);
    std::uint64_t control = low & ~mask64(block, [](Lanes lanes) { return text::equal(lanes, text::splat(' ')); });
    if (control != 0) is_right_ &= controls_are_right(block, control, strings.inside);

    std::uint64_t scalar = ~(operators | low | strings.inside | strings.quotes);
    std::uint64_t scalar_starts = scalar & ~(scalar << 1 | scalar_carry_);
    scalar_carry_ = scalar >> 63;
    append((operators & ~strings.inside) | (strings.quotes & strings.inside) | scalar_starts);
  }

  [[gnu::always_inline]] void append(std::uint64_t starts) {
    std::uint32_t* to = offsets_ + count_;
    count_ += static_cast<std::uint32_t>(std::popcount(starts));
    // Four at a time, of which the last may be none: the branch is then easier to foresee.
    while (starts != 0) {
      auto put = [&](std::uint32_t index) __attribute__((always_inline)) {
        to[index] = offset_ + static_cast<std::uint32_t>(std::countr_zero(starts));
        starts &= starts - 1;
      };
      put(0), put(1), put(2), put(3);
      to += 4;
    }
  }

  static constexpr std::uint32_t capacity = 1024;

  Bytes text_;
  Strings strings_;
  std::uint32_t size_;
  std::uint32_t offset_ = 0;        // of the next block
  std::uint64_t scalar_carry_ = 0;  // 1 if the last block ended within a number or literal
  bool is_right_ = true;
  std::uint32_t taken_ = 0, count_ = 0;
  std::uint32_t offsets_[capacity + block_size];  // a block more, so that space is looked at once a block
};

/// Second stage: holds the tokens against the grammar.
class Judge {
 public:
  Judge(Bytes text, const Limits& limits)
      : text_(text), tokens_(text), levels_(limits), number_bytes_max_(limits.number_bytes_max.value_or(UINT32_MAX)) {}

  bool accepts() {
    take();
    while (true) {
      if (!take_value()) return false;
      if (is_opened_) continue;
      while (byte_ == levels_.closing()) {
        levels_.close();
        take();
      }
      if (levels_.closing() == 0) break;
      if (byte_ != ',') return false;
      take();
      if (levels_.in_object() && !take_name()) return false;
    }
    return at_ == text_.size() && tokens_.are_right();
  }

 private:
  /// No token begins with a space.
  [[gnu::always_inline]] void take() {
    at_ = tokens_.next();
    byte_ = at_ < text_.size() ? text_[at_] : ' ';
  }

  [[gnu::always_inline]] bool take_value() {
    is_opened_ = false;
    if (byte_ == '"') return take(), true;
    if (is_kind(byte_, number_start)) {
      if (!is_number()) return false;
      return take(), true;
    }
    if (byte_ == '{' || byte_ == '[') {
      bool is_object = byte_ == '{';
      if (!levels_.open(is_object)) return false;
      take();
      is_opened_ = byte_ != levels_.closing();
      return !is_opened_ || !is_object || take_name();
    }
    if (!is_kind(byte_, literal_start) || !literal_end(text_, at_)) return false;
    return take(), true;
  }

  [[gnu::always_inline]] bool take_name() {
    if (byte_ != '"') return false;
    take();
    if (byte_ != ':') return false;
    return take(), true;
  }

  [[gnu::always_inline]] bool is_number() const {
    std::size_t end = at_ + 1;
    while (end < text_.size() && is_digit(text_[end])) ++end;
    // Digits alone are most numbers; whatever else it is takes the long way.
    bool is_whole = byte_ != '-' && byte_ != '0' && end < text_.size() && is_kind(text_[end], delimiter);
    if (!is_whole) {
      End checked = number_end(text_, at_);
      if (!checked) return false;
      end = *checked;
    }
    return end - at_ <= number_bytes_max_;
  }

  Bytes text_;
  Tokens tokens_;
  Levels levels_;
  std::uint32_t number_bytes_max_;
  std::uint32_t at_ = 0;    // of the token that is looked at
  std::uint8_t byte_ = 0;   // its first
  bool is_opened_ = false;  // the last value was the opening of what is not empty
};

}  // namespace

bool is_certainly_valid(Bytes text, const Limits& limits, bool is_utf8) {
  if (!is_utf8 && text::first_invalid_utf8(text)) return false;
  return Judge(text, limits).accepts();
}

#else

bool is_certainly_valid(Bytes, const Limits&, bool) { return false; }

#endif

}  // namespace sinter::json
