#include "lines.h"

#include "splice.h"
#include "token.h"
#include "validate.h"

namespace sinter::json {
namespace {

constexpr std::uint32_t line_bytes_default = 64u << 20;

std::string_view text_of(Bytes bytes) { return {reinterpret_cast<const char*>(bytes.data()), bytes.size()}; }

}  // namespace

LineReader::LineReader(const std::optional<Limits>& limits) : limits_(limits.value_or(Limits{})) {
  if (!limits_.size_bytes_max) limits_.size_bytes_max = line_bytes_default;
}

std::vector<Record> LineReader::push(Bytes chunk) {
  std::vector<Record> records;
  std::string_view left = text_of(chunk);
  for (std::size_t feed = left.find('\n'); feed != left.npos; feed = left.find('\n')) {
    if (rest_.empty() && !is_too_large_) {
      add_line(records, bytes_of(left.substr(0, feed)));
    } else {
      keep(bytes_of(left.substr(0, feed)));
      add_line(records, view_of(rest_));
      rest_.clear();
    }
    left.remove_prefix(feed + 1);
  }
  keep(bytes_of(left));
  return records;
}

std::vector<Record> LineReader::push_text(std::string_view chunk) { return push(bytes_of(chunk)); }

std::vector<Record> LineReader::finish() {
  std::vector<Record> records;
  if (!rest_.empty() || is_too_large_) add_line(records, view_of(rest_));
  rest_ = {};
  return records;
}

void LineReader::keep(Bytes part) {
  is_too_large_ |= rest_.size() + part.size() > *limits_.size_bytes_max;
  if (is_too_large_) rest_ = {};
  else rest_.insert(rest_.end(), part.begin(), part.end());
}

void LineReader::add_line(std::vector<Record>& records, Bytes line) {
  ++line_;
  bool is_too_large = is_too_large_ || line.size() > *limits_.size_bytes_max;
  is_too_large_ = false;
  if (is_too_large) {
    records.push_back({line_, "", JsonFault::too_large, *limits_.size_bytes_max});
    return;
  }
  std::string_view text = trimmed(text_of(line));
  if (text.empty()) return;
  OptionalFault fault = fault_in(bytes_of(text), limits_, false);
  Record record = {line_, std::string(text), std::nullopt, 0};
  if (fault) record.fault = fault->code, record.offset = fault->offset;
  records.push_back(std::move(record));
}

std::vector<Record> read_lines(std::string_view text, const std::optional<Limits>& limits) {
  LineReader reader(limits);
  std::vector<Record> records = reader.push_text(text);
  for (Record& record : reader.finish()) records.push_back(std::move(record));
  return records;
}

}  // namespace sinter::json
