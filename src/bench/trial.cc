#include "bench/trial.h"

namespace sinter {
namespace {

constexpr std::uint64_t seed = 20'261'122;  // any; the same numbers are to give the same verdict

constexpr Side orders_of_three[][3] = {{Side::now, Side::other, Side::again}, {Side::again, Side::other, Side::now},
                                       {Side::other, Side::again, Side::now}, {Side::now, Side::again, Side::other},
                                       {Side::again, Side::now, Side::other}, {Side::other, Side::now, Side::again}};
constexpr Side orders_of_two[][2] = {{Side::now, Side::again}, {Side::again, Side::now}};

std::span<const Side> order_of(std::uint32_t round, HasOther has_other) {
  if (has_other == HasOther::yes) return orders_of_three[round % std::size(orders_of_three)];
  return orders_of_two[round % std::size(orders_of_two)];
}

}  // namespace

Result<Session> run_session(Sampler& sampler, std::uint32_t rounds, HasOther has_other) {
  for (Side side : order_of(0, has_other)) SINTER_TRY(sampler.take(side));
  Session session;
  for (std::uint32_t round = 0; round < rounds; ++round) {
    for (Side side : order_of(round, has_other)) {
      session.sides[static_cast<std::size_t>(side)].push_back(SINTER_TRY(sampler.take(side)));
    }
  }
  return session;
}

std::vector<double> values_of(const Session& session, Side side, Amount amount) {
  std::vector<double> values;
  for (const Sample& sample : session.of(side)) values.push_back(sample.*amount);
  return values;
}

std::optional<Interval> ratio_of(const Session& session, Side other, Amount amount) {
  std::vector<double> now = values_of(session, Side::now, amount), before = values_of(session, other, amount);
  if (now.empty() || before.empty()) return std::nullopt;
  for (double value : now) {
    if (value <= 0) return std::nullopt;
  }
  for (double value : before) {
    if (value <= 0) return std::nullopt;
  }
  return median_ratio(now, before, seed);
}

}  // namespace sinter
