// What benchmarks found, one row for each figure of each run, in one SQLite database that
// people can ask themselves: .sinter/bench/history.db, table `figures`.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "bench/bench_result.h"

namespace sinter {

inline constexpr std::string_view bench_history_path = ".sinter/bench/history.db";

struct BenchRecord {
  std::string name;
  std::string part;
  std::uint64_t run_at_s = 0;                        // since 1970
  std::string commit;                                // of git, or ""
  bool is_modified = false;                          // files differed from the commit
  double cpu_ns = 0, wall_ns = 0, memory_bytes = 0;  // 0: not measured
  std::string other;                                 // what it was compared with, or ""
  double ratio = 0;                                  // of what decides; 0 for none
  bool is_alarm = false;
};

/// The rows of one result, as far as the result itself knows them.
std::vector<BenchRecord> records_of(const BenchResult& result);

Result<void> append_bench_records(const std::vector<BenchRecord>& records);

/// By part, the oldest first; at most `count` of the newest of each.
Result<std::vector<BenchRecord>> read_bench_records(const std::string& name, std::size_t count);

}  // namespace sinter
