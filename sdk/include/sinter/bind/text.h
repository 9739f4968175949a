// Text built by the compiler: the assembler lines that carry a descriptor, and the
// messages of static_assert. Kept apart from std::string because the compiler runs this
// several times faster, and every export pays for it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace sinter::bind {

/// Bytes that stand for themselves in a JSON string and in an `.ascii` line.
struct PlainBytes {
  bool at[256] = {};
  consteval PlainBytes() {
    for (int byte = 32; byte < 127; ++byte) at[byte] = byte != '"' && byte != '\\';
  }
};
inline constexpr PlainBytes plain_bytes;

class Text {
 public:
  constexpr Text() = default;
  constexpr Text(Text&& other) noexcept : bytes_(other.bytes_), size_(other.size_), capacity_(other.capacity_) {
    other.bytes_ = nullptr;
  }
  Text& operator=(Text&&) = delete;
  constexpr ~Text() { delete[] bytes_; }

  constexpr const char* data() const { return bytes_; }
  constexpr std::size_t size() const { return size_; }

  constexpr Text& add(std::string_view text) {
    grow(text.size());
    __builtin_memcpy(bytes_ + size_, text.data(), text.size());
    size_ += text.size();
    return *this;
  }
  constexpr Text& add_number(std::uint64_t number) {
    if (number >= 10) add_number(number / 10);
    char digit = static_cast<char>('0' + number % 10);
    return add({&digit, 1});
  }
  /// A JSON string inside the quotes of an `.ascii` line, so escaped twice.
  constexpr Text& add_string(std::string_view text) {
    add("\\\"");
    const char* plain = text.data();
    const char* end = plain + text.size();
    for (const char* at = plain; at != end; ++at) {
      if (plain_bytes.at[static_cast<unsigned char>(*at)]) continue;
      add(between(plain, at)).add_escaped(static_cast<unsigned char>(*at));
      plain = at + 1;
    }
    return add(between(plain, end)).add("\\\"");
  }

 private:
  static constexpr char hex_digits[] = "0123456789abcdef";

  static constexpr std::string_view between(const char* begin, const char* end) {
    return {begin, static_cast<std::size_t>(end - begin)};
  }
  constexpr Text& add_escaped(unsigned char byte) {
    if (byte == '"') return add("\\\\\\\"");
    if (byte == '\\') return add("\\\\\\\\");
    if (byte == '\n') return add("\\\\n");
    if (byte < 32) return add("\\\\u00").add_digit(byte >> 4).add_digit(byte & 15);
    if (byte == 127) return add("\\\\u007f");
    return add("\\").add_digit(byte >> 6).add_digit(byte >> 3 & 7).add_digit(byte & 7);
  }
  constexpr Text& add_digit(unsigned digit) { return add({&hex_digits[digit], 1}); }

  constexpr void grow(std::size_t wanted) {
    if (size_ + wanted <= capacity_) return;
    capacity_ = (size_ + wanted) * 2;
    char* larger = new char[capacity_];
    if (size_ > 0) __builtin_memcpy(larger, bytes_, size_);
    delete[] bytes_;
    bytes_ = larger;
  }

  char* bytes_ = nullptr;
  std::size_t size_ = 0;
  std::size_t capacity_ = 0;
};

}  // namespace sinter::bind
