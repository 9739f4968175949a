#include "ranking.h"

#include <algorithm>
#include <limits>

namespace notebook {
namespace {

constexpr int points_letter = 1;
constexpr int points_side_by_side = 4;
constexpr int points_word_begins = 6;
constexpr int impossible = std::numeric_limits<int>::min() / 2;

char lower(char letter) { return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter; }

/// Letters beyond ASCII come as several bytes, which all belong to words.
bool belongs_to_word(char letter) {
  return (lower(letter) >= 'a' && lower(letter) <= 'z') || (letter >= '0' && letter <= '9') ||
         static_cast<unsigned char>(letter) >= 0x80;
}

}  // namespace

// best[i]: the most points for the letters of the query so far, the last of them at text[i].
// One row a letter of the query, each made from the row before.
std::optional<int> score(std::string_view query, std::string_view text) {
  if (query.empty()) return 0;
  std::vector<int> best(text.size(), impossible);
  for (std::size_t letter = 0; letter < query.size(); ++letter) {
    std::vector<int> next(text.size(), impossible);
    int best_before = letter == 0 ? 0 : impossible;  // the most points that end before text[i]
    for (std::size_t i = 0; i < text.size(); ++i) {
      if (lower(text[i]) == lower(query[letter])) {
        bool word_begins = i == 0 || !belongs_to_word(text[i - 1]);
        int from = best_before;
        if (letter > 0 && i > 0) from = std::max(from, best[i - 1] + points_side_by_side);
        next[i] = from + points_letter + (word_begins ? points_word_begins : 0);
      }
      if (letter > 0) best_before = std::max(best_before, best[i]);
    }
    best = std::move(next);
  }
  int most = best.empty() ? impossible : *std::ranges::max_element(best);
  if (most < 0) return std::nullopt;
  return most;
}

std::vector<Match> rank(std::string_view query, std::span<const std::string> texts) {
  std::vector<Match> matches;
  for (std::size_t i = 0; i < texts.size(); ++i) {
    if (std::optional<int> points = score(query, texts[i])) matches.push_back({i, *points});
  }
  std::ranges::stable_sort(matches, std::ranges::greater{}, &Match::score);
  return matches;
}

}  // namespace notebook
