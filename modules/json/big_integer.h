// An integer without sign, long enough for every double and for 800 decimal digits.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>

namespace sinter::json {

class BigInteger {
 public:
  explicit BigInteger(std::uint64_t value) {
    words_[0] = static_cast<std::uint32_t>(value);
    words_[1] = static_cast<std::uint32_t>(value >> 32);
    size_ = words_[1] != 0 ? 2 : words_[0] != 0 ? 1 : 0;
  }

  bool is_zero() const { return size_ == 0; }
  std::uint32_t bits() const {
    return size_ == 0 ? 0 : 32 * size_ - static_cast<std::uint32_t>(std::countl_zero(words_[size_ - 1]));
  }
  bool bit(std::uint32_t place) const { return place / 32 < size_ && (words_[place / 32] >> place % 32 & 1) != 0; }

  void multiply_add(std::uint32_t factor, std::uint32_t summand) {
    std::uint64_t carry = summand;
    for (std::uint32_t index = 0; index < size_; ++index) {
      carry += std::uint64_t{words_[index]} * factor;
      words_[index] = static_cast<std::uint32_t>(carry);
      carry >>= 32;
    }
    if (carry != 0) words_[size_++] = static_cast<std::uint32_t>(carry);
  }
  void multiply_power_of_ten(std::uint32_t exponent) {
    for (; exponent >= 9; exponent -= 9) multiply_add(1'000'000'000, 0);
    for (; exponent > 0; --exponent) multiply_add(10, 0);
  }
  /// True if nothing is left over.
  bool divide(std::uint32_t divisor) {
    std::uint64_t rest = 0;
    for (std::uint32_t index = size_; index-- > 0;) {
      rest = rest << 32 | words_[index];
      words_[index] = static_cast<std::uint32_t>(rest / divisor);
      rest %= divisor;
    }
    trim();
    return rest == 0;
  }
  void shift_left(std::uint32_t count) {
    std::uint32_t words = count / 32, bits = count % 32;
    if (size_ == 0) return;
    words_[size_++] = 0;
    for (std::uint32_t index = size_; index-- > 0;) {
      std::uint32_t lower = index > 0 && bits > 0 ? words_[index - 1] >> (32 - bits) : 0;
      words_[index + words] = words_[index] << bits | lower;
    }
    for (std::uint32_t index = 0; index < words; ++index) words_[index] = 0;
    size_ += words;
    trim();
  }
  /// -1, 0 or 1 as the sum of this and `summand` is below, equal to or above `other`.
  int compare_sum(const BigInteger& summand, const BigInteger& other) const {
    BigInteger sum = *this;
    sum.add(summand);
    return sum.compare(other);
  }
  int compare(const BigInteger& other) const {
    if (size_ != other.size_) return size_ < other.size_ ? -1 : 1;
    for (std::uint32_t index = size_; index-- > 0;) {
      if (words_[index] != other.words_[index]) return words_[index] < other.words_[index] ? -1 : 1;
    }
    return 0;
  }
  void add(const BigInteger& other) {
    std::uint64_t carry = 0;
    std::uint32_t size = size_ > other.size_ ? size_ : other.size_;
    for (std::uint32_t index = 0; index < size; ++index) {
      if (index < size_) carry += words_[index];
      if (index < other.size_) carry += other.words_[index];
      words_[index] = static_cast<std::uint32_t>(carry);
      carry >>= 32;
    }
    size_ = size;
    if (carry != 0) words_[size_++] = 1;
  }
  /// `other` is not larger.
  void subtract(const BigInteger& other) {
    std::uint64_t borrow = 0;
    for (std::uint32_t index = 0; index < size_; ++index) {
      std::uint64_t subtrahend = borrow + (index < other.size_ ? other.words_[index] : 0);
      borrow = words_[index] < subtrahend ? 1 : 0;
      words_[index] = static_cast<std::uint32_t>(words_[index] - subtrahend);
    }
    trim();
  }

 private:
  void trim() {
    while (size_ > 0 && words_[size_ - 1] == 0) --size_;
  }

  // 800 digits are 2,658 bits; dividing them by 5^1126 asks for 2,700; and some words to work with.
  static constexpr std::size_t capacity = 96;
  std::uint32_t size_;
  std::uint32_t words_[capacity];
};

}  // namespace sinter::json
