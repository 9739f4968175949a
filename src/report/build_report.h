// build-report.json: what a build did, for people who come later and for programs. The
// schema is described in docs/report.md.
#pragma once

#include <string>
#include <vector>

#include "base/error.h"
#include "base/event.h"
#include "graph/plan.h"

namespace sinter {

/// Keeps what a report needs of the events.
class Recorder : public EventSink {
 public:
  void accept(const Event& event) override;
  void tick(std::optional<std::uint64_t>) override {}
  void stage(const StageTiming&) override {}

  /// What had to be done, in the order it ended; of the rest only the numbers are kept.
  const std::vector<ActionFinished>& actions() const { return actions_; }
  std::uint32_t unchanged_test_count() const { return unchanged_test_count_; }
  const std::vector<Error>& notices() const { return notices_; }
  const BuildFinished& end() const { return end_; }

 private:
  std::vector<ActionFinished> actions_;  // without their output
  std::uint32_t unchanged_test_count_ = 0;
  std::vector<Error> notices_;
  BuildFinished end_ = {};
};

/// Where a build ran.
struct Machine {
  std::string system;  // "Linux 6.1.0 x86_64"
  std::uint32_t processors;
  std::uint64_t memory_bytes;
};

struct ToolVersion {
  std::string name;
  std::string path;
  std::string version;  // the first line of `--version`
};

/// The sizes of one wasm file before and after optimisation, as far as they were measured.
struct MeasuredWasm {
  std::string module;
  std::string variant;
  std::string path;
  std::string before_json;  // objects with raw, gzip, brotli, zstd; "" when not measured
  std::string after_json;
  std::string choice_json;  // what else could have been shipped; "" when nothing else was tried
};

std::string build_report_json(const Plan& plan, const Recorder& recorder, const Machine& machine,
                              const std::vector<ToolVersion>& tools, const std::vector<MeasuredWasm>& wasm);

}  // namespace sinter
