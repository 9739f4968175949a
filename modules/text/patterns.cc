#include "patterns.h"

#include "lanes.h"
#include "utf8.h"

namespace sinter::text {
namespace {

constexpr std::size_t first_bytes_max = 3;  // for which looking for each alone is faster than the table
constexpr std::size_t group_count = 8;

#if SINTER_TEXT_LOOKUPS

/// The first place at or behind `from` where two bytes can begin a needle, or one of the last places of all: the filter
/// of Teddy (Hyperscan; Wang and others, 2019) with two bytes.
std::size_t find_beginning(Bytes bytes, std::size_t from, const std::array<std::array<std::uint8_t, 16>, 4>& tables) {
  Lanes first_low = load<Lanes>(tables[0].data()), first_high = load<Lanes>(tables[1].data());
  Lanes second_low = load<Lanes>(tables[2].data()), second_high = load<Lanes>(tables[3].data());
  for (; from + lane_count < bytes.size(); from += lane_count) {
    Lanes first = load<Lanes>(bytes.data() + from), second = load<Lanes>(bytes.data() + from + 1);
    Lanes groups = look_up(first_low, first & 0x0f) & look_up(first_high, first >> 4) &
                   look_up(second_low, second & 0x0f) & look_up(second_high, second >> 4);
    if (any(groups)) return from + first_lane(differing(groups, Lanes{}));
  }
  return from;
}

#else

/// The first of three bytes at or behind `from`.
std::size_t find_any_of(Bytes bytes, std::size_t from, const std::uint8_t* wanted) {
  Lanes first = splat(wanted[0]), second = splat(wanted[1]), third = splat(wanted[2]);
  for (; from + lane_count <= bytes.size(); from += lane_count) {
    Lanes lanes = load<Lanes>(bytes.data() + from);
    LaneMask mask = mask_of(equal(lanes, first) | equal(lanes, second) | equal(lanes, third));
    if (mask != 0) return from + first_lane(mask);
  }
  while (from < bytes.size() && bytes[from] != wanted[0] && bytes[from] != wanted[1] && bytes[from] != wanted[2])
    ++from;
  return from;
}

#endif

}  // namespace

Patterns::Patterns(Texts needles) {
  for (std::string_view needle : needles) {
    for (std::uint8_t byte : bytes_of(needle)) {
      if (kinds_[byte] == 0 && kind_count_ < 256) kinds_[byte] = static_cast<std::uint8_t>(kind_count_++);
    }
  }
  states_.emplace_back();
  next_.resize(kind_count_);
  for (std::size_t number = 0; number < needles.size(); ++number) {
    add(needles[number], static_cast<std::uint32_t>(number));
    add_beginning(bytes_of(needles[number]), static_cast<std::uint8_t>(1u << number % group_count));
  }
  link();
  for (std::size_t byte = 0; byte < 256; ++byte) {
    can_begin_[byte] = next_[kinds_[byte]] != 0 && kinds_[byte] != 0;
    if (can_begin_[byte]) first_bytes_.push_back(static_cast<std::uint8_t>(byte));
  }
  if (first_bytes_.size() > first_bytes_max) first_bytes_.clear();
  if (!first_bytes_.empty()) first_bytes_.resize(first_bytes_max, first_bytes_.front());
}

/// A path of states, as far as it is not there yet.
void Patterns::add(std::string_view needle, std::uint32_t number) {
  if (needle.empty()) return;
  std::size_t state = 0;
  for (std::uint8_t byte : bytes_of(needle)) {
    std::uint32_t& following = next_[state * kind_count_ + kinds_[byte]];
    if (following == 0) {
      following = static_cast<std::uint32_t>(states_.size());
      std::uint32_t depth = states_[state].depth + 1;
      state = following;
      states_.push_back({.depth = depth});
      next_.resize(next_.size() + kind_count_);
    } else {
      state = following;
    }
  }
  if (states_[state].pattern != none) return;  // of equal needles the first counts
  states_[state].pattern = number;
  states_[state].pattern_size = static_cast<std::uint32_t>(needle.size());
}

void Patterns::add_beginning(Bytes needle, std::uint8_t group) {
  if (needle.empty()) return;
  beginnings_[0][needle[0] & 15] |= group;
  beginnings_[1][needle[0] >> 4] |= group;
  for (std::size_t half = 0; half < 16; ++half) {  // behind a needle of one byte anything may stand
    if (needle.size() == 1 || (needle[1] & 15) == half) beginnings_[2][half] |= group;
    if (needle.size() == 1 || needle[1] >> 4 == half) beginnings_[3][half] |= group;
  }
}

/// Where a path ends, goes on where its longest end that is also a beginning does. States are
/// visited by depth, so that what they fall back to is complete.
void Patterns::link() {
  std::vector<std::uint32_t> fallback(states_.size()), queue;
  queue.reserve(states_.size());
  for (std::uint32_t kind = 1; kind < kind_count_; ++kind) {
    if (next_[kind] != 0) queue.push_back(next_[kind]);
  }
  for (std::size_t index = 0; index < queue.size(); ++index) {
    std::size_t state = queue[index], other = fallback[state];
    if (states_[state].pattern == none) {
      states_[state].pattern = states_[other].pattern;
      states_[state].pattern_size = states_[other].pattern_size;
    }
    for (std::uint32_t kind = 1; kind < kind_count_; ++kind) {
      std::uint32_t& following = next_[state * kind_count_ + kind];
      std::uint32_t elsewhere = next_[other * kind_count_ + kind];
      if (following == 0) {
        following = elsewhere;
      } else {
        fallback[following] = elsewhere;
        queue.push_back(following);
      }
    }
  }
}

/// The first byte that some needle begins with, without those that it surely does not begin at.
std::size_t Patterns::skip(std::string_view text, std::size_t from) const {
  Bytes bytes = bytes_of(text);
#if SINTER_TEXT_LOOKUPS
  from = find_beginning(bytes, from, beginnings_);
#else
  if (!first_bytes_.empty()) return find_any_of(bytes, from, first_bytes_.data());
#endif
  while (from < bytes.size() && !can_begin_[bytes[from]]) ++from;
  return from;
}

std::optional<Patterns::Match> Patterns::next(std::string_view text, std::size_t from) const {
  Bytes bytes = bytes_of(text);
  std::optional<Match> best;
  std::size_t state = 0;
  for (std::size_t at = from; at < bytes.size();) {
    if (state == 0) {
      if (best) return best;
      at = skip(text, at);
      if (at == bytes.size()) break;
    }
    state = next_[state * kind_count_ + kinds_[bytes[at]]];
    ++at;
    const State& here = states_[state];
    // Nothing that is still under way begins as early as what was found.
    if (best && at - here.depth > best->begin) return best;
    if (here.pattern == none) continue;
    std::size_t begin = at - here.pattern_size;
    if (!best || begin <= best->begin) best = Match{here.pattern, begin, at};
  }
  return best;
}

PatternMatches Patterns::find_all(std::string_view text) const {
  PatternMatches found;
  Bytes bytes = bytes_of(text);
  std::size_t from = 0, counted = 0;
  std::uint32_t units = 0;
  while (std::optional<Match> match = next(text, from)) {
    units += utf16_units(bytes.subspan(counted, match->begin - counted));
    counted = match->begin;
    found.patterns.push_back(match->pattern);
    found.offsets.push_back(units);
    from = match->end;
  }
  return found;
}

std::uint32_t Patterns::count(std::string_view text) const {
  std::uint32_t count = 0;
  for (std::size_t from = 0; std::optional<Match> match = next(text, from); from = match->end) ++count;
  return count;
}

std::vector<std::uint32_t> Patterns::count_all(Texts texts) const {
  std::vector<std::uint32_t> counts;
  counts.reserve(texts.size());
  for (std::string_view text : texts) counts.push_back(count(text));
  return counts;
}

bool Patterns::matches(std::string_view text) const { return next(text, 0).has_value(); }

std::string Patterns::replace_all(std::string_view text, Texts replacements) const {
  std::string output;
  output.reserve(text.size());
  std::size_t copied = 0;
  while (std::optional<Match> match = next(text, copied)) {
    output.append(text.substr(copied, match->begin - copied));
    if (match->pattern < replacements.size()) output.append(replacements[match->pattern]);
    copied = match->end;
  }
  return output.append(text.substr(copied));
}

PatternMatches find_many(std::string_view haystack, Texts needles) { return Patterns(needles).find_all(haystack); }

}  // namespace sinter::text
