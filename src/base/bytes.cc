#include "base/bytes.h"

#include <cstring>

#include "base/error.h"
#include "modules/text/hash.h"

namespace sinter {
namespace {

constexpr std::size_t magic_size_bytes = 8;
constexpr std::size_t header_size_bytes = magic_size_bytes + sizeof(std::uint64_t);

template <class Number>
void append_number(std::string& bytes, Number value) {
  bytes.append(reinterpret_cast<const char*>(&value), sizeof value);
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

void ByteWriter::zero_terminated_text(std::string_view value) {
  text(value);
  u8(0);
}

void ByteWriter::digest(const Digest& value) {
  bytes_.append(reinterpret_cast<const char*>(value.bytes.data()), value.bytes.size());
}

std::string_view ByteReader::zero_terminated_text() {
  std::string_view value = text();
  if (u8() != 0) ok_ = false;
  return ok_ ? value : std::string_view();
}

void ByteReader::align() {
  std::string_view gap = take((0 - offset()) % list_alignment);
  if (gap.find_first_not_of('\0') != std::string_view::npos) ok_ = false;
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
  std::uint64_t expected = 0;
  std::memcpy(&expected, stored.data(), sizeof expected);
  if (expected != checksum(payload)) return std::nullopt;
  return payload;
}

}  // namespace sinter
