// The form in which state, plans and cache entries lie on disk: little-endian numbers,
// texts with their length, and a seal that shows damage. A reader of such bytes never
// reads outside them; the first mistake makes every later read return nothing.
#pragma once

#include <bit>
#include <cstdint>
#include <cstring>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>

#include "base/digest.h"

namespace sinter {

// Numbers lie in the bytes as they do in memory.
static_assert(std::endian::native == std::endian::little);

inline constexpr std::size_t list_alignment = alignof(std::uint32_t);

/// Values of a list have no padding and no pointers: their bytes are all there is of them.
template <class Value>
constexpr void check_plain() {
  static_assert(std::has_unique_object_representations_v<Value> && alignof(Value) <= list_alignment);
}

class ByteWriter {
 public:
  void u8(std::uint8_t value) { bytes_ += static_cast<char>(value); }
  void u32(std::uint32_t value);
  void u64(std::uint64_t value);
  void text(std::string_view value);
  void zero_terminated_text(std::string_view value);
  void raw(std::string_view bytes) { bytes_ += bytes; }
  void digest(const Digest& value);
  /// A count and that many values as they lie in memory, aligned so that a reader can use
  /// them in place.
  template <class Value>
  void list(std::span<const Value> values) {
    check_plain<Value>();
    u32(static_cast<std::uint32_t>(values.size()));
    if (values.empty()) return;
    align();
    bytes_.append(reinterpret_cast<const char*>(values.data()), values.size_bytes());
  }
  /// Zero bytes up to the next multiple of four.
  void align() { bytes_.append((0 - bytes_.size()) % list_alignment, '\0'); }
  std::string take() { return std::move(bytes_); }

 private:
  std::string bytes_;
};

class ByteReader {
 public:
  explicit ByteReader(std::string_view bytes) : begin_(bytes.data()), rest_(bytes) {}

  std::uint8_t u8() { return number<std::uint8_t>(); }
  std::uint32_t u32() { return number<std::uint32_t>(); }
  std::uint64_t u64() { return number<std::uint64_t>(); }
  std::string_view text() { return take(u32()); }  // a view into the bytes given to the constructor
  /// Likewise, and a zero byte follows it, so that its data() can be handed to the system.
  std::string_view zero_terminated_text();
  Digest digest() { return number<Digest>(); }
  /// The same as a view into the bytes given to the constructor; null if there is none.
  const Digest* digest_in_place() {
    static_assert(alignof(Digest) == 1);
    std::string_view bytes = take(sizeof(Digest));
    return bytes.empty() ? nullptr : reinterpret_cast<const Digest*>(bytes.data());
  }
  /// Values that list() wrote: a view into the bytes given to the constructor, which must
  /// themselves be aligned.
  template <class Value>
  std::span<const Value> list() {
    check_plain<Value>();
    std::uint32_t size = count(sizeof(Value));
    if (size == 0) return {};
    align();
    std::string_view bytes = take(size * sizeof(Value));
    if (reinterpret_cast<std::uintptr_t>(bytes.data()) % list_alignment != 0) ok_ = false;
    if (!ok_) return {};
    return {reinterpret_cast<const Value*>(bytes.data()), size};
  }
  /// Skips what ByteWriter::align() wrote.
  void align();
  /// A count of things that take at least `size_bytes_min` each: never more than fit.
  std::uint32_t count(std::size_t size_bytes_min);
  /// False once anything was missing or wrong.
  bool ok() const { return ok_; }
  /// `size_bytes` of them as they are.
  std::string_view raw(std::size_t size_bytes) { return take(size_bytes); }
  /// True when everything was read and was right.
  bool finished() const { return ok_ && rest_.empty(); }
  void reject() { ok_ = false; }

 private:
  template <class Number>
  Number number() {
    Number value{};
    std::string_view bytes = take(sizeof value);
    // NOLINTNEXTLINE(bugprone-suspicious-stringview-data-usage): the size is given
    if (!bytes.empty()) std::memcpy(&value, bytes.data(), sizeof value);
    return value;
  }

  std::string_view take(std::size_t size_bytes) {
    if (rest_.size() < size_bytes) ok_ = false;
    if (!ok_) return {};
    std::string_view taken = rest_.substr(0, size_bytes);
    rest_.remove_prefix(size_bytes);
    return taken;
  }

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
