#include "fuzzy.h"

#include <algorithm>
#include <optional>

#include "lanes.h"
#include "utf8.h"

namespace sinter::text {
namespace {

char32_t lower(char32_t code_point) { return code_point - 'A' < 26 ? code_point + 32 : code_point; }

void decode_into(std::string_view text, std::vector<char32_t>& code_points) {
  code_points.clear();
  Bytes bytes = bytes_of(text);
  for (std::size_t offset = 0; offset < bytes.size();) {
    if (bytes[offset] < 0x80) {
      code_points.push_back(bytes[offset++]);
      continue;
    }
    DecodedCodePoint decoded = decode_front(bytes.subspan(offset));
    code_points.push_back(decoded.code_point);
    offset += decoded.size_bytes;
  }
}

enum class Sort : std::uint8_t { separator, digit, lower, upper };

/// All beyond ASCII counts as a small letter.
Sort sort_of(char32_t code_point) {
  if (code_point - '0' < 10) return Sort::digit;
  if (code_point - 'A' < 26) return Sort::upper;
  return code_point - 'a' < 26 || code_point >= 0x80 ? Sort::lower : Sort::separator;
}

/// What it is worth to stand at `index`.
std::int32_t place_bonus(const std::vector<char32_t>& text, std::size_t index) {
  if (index == 0) return fuzzy::at_start;
  Sort before = sort_of(text[index - 1]), here = sort_of(text[index]);
  if (here == Sort::separator) return 0;
  if (before == Sort::separator) return fuzzy::after_separator;
  bool is_hump = (here == Sort::upper && before == Sort::lower) || (here == Sort::digit && before != Sort::digit);
  return is_hump ? fuzzy::at_hump : 0;
}

/// Which kinds of bytes a text has, a bit for each of 64: small and capital letters are of one.
std::uint64_t kinds_of(std::string_view text) {
  std::uint64_t kinds = 0;
  for (std::uint8_t byte : bytes_of(text)) {
    kinds |= 1ull << (byte < 0x40 ? byte : byte < 0x80 ? lower(byte) & 31 : 63);
  }
  return kinds;
}

/// Scores candidates against one query.
class FuzzyScorer {
 public:
  explicit FuzzyScorer(std::string_view query) {
    decode_into(query, query_);
    for (char32_t& code_point : query_) code_point = lower(code_point);
    for (std::uint8_t byte : bytes_of(query)) query_bytes_.push_back(static_cast<std::uint8_t>(lower(byte)));
    kinds_ = kinds_of(query);
  }

  std::uint64_t kinds() const { return kinds_; }

  std::optional<std::int32_t> score(std::string_view candidate) {
    if (query_.empty()) return 0;
    if (!has_bytes(bytes_of(candidate))) return std::nullopt;
    decode_into(candidate, text_);
    if (query_.size() > text_.size()) return std::nullopt;
    std::size_t size = text_.size();
    before_.assign(size, impossible);
    here_.resize(size);
    bonuses_.resize(size);
    for (std::size_t index = 0; index < size; ++index) bonuses_[index] = place_bonus(text_, index);
    for (std::size_t row = 0; row < query_.size(); ++row) {
      place(row);
      std::swap(before_, here_);
    }
    std::int32_t best = *std::max_element(before_.begin(), before_.end());
    return best == impossible ? std::nullopt : std::optional(best);
  }

 private:
  static constexpr std::int32_t impossible = -0x4000'0000;

  /// Whether the bytes of the query come in their order: most candidates end here.
  bool has_bytes(Bytes candidate) const {
    std::size_t wanted = 0, at = 0, size = candidate.size();
    // The last step ends where the candidate does; lanes that it has seen already are left out.
    for (std::size_t seen = 0; size >= lane_count && at < size; at += lane_count) {
      if (at + lane_count > size) {
        seen = at + lane_count - size;
        at = size - lane_count;
      }
      Lanes lanes = load<Lanes>(candidate.data() + at);
      LaneMask open = ~LaneMask{0} << (seen * lane_bits);
      while (true) {
        std::uint8_t small = query_bytes_[wanted];
        bool is_letter = static_cast<std::uint8_t>(small - 'a') < 26;
        std::uint8_t large = is_letter ? static_cast<std::uint8_t>(small - 32) : small;
        LaneMask found = mask_of(equal(lanes, splat(small)) | equal(lanes, splat(large))) & open;
        if (found == 0) break;
        if (++wanted == query_bytes_.size()) return true;
        open = (~LaneMask{0} << (first_lane(found) * lane_bits)) << lane_bits;
      }
    }
    for (; at < size; ++at) {
      if (lower(candidate[at]) != query_bytes_[wanted]) continue;
      if (++wanted == query_bytes_.size()) return true;
    }
    return false;
  }

