#include "report/profiles_text.h"

#include <map>
#include <utility>

#include "base/json.h"
#include "base/ranges.h"
#include "base/text.h"
#include "report/aligned_table.h"
#include "report/screen_text.h"

namespace sinter {
namespace {

using PartKey = std::pair<std::string, std::string>;  // kind and name

struct PartRow {
  PartKey part;
  std::vector<std::uint64_t> bytes;  // in each column
};

struct PartRows {
  std::vector<PartRow> shown;                 // the largest in the last column first
  std::vector<std::uint64_t> left_out_bytes;  // in each column
};

PartRows part_rows(const ProfileComparison& comparison, std::size_t top) {
  std::size_t count = comparison.columns.size();
  std::map<PartKey, PartRow> rows;
  for (const ProfileColumn& column : comparison.columns) {
    for (const SnapshotPart& part : shortened(column.snapshot, top).parts) {
      PartKey key{part.kind, part.name};
      if (part.kind != "rest") rows[key] = {key, std::vector<std::uint64_t>(count)};
    }
  }
  PartRows result{.left_out_bytes = std::vector<std::uint64_t>(count)};
  for (std::size_t i = 0; i < count; ++i) {
    for (const SnapshotPart& part : comparison.columns[i].snapshot.parts) {
      auto row = rows.find({part.kind, part.name});
      if (row != rows.end()) row->second.bytes[i] = part.size_bytes;
      else result.left_out_bytes[i] += part.size_bytes;
    }
  }
  for (auto& [key, row] : rows) result.shown.push_back(std::move(row));
  ranges::sort(result.shown, [](const PartRow& left, const PartRow& right) {
    for (std::size_t i = left.bytes.size(); i-- > 0;) {
      if (left.bytes[i] != right.bytes[i]) return left.bytes[i] > right.bytes[i];
    }
    return left.part < right.part;
  });
  return result;
}

std::string cell(std::uint64_t bytes) { return bytes == 0 ? "" : std::to_string(bytes); }

std::string sizes_table(const ProfileComparison& comparison, std::size_t columns_max) {
  std::vector<TableRow> rows = {{"built as", "raw", "less", "gzip", "brotli"}};
  std::uint64_t before = 0;
  for (const ProfileColumn& column : comparison.columns) {
    const Sizes& sizes = column.snapshot.sizes;
    auto less = static_cast<std::int64_t>(before) - static_cast<std::int64_t>(sizes.raw_bytes);
    rows.push_back({column.profile, std::to_string(sizes.raw_bytes), before == 0 ? "" : std::to_string(less),
                    cell(sizes.gzip_bytes), cell(sizes.brotli_bytes)});
    before = sizes.raw_bytes;
  }
  constexpr std::string_view left_out_first[] = {"gzip", "brotli"};
  return aligned_table(std::move(rows), 1, left_out_first, columns_max);
}

std::string parts_table(const ProfileComparison& comparison, std::size_t top, std::size_t columns_max) {
  PartRows parts = part_rows(comparison, top);
  std::vector<TableRow> rows = {{"largest, bytes"}};
  for (const ProfileColumn& column : comparison.columns) rows.front().push_back(column.profile);
  auto add = [&](std::string name, const std::vector<std::uint64_t>& bytes) {
    TableRow& row = rows.emplace_back(TableRow{std::move(name)});
    for (std::uint64_t each : bytes) row.push_back(cell(each));
  };
  for (const PartRow& row : parts.shown) {
    bool is_function = row.part.first == "function";
    add(screen_name(row.part.second) + (is_function ? "" : " (" + row.part.first + ")"), row.bytes);
  }
  add("all others", parts.left_out_bytes);
  return aligned_table(std::move(rows), 1, {}, columns_max);
}

/// What is advised for several is one line.
std::string advice_table(const ProfileComparison& comparison, std::size_t columns_max) {
  std::vector<std::pair<std::string, std::vector<std::uint64_t>>> advised;
  std::size_t count = comparison.columns.size();
  for (std::size_t i = count; i-- > 0;) {
    for (const Advice& one : comparison.columns[i].advice) {
      std::string text = one.what + ": " + one.next;
      auto known = ranges::find(advised, text, [](const auto& entry) -> const std::string& { return entry.first; });
      if (known == advised.end()) {
        advised.emplace_back(std::move(text), std::vector<std::uint64_t>(count));
        known = advised.end() - 1;
      }
      known->second[i] = one.saved_bytes;
    }
  }
  if (advised.empty()) return "nothing was found that would make any of them smaller\n";
  std::vector<TableRow> rows = {{"would save, bytes"}};
  for (const ProfileColumn& column : comparison.columns) rows.front().push_back(column.profile);
  for (const auto& [text, saved] : advised) {
    rows.push_back({text});
    for (std::uint64_t each : saved) rows.back().push_back(cell(each));
  }
  return aligned_table(std::move(rows), 1, {}, columns_max);
}

}  // namespace

std::string profiles_text(const std::vector<ProfileComparison>& comparisons, std::size_t top, std::size_t columns_max) {
  std::string text;
  for (const ProfileComparison& comparison : comparisons) {
    text += (text.empty() ? "" : "\n") + comparison.name + "\n";
    text += sizes_table(comparison, columns_max) + "\n" + parts_table(comparison, top, columns_max) + "\n" +
            advice_table(comparison, columns_max);
  }
  return text;
}

std::string profiles_json(const std::vector<ProfileComparison>& comparisons, std::size_t top) {
  JsonWriter json(1);
  json.begin_object().key("schema").string("sinter.profiles/1").key("files").begin_array();
  for (const ProfileComparison& comparison : comparisons) {
    json.begin_object().key("name").string(comparison.name).key("profiles").begin_array();
    for (const ProfileColumn& column : comparison.columns) {
      const Sizes& sizes = column.snapshot.sizes;
      json.begin_object().key("profile").string(column.profile).key("raw_bytes").number(sizes.raw_bytes);
      if (sizes.gzip_bytes != 0) json.key("gzip_bytes").number(sizes.gzip_bytes);
      if (sizes.brotli_bytes != 0) json.key("brotli_bytes").number(sizes.brotli_bytes);
      json.key("largest").begin_array();
      for (const SnapshotPart& part : shortened(column.snapshot, top).parts) {
        JsonWriter line;
        line.begin_object().key("kind").string(part.kind).key("name").string(part.name);
        json.raw(line.key("size_bytes").number(part.size_bytes).end_object().take());
      }
      json.end_array().key("advice").begin_array();
      for (const Advice& one : column.advice) {
        JsonWriter line;
        line.begin_object().key("kind").string(one.kind).key("what").string(one.what).key("next").string(one.next);
        json.raw(line.key("saved_bytes").number(one.saved_bytes).end_object().take());
      }
      json.end_array().end_object();
    }
    json.end_array().end_object();
  }
  return json.end_array().end_object().take() + "\n";
}

}  // namespace sinter
