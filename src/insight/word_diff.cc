#include "insight/word_diff.h"

#include <algorithm>
#include <cstdint>
#include <span>

namespace sinter {
namespace {

constexpr std::size_t cells_max = 4'000'000;  // of the table below

using Words = std::span<const std::string>;

/// lengths[i * width + j]: how many words `before[i…]` and `after[j…]` have in common, in order.
std::vector<std::uint32_t> common_lengths(Words before, Words after) {
  std::size_t width = after.size() + 1;
  std::vector<std::uint32_t> lengths((before.size() + 1) * width);
  for (std::size_t i = before.size(); i-- > 0;) {
    for (std::size_t j = after.size(); j-- > 0;) {
      std::uint32_t& length = lengths[i * width + j];
      if (before[i] == after[j]) length = lengths[(i + 1) * width + j + 1] + 1;
      else length = std::max(lengths[(i + 1) * width + j], lengths[i * width + j + 1]);
    }
  }
  return lengths;
}

/// What stands between two words that stayed: pairs, when as many came as went.
void add_changes(Words gone, Words come, std::vector<WordChange>& changes) {
  if (gone.size() == come.size()) {
    for (std::size_t i = 0; i < gone.size(); ++i) changes.push_back({gone[i], come[i]});
    return;
  }
  for (const std::string& word : gone) changes.push_back({word, ""});
  for (const std::string& word : come) changes.push_back({"", word});
}

}  // namespace

std::vector<WordChange> word_diff(const std::vector<std::string>& all_before,
                                  const std::vector<std::string>& all_after) {
  Words before = all_before, after = all_after;
  while (!before.empty() && !after.empty() && before.front() == after.front()) {
    before = before.subspan(1);
    after = after.subspan(1);
  }
  while (!before.empty() && !after.empty() && before.back() == after.back()) {
    before = before.first(before.size() - 1);
    after = after.first(after.size() - 1);
  }
  std::vector<WordChange> changes;
  if ((before.size() + 1) * (after.size() + 1) > cells_max) {
    add_changes(before, after, changes);
    return changes;
  }
  std::vector<std::uint32_t> lengths = common_lengths(before, after);
  std::size_t width = after.size() + 1;
  std::size_t i = 0, j = 0, gone_from = 0, come_from = 0;
  while (i < before.size() || j < after.size()) {
    if (i < before.size() && j < after.size() && before[i] == after[j]) {
      add_changes(before.subspan(gone_from, i - gone_from), after.subspan(come_from, j - come_from), changes);
      gone_from = ++i;
      come_from = ++j;
    } else if (j == after.size() || (i < before.size() && lengths[(i + 1) * width + j] >= lengths[i * width + j + 1])) {
      ++i;
    } else {
      ++j;
    }
  }
  add_changes(before.subspan(gone_from), after.subspan(come_from), changes);
  return changes;
}

}  // namespace sinter
