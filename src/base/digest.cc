// OpenSSL 3 deprecates these functions (init, update, final) in favour of EVP, which would
// bring four megabytes of providers into a static program; so would SHA1() and SHA512(),
// which are made of it. These are what EVP calls in the end.
#define OPENSSL_SUPPRESS_DEPRECATED
#include "base/digest.h"

#include <openssl/sha.h>

#include "base/npm_digests.h"

namespace sinter {
namespace {

SHA256_CTX* context(std::array<std::uint8_t, 128>& state) {
  static_assert(sizeof(SHA256_CTX) <= sizeof(state));
  return reinterpret_cast<SHA256_CTX*>(state.data());
}

constexpr char hex_digits[] = "0123456789abcdef";

int hex_value(char digit) {
  if (digit >= '0' && digit <= '9') return digit - '0';
  if (digit >= 'a' && digit <= 'f') return digit - 'a' + 10;
  return -1;
}

}  // namespace

std::string Digest::hex() const {
  std::string text;
  text.reserve(64);
  for (std::uint8_t byte : bytes) {
    text += hex_digits[byte >> 4];
    text += hex_digits[byte & 15];
  }
  return text;
}

std::optional<Digest> digest_from_hex(std::string_view hex) {
  if (hex.size() != 64) return std::nullopt;
  Digest digest;
  for (std::size_t i = 0; i < 32; ++i) {
    int high = hex_value(hex[2 * i]);
    int low = hex_value(hex[2 * i + 1]);
    if (high < 0 || low < 0) return std::nullopt;
    digest.bytes[i] = static_cast<std::uint8_t>(high << 4 | low);
  }
  return digest;
}

Digest sha256(std::string_view bytes) { return Hasher().bytes(bytes).finish(); }

Hasher::Hasher() { SHA256_Init(context(state_)); }

Hasher& Hasher::bytes(std::string_view raw) {
  SHA256_Update(context(state_), raw.data(), raw.size());
  return *this;
}

Hasher& Hasher::field(std::string_view text) { return field(std::uint64_t{text.size()}).bytes(text); }

Hasher& Hasher::field(const Digest& digest) {
  return bytes({reinterpret_cast<const char*>(digest.bytes.data()), digest.bytes.size()});
}

Hasher& Hasher::field(std::uint64_t number) {
  char little_endian[8];
  for (int i = 0; i < 8; ++i) little_endian[i] = static_cast<char>(number >> (8 * i));
  return bytes({little_endian, 8});
}

Digest Hasher::finish() {
  Digest digest;
  SHA256_Final(digest.bytes.data(), context(state_));
  return digest;
}

std::string sha512_bytes(std::string_view bytes) {
  std::string digest(SHA512_DIGEST_LENGTH, '\0');
  SHA512_CTX state;
  SHA512_Init(&state);
  SHA512_Update(&state, bytes.data(), bytes.size());
  SHA512_Final(reinterpret_cast<unsigned char*>(digest.data()), &state);
  return digest;
}

std::string sha1_hex(std::string_view bytes) {
  unsigned char digest[SHA_DIGEST_LENGTH];
  SHA_CTX state;
  SHA1_Init(&state);
  SHA1_Update(&state, bytes.data(), bytes.size());
  SHA1_Final(digest, &state);
  std::string text;
  for (unsigned char byte : digest) {
    text += hex_digits[byte >> 4];
    text += hex_digits[byte & 15];
  }
  return text;
}

}  // namespace sinter
