// SHA-256 digests: how Sinter names bytes. Remote caches want SHA-256, and the CPU's
// SHA instructions make it cheap (libcrypto picks them by itself).
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <cstring>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace sinter {

struct Digest {
  std::array<std::uint8_t, 32> bytes{};

  auto operator<=>(const Digest&) const = default;
  std::string hex() const;
  /// The first eight bytes, for hash tables.
  std::uint64_t prefix() const {
    std::uint64_t value;
    std::memcpy(&value, bytes.data(), sizeof value);
    return value;
  }
};

/// The digest with that name of 64 lower-case hexadecimal digits, or nothing.
std::optional<Digest> digest_from_hex(std::string_view hex);

Digest sha256(std::string_view bytes);

/// Digests a sequence of fields so that no two different sequences collide: every
/// field is preceded by its length.
class Hasher {
 public:
  Hasher();
  Hasher& bytes(std::string_view raw);   // without a length: the raw stream
  Hasher& field(std::string_view text);  // with its length
  Hasher& field(const Digest& digest);
  Hasher& field(std::uint64_t number);
  Digest finish();

 private:
  alignas(8) std::array<std::uint8_t, 128> state_;  // libcrypto's SHA256_CTX, 112 bytes
};

}  // namespace sinter
