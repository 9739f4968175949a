// An image is what its programs are: the same bytes give the same digests, every blob is
// named by what is in it, and nothing but the program takes room.
#include "release/image.h"

#include "base/json_value.h"
#include "base/path.h"
#include "os/files.h"
#include "release/documents.h"
#include "testing/check.h"
#include "testing/scratch.h"

namespace sinter {
namespace {

using testing::must;

constexpr std::uint64_t noon = 1'795'262'400;  // 2026-11-21 12:00:00 UTC

/// Bytes that no compressor makes smaller: the worst case of what an image adds.
std::string noise(std::size_t size) {
  std::string bytes(size, '\0');
  std::uint64_t state = 88172645463325252;
  for (char& byte : bytes) {
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    byte = static_cast<char>(state >> 32);
  }
  return bytes;
}

ImageFacts image_facts() {
  return {.name = "hello",
          .version = "1.0.0",
          .commit = std::string(40, 'c'),
          .source = "https://example.com/acme/hello",
          .license = "MIT",
          .description = "Says hello",
          .seconds = noon};
}

std::vector<ImageProgram> programs(std::size_t size) { return {{"amd64", noise(size)}, {"arm64", noise(size) + "2"}}; }

TEST_CASE("an image takes at most 2 KB more than its program, even if that cannot be compressed") {
  for (std::size_t size :
       {std::size_t{0}, std::size_t{1}, std::size_t{511}, std::size_t{513}, std::size_t{3'000'000}}) {
    CAPTURE(size);
    Image image = must(make_image(programs(size), image_facts()));
    CHECK(image.size_bytes(0) <= size + 2000);
    CHECK(image.size_bytes(1) <= size + 1 + 2000);
  }
}

TEST_CASE("the same programs and facts give the same image, others another") {
  Image image = must(make_image(programs(1000), image_facts()));
  CHECK(must(make_image(programs(1000), image_facts())).index.digest == image.index.digest);
  CHECK(must(make_image(programs(1001), image_facts())).index.digest != image.index.digest);
  ImageFacts later = image_facts();
  later.version = "1.0.1";
  CHECK(must(make_image(programs(1000), later)).index.digest != image.index.digest);
}

TEST_CASE("what the layout names is there, under the digest of its bytes") {
  testing::Scratch scratch;
  Image image = must(make_image(programs(1000), image_facts()));
  must(write_image(image, "1.0.0", "layout"));
  std::size_t seen = 0;
  auto follow = [&](auto& self, const JsonValue& descriptor) -> void {
    std::string digest = *descriptor.find("digest")->as_string();
    std::string bytes = must(read_file("layout/blobs/sha256/" + digest.substr(7)));
    CHECK(oci_digest(sha256(bytes)) == digest);
    CHECK(*descriptor.find("size")->as_integer() == static_cast<std::int64_t>(bytes.size()));
    ++seen;
    if (!descriptor.find("mediaType")->as_string()->ends_with("+json") ||
        descriptor.find("mediaType")->as_string()->contains("config"))
      return;
    JsonValue document = must(json_parse(bytes, digest));
    for (const char* list : {"manifests", "layers"}) {
      if (const JsonValue* found = document.find(list)) {
        for (const JsonValue& each : *found->as_array()) self(self, each);
      }
    }
    if (const JsonValue* config = document.find("config")) self(self, *config);
  };
  JsonValue index = must(json_parse(must(read_file("layout/index.json")), "index.json"));
  for (const JsonValue& each : *index.find("manifests")->as_array()) follow(follow, each);
  CHECK(seen == 7);  // an index, two manifests, two configurations, two layers
  CHECK(must(list_folder("layout/blobs/sha256")).size() == 7);
}

TEST_CASE("times are written as RFC 3339 has them") {
  CHECK(time_text(noon) == "2026-11-21T12:00:00Z");
  CHECK(time_text(0) == "1970-01-01T00:00:00Z");
  CHECK(time_text(951'782'399) == "2000-02-28T23:59:59Z");
}

}  // namespace
}  // namespace sinter
