// Reads one table of sinter.toml key by key. Each reading function says what it wants and
// reports what it gets instead; finish() reports every key that nobody asked for. So the
// keys a table knows are listed once: where they are read.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "config/toml.h"

namespace sinter {

/// Collects the errors of one run. Later ones than `errors_max` are dropped: nobody reads
/// them, and each may cost a search for the nearest name.
class Problems {
 public:
  static constexpr std::size_t errors_max = 100;

  explicit Problems(std::string path) : path_(std::move(path)) {}

  void add(Spot spot, Error error);
  void add(Spot spot, Code code, std::string what, std::string next = {});
  /// `name` is none of `candidates`: suggests the nearest, or lists them all when few.
  void add_unknown(Spot spot, Code code, std::string what, std::string_view name, std::vector<std::string> candidates);
  std::size_t count() const { return errors_.size(); }
  Place place(Spot spot) const { return {path_, spot.line, spot.column}; }
  /// All errors, sorted by place.
  std::vector<Error> take();

 private:
  std::string path_;
  std::vector<Error> errors_;
};

/// A string and where it stands.
struct Text {
  std::string value;
  Spot spot;
};

class TableReader {
 public:
  /// `title` is what messages call the table: "[module.text]". A value that is no table
  /// is an error and reads like an empty one.
  TableReader(const TomlValue& value, Spot spot, std::string title, Problems& problems);

  /// Each takes one key, which must outlive this; an absent one gives nothing. An error gives nothing, too.
  std::optional<Text> text(std::string_view key, std::string_view example);
  std::vector<Text> texts(std::string_view key, std::string_view example);
  std::optional<bool> boolean(std::string_view key);
  std::optional<std::uint64_t> integer(std::string_view key, std::uint64_t least, std::uint64_t most);
  std::optional<double> real(std::string_view key, double least, double most);
  std::optional<std::uint64_t> size_bytes(std::string_view key, std::string_view example);
  std::optional<std::uint64_t> duration_ns(std::string_view key, std::string_view example);
  /// The index of the string in `names`.
  std::optional<std::size_t> choice(std::string_view key, std::span<const std::string_view> names);
  std::vector<std::size_t> choices(std::string_view key, std::span<const std::string_view> names);
  const TomlMember* member(std::string_view key);

  /// Says that a required key is not there, if it is not.
  void require(std::string_view key, std::string_view example);
  bool has(std::string_view key) const;
  void finish();

  const std::string& title() const { return title_; }
  Spot spot() const { return spot_; }
  Problems& problems() { return problems_; }

 private:
  void wrong_type(const TomlMember& found, std::string_view wanted, std::string_view example);
  std::optional<std::size_t> index_of(const Text& text, std::string_view key, std::span<const std::string_view> names);
  template <class Parse>
  std::optional<std::uint64_t> quantity(std::string_view key, std::string_view example, std::string_view kind,
                                        Parse parse);

  const TomlValue::Table* members_;
  Spot spot_;
  std::string title_;
  Problems& problems_;
  std::vector<std::string_view> known_;  // that were asked for
};

}  // namespace sinter
