// How large everything was in every build, in one SQLite database that people can ask
// themselves: .sinter/sizes/history.db, table `builds`.
//
// It is written and read by the program `sqlite3`: the library would make sinter a third
// larger (docs/decisions/0010). Losing it, or not having the program, costs no build.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "analyze/sizes.h"
#include "base/error.h"

namespace sinter {

inline constexpr std::string_view size_history_path = ".sinter/sizes/history.db";

/// One file of one build.
struct SizeRecord {
  std::string name;              // "production/text/simd"
  std::uint64_t built_at_s = 0;  // since 1970
  std::string commit;            // of git, or ""
  bool is_modified = false;      // files differed from the commit
  Sizes sizes;                   // 0: not measured
};

/// Adds the files of one build. Waits two seconds for another build that writes.
Result<void> append_size_records(const std::vector<SizeRecord>& records);

/// What is known of `name` and all below it ("production/text"), the oldest first; at most
/// `count` of the newest of each.
Result<std::vector<SizeRecord>> read_size_records(const std::string& name, std::size_t count);

}  // namespace sinter
