#include "search.h"

#include "bytes.h"
#include "searcher.h"
#include "utf8.h"

namespace sinter::text {
namespace {

/// What an empty needle can stand between.
enum class Unit { byte, code_point };

/// The matches of any needle, the empty one included, as byte offsets.
class Matches {
 public:
  Matches(Bytes haystack, Bytes needle, Unit unit) : haystack_(haystack), unit_(unit) {
    if (!needle.empty()) searcher_.emplace(haystack, needle);
  }

  std::optional<std::size_t> next() {
    if (searcher_) return searcher_->next();
    if (next_gap_ > haystack_.size()) return std::nullopt;
    std::size_t gap = next_gap_++;
    while (unit_ == Unit::code_point && next_gap_ < haystack_.size() && is_continuation(haystack_[next_gap_]))
      ++next_gap_;
    return gap;
  }

 private:
  Bytes haystack_;
  Unit unit_;
  std::optional<Searcher> searcher_;
  std::size_t next_gap_ = 0;  // where an empty needle occurs next
};

void append(std::string& output, Bytes bytes) {
  output.append(reinterpret_cast<const char*>(bytes.data()), bytes.size());
}
void append(std::vector<std::uint8_t>& output, Bytes bytes) { output.insert(output.end(), bytes.begin(), bytes.end()); }

template <class Output>
Output replaced(Bytes haystack, Bytes needle, Bytes replacement, Unit unit) {
  Output output;
  output.reserve(haystack.size());
  Matches matches(haystack, needle, unit);
  std::size_t copied = 0;
  while (std::optional<std::size_t> match = matches.next()) {
    append(output, haystack.subspan(copied, *match - copied));
    append(output, replacement);
    copied = *match + needle.size();
  }
  append(output, haystack.subspan(copied));
  return output;
}

std::uint32_t counted(Bytes haystack, Bytes needle, Unit unit) {
  std::uint32_t count = 0;
  for (Matches matches(haystack, needle, unit); matches.next();) ++count;
  return count;
}

}  // namespace

std::optional<std::uint32_t> find_first_bytes(Bytes haystack, Bytes needle) {
  return Matches(haystack, needle, Unit::byte).next().transform([](std::size_t offset) {
    return static_cast<std::uint32_t>(offset);
  });
}

std::optional<std::uint32_t> find_first(std::string_view haystack, std::string_view needle) {
  std::optional<std::uint32_t> match = find_first_bytes(bytes_of(haystack), bytes_of(needle));
  return match.transform([&](std::uint32_t offset) { return utf16_units(bytes_of(haystack).first(offset)); });
}

std::vector<std::uint32_t> find_all_bytes(Bytes haystack, Bytes needle) {
  std::vector<std::uint32_t> offsets;
  Matches matches(haystack, needle, Unit::byte);
  while (std::optional<std::size_t> match = matches.next()) offsets.push_back(static_cast<std::uint32_t>(*match));
  return offsets;
}

std::vector<std::uint32_t> find_all(std::string_view haystack, std::string_view needle) {
  std::vector<std::uint32_t> offsets;
  Bytes bytes = bytes_of(haystack);
  Matches matches(bytes, bytes_of(needle), Unit::code_point);
  std::size_t counted_upto = 0;
  std::uint32_t units = 0;
  while (std::optional<std::size_t> match = matches.next()) {
    units += utf16_units(bytes.subspan(counted_upto, *match - counted_upto));
    counted_upto = *match;
    offsets.push_back(units);
  }
  return offsets;
}

std::uint32_t count(std::string_view haystack, std::string_view needle) {
  return counted(bytes_of(haystack), bytes_of(needle), Unit::code_point);
}

std::uint32_t count_bytes(Bytes haystack, Bytes needle) { return counted(haystack, needle, Unit::byte); }

std::string replace_all(std::string_view haystack, std::string_view needle, std::string_view replacement) {
  return replaced<std::string>(bytes_of(haystack), bytes_of(needle), bytes_of(replacement), Unit::code_point);
}

std::vector<std::uint8_t> replace_all_bytes(Bytes haystack, Bytes needle, Bytes replacement) {
  return replaced<std::vector<std::uint8_t>>(haystack, needle, replacement, Unit::byte);
}

}  // namespace sinter::text
