#include "analyze/deflate.h"

#include <zlib.h>

#include "base/error.h"

namespace sinter {

std::string deflated(std::string_view bytes) {
  constexpr int window_bits = -15;  // no frame
  constexpr int memory_level = 8;
  z_stream stream = {};
  SINTER_ASSERT(deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, window_bits, memory_level, Z_DEFAULT_STRATEGY) ==
                Z_OK);
  std::string out;
  std::string buffer(256 << 10, '\0');
  int state = Z_OK;
  while (state != Z_STREAM_END) {
    if (stream.avail_in == 0) {
      std::string_view part = bytes.substr(0, 1u << 30);  // zlib counts in 32 bits
      stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(part.data()));
      stream.avail_in = static_cast<unsigned>(part.size());
      bytes.remove_prefix(part.size());
    }
    stream.next_out = reinterpret_cast<Bytef*>(buffer.data());
    stream.avail_out = static_cast<unsigned>(buffer.size());
    state = deflate(&stream, bytes.empty() ? Z_FINISH : Z_NO_FLUSH);
    out.append(buffer, 0, buffer.size() - stream.avail_out);
  }
  deflateEnd(&stream);
  return out;
}

}  // namespace sinter
