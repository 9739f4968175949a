// Whatever commits say, each is one change, and what is written of them is one line each that
// holds no control character and no tag. Build with -fsanitize=fuzzer,address,undefined.
#include "release/changes.h"

#include <cstddef>

#include "base/error.h"
#include "base/ranges.h"
#include "release/release_notes.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace sinter;
  std::string_view log(reinterpret_cast<const char*>(data), size);
  std::vector<CommittedChange> changes = read_changes(log);
  SINTER_ASSERT(changes.size() <= size + 1);
  auto is_line = [](std::string_view text) {
    return ranges::none_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; });
  };
  for (const CommittedChange& change : changes) {
    SINTER_ASSERT(is_line(change.commit) && is_line(change.scope) && is_line(change.description));
    SINTER_ASSERT(is_line(change.type) && is_line(change.breaking));
  }
  std::string notes = release_notes({.version = "1.0.0", .date = "", .web = "", .since_tag = "", .tag = ""}, changes);
  SINTER_ASSERT(!notes.contains('<') && !notes.contains('@'));
  std::string changelog = with_notes("", "1.0.0", notes);
  SINTER_ASSERT(with_notes(changelog, "1.0.0", notes) == changelog);
  return 0;
}
