#include "size/size_history.h"

#include "base/json_value.h"
#include "base/path.h"
#include "base/text.h"
#include "os/database.h"
#include "os/files.h"

namespace sinter {
namespace {

constexpr Database history = {
    .path = size_history_path, .name = "history of sizes", .written = "the sizes of this build"};
constexpr std::string_view create =
    "CREATE TABLE IF NOT EXISTS builds(name TEXT NOT NULL, built_at INTEGER NOT NULL, revision TEXT NOT NULL, "
    "is_modified INTEGER NOT NULL, raw INTEGER NOT NULL, gzip INTEGER, brotli INTEGER, zstd INTEGER);"
    "CREATE INDEX IF NOT EXISTS builds_by_name ON builds(name, built_at);";

std::string size_literal(std::uint64_t bytes) { return bytes == 0 ? "NULL" : std::to_string(bytes); }

std::string insertion(const SizeRecord& record) {
  return "INSERT INTO builds VALUES(" + sql_text(record.name) + "," + std::to_string(record.built_at_s) + "," +
         sql_text(record.commit) + "," + (record.is_modified ? "1" : "0") + "," +
         std::to_string(record.sizes.raw_bytes) + "," + size_literal(record.sizes.gzip_bytes) + "," +
         size_literal(record.sizes.brotli_bytes) + "," + size_literal(record.sizes.zstd_bytes) + ");";
}

std::uint64_t number_of(const JsonValue& row, std::string_view name) {
  const JsonValue* value = row.find(name);
  const std::int64_t* number = value == nullptr ? nullptr : value->as_integer();
  return number == nullptr || *number < 0 ? 0 : static_cast<std::uint64_t>(*number);
}

std::string text_of(const JsonValue& row, std::string_view name) {
  const JsonValue* value = row.find(name);
  const std::string* text = value == nullptr ? nullptr : value->as_string();
  return text == nullptr ? "" : *text;
}

}  // namespace

Result<void> append_size_records(const std::vector<SizeRecord>& records) {
  if (records.empty()) return {};
  SINTER_TRY(make_folders(parent_path(size_history_path)));
  std::string question = "BEGIN IMMEDIATE;" + std::string(create);
  for (const SizeRecord& record : records) question += insertion(record);
  SINTER_TRY(ask_database(history, Ask::write, question + "COMMIT;"));
  return {};
}

Result<std::vector<SizeRecord>> read_size_records(const std::string& name, std::size_t count) {
  std::vector<SizeRecord> records;
  if (!exists(std::string(size_history_path))) return records;
  std::string wanted = sql_text(name), below = sql_text(name + "/");
  std::string question =
      "SELECT name, built_at, revision, is_modified, raw, gzip, brotli, zstd FROM "
      "(SELECT *, rowid AS number, row_number() OVER (PARTITION BY name ORDER BY built_at DESC, rowid DESC) AS age "
      "FROM builds WHERE name = " +
      wanted + " OR substr(name, 1, length(" + below + ")) = " + below + ") WHERE age <= " + std::to_string(count) +
      " ORDER BY name, built_at, number;";
  std::string answer = SINTER_TRY(ask_database(history, Ask::read, question));
  if (trim(answer).empty()) return records;  // how it says: no row
  JsonValue rows = SINTER_TRY(json_parse(answer, std::string(size_history_path)));
  if (rows.as_array() == nullptr) return records;
  for (const JsonValue& row : *rows.as_array()) {
    records.push_back({.name = text_of(row, "name"),
                       .built_at_s = number_of(row, "built_at"),
                       .commit = text_of(row, "revision"),
                       .is_modified = number_of(row, "is_modified") != 0,
                       .sizes = {.raw_bytes = number_of(row, "raw"),
                                 .gzip_bytes = number_of(row, "gzip"),
                                 .brotli_bytes = number_of(row, "brotli"),
                                 .zstd_bytes = number_of(row, "zstd")}});
  }
  return records;
}

}  // namespace sinter
