// Measures by turns: what is there now, the same again, and what it is compared with, in an
// order that changes, so that each runs equally often before and after each other one. What
// the machine does meanwhile it does to all of them; the same against itself shows how much
// of a difference is worth nothing.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "base/error.h"
#include "bench/statistics.h"

namespace sinter {

/// What one run took; 0 where it is not measured.
struct Sample {
  double cpu_ns = 0;
  double wall_ns = 0;
  double memory_bytes = 0;
};

/// Whose turn it is. `again` is the same as `now`.
enum class Side : std::uint8_t { now, again, other };

/// Runs one side once.
class Sampler {
 public:
  virtual ~Sampler() = default;
  virtual Result<Sample> take(Side side) = 0;
};

struct Session {
  std::array<std::vector<Sample>, 3> sides;  // by Side; none of `other` where nothing is compared

  const std::vector<Sample>& of(Side side) const { return sides[static_cast<std::size_t>(side)]; }
};

enum class HasOther : std::uint8_t { no, yes };

/// Each side `rounds` times, after one run of each that does not count.
Result<Session> run_session(Sampler& sampler, std::uint32_t rounds, HasOther has_other);

/// One of the numbers of a sample, over a session.
using Amount = double Sample::*;
std::vector<double> values_of(const Session& session, Side side, Amount amount);
/// `now` against another side. Nothing where one of them was not measured.
std::optional<Interval> ratio_of(const Session& session, Side other, Amount amount);

}  // namespace sinter
