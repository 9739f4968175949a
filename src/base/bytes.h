// The form in which state, plans and cache entries lie on disk: little-endian numbers,
// texts with their length, and a seal that shows damage. A reader of such bytes never
// reads outside them; the first mistake makes every later read return nothing.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/digest.h"

namespace sinter {

class ByteWriter {
 public:
  void u8(std::uint8_t value) { bytes_ += static_cast<char>(value); }
  void u32(std::uint32_t value);
  void u64(std::uint64_t value);
  void text(std::string_view value);
  void digest(const Digest& value);
  /// A count and that many numbers, aligned so that a reader can use them in place.
  void numbers(std::span<const std::uint32_t> values);
  std::string take() { return std::move(bytes_); }

 private:
  std::string bytes_;
};

class ByteReader {
 public:
  explicit ByteReader(std::string_view bytes) : begin_(bytes.data()), rest_(bytes) {}

  std::uint8_t u8();
  std::uint32_t u32();
  std::uint64_t u64();
  std::string_view text();  // a view into the bytes given to the constructor
  Digest digest();
  /// A view into the bytes given to the constructor, which must be aligned for a u32.
  std::span<const std::uint32_t> numbers();
  /// A count of things that take at least `size_bytes_min` each: never more than fit.
  std::uint32_t count(std::size_t size_bytes_min);
  /// False once anything was missing or wrong.
  bool ok() const { return ok_; }
  /// True when everything was read and was right.
  bool finished() const { return ok_ && rest_.empty(); }
  void reject() { ok_ = false; }

 private:
  std::string_view take(std::size_t size_bytes);
  std::size_t offset() const { return static_cast<std::size_t>(rest_.data() - begin_); }

  const char* begin_;
  std::string_view rest_;
  bool ok_ = true;
};

/// `magic` names the format and its version; exactly eight bytes. The seal is an XXH3 of
/// the payload: it shows damage, at the speed of memory; it is no proof against intent.
std::string seal(std::string_view magic, std::string_view payload);
/// The payload, or nothing if the magic or the checksum is not right.
std::optional<std::string_view> unseal(std::string_view magic, std::string_view sealed);

}  // namespace sinter
