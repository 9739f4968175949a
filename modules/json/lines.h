// JSON text after JSON text, one a line (NDJSON, JSON Lines), out of chunks that end anywhere.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "json.h"

namespace sinter::json {

/// One line that holds more than whitespace.
struct Record {
  std::uint32_t line;              // from 1
  std::string text;                // without the whitespace around it; of a line too long, nothing
  std::optional<JsonFault> fault;  // why it is not JSON, if it is not
  std::uint32_t offset;            // of the fault, in bytes of `text`
};

class LineReader {
 public:
  /// The limits are those of one line; without a size, a line may take 64 MiB.
  explicit LineReader(const std::optional<Limits>& limits);

  /// The lines that end in this chunk. What is behind the last of them waits for the next.
  std::vector<Record> push(Bytes chunk);
  std::vector<Record> push_text(std::string_view chunk);

  /// The last line, if it has no line feed. Another text may follow; its lines count on.
  std::vector<Record> finish();

  /// How many bytes wait for the rest of their line.
  std::uint32_t waiting_bytes() const { return static_cast<std::uint32_t>(rest_.size()); }

 private:
  void keep(Bytes part);
  void add_line(std::vector<Record>& records, Bytes line);

  Limits limits_;
  std::uint32_t line_ = 0;
  std::vector<std::uint8_t> rest_;  // of a line that has not ended
  bool is_too_large_ = false;       // that line, of which nothing more is kept
};

/// All records of a whole text.
std::vector<Record> read_lines(std::string_view text, const std::optional<Limits>& limits);

}  // namespace sinter::json
