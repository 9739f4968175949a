// What differs between two lists of words: arguments of a command, entries of a PATH.
#pragma once

#include <string>
#include <vector>

namespace sinter {

/// A word that is only in one of the lists, or one that took another's place.
struct WordChange {
  std::string before;  // "" when it is new
  std::string after;   // "" when it is gone
  bool operator==(const WordChange&) const = default;
};

/// The changes in their order. As few as can be, unless both lists differ in thousands of
/// words; then what lies between the first and the last difference counts as replaced.
std::vector<WordChange> word_diff(const std::vector<std::string>& before, const std::vector<std::string>& after);

}  // namespace sinter
