// The seed of random tests: another one each time, or that of a run to repeat.
#pragma once

#include <cstdint>

namespace sinter::testing {

/// SINTER_SEED of the environment, else a new one. A test says it with
/// `INFO("SINTER_SEED=" << seed)`.
std::uint32_t random_seed();

}  // namespace sinter::testing
