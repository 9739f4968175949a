// What benchmarks found, for people, for programs (JSON, docs/bench.md) and as Markdown for
// GitHub; and the history of one as text, JSON and a page.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "bench/bench_history.h"
#include "bench/bench_result.h"

namespace sinter {

std::string bench_text(const BenchResult& result, std::size_t columns_max);
std::string bench_markdown(const std::vector<BenchResult>& results);
std::string bench_json(const std::vector<BenchResult>& results);

/// `records` of one benchmark, as read_bench_records() gives them.
std::string bench_history_text(const std::vector<BenchRecord>& records, std::size_t shown, std::size_t columns_max);
std::string bench_history_json(const std::vector<BenchRecord>& records);
std::string bench_history_html(const std::vector<BenchRecord>& records);

}  // namespace sinter
