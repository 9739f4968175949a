#include "skip.h"

#include <algorithm>
#include <cstring>

#include "modules/text/lanes.h"
#include "structure.h"

namespace sinter::json {
namespace {

using text::Lanes;

#if SINTER_TEXT_VECTORS

/// Counts brackets, block after block, until the one that closes depth 1.
class Counter {
 public:
  /// The place of that bracket in the block; block_size if it is not in there, and one more
  /// if a backslash is outside of strings, which no mask gets right.
  [[gnu::always_inline]] std::uint32_t closing_place(const std::uint8_t* block) {
    Strings::Masks strings = strings_.next(block);
    std::uint64_t outside = ~strings.inside;
    if ((strings.escaped & outside) != 0) return block_size + 1;
    std::uint64_t opens = outside & mask64(block, [](Lanes lanes) { return is_bracket(lanes, '{'); });
    std::uint64_t closes = outside & mask64(block, [](Lanes lanes) { return is_bracket(lanes, '}'); });
    auto close_count = static_cast<std::uint32_t>(std::popcount(closes));
    if (close_count >= depth_) {
      std::uint32_t closed = 0;
      for (std::uint64_t rest = closes; rest != 0; rest &= rest - 1) {
        std::uint64_t before = (rest & -rest) - 1;
        if (depth_ + static_cast<std::uint32_t>(std::popcount(opens & before)) == ++closed) {
          return static_cast<std::uint32_t>(std::countr_zero(rest));
        }
      }
    }
    depth_ = depth_ + static_cast<std::uint32_t>(std::popcount(opens)) - close_count;
    return block_size;
  }

 private:
  /// The square brackets are the braces without bit 5.
  static Lanes is_bracket(Lanes lanes, char brace) {
    return text::equal(lanes | text::splat(0x20), text::splat(static_cast<std::uint8_t>(brace)));
  }

  Strings strings_;
  std::uint32_t depth_ = 1;
};

#endif

/// The first quote or bracket at or after `at`, or the end of the text.
std::size_t find_bracket(Bytes text, std::size_t at) {
  for (; at + text::lane_count <= text.size(); at += text::lane_count) {
    Lanes lanes = text::load<Lanes>(text.data() + at);
    // With two bits masked out the brackets are one byte, and so are Y, _, y and DEL.
    text::LaneMask mask =
        text::mask_of(text::equal(lanes & text::splat(0xd9), text::splat(0x59)) | text::equal(lanes, text::splat('"')));
    if (mask != 0) return at + text::first_lane(mask);
  }
  while (at < text.size() && text[at] != '"' && (text[at] & 0xd9) != 0x59) ++at;
  return at;
}

/// From bracket to bracket and string to string: what the definition says.
End skip_plainly(Bytes text, std::size_t at) {
  for (std::uint32_t depth = 1; (at = find_bracket(text, at)) < text.size();) {
    std::uint8_t byte = text[at];
    if (byte == '"') {
      End end = string_end(text, at);
      if (!end) return end;
      at = *end;
      continue;
    }
    ++at;
    depth += byte == '{' || byte == '[';
    depth -= byte == '}' || byte == ']';
    if (depth == 0) return static_cast<std::uint32_t>(at);
  }
  return std::unexpected(Fault{JsonFault::unexpected_end, text.size()});
}

}  // namespace

#if SINTER_TEXT_VECTORS

End skip_rest(Bytes text, std::size_t from) {
  Counter counter;
  std::size_t at = from;
  for (; at + block_size <= text.size(); at += block_size) {
    std::uint32_t place = counter.closing_place(text.data() + at);
    if (place > block_size) return skip_plainly(text, from);
    if (place < block_size) return static_cast<std::uint32_t>(at + place + 1);
  }
  std::uint8_t last[block_size];
  std::memset(last, ' ', block_size);
  std::copy(text.data() + at, text.data() + text.size(), last);
  std::uint32_t place = counter.closing_place(last);
  if (place > block_size) return skip_plainly(text, from);
  if (place < block_size) return static_cast<std::uint32_t>(at + place + 1);
  return std::unexpected(Fault{JsonFault::unexpected_end, text.size()});
}

#else

End skip_rest(Bytes text, std::size_t at) { return skip_plainly(text, at); }

#endif

End skip_value(Bytes text, std::size_t at) {
  if (at >= text.size()) return std::unexpected(Fault{JsonFault::unexpected_end, text.size()});
  if (text[at] == '"') return string_end(text, at);
  if (text[at] == '{' || text[at] == '[') return skip_rest(text, at + 1);
  std::size_t end = at;
  while (end < text.size() && !is_kind(text[end], delimiter)) ++end;
  if (end == at) return std::unexpected(Fault{JsonFault::expected_value, at});
  return static_cast<std::uint32_t>(end);
}

}  // namespace sinter::json
