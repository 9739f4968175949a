// The effective project is TOML again and says of every value where it came from.
#include "report/config_text.h"

#include "os/files.h"
#include "testing/check.h"
#include "testing/scratch.h"

namespace sinter {
namespace {

using testing::must;

std::vector<EffectiveTable> read(ConfigRequest request) {
  auto tables = read_effective(request);
  if (!tables) FAIL(render(tables.error().front()));
  return *std::move(tables);
}

constexpr std::string_view text = R"([project]
name = "acme"
description = "tab\t, \u007f and \"quotes\""

[module.one]
sources = ["a.cc"]
budget = { wasm = "1 KB", gzip = "2 KB" }

[step.dev]
run = ["serve"]
interactive = true

[step.site]
for = { target = ["a", "b"] }
run = ["build", "{target}"]
retries = 1

[pool.heavy]
size = 2

[profile.production]
lto = false
[profile.staging]
inherits = "production"
debug = true
[profile.staging.module.one]
budget = { wasm = "3 KB" }
[profile.staging.step.site]
run = ["build", "staging"]
timeout = "5m"
)";

TEST_CASE("every value says where it was written, which profile changed it, or that it is a default") {
  testing::Scratch scratch;
  must(write_file("a.cc", ""));
  std::string toml = config_toml(
      {"staging", "--profile"},
      read({.text = std::string(text), .profile = "staging", .environment = {{"SINTER_CACHE", "over/there"}}}));
  CHECK(toml == R"(# profile staging   # --profile

[project]
name = "acme"                           # sinter.toml:2
description = "tab\t, \u007F and \"quotes\""  # sinter.toml:3
version = "0.0.0"                       # default

[profile.staging]
inherits = "production"                 # sinter.toml:24
optimize = "size"                       # default
lto = false                             # sinter.toml:22, profile production
debug = true                            # sinter.toml:25
sanitize = []                           # default

[module.one]
sources = ["a.cc"]                      # sinter.toml:6
budget.wasm = "3 KB"                    # sinter.toml:27, profile staging
budget.gzip = "2 KB"                    # sinter.toml:7
include = ["."]                         # default
variants = ["baseline"]                 # default
optimize = "size"                       # the profile
uses = []                               # default
needs = []                              # default

[step.dev]
run = ["serve"]                         # sinter.toml:10
interactive = true                      # sinter.toml:11
cwd = "."                               # default
needs = []                              # default
inputs = []                             # default
environment = []                        # default
secrets = []                            # default

[step.site]
for = { target = ["a", "b"] }           # sinter.toml:14
run = ["build", "staging"]              # sinter.toml:29, profile staging
retries = 1                             # sinter.toml:16
timeout = "5m"                          # sinter.toml:30, profile staging
cwd = "."                               # default
needs = []                              # default
inputs = []                             # default
environment = []                        # default
secrets = []                            # default
outputs = []                            # default
scratch = []                            # default
cache = true                            # default
test = false                            # default
backoff = "200ms"                       # default

[pool.heavy]
size = 2                                # sinter.toml:19

[cache]
dir = "over/there"                      # variable SINTER_CACHE
size = "5 GB"                           # default
)");
}

TEST_CASE("the text is a sinter.toml that means the same") {
  testing::Scratch scratch;
  must(write_file("a.cc", ""));
  std::string first = config_toml({"production", "default"}, read({.text = std::string(text)}));
  std::string second = config_toml({"production", "default"}, read({.text = first}));
  auto without_comments = [](std::string_view lines) {
    std::string kept;
    while (!lines.empty()) {
      std::string_view line = lines.substr(0, lines.find('\n'));
      lines.remove_prefix(line.size() + 1);
      kept += std::string(line.substr(0, line.rfind('#'))) + "\n";
    }
    return kept;
  };
  CHECK(without_comments(first) == without_comments(second));
}

TEST_CASE("as JSON each value is a line with its origin") {
  testing::Scratch scratch;
  must(write_file("a.cc", ""));
  std::string json =
      config_json({"staging", "variable SINTER_PROFILE"}, read({.text = std::string(text), .profile = "staging"}));
  CHECK(
      json.starts_with("{\n \"schema\": \"sinter.config/1\",\n \"profile\": {\n  \"name\": \"staging\",\n  \"from\": "
                       "\"variable SINTER_PROFILE\"\n },\n"));
  CHECK(json.contains(R"({"key":"for","value":{"target":["a","b"]},"from":"sinter.toml:14","line":14})"));
  CHECK(json.contains(R"({"key":"timeout","value":"5m","from":"sinter.toml:30, profile staging","line":30})"));
  CHECK(json.contains(R"({"key":"cache","value":true,"from":"default"})"));
}

}  // namespace
}  // namespace sinter
