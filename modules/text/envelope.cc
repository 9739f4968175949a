#include "envelope.h"

#include "bytes.h"
#include "lanes.h"

namespace sinter::text {
namespace {

constexpr double largest_whole = 9007199254740991;  // 2^53 - 1: Number.MAX_SAFE_INTEGER

bool is_whole(double value) {
  return value >= -largest_whole && value <= largest_whole &&
         static_cast<double>(static_cast<std::int64_t>(value)) == value;
}

bool needs_escape(std::uint8_t byte) { return byte < 0x20 || byte == '"' || byte == '\\'; }

/// How many bytes at the front can be copied as they are.
std::size_t plain_prefix(Bytes bytes) {
  std::size_t offset = 0;
  for (; offset + lane_count <= bytes.size(); offset += lane_count) {
    Lanes lanes = load<Lanes>(bytes.data() + offset);
    LaneMask mask = mask_of(below(lanes, 0x20) | equal(lanes, splat('"')) | equal(lanes, splat('\\')));
    if (mask != 0) return offset + first_lane(mask);
  }
  while (offset < bytes.size() && !needs_escape(bytes[offset])) ++offset;
  return offset;
}

void append_escape(std::string& json, std::uint8_t byte) {
  constexpr std::string_view short_names = "btn.fr";  // for 8 to 13; 11 has none
  constexpr std::string_view hex = "0123456789abcdef";
  json += '\\';
  if (byte >= 0x20) {
    json += static_cast<char>(byte);
  } else if (byte >= 8 && byte <= 13 && byte != 11) {
    json += short_names[byte - 8u];
  } else {
    json += "u00";
    json += hex[byte >> 4];
    json += hex[byte & 15];
  }
}

void append_string(std::string& json, std::string_view text) {
  json += '"';
  while (true) {
    std::size_t plain = plain_prefix(bytes_of(text));
    json += text.substr(0, plain);
    if (plain == text.size()) break;
    append_escape(json, static_cast<std::uint8_t>(text[plain]));
    text.remove_prefix(plain + 1);
  }
  json += '"';
}

void append_whole(std::string& json, std::int64_t value) {
  char digits[20];
  char* first = digits + sizeof digits;
  auto rest = static_cast<std::uint64_t>(value < 0 ? -value : value);
  do {
    *--first = static_cast<char>('0' + rest % 10);
    rest /= 10;
  } while (rest != 0);
  if (value < 0) *--first = '-';
  json += std::string_view(first, static_cast<std::size_t>(digits + sizeof digits - first));
}

constexpr std::size_t around = 64;  // names, punctuation and the number

std::size_t likely_size(const Message& message) {
  return message.id.size() + message.sender.size() + message.payload.size() + around;
}

void append_envelope(std::string& json, const Message& message) {
  json += "{\"id\":";
  append_string(json, message.id);
  json += ",\"sender\":";
  append_string(json, message.sender);
  json += ",\"timestamp\":";
  append_whole(json, static_cast<std::int64_t>(message.timestamp));
  json += ",\"payload\":";
  append_string(json, message.payload);
  json += '}';
}

}  // namespace

Fallible<std::string, EnvelopeFault> message_envelope(const Message& message) {
  if (!is_whole(message.timestamp)) return std::unexpected(Fault{EnvelopeFault::timestamp_not_whole, 0});
  std::string json;
  json.reserve(likely_size(message));
  append_envelope(json, message);
  return json;
}

Fallible<std::string, EnvelopeFault> message_envelopes(std::span<const Message> messages) {
  std::size_t size = 0;
  for (const Message& message : messages) size += likely_size(message);
  std::string lines;
  lines.reserve(size);
  for (std::size_t index = 0; index < messages.size(); ++index) {
    if (!is_whole(messages[index].timestamp))
      return std::unexpected(Fault{EnvelopeFault::timestamp_not_whole, static_cast<std::uint32_t>(index)});
    append_envelope(lines, messages[index]);
    lines += '\n';
  }
  return lines;
}

}  // namespace sinter::text
