#include "report/size_history_text.h"

#include <algorithm>

#include "base/json.h"
#include "base/ranges.h"
#include "base/text.h"
#include "report/aligned_table.h"
#include "report/html_page.h"

namespace sinter {
namespace {

constexpr std::string_view steps[] = {"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
constexpr std::size_t step_count = std::size(steps);
constexpr std::size_t trend_columns = 40;
constexpr char size_history_style[] = {
#embed "size_history_page/style.css"
};
constexpr char size_history_script[] = {
#embed "size_history_page/page.js"
};
constexpr std::string_view left_out_first[] = {"zstd", "gzip", "revision"};

struct Measure {
  std::string_view name;
  std::uint64_t Sizes::* bytes;
};
constexpr Measure measures[] = {{"raw", &Sizes::raw_bytes},
                                {"gzip", &Sizes::gzip_bytes},
                                {"brotli", &Sizes::brotli_bytes},
                                {"zstd", &Sizes::zstd_bytes}};

std::string date_digits(std::uint64_t number) { return (number < 10 ? "0" : "") + std::to_string(number); }

std::string growth_text(std::int64_t number) { return (number > 0 ? "+" : "") + std::to_string(number); }

/// "+12.3 %".
std::string percent_text(std::uint64_t before, std::uint64_t now) {
  if (before == 0) return "";
  auto growth = static_cast<std::int64_t>(now) - static_cast<std::int64_t>(before);
  std::int64_t tenths = growth * 1000 / static_cast<std::int64_t>(before);
  std::string sign = tenths < 0 || growth < 0 ? "-" : "+";
  auto magnitude = static_cast<std::uint64_t>(tenths < 0 ? -tenths : tenths);
  return sign + std::to_string(magnitude / 10) + "." + std::to_string(magnitude % 10) + " %";
}

using Records = std::span<const SizeRecord>;

std::string trend_text(Records records, const Measure& measure) {
  std::vector<std::uint64_t> values;
  for (const SizeRecord& record : records) {
    if (record.sizes.*measure.bytes != 0) values.push_back(record.sizes.*measure.bytes);
  }
  if (values.empty()) return "";
  std::string text = "  " + std::string(measure.name) + std::string(8 - measure.name.size(), ' ') +
                     trend_line(values, trend_columns) + "  " + size_text(values.back());
  if (values.size() > 1) {
    text += ", " + percent_text(values.front(), values.back()) + " since the first; least " +
            size_text(*std::min_element(values.begin(), values.end())) + ", most " +
            size_text(*std::max_element(values.begin(), values.end()));
  }
  return text + "\n";
}

std::string table_text(Records records, std::size_t shown, std::size_t columns_max) {
  std::vector<TableRow> rows = {{"built (UTC)", "revision", "raw", "growth", "gzip", "brotli", "zstd"}};
  std::size_t first = records.size() - std::min(records.size(), shown);
  for (std::size_t i = records.size(); i-- > first;) {
    const SizeRecord& record = records[i];
    TableRow row = {date_text(record.built_at_s),
                    record.commit.empty() ? "-" : record.commit.substr(0, 8) + (record.is_modified ? "+" : "")};
    auto size = [](std::uint64_t bytes) { return bytes == 0 ? std::string("-") : std::to_string(bytes); };
    row.push_back(size(record.sizes.raw_bytes));
    row.push_back(
        i == 0 ? "" : growth_text(static_cast<std::int64_t>(record.sizes.raw_bytes - records[i - 1].sizes.raw_bytes)));
    for (std::uint64_t bytes : {record.sizes.gzip_bytes, record.sizes.brotli_bytes, record.sizes.zstd_bytes}) {
      row.push_back(size(bytes));
    }
    rows.push_back(std::move(row));
  }
  std::string text = aligned_table(std::move(rows), 2, left_out_first, columns_max);
  if (first != 0) text += "and " + count_of(first, "older build") + "\n";
  return text;
}

/// The records of one name after the other.
std::vector<Records> by_name(const std::vector<SizeRecord>& records) {
  std::vector<Records> groups;
  for (std::size_t begin = 0; begin < records.size();) {
    std::size_t end = begin;
    while (end < records.size() && records[end].name == records[begin].name) ++end;
    groups.push_back(Records(records).subspan(begin, end - begin));
    begin = end;
  }
  return groups;
}

}  // namespace

std::string date_text(std::uint64_t seconds_since_1970) {
  // Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms", civil_from_days: years
  // begin in March, so that the day that may be missing is the last one.
  std::uint64_t days = seconds_since_1970 / 86'400 + 719'468;
  std::uint64_t era = days / 146'097, day_of_era = days % 146'097;
  std::uint64_t year_of_era = (day_of_era - day_of_era / 1'460 + day_of_era / 36'524 - day_of_era / 146'096) / 365;
  std::uint64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  std::uint64_t month_from_march = (5 * day_of_year + 2) / 153;
  std::uint64_t day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
  std::uint64_t month = month_from_march < 10 ? month_from_march + 3 : month_from_march - 9;
  std::uint64_t year = year_of_era + era * 400 + (month <= 2 ? 1 : 0);
  std::uint64_t minutes = seconds_since_1970 / 60 % 1'440;
  return std::to_string(year) + "-" + date_digits(month) + "-" + date_digits(day) + " " + date_digits(minutes / 60) +
         ":" + date_digits(minutes % 60);
}

std::string trend_line(const std::vector<std::uint64_t>& values, std::size_t columns_max) {
  if (values.empty()) return "";
  std::uint64_t least = *std::min_element(values.begin(), values.end());
  std::uint64_t most = *std::max_element(values.begin(), values.end());
  std::size_t columns = std::min(values.size(), columns_max);
  std::string line;
  for (std::size_t column = 0; column < columns; ++column) {
    auto begin = values.begin() + static_cast<std::ptrdiff_t>(column * values.size() / columns);
    auto end = values.begin() + static_cast<std::ptrdiff_t>((column + 1) * values.size() / columns);
    std::uint64_t value = *std::max_element(begin, end);
    std::size_t step = step_count / 2;
    if (most > least) {
      // A double, as the product of a size and 8 has no bound here; a column is no more exact.
      double share = static_cast<double>(value - least) / static_cast<double>(most - least);
      step = std::min(static_cast<std::size_t>(share * step_count), step_count - 1);
    }
    line += steps[step];
  }
  return line;
}

std::string size_history_text(const std::vector<SizeRecord>& records, std::size_t shown, std::size_t columns_max) {
  std::string text;
  for (Records group : by_name(records)) {
    if (!text.empty()) text += "\n";
    text += group.front().name + ": " + count_of(group.size(), "build") + "\n";
    for (const Measure& measure : measures) text += trend_text(group, measure);
    text += "\n" + table_text(group, shown, columns_max);
  }
  return text;
}

std::string size_builds_json(Records records) {
  std::string list;
  for (const SizeRecord& record : records) {
    JsonWriter line;
    line.begin_object();
    line.key("built_at").number(record.built_at_s);
    if (!record.commit.empty()) {
      line.key("revision").string(record.commit).key("is_modified").boolean(record.is_modified);
    }
    for (const Measure& measure : measures) {
      if (record.sizes.*measure.bytes == 0) continue;
      line.key(std::string(measure.name) + "_bytes").number(record.sizes.*measure.bytes);
    }
    line.end_object();
    list += (list.empty() ? "[" : ",\n") + line.take();
  }
  return list + "]";
}

std::string size_history_json(const std::vector<SizeRecord>& records) {
  JsonWriter json(1);
  json.begin_object();
  json.key("schema").string("sinter.size-history/1");
  json.key("files").begin_array();
  for (Records group : by_name(records)) {
    json.begin_object();
    json.key("name").string(group.front().name);
    json.key("builds").raw(size_builds_json(group));
    json.end_object();
  }
  json.end_array();
  json.end_object();
  return json.take() + "\n";
}

std::string size_history_html(const std::vector<SizeRecord>& records) {
  return history_html({.title = "sizes, build by build",
                       .style = {size_history_style, sizeof size_history_style},
                       .script = {size_history_script, sizeof size_history_script},
                       .json = size_history_json(records)});
}

}  // namespace sinter
