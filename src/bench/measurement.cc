#include "bench/measurement.h"

#include <algorithm>
#include <cmath>

#include "base/ranges.h"
#include "base/text.h"
#include "bench/servers.h"
#include "os/files.h"

namespace sinter {
namespace {

constexpr std::uint64_t input_bytes_max = 64 << 20;
constexpr std::uint32_t memory_rounds_max = 5;  // memory hardly differs from run to run

Sample medians(const Session& session, Side side) {
  return {.cpu_ns = median(values_of(session, side, &Sample::cpu_ns)),
          .wall_ns = median(values_of(session, side, &Sample::wall_ns)),
          .memory_bytes = median(values_of(session, side, &Sample::memory_bytes))};
}

std::optional<Compared> compared(const Session& session, Amount amount) {
  std::optional<Interval> ratio = ratio_of(session, Side::other, amount);
  if (!ratio) return std::nullopt;
  return Compared{.ratio = *ratio, .control = ratio_of(session, Side::again, amount)};
}

/// "1.07 times": for messages. Two digits behind the point.
std::string times_text(double ratio) {
  auto hundredths = static_cast<std::uint64_t>(std::llround(ratio * 100));
  std::string digits = std::to_string(100 + hundredths % 100).substr(1);
  return std::to_string(hundredths / 100) + "." + digits + " times";
}

class Measurement {
 public:
  explicit Measurement(const MeasureRequest& request)
      : request_(request),
        has_other_(request.programs.other.argv.empty() ? HasOther::no : HasOther::yes),
        amount_(deciding_amount(request.config.kind)) {}

  Result<Figure> figure(Sampler& sampler, std::string part, std::string unit, std::uint32_t rounds) {
    Figure figure{.part = std::move(part), .unit = std::move(unit), .rounds = rounds};
    Session session = SINTER_TRY(run_session(sampler, rounds, has_other_));
    figure.now = medians(session, Side::now);
    if (has_other_ == HasOther::no) {
      figure.noise = ratio_of(session, Side::again, amount_);
      return figure;
    }
    figure.other = medians(session, Side::other);
    figure.cpu = compared(session, &Sample::cpu_ns);
    figure.wall = compared(session, &Sample::wall_ns);
    figure.memory = compared(session, &Sample::memory_bytes);
    SINTER_TRY(judge(sampler, session, figure));
    return figure;
  }

  /// What no other run can measure: memory, and instructions.
  Result<void> watch(Figure& figure) {
    PeakSampler sampler(request_.programs);
    Result<Session> session = run_session(sampler, 3, has_other_);
    if (session) {
      figure.now.memory_bytes = medians(*session, Side::now).memory_bytes;
      if (figure.other) figure.other->memory_bytes = medians(*session, Side::other).memory_bytes;
      if (figure.other) figure.memory = compared(*session, &Sample::memory_bytes);
    } else if (request_.config.memory_bytes_max) {
      return std::move(session).failure();
    }
    if (!request_.counts_instructions) return {};
    figure.instructions = SINTER_TRY(count_instructions(request_.programs.of(Side::now)));
    if (figure.other) figure.other_instructions = SINTER_TRY(count_instructions(request_.programs.of(Side::other)));
    return {};
  }

  void hold_memory(Figure& figure) const {
    if (!request_.config.memory_bytes_max) return;
    auto limit = static_cast<double>(*request_.config.memory_bytes_max);
    if (figure.now.memory_bytes <= limit) return;
    figure.alarms.push_back("it takes " + size_text(static_cast<std::uint64_t>(figure.now.memory_bytes)) +
                            " of memory, and may take " + size_text(*request_.config.memory_bytes_max));
  }

 private:
  /// A difference is believed when it shows again.
  Result<void> judge(Sampler& sampler, const Session& session, Figure& figure) {
    std::optional<Interval> ratio = ratio_of(session, Side::other, amount_);
    if (!request_.is_judged || !ratio || !shows_growth(*ratio, request_.allowed)) return {};
    Session second = SINTER_TRY(run_session(sampler, figure.rounds, has_other_));
    figure.again = ratio_of(second, Side::other, amount_);
    if (!figure.again || !shows_growth(*figure.again, request_.allowed)) return {};
    std::string number = amount_ == &Sample::memory_bytes ? "memory" : "CPU time";
    figure.alarms.push_back("it takes " + times_text(ratio->estimate) + " the " + number + " of " +
                            request_.other_label + ", and " + times_text(figure.again->estimate) +
                            " when measured again; allowed are " + times_text(request_.allowed.ratio));
    return {};
  }

  const MeasureRequest& request_;
  HasOther has_other_;
  Amount amount_;
};

bool is_server(const BenchConfig& config) {
  return ranges::any_of(config.command, [](const std::string& word) { return word.contains(port_place); });
}

Result<void> measure_server(Measurement& measurement, const MeasureRequest& request, std::vector<Figure>& figures) {
  const BenchConfig& config = request.config;
  Messages messages = SINTER_TRY(parse_messages(request.programs.input, config.input));
  std::uint32_t memory_rounds = std::min(config.runs, memory_rounds_max);
  if (config.kind == BenchKind::cold_start) {
    ColdStartSampler sampler(request.programs, messages);
    figures.push_back(SINTER_TRY(measurement.figure(sampler, "", "start", config.runs)));
  } else if (config.kind == BenchKind::memory) {
    for (auto [load, name] : {std::pair{Load::idle, "idle"}, std::pair{Load::loaded, "loaded"}}) {
      ServerMemorySampler sampler(request.programs, messages, load);
      figures.push_back(SINTER_TRY(measurement.figure(sampler, name, "", memory_rounds)));
      measurement.hold_memory(figures.back());
    }
  } else {
    for (auto [sending, name] : {std::pair{Sending::kept, "kept"}, std::pair{Sending::pipelined, "pipelined"},
                                 std::pair{Sending::connect, "connect"}}) {
      ThroughputSampler sampler(request.programs, messages, sending);
      figures.push_back(SINTER_TRY(measurement.figure(sampler, name, "message", config.runs)));
    }
  }
  return {};
}

}  // namespace

Amount deciding_amount(BenchKind kind) { return kind == BenchKind::memory ? &Sample::memory_bytes : &Sample::cpu_ns; }

Result<BenchResult> measure(const MeasureRequest& given) {
  const BenchConfig& config = given.config;
  MeasureRequest request = given;
  if (!config.input.empty()) request.programs.input = SINTER_TRY(read_file_limited(config.input, input_bytes_max));
  BenchResult result{.name = config.name,
                     .kind = std::string(bench_kind_name(config.kind)),
                     .other_label = request.programs.other.argv.empty() ? "" : request.other_label};
  Measurement measurement(request);
  if (is_server(config)) {
    SINTER_TRY(measure_server(measurement, request, result.figures));
  } else if (config.kind == BenchKind::memory) {
    PeakSampler sampler(request.programs);
    std::uint32_t rounds = std::min(config.runs, memory_rounds_max);
    result.figures.push_back(SINTER_TRY(measurement.figure(sampler, "", "", rounds)));
    measurement.hold_memory(result.figures.back());
  } else if (config.kind == BenchKind::operations) {
    OperationSampler sampler(request.programs);
    result.figures.push_back(SINTER_TRY(measurement.figure(sampler, "", "operation", config.runs)));
  } else {
    RunSampler sampler(request.programs);
    result.figures.push_back(SINTER_TRY(measurement.figure(sampler, "", "run", config.runs)));
    SINTER_TRY(measurement.watch(result.figures.back()));
    measurement.hold_memory(result.figures.back());
  }
  return result;
}

}  // namespace sinter
