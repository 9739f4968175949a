// What servers answer is read as curl writes it: the last of several heads counts, and what is
// no HTTP is no answer.
#include "release/http.h"

#include "base/npm_digests.h"
#include "release/registry.h"
#include "testing/check.h"
#include "testing/scratch.h"

namespace sinter {
namespace {

TEST_CASE("what has a meaning in an address is written by its number, also half of a letter") {
  CHECK(percent_encoded("aZ09-._~") == "aZ09-._~");
  CHECK(percent_encoded("repository:a/b:pull,push") == "repository%3Aa%2Fb%3Apull%2Cpush");
  CHECK(percent_encoded("@scope/name", "/") == "%40scope/name");
  CHECK(percent_encoded("\xC3\xA4 &") == "%C3%A4%20%26");
}

TEST_CASE("the last head counts, and the body is what follows it") {
  HttpAnswer answer = parse_http_answer(
      "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 307 Temporary Redirect\r\nLocation: /b\r\n\r\n"
      "HTTP/2 200 \r\nContent-Type: text/plain\r\nX-Empty:\r\n\r\nHTTP/1.1 is what I speak");
  CHECK(answer.status == 200);
  CHECK(answer.ok());
  CHECK(answer.header("content-type") == "text/plain");
  CHECK(answer.header("location").empty());
  CHECK(answer.body == "HTTP/1.1 is what I speak");
}

TEST_CASE("what is no whole answer has no status") {
  for (const char* bytes :
       {"", "HTTP/1.1 200 OK\r\n", "HTTP/1.1 ABC\r\n\r\n", "HTTP/1.1 99\r\n\r\n", "SSH-2.0-x\r\n\r\n"}) {
    CAPTURE(bytes);
    CHECK(parse_http_answer(bytes).status == 0);
  }
}

TEST_CASE("a server says for how long it wants to be left alone, within a day") {
  auto wish = [](const std::string& value) {
    return retry_after_ns(parse_http_answer("HTTP/1.1 429 Slow\r\nRetry-After: " + value + "\r\n\r\n"));
  };
  CHECK(wish("7") == 7'000'000'000);
  CHECK(wish("99999999999999") == 86'400'000'000'000);
  CHECK(wish("-1") == 0);
  CHECK(wish("Fri, 31 Dec 1999 23:59:59 GMT") == 0);
}

TEST_CASE("what may pass is told apart from what will not") {
  testing::Scratch scratch;
  SecretForms secrets;
  secrets.add("a secret value");
  Environment environment;
  HttpClient http("http", 1'000'000'000, secrets, environment);
  for (int status : {0, 408, 429, 500, 503}) {
    CAPTURE(status);
    CHECK(http.refusal("x", HttpAnswer{.status = status}).code == Code::remote_failed);
  }
  for (int status : {301, 400, 401, 403, 404, 409, 422}) {
    CAPTURE(status);
    CHECK(http.refusal("x", HttpAnswer{.status = status}).code == Code::remote_refused);
  }
  Error error = http.refusal("x", HttpAnswer{.status = 400, .headers = {}, .body = "no\r\nto a secret value"});
  CHECK(error.why.front() == "it answers 400: no  to ***");
}

TEST_CASE("a secret is hidden also where an answer is cut, and so is what a server gave") {
  SecretForms secrets;
  secrets.add("a secret value");
  Environment environment;
  HttpClient http("http", 1'000'000'000, secrets, environment);
  http.hide("token of a server");
  for (std::size_t before = 280; before < 300; ++before) {
    Error error =
        http.refusal("x", {.status = 400, .headers = {}, .body = std::string(before, '-') + "a secret value"});
    CHECK_FALSE(error.why.front().contains("-a s"));
  }
  CHECK(http.refusal("x", {.status = 400, .headers = {}, .body = "token of a server"}).why.front() ==
        "it answers 400: ***");
}

TEST_CASE("a registry's challenge names where tokens are") {
  RegistryChallenge challenge =
      parse_challenge(R"(BEARER realm="https://example.com/t?a=1,2", service = "r \"x\"", scope="s")");
  CHECK(challenge.realm == "https://example.com/t?a=1,2");
  CHECK(challenge.service == "r \"x\"");
  CHECK(parse_challenge("Basic realm=\"x\"").realm.empty());
  CHECK(parse_challenge("Bearer").realm.empty());
  CHECK(parse_challenge("Bearer realm=plain,service=r").realm == "plain");
}

TEST_CASE("an upload's place may be anywhere") {
  CHECK(absolute_address("https://a.example", "/v2/x") == "https://a.example/v2/x");
  CHECK(absolute_address("https://a.example", "v2/x") == "https://a.example/v2/x");
  CHECK(absolute_address("https://a.example", "https://b.example/x") == "https://b.example/x");
  CHECK(absolute_address("https://a.example", "/v2/x?from=http://b") == "https://a.example/v2/x?from=http://b");
}

TEST_CASE("npm's digests are those of FIPS 180-4") {
  CHECK(sha1_hex("abc") == "a9993e364706816aba3e25717850c26c9cd0d89d");
  CHECK(sha512_bytes("abc").substr(0, 4) == "\xdd\xaf\x35\xa1");
}

}  // namespace
}  // namespace sinter
