// Whatever way a secret is printed and however it is cut into pieces, it is not seen; and
// text that only resembles it passes unharmed.
#include "base/mask.h"

#include <random>

#include "testing/check.h"
#include "testing/seed.h"

namespace sinter {
namespace {

SecretForms forms_of(const std::vector<std::string>& values) {
  SecretForms forms;
  for (const std::string& value : values) CHECK(forms.add(value));
  return forms;
}

const std::string token = "npm_s3cr3t/T0ken+x";

TEST_CASE("a value is replaced wherever it stands, text around it stays") {
  SecretForms forms = forms_of({token});
  CHECK(forms.mask("a" + token + "b") == "a***b");
  CHECK(forms.mask(token + token) == "******");
  CHECK(forms.mask("npm_s3cr3t/T0ken") == "npm_s3cr3t/T0ken");
  CHECK(forms.mask("") == "");
}

TEST_CASE("encoded values are replaced") {
  SecretForms forms = forms_of({token, "two words\"\n\xC3\xA9"});
  // Made with: node -e 'console.log(Buffer.from(process.argv[1]).toString("base64"))' …
  CHECK(forms.mask("bnBtX3MzY3IzdC9UMGtlbit4") == "***");
  CHECK(forms.mask("Basic dXNlcjpucG1fczNjcjN0L1Qwa2VuK3g=") == "Basic dXNlcjp***g=");      // user:token
  CHECK(forms.mask("dTpucG1fczNjcjN0L1Qwa2VuK3g=").find("czNjcjN0") == std::string::npos);  // u:token
  CHECK(forms.mask("npm_s3cr3t%2FT0ken%2Bx npm_s3cr3t%2fT0ken%2bx") == "*** ***");
  CHECK(forms.mask("6e706d5f7333637233742f54306b656e2b78") == "***");
  CHECK(forms.mask("6E706D5F7333637233742F54306B656E2B78") == "***");
  CHECK(forms.mask("{\"k\":\"two words\\\"\\n\xC3\xA9\"}") == "{\"k\":\"***\"}");
  CHECK(forms_of({"it's me"}).mask("+ echo 'it'\\''s me'") == "+ echo '***'");
  CHECK(forms.mask("two+words%22%0A%C3%A9") == "***");
  CHECK(forms.mask("two%20words%22%0A%C3%A9") == "***");
}

TEST_CASE("each line of a key is a secret") {
  SecretForms forms = forms_of({"-----BEGIN KEY-----\r\nMIIEvQIBADANBgkq\r\nAAAA\r\n"});
  CHECK(forms.mask("x MIIEvQIBADANBgkq y") == "x *** y");
  CHECK(forms.mask("AAAA") == "AAAA");  // too short to mean anything
}

TEST_CASE("of two that begin alike the longer one is hidden, of two that overlap both") {
  CHECK(forms_of({"abcd", "abcdef"}).mask("abcdefg abcdeg") == "***g ***eg");
  CHECK(forms_of({"abcd", "cdef"}).mask("xabcdefy") == "x***y");
}

TEST_CASE("a value of three bytes is refused") {
  SecretForms forms;
  CHECK(!forms.add("abc"));
  CHECK(forms.is_empty());
  CHECK(forms.mask("abc") == "abc");
}

TEST_CASE("pieces of any size give what the whole gives") {
  std::vector<std::string> values = {token, "aaaa", "aabaa", "npm_s3cr"};
  SecretForms forms = forms_of(values);
  std::uint32_t seed = testing::random_seed();
  INFO("SINTER_SEED=" << seed);
  std::mt19937 random(seed);
  for (int round = 0; round < 300; ++round) {
    std::string text;
    for (int part = 0; part < 20; ++part) {
      unsigned choice = random() % 8;
      if (choice < values.size()) text += values[choice].substr(0, random() % (values[choice].size() + 1));
      else text += std::string(random() % 6, "abnpx\n"[random() % 6]);
    }
    MaskingStream stream(forms);
    std::string shown;
    for (std::size_t at = 0; at < text.size();) {
      std::size_t size = 1 + random() % 9;
      shown += stream.pass(std::string_view(text).substr(at, size));
      at += size;
    }
    shown += stream.finish();
    CHECK(shown == forms.mask(text));
    for (const std::string& value : values) CHECK(!shown.contains(value));
  }
}

TEST_CASE("no more is held back than may be a secret's beginning") {
  SecretForms forms = forms_of({token});
  MaskingStream stream(forms);
  CHECK(stream.pass("working... npm_s") == "working... ");
  CHECK(stream.pass("tart\n") == "npm_start\n");
}

}  // namespace
}  // namespace sinter
