#include "testing/seed.h"

#include <cstdlib>
#include <random>

namespace sinter::testing {

std::uint32_t random_seed() {
  const char* given = std::getenv("SINTER_SEED");
  return given == nullptr ? std::random_device()() : static_cast<std::uint32_t>(std::strtoul(given, nullptr, 10));
}

}  // namespace sinter::testing
