// Sixteen or eight bytes looked at in one step, under one set of names.
//
// With a vector unit (wasm simd128, SSE2, NEON) a step is 16 bytes and a mask has one bit a
// byte. Without one (wasm baseline) a step is a 64-bit word and a mask has the top bit of
// each byte. Loops are written once against `Lanes`; every mask is exact in both forms, so
// both find the same bytes.
#pragma once

#include <bit>
#include <cstdint>

#if defined(__wasm_simd128__)
#include <wasm_simd128.h>
#elif defined(__SSSE3__)
#include <tmmintrin.h>
#elif defined(__aarch64__)
#include <arm_neon.h>
#endif

// SINTER_TEXT_WORDS asks for words where there are vectors: native tests of the other form.
#if !defined(SINTER_TEXT_WORDS) && (defined(__wasm_simd128__) || defined(__SSE2__) || defined(__aarch64__))
#define SINTER_TEXT_VECTORS 1
#else
#define SINTER_TEXT_VECTORS 0
#endif

// Whether bytes of a vector can be picked by the bytes of another.
#if SINTER_TEXT_VECTORS && (defined(__wasm_simd128__) || defined(__SSSE3__) || defined(__aarch64__))
#define SINTER_TEXT_LOOKUPS 1
#else
#define SINTER_TEXT_LOOKUPS 0
#endif

namespace sinter::text {

static_assert(std::endian::native == std::endian::little);

/// A word from any address; the caller owns the bytes up to `from + sizeof(Word)`.
template <class Word>
Word load(const std::uint8_t* from) {
  Word word;
  __builtin_memcpy(&word, from, sizeof(Word));
  return word;
}

#if SINTER_TEXT_VECTORS

using Lanes = std::uint8_t __attribute__((vector_size(16)));
using LaneMask = std::uint32_t;
inline constexpr std::uint32_t lane_bits = 1;

/// Bit n is the top bit of byte n.
inline LaneMask top_bits(Lanes lanes) {
#if defined(__wasm_simd128__)
  return wasm_i8x16_bitmask(std::bit_cast<v128_t>(lanes));
#else
  using Bits = bool __attribute__((ext_vector_type(16)));
  return std::bit_cast<std::uint16_t>(__builtin_convertvector(lanes >= 0x80, Bits));
#endif
}

inline Lanes splat(std::uint8_t byte) { return Lanes{} + byte; }

/// 0xff in every byte for which the comparison holds, else 0.
inline Lanes equal(Lanes left, Lanes right) { return std::bit_cast<Lanes>(left == right); }
inline Lanes below(Lanes lanes, std::uint8_t bound) { return std::bit_cast<Lanes>(lanes < splat(bound)); }
inline LaneMask mask_of(Lanes truth) { return top_bits(truth); }
inline LaneMask differing(Lanes left, Lanes right) { return mask_of(equal(left, right)) ^ 0xffff; }
/// The sum of the bytes, each from -128 to 127.
inline std::int32_t signed_sum(Lanes lanes) {
  using Bytes = std::int8_t __attribute__((vector_size(16)));
  using Sums = std::int16_t __attribute__((vector_size(32)));
  return __builtin_reduce_add(__builtin_convertvector(std::bit_cast<Bytes>(lanes), Sums));
}

/// Whether any bit is set.
inline bool any(Lanes lanes) {
#if defined(__wasm_simd128__)
  return wasm_v128_any_true(std::bit_cast<v128_t>(lanes));
#else
  using Halves = std::uint64_t __attribute__((vector_size(16)));
  Halves halves = std::bit_cast<Halves>(lanes);
  return (halves[0] | halves[1]) != 0;
#endif
}

#if SINTER_TEXT_LOOKUPS
/// table[index] for each of 16 indices, which are below 16.
[[gnu::always_inline]] inline Lanes look_up(Lanes table, Lanes indices) {
#if defined(__wasm_simd128__)
  return std::bit_cast<Lanes>(wasm_i8x16_swizzle(std::bit_cast<v128_t>(table), std::bit_cast<v128_t>(indices)));
#elif defined(__SSSE3__)
  return std::bit_cast<Lanes>(_mm_shuffle_epi8(std::bit_cast<__m128i>(table), std::bit_cast<__m128i>(indices)));
#else
  return std::bit_cast<Lanes>(vqtbl1q_u8(std::bit_cast<uint8x16_t>(table), std::bit_cast<uint8x16_t>(indices)));
#endif
}
#endif

#else

using Lanes = std::uint64_t;
using LaneMask = std::uint64_t;
inline constexpr std::uint32_t lane_bits = 8;
inline constexpr std::uint64_t every_byte = 0x0101010101010101;

inline Lanes splat(std::uint8_t byte) { return byte * every_byte; }

/// The top bit of every byte.
inline LaneMask top_bits(Lanes lanes) { return lanes & splat(0x80); }

/// 0x80 in every byte for which the comparison holds, else 0. `bound` is at most 0x80.
/// Adding to seven bits cannot carry into the next byte, so no byte disturbs another.
inline Lanes below(Lanes lanes, std::uint8_t bound) {
  constexpr std::uint64_t low_bits = 0x7f * every_byte;
  return ~(((lanes & low_bits) + (0x80 - bound) * every_byte) | lanes | low_bits);
}
inline Lanes equal(Lanes left, Lanes right) { return below(left ^ right, 1); }
inline LaneMask mask_of(Lanes truth) { return truth; }
inline LaneMask differing(Lanes left, Lanes right) { return left ^ right; }
inline bool any(Lanes lanes) { return lanes != 0; }

#endif

inline constexpr std::uint32_t lane_count = sizeof(Lanes);

/// The lowest byte whose lane is set in `mask`, which is not zero.
inline std::uint32_t first_lane(LaneMask mask) {
  return static_cast<std::uint32_t>(std::countr_zero(mask)) / lane_bits;
}

}  // namespace sinter::text
