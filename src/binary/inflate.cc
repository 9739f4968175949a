#include "binary/inflate.h"

#include <zlib.h>

#include <algorithm>

namespace sinter {

std::optional<std::string> inflated(std::string_view packed, std::uint64_t size_bytes) {
  constexpr std::size_t turn_bytes_max = 1U << 30;  // zlib counts in 32 bits
  z_stream stream = {};
  if (inflateInit(&stream) != Z_OK) return std::nullopt;
  std::string bytes(size_bytes, '\0');
  std::size_t done = 0;
  int state = Z_OK;
  while (state == Z_OK) {
    std::size_t input_bytes = std::min(packed.size(), turn_bytes_max);
    std::size_t room = std::min(bytes.size() - done, turn_bytes_max);
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(packed.data()));
    stream.avail_in = static_cast<unsigned>(input_bytes);
    stream.next_out = reinterpret_cast<Bytef*>(bytes.data() + done);
    stream.avail_out = static_cast<unsigned>(room);
    state = inflate(&stream, Z_NO_FLUSH);  // without progress it ends with an error
    packed.remove_prefix(input_bytes - stream.avail_in);
    done += room - stream.avail_out;
  }
  inflateEnd(&stream);
  if (state != Z_STREAM_END || done != size_bytes) return std::nullopt;
  return bytes;
}

}  // namespace sinter
