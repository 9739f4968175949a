// Whatever lies where the state of earlier builds should, reading it ends in a state that
// can be written and read again, or in nothing. The seal, which no mutation gets right,
// is put on here, so that the reader behind it is reached.
#include <cstddef>
#include <cstdint>

#include "base/bytes.h"
#include "cache/state.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace sinter;
  std::string_view bytes(reinterpret_cast<const char*>(data), size);
  SINTER_ASSERT(!BuildState::decode(std::string(bytes)) || size > 16);
  if (std::optional<BuildState> state = BuildState::decode(seal(state_magic, bytes))) {
    for (std::uint32_t i = 0; i < 2; ++i) {
      RecordView view;
      const ActionRecord* record = state->find(i == 0 ? "compile" : "link");
      SINTER_ASSERT((record != nullptr) == state->view(i == 0 ? "compile" : "link", i, view));
      if (record == nullptr) continue;
      for (const FileDigest& file : record->outputs) SINTER_ASSERT(state->files.path(file.file).data() != nullptr);
    }
    std::string again = state->encode(0);
    std::optional<BuildState> same = BuildState::decode(again);
    SINTER_ASSERT(same.has_value() && same->encode(0) == again);
  }
  return 0;
}
