#include "base/bytes.h"

#include <bit>
#include <cstring>

#include "base/error.h"
#include "modules/text/hash.h"

namespace sinter {
namespace {

constexpr std::size_t magic_size_bytes = 8;
constexpr std::size_t header_size_bytes = magic_size_bytes + sizeof(std::uint64_t);

// Numbers in lists are used where they lie.
static_assert(std::endian::native == std::endian::little);

std::size_t padding(std::size_t offset) { return (0 - offset) % sizeof(std::uint32_t); }

template <class Number>
void append_number(std::string& bytes, Number value) {
  for (std::size_t i = 0; i < sizeof value; ++i) bytes += static_cast<char>(value >> (8 * i));
}

template <class Number>
Number read_number(std::string_view bytes) {
  Number value = 0;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    value |= static_cast<Number>(static_cast<Number>(static_cast<unsigned char>(bytes[i])) << (8 * i));
  }
  return value;
}

std::uint64_t checksum(std::string_view bytes) {
  return text::xxh3_64_bytes({reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()});
}

}  // namespace

void ByteWriter::u32(std::uint32_t value) { append_number(bytes_, value); }
void ByteWriter::u64(std::uint64_t value) { append_number(bytes_, value); }

void ByteWriter::text(std::string_view value) {
  u32(static_cast<std::uint32_t>(value.size()));
  bytes_ += value;
}

void ByteWriter::digest(const Digest& value) {
  bytes_.append(reinterpret_cast<const char*>(value.bytes.data()), value.bytes.size());
}

void ByteWriter::numbers(std::span<const std::uint32_t> values) {
  u32(static_cast<std::uint32_t>(values.size()));
  if (values.empty()) return;
  bytes_.append(padding(bytes_.size()), '\0');
  bytes_.append(reinterpret_cast<const char*>(values.data()), values.size_bytes());
}

std::string_view ByteReader::take(std::size_t size_bytes) {
  if (!ok_ || rest_.size() < size_bytes) {
    ok_ = false;
    return {};
  }
  std::string_view taken = rest_.substr(0, size_bytes);
  rest_.remove_prefix(size_bytes);
  return taken;
}

std::uint8_t ByteReader::u8() { return read_number<std::uint8_t>(take(1)); }
std::uint32_t ByteReader::u32() { return read_number<std::uint32_t>(take(4)); }
std::uint64_t ByteReader::u64() { return read_number<std::uint64_t>(take(8)); }
std::string_view ByteReader::text() { return take(u32()); }

Digest ByteReader::digest() {
  Digest value;
  std::string_view bytes = take(value.bytes.size());
  if (ok_) std::memcpy(value.bytes.data(), bytes.data(), bytes.size());
  return value;
}

std::span<const std::uint32_t> ByteReader::numbers() {
  std::uint32_t size = count(sizeof(std::uint32_t));
  if (size == 0) return {};
  std::string_view gap = take(padding(offset()));
  std::string_view bytes = take(size * sizeof(std::uint32_t));
  bool is_aligned = reinterpret_cast<std::uintptr_t>(bytes.data()) % alignof(std::uint32_t) == 0;
  if (!is_aligned || gap.find_first_not_of('\0') != std::string_view::npos) ok_ = false;
  if (!ok_) return {};
  return {reinterpret_cast<const std::uint32_t*>(bytes.data()), size};
}

std::uint32_t ByteReader::count(std::size_t size_bytes_min) {
  std::uint32_t value = u32();
  if (value > rest_.size() / size_bytes_min) ok_ = false;
  return ok_ ? value : 0;
}

std::string seal(std::string_view magic, std::string_view payload) {
  SINTER_ASSERT(magic.size() == magic_size_bytes);
  std::string sealed(magic);
  append_number(sealed, checksum(payload));
  sealed += payload;
  return sealed;
}

std::optional<std::string_view> unseal(std::string_view magic, std::string_view sealed) {
  if (sealed.size() < header_size_bytes || !sealed.starts_with(magic)) return std::nullopt;
  std::string_view payload = sealed.substr(header_size_bytes);
  std::string_view stored = sealed.substr(magic_size_bytes, sizeof(std::uint64_t));
  if (read_number<std::uint64_t>(stored) != checksum(payload)) return std::nullopt;
  return payload;
}

}  // namespace sinter
