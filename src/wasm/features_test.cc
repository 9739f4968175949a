// wasm-opt must be told a module's features exactly: with too many it writes what engines
// refuse, with too few it refuses to work.
#include "wasm/features.h"

#include "testing/check.h"

namespace sinter::wasm {
namespace {

using namespace std::literals;

/// A module that holds nothing but a `target_features` section with these entries.
std::string with_features(std::initializer_list<std::string_view> entries) {
  std::string payload = "\x0Ftarget_features";
  payload += static_cast<char>(entries.size());
  for (std::string_view entry : entries) {
    payload += entry[0];
    payload += static_cast<char>(entry.size() - 1);
    payload += entry.substr(1);
  }
  std::string bytes("\0asm\1\0\0\0\0"sv);
  bytes += static_cast<char>(payload.size());
  return bytes + payload;
}

OptimizerFeatures features_of(std::string_view bytes) {
  auto features = read_features(*read_sections(bytes));
  REQUIRE(features.has_value());
  return optimizer_features(*features);
}

TEST_CASE("a module gets exactly its own features, whatever their order") {
  std::vector<std::string> flags = {"--mvp-features", "--enable-mutable-globals", "--enable-sign-ext", "--enable-simd"};
  CHECK(features_of(with_features({"+mutable-globals", "+sign-ext", "+simd128"})).flags == flags);
  CHECK(features_of(with_features({"+simd128", "+mutable-globals", "+sign-ext"})).flags == flags);
}

TEST_CASE("a module that declares nothing gets nothing") {
  std::vector<std::string> flags = {"--mvp-features"};
  CHECK(features_of("\0asm\1\0\0\0"sv).flags == flags);
  CHECK(features_of(with_features({})).flags == flags);
}

TEST_CASE("features that only newer tools name need no flag of their own in wasm-opt 108") {
  OptimizerFeatures both = features_of(with_features({"+bulk-memory", "+bulk-memory-opt", "+call-indirect-overlong"}));
  CHECK(both.flags == std::vector<std::string>{"--mvp-features", "--enable-bulk-memory"});
  CHECK(both.refused.empty());

  OptimizerFeatures copy_and_fill = features_of(with_features({"+bulk-memory-opt"}));
  CHECK(copy_and_fill.flags == std::vector<std::string>{"--mvp-features", "--enable-bulk-memory"});
}

TEST_CASE("a feature that is disallowed is not a feature that is used") {
  CHECK(features_of(with_features({"-shared-mem", "+sign-ext"})).flags ==
        std::vector<std::string>{"--mvp-features", "--enable-sign-ext"});
}

TEST_CASE("features that wasm-opt 108 gets wrong or nobody knows are refused with the reason") {
  OptimizerFeatures result = features_of(with_features({"+relaxed-simd", "+sign-ext", "+time-travel"}));
  REQUIRE(result.refused.size() == 2);
  CHECK(result.refused[0].name == "relaxed-simd");
  CHECK(result.refused[1].name == "time-travel");
  CHECK(result.refused[1].reason == "sinter does not know this feature");
}

TEST_CASE("a damaged features section is refused at its byte") {
  std::string bytes = with_features({"+sign-ext"});
  bytes[27] = '*';
  CHECK(read_features(*read_sections(bytes)).error() == Fault{Problem::flags_unknown, 27});

  std::string more = with_features({"+sign-ext"});
  more[26] = 2;  // says two entries, holds one
  CHECK(read_features(*read_sections(more)).error().problem == Problem::section_too_short);

  std::string fewer = with_features({"+sign-ext"});
  fewer[26] = 0;
  CHECK(read_features(*read_sections(fewer)).error() == Fault{Problem::section_too_long, 27});

  std::string twice = bytes.substr(0, 27) + "+" + bytes.substr(28);
  twice += twice.substr(header_size_bytes);
  CHECK(read_features(*read_sections(twice)).error().problem == Problem::section_repeated);
}

}  // namespace
}  // namespace sinter::wasm
