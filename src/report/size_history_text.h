// The history of sizes, as text: a line that draws each trend and a table of the newest
// builds; as JSON of the schema `sinter.size-history/1` (docs/size-history.md); and as a page
// that draws it.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "size/size_history.h"

namespace sinter {

/// `records` as read_size_records() gives them: by name, the oldest first. At most `shown`
/// builds of each name are rows of its table; all of them are in its trend.
std::string size_history_text(const std::vector<SizeRecord>& records, std::size_t shown, std::size_t columns_max);
std::string size_history_json(const std::vector<SizeRecord>& records);
std::string size_history_html(const std::vector<SizeRecord>& records);

/// The builds of one file, as that schema has them: a JSON list.
std::string size_builds_json(std::span<const SizeRecord> records);

/// "▁▃▇█": each value between the least and the most; one in the middle where all are the same.
/// No wider than `columns_max`: then each column is the largest of several values.
std::string trend_line(const std::vector<std::uint64_t>& values, std::size_t columns_max);

/// "2026-11-21 22:31", in UTC.
std::string date_text(std::uint64_t seconds_since_1970);

}  // namespace sinter
