// Text built by the compiler: the assembler lines that carry a descriptor, and the
// messages of static_assert. Kept apart from std::string because the compiler runs this
// several times faster, and every export pays for it.
#pragma once

#include <cstddef>
#include <string_view>

namespace sinter::bind {

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
    for (char character : text) bytes_[size_++] = character;
    return *this;
  }
  constexpr Text& add_number(std::size_t number) {
    if (number >= 10) add_number(number / 10);
    char digit = static_cast<char>('0' + number % 10);
    return add({&digit, 1});
  }
  /// A JSON string inside the quotes of an `.ascii` line, so escaped twice.
  constexpr Text& add_string(std::string_view text) {
    add("\\\"");
    for (char character : text) {
      auto byte = static_cast<unsigned char>(character);
      if (byte == '"') add("\\\\\\\"");
      else if (byte == '\\') add("\\\\\\\\");
      else if (byte == '\n') add("\\\\n");
      else if (byte < 32) add("\\\\u00").add({&hex_digits[byte >> 4], 1}).add({&hex_digits[byte & 15], 1});
      else if (byte < 127) add({&character, 1});
      else
        add("\\").add({&hex_digits[byte >> 6], 1}).add({&hex_digits[byte >> 3 & 7], 1}).add({&hex_digits[byte & 7], 1});
    }
    return add("\\\"");
  }

 private:
  static constexpr char hex_digits[] = "0123456789abcdef";

  constexpr void grow(std::size_t wanted) {
    if (size_ + wanted <= capacity_) return;
    capacity_ = (size_ + wanted) * 2;
    char* larger = new char[capacity_];
    for (std::size_t index = 0; index < size_; ++index) larger[index] = bytes_[index];
    delete[] bytes_;
    bytes_ = larger;
  }

  char* bytes_ = nullptr;
  std::size_t size_ = 0;
  std::size_t capacity_ = 0;
};

}  // namespace sinter::bind
