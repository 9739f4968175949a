// From a benchmark and its programs to figures with verdicts.
#pragma once

#include "base/error.h"
#include "bench/bench_result.h"
#include "bench/programs.h"
#include "config/project.h"

namespace sinter {

struct MeasureRequest {
  const BenchConfig& config;
  BenchPrograms programs;
  Allowed allowed;         // of the number that decides, against the other side
  bool is_judged = false;  // else the other side is only told of
  bool counts_instructions = false;
  std::string other_label;
};

Result<BenchResult> measure(const MeasureRequest& request);

/// The number that decides for a figure.
Amount deciding_amount(BenchKind kind);

}  // namespace sinter
