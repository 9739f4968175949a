// XXH3-64 from the xxHash specification, version 0.8. Names follow the specification: an
// input of up to 240 bytes is mixed by length class; a longer one is cut into stripes of 64
// bytes which are added into eight accumulators, 16 stripes to a block.
#include <array>
#include <bit>

#include "bytes.h"
#include "hash.h"
#include "lanes.h"

namespace sinter::text {
namespace {

constexpr std::uint64_t prime32_1 = 0x9e3779b1, prime32_2 = 0x85ebca77, prime32_3 = 0xc2b2ae3d;
constexpr std::uint64_t prime64_1 = 0x9e3779b185ebca87, prime64_2 = 0xc2b2ae3d27d4eb4f, prime64_3 = 0x165667b19e3779f9,
                        prime64_4 = 0x85ebca77c2b2ae63, prime64_5 = 0x27d4eb2f165667c5;
constexpr std::uint64_t prime_mx1 = 0x165667919e3779f9, prime_mx2 = 0x9fb21c651e98df25;

constexpr std::size_t stripe_size = 64, stripes_per_block = 16;
constexpr std::size_t block_size = stripe_size * stripes_per_block;

using Secret = std::array<std::uint8_t, 192>;
constexpr Secret default_secret = {
    0xb8, 0xfe, 0x6c, 0x39, 0x23, 0xa4, 0x4b, 0xbe, 0x7c, 0x01, 0x81, 0x2c, 0xf7, 0x21, 0xad, 0x1c, 0xde, 0xd4,
    0x6d, 0xe9, 0x83, 0x90, 0x97, 0xdb, 0x72, 0x40, 0xa4, 0xa4, 0xb7, 0xb3, 0x67, 0x1f, 0xcb, 0x79, 0xe6, 0x4e,
    0xcc, 0xc0, 0xe5, 0x78, 0x82, 0x5a, 0xd0, 0x7d, 0xcc, 0xff, 0x72, 0x21, 0xb8, 0x08, 0x46, 0x74, 0xf7, 0x43,
    0x24, 0x8e, 0xe0, 0x35, 0x90, 0xe6, 0x81, 0x3a, 0x26, 0x4c, 0x3c, 0x28, 0x52, 0xbb, 0x91, 0xc3, 0x00, 0xcb,
    0x88, 0xd0, 0x65, 0x8b, 0x1b, 0x53, 0x2e, 0xa3, 0x71, 0x64, 0x48, 0x97, 0xa2, 0x0d, 0xf9, 0x4e, 0x38, 0x19,
    0xef, 0x46, 0xa9, 0xde, 0xac, 0xd8, 0xa8, 0xfa, 0x76, 0x3f, 0xe3, 0x9c, 0x34, 0x3f, 0xf9, 0xdc, 0xbb, 0xc7,
    0xc7, 0x0b, 0x4f, 0x1d, 0x8a, 0x51, 0xe0, 0x4b, 0xcd, 0xb4, 0x59, 0x31, 0xc8, 0x9f, 0x7e, 0xc9, 0xd9, 0x78,
    0x73, 0x64, 0xea, 0xc5, 0xac, 0x83, 0x34, 0xd3, 0xeb, 0xc3, 0xc5, 0x81, 0xa0, 0xff, 0xfa, 0x13, 0x63, 0xeb,
    0x17, 0x0d, 0xdd, 0x51, 0xb7, 0xf0, 0xda, 0x49, 0xd3, 0x16, 0x55, 0x26, 0x29, 0xd4, 0x68, 0x9e, 0x2b, 0x16,
    0xbe, 0x58, 0x7d, 0x47, 0xa1, 0xfc, 0x8f, 0xf8, 0xb8, 0xd1, 0x7a, 0xd0, 0x31, 0xce, 0x45, 0xcb, 0x3a, 0x8f,
    0x95, 0x16, 0x04, 0x28, 0xaf, 0xd7, 0xfb, 0xca, 0xbb, 0x4b, 0x40, 0x7e};

[[gnu::always_inline]] inline std::uint64_t load_u64(const std::uint8_t* from) { return load<std::uint64_t>(from); }
[[gnu::always_inline]] inline std::uint32_t load_u32(const std::uint8_t* from) { return load<std::uint32_t>(from); }
[[gnu::always_inline]] inline std::uint64_t secret_u64(std::size_t offset) {
  return load_u64(default_secret.data() + offset);
}
[[gnu::always_inline]] inline std::uint64_t shift_xor(std::uint64_t value, int shift) {
  return value ^ (value >> shift);
}

/// The 128-bit product, its halves combined by exclusive or.
[[gnu::always_inline]] inline std::uint64_t multiply_fold(std::uint64_t left, std::uint64_t right) {
#if defined(__wasm__)
  // wasm has no wide multiplication, and the compiler's own routine is a call.
  std::uint64_t left_low = left & 0xffffffff, left_high = left >> 32;
  std::uint64_t right_low = right & 0xffffffff, right_high = right >> 32;
  std::uint64_t low_low = left_low * right_low;
  std::uint64_t high_low = left_high * right_low;
  std::uint64_t cross = (low_low >> 32) + (high_low & 0xffffffff) + left_low * right_high;
  std::uint64_t upper = (high_low >> 32) + (cross >> 32) + left_high * right_high;
  return upper ^ (left * right);
#else
  __extension__ using Wide = unsigned __int128;
  Wide product = static_cast<Wide>(left) * right;
  return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64);
#endif
}

std::uint64_t avalanche(std::uint64_t hash) { return shift_xor(shift_xor(hash, 37) * prime_mx1, 32); }

std::uint64_t avalanche_xxh64(std::uint64_t hash) {
  return shift_xor(shift_xor(shift_xor(hash, 33) * prime64_2, 29) * prime64_3, 32);
}

std::uint64_t hash_upto_16(Bytes input, std::uint64_t seed) {
  const std::uint8_t* data = input.data();
  std::size_t size = input.size();
  if (size > 8) {
    std::uint64_t low = load_u64(data) ^ ((secret_u64(24) ^ secret_u64(32)) + seed);
    std::uint64_t high = load_u64(data + size - 8) ^ ((secret_u64(40) ^ secret_u64(48)) - seed);
    return avalanche(size + std::byteswap(low) + high + multiply_fold(low, high));
  }
  if (size >= 4) {
    seed ^= static_cast<std::uint64_t>(std::byteswap(static_cast<std::uint32_t>(seed))) << 32;
    std::uint64_t both = load_u32(data + size - 4) + (static_cast<std::uint64_t>(load_u32(data)) << 32);
    std::uint64_t hash = both ^ ((secret_u64(8) ^ secret_u64(16)) - seed);
    hash = (hash ^ std::rotl(hash, 49) ^ std::rotl(hash, 24)) * prime_mx2;
    hash = (hash ^ ((hash >> 35) + size)) * prime_mx2;
    return shift_xor(hash, 28);
  }
  if (size > 0) {
    std::uint32_t combined = static_cast<std::uint32_t>(data[0]) << 16 |
                             static_cast<std::uint32_t>(data[size >> 1]) << 24 | data[size - 1] |
                             static_cast<std::uint32_t>(size) << 8;
    std::uint64_t flip = (load_u32(default_secret.data()) ^ load_u32(default_secret.data() + 4)) + seed;
    return avalanche_xxh64(combined ^ flip);
  }
  return avalanche_xxh64(seed ^ secret_u64(56) ^ secret_u64(64));
}

std::uint64_t mix_16(const std::uint8_t* data, std::size_t secret_offset, std::uint64_t seed) {
  return multiply_fold(load_u64(data) ^ (secret_u64(secret_offset) + seed),
                       load_u64(data + 8) ^ (secret_u64(secret_offset + 8) - seed));
}

/// 17 to 128 bytes: pairs of 16 bytes, one from each end, moving inwards.
std::uint64_t hash_upto_128(Bytes input, std::uint64_t seed) {
  const std::uint8_t* data = input.data();
  std::uint64_t sum = input.size() * prime64_1;
  for (std::size_t pair = (input.size() - 1) / 32 + 1; pair-- > 0;) {
    sum += mix_16(data + 16 * pair, 32 * pair, seed);
    sum += mix_16(data + input.size() - 16 * (pair + 1), 32 * pair + 16, seed);
  }
  return avalanche(sum);
}

/// 129 to 240 bytes: 16 at a time, with a second pass over the secret from its byte 3.
std::uint64_t hash_upto_240(Bytes input, std::uint64_t seed) {
  const std::uint8_t* data = input.data();
  std::uint64_t sum = input.size() * prime64_1;
  for (std::size_t round = 0; round < 8; ++round) sum += mix_16(data + 16 * round, 16 * round, seed);
  sum = avalanche(sum);
  for (std::size_t round = 8; round < input.size() / 16; ++round)
    sum += mix_16(data + 16 * round, 16 * (round - 8) + 3, seed);
  sum += mix_16(data + input.size() - 16, 136 - 17, seed);
  return avalanche(sum);
}

struct alignas(16) Accumulators {
  std::uint64_t sum[8];
};

/// Adds `stripes` stripes; each uses the secret eight bytes further on than the one before.
#if defined(__wasm_simd128__)
void accumulate(Accumulators& state, const std::uint8_t* input, const std::uint8_t* secret, std::size_t stripes) {
  // A word is added to the lane beside its own. All are collected first, and change lanes once.
  v128_t sum[4], words[4];
  for (int pair = 0; pair < 4; ++pair) {
    sum[pair] = wasm_v128_load(state.sum + 2 * pair);
    words[pair] = wasm_i64x2_const(0, 0);
  }
  for (; stripes > 0; --stripes, input += stripe_size, secret += 8) {
#pragma clang loop unroll(full)
    for (int pair = 0; pair < 4; pair += 2) {
      v128_t first = wasm_v128_load(input + 16 * pair), second = wasm_v128_load(input + 16 * pair + 16);
      v128_t first_key = wasm_v128_xor(first, wasm_v128_load(secret + 16 * pair));
      v128_t second_key = wasm_v128_xor(second, wasm_v128_load(secret + 16 * pair + 16));
      v128_t low = wasm_i32x4_shuffle(first_key, second_key, 0, 2, 4, 6);
      v128_t high = wasm_i32x4_shuffle(first_key, second_key, 1, 3, 5, 7);
      words[pair] = wasm_i64x2_add(words[pair], first);
      words[pair + 1] = wasm_i64x2_add(words[pair + 1], second);
      sum[pair] = wasm_i64x2_add(sum[pair], wasm_u64x2_extmul_low_u32x4(low, high));
      sum[pair + 1] = wasm_i64x2_add(sum[pair + 1], wasm_u64x2_extmul_high_u32x4(low, high));
    }
  }
  for (int pair = 0; pair < 4; ++pair) {
    v128_t swapped = wasm_i64x2_shuffle(words[pair], words[pair], 1, 0);
    wasm_v128_store(state.sum + 2 * pair, wasm_i64x2_add(sum[pair], swapped));
  }
}

void scramble(Accumulators& state, const std::uint8_t* secret) {
  for (int pair = 0; pair < 4; ++pair) {
    v128_t sum = wasm_v128_load(state.sum + 2 * pair);
    v128_t mixed = wasm_v128_xor(wasm_v128_xor(sum, wasm_u64x2_shr(sum, 47)), wasm_v128_load(secret + 16 * pair));
    wasm_v128_store(state.sum + 2 * pair, wasm_i64x2_mul(mixed, wasm_i64x2_splat(prime32_1)));
  }
}
#else
void accumulate(Accumulators& state, const std::uint8_t* input, const std::uint8_t* secret, std::size_t stripes) {
  Accumulators local = state;
  for (; stripes > 0; --stripes, input += stripe_size, secret += 8) {
    for (std::size_t lane = 0; lane < 8; ++lane) {
      std::uint64_t word = load_u64(input + 8 * lane);
      std::uint64_t keyed = word ^ load_u64(secret + 8 * lane);
      local.sum[lane ^ 1] += word;
      local.sum[lane] += (keyed & 0xffffffff) * (keyed >> 32);
    }
  }
  state = local;
}

void scramble(Accumulators& state, const std::uint8_t* secret) {
  for (std::size_t lane = 0; lane < 8; ++lane)
    state.sum[lane] = (shift_xor(state.sum[lane], 47) ^ load_u64(secret + 8 * lane)) * prime32_1;
}
#endif

Secret seeded_secret(std::uint64_t seed) {
  Secret secret;
  for (std::size_t offset = 0; offset < secret.size(); offset += 16) {
    std::uint64_t words[2] = {secret_u64(offset) + seed, secret_u64(offset + 8) - seed};
    __builtin_memcpy(secret.data() + offset, words, sizeof words);
  }
  return secret;
}

std::uint64_t hash_long(Bytes input, const Secret& secret) {
  constexpr std::size_t last_secret = secret.size() - stripe_size;
  const std::uint8_t* data = input.data();
  Accumulators state = {{prime32_3, prime64_1, prime64_2, prime64_3, prime64_4, prime32_2, prime64_5, prime32_1}};

  std::size_t blocks = (input.size() - 1) / block_size;
  for (std::size_t block = 0; block < blocks; ++block) {
    accumulate(state, data + block * block_size, secret.data(), stripes_per_block);
    scramble(state, secret.data() + last_secret);
  }
  // The last stripe ends with the input and overlaps the one before it.
  std::size_t done = blocks * block_size;
  accumulate(state, data + done, secret.data(), (input.size() - 1 - done) / stripe_size);
  accumulate(state, data + input.size() - stripe_size, secret.data() + last_secret - 7, 1);

  std::uint64_t sum = input.size() * prime64_1;
  for (std::size_t pair = 0; pair < 4; ++pair)
    sum += multiply_fold(state.sum[2 * pair] ^ load_u64(secret.data() + 11 + 16 * pair),
                         state.sum[2 * pair + 1] ^ load_u64(secret.data() + 19 + 16 * pair));
  return avalanche(sum);
}

}  // namespace

std::uint64_t xxh3_64_bytes(Bytes bytes, std::optional<std::uint64_t> seed_if_any) {
  std::uint64_t seed = seed_if_any.value_or(0);
  if (bytes.size() <= 16) return hash_upto_16(bytes, seed);
  if (bytes.size() <= 128) return hash_upto_128(bytes, seed);
  if (bytes.size() <= 240) return hash_upto_240(bytes, seed);
  return seed == 0 ? hash_long(bytes, default_secret) : hash_long(bytes, seeded_secret(seed));
}

std::vector<std::uint64_t> xxh3_64_all(Texts texts, std::optional<std::uint64_t> seed) {
  std::vector<std::uint64_t> hashes;
  hashes.reserve(texts.size());
  for (std::string_view text : texts) hashes.push_back(xxh3_64(text, seed));
  return hashes;
}

std::uint64_t xxh3_64(std::string_view text, std::optional<std::uint64_t> seed) {
  return xxh3_64_bytes(bytes_of(text), seed);
}

}  // namespace sinter::text
