#include "containers.h"

#include <algorithm>
#include <cstring>

#include "structure.h"
#include "token.h"

namespace sinter::json {
namespace {

class Collector {
 public:
  void bracket(std::uint8_t byte, std::size_t at) {
    if (byte == '{' || byte == '[') {
      open_.push_back(static_cast<std::uint32_t>(found.size()));
      found.push_back({});
    } else {
      found[open_.back()] = {.end = static_cast<std::uint32_t>(at + 1),
                             .next = static_cast<std::uint32_t>(found.size())};
      open_.pop_back();
    }
  }

  std::vector<Container> found;

 private:
  std::vector<std::uint32_t> open_;
};

}  // namespace

#if SINTER_TEXT_VECTORS

std::vector<Container> containers_of(Bytes text) {
  Collector collector;
  Strings strings;
  auto take = [&](const std::uint8_t* block, std::size_t at) {
    // The closing bracket of each kind is two behind the opening one, the square ones lack bit 5.
    std::uint64_t brackets = ~strings.next(block).inside & mask64(block, [](text::Lanes lanes) {
      text::Lanes braces = lanes | text::splat(0x20);
      return text::equal(braces, text::splat('{')) | text::equal(braces, text::splat('}'));
    });
    for (; brackets != 0; brackets &= brackets - 1) {
      auto place = static_cast<std::uint32_t>(std::countr_zero(brackets));
      collector.bracket(block[place], at + place);
    }
  };
  std::size_t at = 0;
  for (; at + block_size <= text.size(); at += block_size) take(text.data() + at, at);
  std::uint8_t last[block_size];
  std::memset(last, ' ', block_size);
  std::copy(text.data() + at, text.data() + text.size(), last);
  take(last, at);
  return std::move(collector.found);
}

#else

std::vector<Container> containers_of(Bytes text) {
  Collector collector;
  for (std::size_t at = 0; at < text.size();) {
    std::uint8_t byte = text[at];
    if (byte == '"') {
      at = *string_end(text, at);
      continue;
    }
    if (byte == '{' || byte == '[' || byte == '}' || byte == ']') collector.bracket(byte, at);
    ++at;
  }
  return std::move(collector.found);
}

#endif

}  // namespace sinter::json
