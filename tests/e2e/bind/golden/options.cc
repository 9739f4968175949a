// Options with defaults, what is said about members, sets and points in time.
#include <chrono>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <unordered_set>

#include "sinter/bind.h"

namespace golden {

enum class Order { ascending, descending };
SINTER_ENUM(Order, ascending, descending)

struct Search {
  std::uint32_t limit = 10;
  double weight = -0.75;
  bool whole_words = true;
  Order order = Order::descending;
  std::optional<std::string> locale;
  std::chrono::seconds timeout{3};
};
SINTER_OPTIONS(Search, limit, weight, whole_words, order, locale, timeout)
SINTER_DOC(Search, limit, "How many at most.")
SINTER_DOC(Search, locale, "Of the words.")

struct Found {
  std::string word;
  std::chrono::milliseconds after;
};
SINTER_STRUCT(Found, word, after)
SINTER_DOC(Found, word, "As it stands in the text.")
SINTER_DOC(Found, after, "How long it took.")

std::set<std::string> words(std::string_view, const Search&) { return {}; }
std::optional<Found> first(const std::unordered_set<std::int32_t>&) { return {}; }
std::chrono::system_clock::time_point later(std::chrono::sys_days day) { return day; }

SINTER_EXPORT(words, "The words of a text.", "text", "search: what to look for")
SINTER_EXPORT(first, "", "places")
SINTER_EXPORT(later, "", "day")

}  // namespace golden
