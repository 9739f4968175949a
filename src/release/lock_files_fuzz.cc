// Feeds arbitrary text to the readers of lock files.
#include "release/lock_files.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view text(reinterpret_cast<const char*>(data), size);
  auto cargo = sinter::cargo_packages(text, "Cargo.lock");
  sinter::go_packages(text);
  return 0;
}
