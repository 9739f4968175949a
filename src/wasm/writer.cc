#include "wasm/writer.h"

namespace sinter::wasm {

void Writer::u32(std::uint32_t value) {
  for (; value >= 128; value >>= 7) byte(static_cast<std::uint8_t>(value | 128));
  byte(static_cast<std::uint8_t>(value));
}

void Writer::s64(std::int64_t value) {
  for (; value < -64 || value > 63; value >>= 7) byte(static_cast<std::uint8_t>((value & 127) | 128));
  byte(static_cast<std::uint8_t>(value & 127));
}

void Writer::name(std::string_view text) {
  u32(static_cast<std::uint32_t>(text.size()));
  raw(text);
}

void Writer::section(std::uint8_t id, std::string_view payload) {
  byte(id);
  name(payload);
}

std::string ListWriter::take() {
  Writer list;
  list.u32(count_);
  list.raw(entries_.view());
  count_ = 0;
  entries_.take();
  return list.take();
}

}  // namespace sinter::wasm
