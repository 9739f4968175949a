#include "strict/difference.h"

#include <algorithm>
#include <array>
#include <cctype>

#include "base/ranges.h"
#include "base/text.h"

namespace sinter {
namespace {

constexpr std::size_t shown_before = 16;
constexpr std::size_t shown_bytes = 48;
/// A larger text is not taken apart into lines to see whether their order differs.
constexpr std::size_t ordered_bytes_max = 64 << 20;
constexpr std::int64_t second_ns = 1'000'000'000;
constexpr std::int64_t tolerance_s = 2;  // clocks of others, rounding

bool is_printable(char byte) { return byte >= ' ' && byte <= '~'; }

std::string printable(std::string_view bytes) {
  std::string text;
  constexpr std::string_view digits = "0123456789abcdef";
  for (char byte : bytes) {
    auto number = static_cast<std::uint8_t>(byte);
    if (is_printable(byte) && byte != '\\') text += byte;
    else if (byte == '\n') text += "\\n";
    else text += std::string("\\x") + digits[number >> 4] + digits[number & 15];
  }
  return text;
}

std::string around(std::string_view bytes, std::size_t offset) {
  std::size_t begin = offset - std::min(offset, shown_before);
  return printable(bytes.substr(begin, shown_bytes));
}

/// The longest run of bytes around `offset` that `belongs` accepts.
template <class Predicate>
std::string_view word_at(std::string_view bytes, std::size_t offset, Predicate belongs) {
  std::size_t begin = std::min(offset, bytes.size());
  std::size_t end = begin;
  constexpr std::size_t word_bytes_max = 4096;
  while (begin > 0 && offset - begin < word_bytes_max && belongs(bytes[begin - 1])) --begin;
  while (end < bytes.size() && end - offset < word_bytes_max && belongs(bytes[end])) ++end;
  return bytes.substr(begin, end - begin);
}

class Guess {
 public:
  Guess(std::string_view first, std::string_view second, std::size_t offset, const RunTimes& times)
      : first_(first), second_(second), offset_(offset), times_(times) {}

  std::string text() const {
    if (std::string guess = time(); !guess.empty()) return guess;
    if (is_other_order()) return "the same lines come in another order";
    if (is_path()) return "the bytes are part of a path, perhaps of a temporary file";
    if (is_random()) return "the bytes look random, such as a UUID or a hash of something that differs";
    if (first_.size() != second_.size() && offset_ == std::min(first_.size(), second_.size())) {
      return "one is the beginning of the other";
    }
    return {};
  }

 private:
  bool is_now(std::int64_t seconds) const {
    return seconds >= times_.first_ns / second_ns - tolerance_s &&
           seconds <= times_.second_ns / second_ns + tolerance_s;
  }

  std::string time() const {
    auto is_digit = [](char byte) { return byte >= '0' && byte <= '9'; };
    std::string_view digits = word_at(second_, offset_, is_digit);
    std::uint64_t number = parse_decimal(digits).value_or(0);
    constexpr std::pair<std::size_t, std::string_view> units[] = {
        {10, "seconds"}, {13, "milliseconds"}, {16, "microseconds"}, {19, "nanoseconds"}};
    for (auto [length, unit] : units) {
      if (digits.size() == length && is_now(static_cast<std::int64_t>(number / power_of_ten(length - 10)))) {
        return "the digits are the time of the run in " + std::string(unit) + " since 1970";
      }
    }
    if (is_clock_text(first_) && is_clock_text(second_)) return "the bytes are a date or a time of day";
    if (std::string_view("\x1f\x8b") == second_.substr(0, 2) && offset_ >= 4 && offset_ < 8) {
      return "the header of a gzip file holds the time (`gzip -n` leaves it out)";
    }
    if (second_.starts_with("PK\x03\x04")) return "a zip file holds the times of its entries, or their order";
    return is_binary_time() ? "the bytes are the time of the run, as a number of 32 bits" : "";
  }

  static std::uint64_t power_of_ten(std::size_t exponent) {
    std::uint64_t power = 1;
    for (std::size_t i = 0; i < exponent; ++i) power *= 10;
    return power;
  }

  /// "12:34:56", with digits, as in dates of every notation.
  bool is_clock_text(std::string_view bytes) const {
    std::string_view word = word_at(bytes, offset_, [](char byte) {
      return (byte >= '0' && byte <= '9') || byte == ':' || byte == '.' || byte == '-' || byte == 'T';
    });
    auto is_digit = [&](std::size_t i) { return word[i] >= '0' && word[i] <= '9'; };
    for (std::size_t i = 0; i + 5 <= word.size(); ++i) {
      if (is_digit(i) && is_digit(i + 1) && word[i + 2] == ':' && is_digit(i + 3) && is_digit(i + 4)) return true;
    }
    return false;
  }

  bool is_binary_time() const {
    for (std::size_t begin = offset_ - std::min<std::size_t>(offset_, 3); begin <= offset_; ++begin) {
      if (begin + 4 > second_.size()) break;
      std::uint32_t little = 0, big = 0;
      for (std::size_t i = 0; i < 4; ++i) {
        auto byte = static_cast<std::uint8_t>(second_[begin + i]);
        little |= std::uint32_t{byte} << (8 * i);
        big = big << 8 | byte;
      }
      if (is_now(little) || is_now(big)) return true;
    }
    return false;
  }

  bool is_other_order() const {
    if (first_.size() != second_.size() || first_.size() > ordered_bytes_max) return false;
    // Of different bytes no order makes the same.
    std::array<std::int64_t, 256> counts{};
    for (char byte : first_) ++counts[static_cast<std::uint8_t>(byte)];
    for (char byte : second_) --counts[static_cast<std::uint8_t>(byte)];
    if (ranges::any_of(counts, [](std::int64_t count) { return count != 0; })) return false;
    // Lists in one line, such as JSON's, have commas between their parts.
    for (char separator : {'\n', ',', ' '}) {
      std::vector<std::string> left = split(first_, separator);
      std::vector<std::string> right = split(second_, separator);
      if (left.size() < 2) continue;
      ranges::sort(left);
      ranges::sort(right);
      if (left == right) return true;
    }
    return false;
  }

  bool is_path() const {
    auto belongs = [](char byte) {
      return (is_printable(byte) && !std::string_view(" \"'`<>|:,;=()[]{}").contains(byte)) ||
             static_cast<std::uint8_t>(byte) >= 0x80;
    };
    std::string_view word = word_at(second_, offset_, belongs);
    return word.starts_with('/') && ranges::count(word, '/') >= 2;
  }

  bool is_random() const {
    auto is_hex = [](char byte) { return std::isxdigit(static_cast<unsigned char>(byte)) != 0 || byte == '-'; };
    return word_at(first_, offset_, is_hex).size() >= 16 && word_at(second_, offset_, is_hex).size() >= 16;
  }

  std::string_view first_, second_;
  std::size_t offset_;
  const RunTimes& times_;
};

}  // namespace

std::optional<Difference> compare_bytes(std::string_view first, std::string_view second, const RunTimes& times) {
  auto [left, right] = std::mismatch(first.begin(), first.end(), second.begin(), second.end());
  if (left == first.end() && right == second.end()) return std::nullopt;
  auto offset = static_cast<std::size_t>(left - first.begin());
  return Difference{.offset = offset,
                    .first = around(first, offset),
                    .second = around(second, offset),
                    .guess = Guess(first, second, offset, times).text()};
}

}  // namespace sinter
