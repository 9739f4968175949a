// An envelope is JSON whatever its parts hold.
#include "envelope.h"

#include <doctest/doctest.h>

#include <limits>
#include <string>

namespace sinter::text {
namespace {

std::string envelope(Message message) { return message_envelope(message).value_or("(fault)"); }

TEST_CASE("the parts stand in order, quoted, the time bare") {
  CHECK(envelope({"7", "agent", 1767225600000, "hello"}) ==
        R"({"id":"7","sender":"agent","timestamp":1767225600000,"payload":"hello"})");
}

TEST_CASE("every control character, quote and backslash is escaped in its shortest form") {
  std::string controls;
  for (char byte = 0; byte < 0x20; ++byte) controls += byte;
  CHECK(envelope({"", "", 0, controls + "\"\\\x7f/"}) ==
        R"({"id":"","sender":"","timestamp":0,"payload":")"
        R"(\u0000\u0001\u0002\u0003\u0004\u0005\u0006\u0007\b\t\n\u000b\f\r\u000e\u000f)"
        R"(\u0010\u0011\u0012\u0013\u0014\u0015\u0016\u0017\u0018\u0019\u001a\u001b\u001c\u001d\u001e\u001f)"
        "\\\"\\\\\x7f/\"}");
}

TEST_CASE("an escape is seen at every offset around the blocks") {
  for (std::size_t size = 1; size < 70; ++size) {
    for (std::size_t at = 0; at < size; ++at) {
      std::string payload(size, 'x');
      payload[at] = '"';
      std::string escaped = payload;
      escaped.insert(at, 1, '\\');
      REQUIRE(envelope({"", "", 0, payload}) == R"({"id":"","sender":"","timestamp":0,"payload":")" + escaped + "\"}");
    }
  }
}

TEST_CASE("text beyond ASCII is left alone") {
  CHECK(envelope({"", "", 0, "é世😀"}) == R"({"id":"","sender":"","timestamp":0,"payload":"é世😀"})");
}

TEST_CASE("whole numbers up to 2^53 - 1 either way are times, nothing else is") {
  CHECK(envelope({"", "", 9007199254740991, ""}) ==
        R"({"id":"","sender":"","timestamp":9007199254740991,"payload":""})");
  CHECK(envelope({"", "", -9007199254740991, ""}) ==
        R"({"id":"","sender":"","timestamp":-9007199254740991,"payload":""})");
  CHECK(envelope({"", "", -0.0, ""}) == R"({"id":"","sender":"","timestamp":0,"payload":""})");
  for (double bad : {0.5, 9007199254740992.0, -9007199254740992.0, 1e300, std::numeric_limits<double>::infinity(),
                     std::numeric_limits<double>::quiet_NaN()}) {
    CAPTURE(bad);
    Fallible<std::string, EnvelopeFault> result = message_envelope({"", "", bad, ""});
    REQUIRE(!result.has_value());
    CHECK(result.error().code == EnvelopeFault::timestamp_not_whole);
  }
}

}  // namespace
}  // namespace sinter::text
