// The end of a build: what was made and how large it is, and its report on disk.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/error.h"
#include "graph/plan.h"
#include "report/build_report.h"

namespace sinter {

/// The sizes that `sinter size` wrote for every wasm file of the plan; files that are not
/// measured yet are left out.
std::vector<MeasuredWasm> read_measurements(const Plan& plan);

/// A table with one row for each wasm file, up to `columns_max` wide, and the packages; ""
/// when there are none.
std::string summary_table(const std::vector<MeasuredWasm>& measured, const Plan& plan, const Recorder& recorder,
                          std::size_t columns_max);

/// "12 passed, 0 failed": how the tests of this run ended.
std::string test_line(const Plan& plan, const Recorder& recorder);

/// The exit code of a failed run: of its first failure.
int failure_exit_code(const Recorder& recorder);

/// Writes dist/build-report.json. The environment is for asking tools for their versions.
Result<void> write_build_report(const Plan& plan, const Recorder& recorder, const std::vector<MeasuredWasm>& measured,
                                const std::map<std::string, std::string, std::less<>>& environment);

}  // namespace sinter