  /// For every index: the best score with character `row` of the query there.
  void place(std::size_t row) {
    std::int32_t across = impossible;  // the best of those further left, less what the gap to here costs
    for (std::size_t index = 0; index < text_.size(); ++index) {
      if (index >= 2) across = std::max(across + fuzzy::gap_each, before_[index - 2] + fuzzy::gap);
      here_[index] = impossible;
      if (lower(text_[index]) != query_[row]) continue;
      std::int32_t own = fuzzy::matched + bonuses_[index] * (row == 0 ? 2 : 1);
      if (row == 0) {
        here_[index] = own;
        continue;
      }
      std::int32_t earlier = index == 0 ? impossible : std::max(across, before_[index - 1] + fuzzy::directly_after);
      if (earlier > impossible / 2) here_[index] = own + earlier;
    }
  }

  std::vector<char32_t> query_;
  std::vector<std::uint8_t> query_bytes_;
  std::uint64_t kinds_ = 0;
  std::vector<char32_t> text_;
  std::vector<std::int32_t> bonuses_, before_, here_;
};

/// Keeps the best of what was scored, as numbers that are the smaller the better, in a heap: a sort
/// of everything would take as much code as all of the scoring.
class Ranking {
 public:
  explicit Ranking(std::uint32_t limit) : limit_(limit) {}

  void add(std::int32_t score, std::size_t index) {
    std::uint64_t key = static_cast<std::uint64_t>(0x8000'0000ll - score) << 32 | static_cast<std::uint32_t>(index);
    if (keys_.size() == limit_) {
      if (limit_ == 0 || key > keys_.front()) return;
      std::pop_heap(keys_.begin(), keys_.end());
      keys_.back() = key;
    } else {
      keys_.push_back(key);
    }
    std::push_heap(keys_.begin(), keys_.end());
  }

  FuzzyRanking best() && {
    std::sort_heap(keys_.begin(), keys_.end());
    FuzzyRanking ranking;
    ranking.indices.reserve(keys_.size());
    ranking.scores.reserve(keys_.size());
    for (std::uint64_t key : keys_) {
      ranking.indices.push_back(static_cast<std::uint32_t>(key));
      ranking.scores.push_back(static_cast<std::int32_t>(0x8000'0000ll - static_cast<std::int64_t>(key >> 32)));
    }
    return ranking;
  }

 private:
  std::uint32_t limit_;
  std::vector<std::uint64_t> keys_;
};

}  // namespace

FuzzyRanking fuzzy_rank(std::string_view query, Texts candidates, std::uint32_t limit) {
  FuzzyScorer scorer(query);
  Ranking ranking(limit);
  for (std::size_t index = 0; index < candidates.size(); ++index) {
    if (std::optional<std::int32_t> score = scorer.score(candidates[index])) ranking.add(*score, index);
  }
  return std::move(ranking).best();
}

Candidates::Candidates(Texts texts) {
  ends_.reserve(texts.size());
  kinds_.reserve(texts.size());
  for (std::string_view text : texts) {
    texts_ += text;
    kinds_.push_back(kinds_of(text));
    ends_.push_back(static_cast<std::uint32_t>(texts_.size()));
  }
}

FuzzyRanking Candidates::rank(std::string_view query, std::uint32_t limit) const {
  FuzzyScorer scorer(query);
  Ranking ranking(limit);
  for (std::size_t index = 0; index < ends_.size(); ++index) {
    if ((scorer.kinds() & ~kinds_[index]) != 0) continue;
    std::size_t begin = index == 0 ? 0 : ends_[index - 1];
    std::string_view text(texts_.data() + begin, ends_[index] - begin);
    if (std::optional<std::int32_t> score = scorer.score(text)) ranking.add(*score, index);
  }
  return std::move(ranking).best();
}

}  // namespace sinter::text
