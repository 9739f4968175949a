// One message as one line of JSON: {"id":…,"sender":…,"timestamp":…,"payload":…}.
//
// Escapes are those of RFC 8259 section 7 in their shortest form, the same that
// JSON.stringify writes: \" \\ \b \f \n \r \t, and \u00xx for the other control characters.
// Everything else stays as it is.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "sinter/fault.h"

namespace sinter::text {

struct Message {
  std::string_view id;
  std::string_view sender;
  double timestamp;          // milliseconds since 1970-01-01 UTC: a whole number
  std::string_view payload;  // any text; JSON in it arrives as a string
};

enum class EnvelopeFault : std::uint8_t {
  timestamp_not_whole,  // a fraction, not finite, or beyond 2^53 - 1 either way
};

/// The texts must be UTF-8. The offset of a fault is 0.
Fallible<std::string, EnvelopeFault> message_envelope(const Message& message);

/// The same for many, each followed by a line feed. The offset of a fault is the number of the message.
Fallible<std::string, EnvelopeFault> message_envelopes(std::span<const Message> messages);

}  // namespace sinter::text
