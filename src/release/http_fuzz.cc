// Whatever a server answers is read without reading outside of it, and a header has one line.
#include "base/error.h"
#include "base/ranges.h"
#include "release/http.h"
#include "release/registry.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace sinter;
  HttpAnswer answer = parse_http_answer({reinterpret_cast<const char*>(data), size});
  SINTER_ASSERT(answer.status == 0 || (answer.status >= 100 && answer.status <= 999));
  for (const auto& [name, value] : answer.headers) SINTER_ASSERT(!name.contains('\n') && !value.contains('\n'));
  SINTER_ASSERT(answer.body.size() <= size);
  retry_after_ns(answer);
  RegistryChallenge challenge = parse_challenge(answer.header("www-authenticate"));
  SINTER_ASSERT(challenge.realm.size() <= size);
  return 0;
}
