// The modules of WebAssembly's own test suite: what it calls malformed is refused, what
// it calls valid is read, and its parts add up to the file. tests/e2e/wasm/
// specification.test.mjs fetches the suite, and runs this with the folder of its modules.
#include <cstdlib>

#include "binary/wasm_parts.h"
#include "os/files.h"
#include "testing/check.h"
#include "wasm/module.h"

namespace sinter {
namespace {

using testing::must;

const char* suite_folder() { return std::getenv("SINTER_WASM_SUITE"); }

TEST_CASE("WebAssembly's test suite: valid modules are read, malformed ones refused" *
          doctest::skip(suite_folder() == nullptr)) {
  std::uint64_t valid = 0;
  std::uint64_t malformed = 0;
  for (const FolderEntry& entry : must(list_folder(suite_folder()))) {
    CAPTURE(entry.name);
    std::string bytes = must(read_file(std::string(suite_folder()) + "/" + entry.name));
    auto module = wasm::read_module(bytes);
    if (module) check_parts(wasm_parts(*module, bytes));
    std::string reason = module ? "" : std::string(describe(module.error().problem));
    CAPTURE(reason);
    if (entry.name.starts_with("malformed-")) {
      CHECK(!module.has_value());
      ++malformed;
    } else if (entry.name.starts_with("valid-")) {
      CHECK(module.has_value());
      ++valid;
    }
  }
  MESSAGE(valid << " valid and " << malformed << " malformed modules");
  CHECK(valid > 1000);
  CHECK(malformed > 500);
}

}  // namespace
}  // namespace sinter
