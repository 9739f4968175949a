#include "analyze/sizes.h"

#include <brotli/encode.h>
#include <zlib.h>
#include <zstd.h>

#include <algorithm>
#include <climits>
#include <memory>
#include <vector>

#include "base/error.h"

namespace sinter {
namespace {

constexpr std::size_t chunk_bytes = 256 * 1024;

const std::uint8_t* unsigned_bytes(std::string_view bytes) {
  return reinterpret_cast<const std::uint8_t*>(bytes.data());
}

std::uint64_t gzip_size(std::string_view bytes) {
  constexpr int window_bits = 15;
  constexpr int gzip_header = 16;
  constexpr int memory_level = 8;  // zlib's default, which servers use
  z_stream stream = {};
  SINTER_ASSERT(deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, window_bits + gzip_header, memory_level,
                             Z_DEFAULT_STRATEGY) == Z_OK);
  std::vector<std::uint8_t> out(chunk_bytes);
  std::uint64_t size_bytes = 0;
  int state = Z_OK;
  while (state != Z_STREAM_END) {
    if (stream.avail_in == 0) {
      // zlib counts in 32 bits, so a large input is handed over in parts.
      std::string_view part = bytes.substr(0, UINT_MAX / 2);
      stream.next_in = const_cast<std::uint8_t*>(unsigned_bytes(part));
      stream.avail_in = static_cast<unsigned>(part.size());
      bytes.remove_prefix(part.size());
    }
    stream.next_out = out.data();
    stream.avail_out = static_cast<unsigned>(out.size());
    state = deflate(&stream, bytes.empty() ? Z_FINISH : Z_NO_FLUSH);
    size_bytes += out.size() - stream.avail_out;
  }
  deflateEnd(&stream);
  return size_bytes;
}

std::uint64_t brotli_size(std::string_view bytes) {
  std::unique_ptr<BrotliEncoderState, decltype(&BrotliEncoderDestroyInstance)> encoder(
      BrotliEncoderCreateInstance(nullptr, nullptr, nullptr), &BrotliEncoderDestroyInstance);
  SINTER_ASSERT(encoder != nullptr);
  BrotliEncoderSetParameter(encoder.get(), BROTLI_PARAM_QUALITY, BROTLI_MAX_QUALITY);
  BrotliEncoderSetParameter(encoder.get(), BROTLI_PARAM_LGWIN, BROTLI_MAX_WINDOW_BITS);
  auto hint = static_cast<std::uint32_t>(std::min<std::size_t>(bytes.size(), UINT32_MAX));
  BrotliEncoderSetParameter(encoder.get(), BROTLI_PARAM_SIZE_HINT, hint);
  std::size_t left = bytes.size();
  const std::uint8_t* next = unsigned_bytes(bytes);
  std::vector<std::uint8_t> out(chunk_bytes);
  std::uint64_t size_bytes = 0;
  while (!BrotliEncoderIsFinished(encoder.get())) {
    std::size_t room = out.size();
    std::uint8_t* target = out.data();
    SINTER_ASSERT(
        BrotliEncoderCompressStream(encoder.get(), BROTLI_OPERATION_FINISH, &left, &next, &room, &target, nullptr));
    size_bytes += out.size() - room;
  }
  return size_bytes;
}

std::uint64_t zstd_size(std::string_view bytes) {
  constexpr int level = 19;
  std::unique_ptr<ZSTD_CCtx, decltype(&ZSTD_freeCCtx)> context(ZSTD_createCCtx(), &ZSTD_freeCCtx);
  SINTER_ASSERT(context != nullptr);
  std::vector<char> out(ZSTD_compressBound(bytes.size()));
  std::size_t size_bytes = ZSTD_compressCCtx(context.get(), out.data(), out.size(), bytes.data(), bytes.size(), level);
  SINTER_ASSERT(!ZSTD_isError(size_bytes));
  return size_bytes;
}

}  // namespace

std::uint64_t measure_size(std::string_view bytes, std::string_view kind) {
  if (kind == "gzip") return gzip_size(bytes);
  return kind == "brotli" ? brotli_size(bytes) : bytes.size();
}

Sizes measure_sizes(std::string_view bytes) {
  return {.raw_bytes = bytes.size(),
          .gzip_bytes = gzip_size(bytes),
          .brotli_bytes = brotli_size(bytes),
          .zstd_bytes = zstd_size(bytes)};
}

}  // namespace sinter
