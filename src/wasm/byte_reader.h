// Reads the values that wasm files are made of, from a view of somebody else's bytes.
//
// The first fault stays: after it every read returns zero or nothing and moves no
// further, so a reader of a whole structure reads on and asks once, at its end, whether
// all went well. Only loops ask earlier, because a count that was not read is zero.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "wasm/fault.h"

namespace sinter::wasm {

/// The limit that engines have for types, functions, imports, exports and globals.
inline constexpr std::uint32_t list_entries_max = 1'000'000;
/// And for memories, tables and data segments.
inline constexpr std::uint32_t small_list_entries_max = 100'000;

class ByteReader {
 public:
  /// Reads `bytes`, which start at `offset` of the file. `at_end` is the fault of a
  /// value that is cut off: the end of a file and the end of a section differ.
  ByteReader(std::string_view bytes, std::uint64_t offset, Problem at_end = Problem::unexpected_end)
      : bytes_(bytes), offset_(offset), at_end_(at_end) {}

  bool is_ok() const { return !fault_; }
  std::optional<Fault> fault() const { return fault_; }
  /// Nothing is left, or there was a fault.
  bool is_done() const { return fault_.has_value() || position_ == bytes_.size(); }
  std::uint64_t offset() const { return offset_ + position_; }
  std::uint64_t left_bytes() const { return bytes_.size() - position_; }

  std::uint8_t byte();
  /// LEB128, at most as long as the type allows; unused bits must repeat the sign.
  std::uint32_t u32() { return static_cast<std::uint32_t>(unsigned_leb(32)); }
  std::uint64_t u64() { return unsigned_leb(64); }
  std::int32_t s32() { return static_cast<std::int32_t>(signed_leb(32)); }
  std::int64_t s33() { return signed_leb(33); }
  std::int64_t s64() { return signed_leb(64); }
  /// The next `size_bytes` bytes.
  std::string_view take(std::uint64_t size_bytes);
  /// A length and that many bytes of UTF-8.
  std::string_view name();
  /// The number of entries of a list, each at least `entry_bytes_min` long: so a count
  /// is never larger than the bytes that are there, and reserving memory for it is safe.
  /// `entries_max`: engines accept no more of most things.
  std::uint32_t count(std::uint64_t entry_bytes_min = 1, std::uint32_t entries_max = list_entries_max);
  /// Of one of `count` things that the module has.
  std::uint32_t index(std::uint32_t count);

  void fail(Problem problem, std::uint64_t offset);
  void fail(Problem problem) { fail(problem, offset()); }

 private:
  std::uint64_t unsigned_leb(unsigned bits);
  std::int64_t signed_leb(unsigned bits);

  std::string_view bytes_;  // owned by the caller
  std::uint64_t offset_;
  std::size_t position_ = 0;
  Problem at_end_;
  std::optional<Fault> fault_;
};

/// True if `text` is well-formed UTF-8: no overlong forms, no surrogates.
bool is_utf8(std::string_view text);

}  // namespace sinter::wasm
