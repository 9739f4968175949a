#include "glob.h"

#include <optional>
#include <string>

#include "lanes.h"
#include "utf8.h"

namespace sinter::text {
namespace {

constexpr std::size_t nowhere = static_cast<std::size_t>(-1);

/// The code point at `offset`, which is moved behind it.
char32_t take_code_point(std::string_view text, std::size_t& offset) {
  auto lead = static_cast<std::uint8_t>(text[offset]);
  if (lead < 0x80) {
    ++offset;
    return lead;
  }
  DecodedCodePoint decoded = decode_front(bytes_of(text.substr(offset)));
  offset += decoded.size_bytes;
  return decoded.code_point;
}

struct Range {
  char32_t first, last;
};

struct Token {
  enum class Kind : std::uint8_t { literal, any, among, star, folders, rest } kind;
  char32_t code_point = 0;  // of a literal
  bool is_negated = false;  // of a class
  std::vector<Range> ranges = {};
};

using Tokens = std::vector<Token>;

/// Eight bytes of a path at once: those that count have to be these.
struct EightBytes {
  std::uint64_t bytes = 0, counting = 0;

  /// What a path of eight bytes or more begins with.
  static EightBytes first_of(std::string_view text) {
    EightBytes eight;
    for (std::size_t at = 0; at < text.size() && at < 8; ++at) eight.set(at, text[at]);
    return eight;
  }
  /// What it ends with.
  static EightBytes last_of(std::string_view text) {
    EightBytes eight;
    for (std::size_t back = 1; back <= text.size() && back <= 8; ++back) eight.set(8 - back, text[text.size() - back]);
    return eight;
  }
  bool fit(const std::uint8_t* from) const { return ((load<std::uint64_t>(from) ^ bytes) & counting) == 0; }

 private:
  void set(std::size_t at, char byte) {
    bytes |= std::uint64_t{static_cast<std::uint8_t>(byte)} << (8 * at);
    counting |= std::uint64_t{0xff} << (8 * at);
  }
};

/// One way to choose among the alternatives. What it begins and ends with in plain ASCII is
/// looked at first: few paths of many have both.
struct Way {
  Tokens tokens;
  std::string begin = {}, end = {};
  EightBytes first = {}, last = {};

  bool may_match(std::string_view path) const {
    const std::uint8_t* bytes = bytes_of(path).data();
    return path.size() < 8 || (last.fit(bytes + path.size() - 8) && first.fit(bytes));
  }
};
using Ways = std::vector<Way>;
using Parsed = Fallible<Ways, GlobFault>;

/// Reads a pattern into the ways to choose among its alternatives.
class GlobParser {
 public:
  explicit GlobParser(std::string_view pattern) : pattern_(pattern) {}

  Parsed parse() {
    std::vector<Tokens> ways = sequence(Within::pattern);
    if (fault_) return std::unexpected(*fault_);
    Ways parsed;
    for (Tokens& tokens : ways) {
      join_stars(tokens);
      parsed.push_back(with_ends(std::move(tokens)));
    }
    return parsed;
  }

 private:
  enum class Within : std::uint8_t { pattern, braces };

  void fail(GlobFault code, std::size_t offset) {
    if (!fault_) fault_ = Fault<GlobFault>{code, static_cast<std::uint32_t>(offset)};
  }

  /// Up to the end, or to the `,` or `}` that ends an alternative.
  std::vector<Tokens> sequence(Within within) {
    std::vector<Tokens> ways(1);
    while (at_ < pattern_.size() && !fault_) {
      char next = pattern_[at_];
      if (within == Within::braces && (next == ',' || next == '}')) break;
      std::vector<Tokens> parts = next == '{' ? alternatives() : std::vector<Tokens>{{single()}};
      if (ways.size() * parts.size() > glob_alternatives_max || are_too_long(ways, parts)) {
        fail(GlobFault::too_many_alternatives, 0);
        break;
      }
      if (parts.size() == 1) {
        for (Tokens& way : ways) way.insert(way.end(), parts[0].begin(), parts[0].end());
        continue;
      }
      std::vector<Tokens> longer;
      for (const Tokens& way : ways) {
        for (const Tokens& part : parts) longer.emplace_back(way).insert(longer.back().end(), part.begin(), part.end());
      }
      ways = std::move(longer);
    }
    return ways;
  }

  /// Together, once each of `ways` goes on with each of `parts`. Without alternatives, any length is right.
  static bool are_too_long(const std::vector<Tokens>& ways, const std::vector<Tokens>& parts) {
    if (ways.size() == 1 && parts.size() == 1) return false;
    auto length = [](const std::vector<Tokens>& several) {
      std::size_t sum = 0;
      for (const Tokens& each : several) sum += each.size();
      return sum;
    };
    return parts.size() * length(ways) + ways.size() * length(parts) > glob_ways_max;
  }

  std::vector<Tokens> alternatives() {
    std::size_t begin = at_++;
    if (++depth_ > glob_depth_max) fail(GlobFault::too_many_alternatives, 0);
    std::vector<Tokens> ways;
    while (!fault_) {
      for (Tokens& way : sequence(Within::braces)) ways.push_back(std::move(way));
      if (ways.size() > glob_alternatives_max) fail(GlobFault::too_many_alternatives, 0);
      if (at_ == pattern_.size()) fail(GlobFault::unclosed_alternatives, begin);
      if (fault_ || pattern_[at_++] == '}') break;
    }
    --depth_;
    return ways;
  }

  Token single() {
    using enum Token::Kind;
    std::size_t begin = at_;
    char32_t code_point = take_code_point(pattern_, at_);
    if (code_point == '*') return {.kind = star};
    if (code_point == '?') return {.kind = any};
    if (code_point == '[') return among_of(begin);
    if (code_point != '\\') return {.kind = literal, .code_point = code_point};
    if (at_ == pattern_.size()) {
      fail(GlobFault::trailing_backslash, begin);
      return {.kind = literal};
    }
    return {.kind = literal, .code_point = take_code_point(pattern_, at_)};
  }

  /// Behind a `[`; a `]` directly behind it is one of the characters.
  Token among_of(std::size_t begin) {
    Token token{.kind = Token::Kind::among};
    if (at_ < pattern_.size() && (pattern_[at_] == '!' || pattern_[at_] == '^')) {
      token.is_negated = true;
      ++at_;
    }
    for (bool is_first = true; at_ < pattern_.size(); is_first = false) {
      if (pattern_[at_] == ']' && !is_first) {
        ++at_;
        return token;
      }
      char32_t first = taken_from_class(), last = first;
      if (at_ + 1 < pattern_.size() && pattern_[at_] == '-' && pattern_[at_ + 1] != ']') {
        ++at_;
        last = taken_from_class();
      }
      token.ranges.push_back({first, last});
    }
    fail(GlobFault::unclosed_class, begin);
    return token;
  }

  char32_t taken_from_class() {
    if (pattern_[at_] == '\\' && at_ + 1 < pattern_.size()) ++at_;
    return take_code_point(pattern_, at_);
  }

  /// Finds what `*` beside `*` means, now that the alternatives around them are chosen.
  static void join_stars(Tokens& way) {
    using enum Token::Kind;
    Tokens joined;
    for (std::size_t index = 0; index < way.size(); ++index) {
      if (way[index].kind != star) {
        joined.push_back(std::move(way[index]));
        continue;
      }
      std::size_t end = index;
      while (end < way.size() && way[end].kind == star) ++end;
      auto is_slash = [](const Token& token) { return token.kind == literal && token.code_point == '/'; };
      bool is_part = end - index == 2 && (joined.empty() || is_slash(joined.back()) || joined.back().kind == folders);
      if (is_part && end == way.size()) {
        joined.push_back({.kind = rest});
      } else if (is_part && is_slash(way[end])) {
        joined.push_back({.kind = folders});
        ++end;
      } else {
        joined.push_back({.kind = star});
      }
      index = end - 1;
    }
    way = std::move(joined);
  }

  static Way with_ends(Tokens tokens) {
    auto is_plain = [](const Token& token) { return token.kind == Token::Kind::literal && token.code_point < 0x80; };
    Way way;
    std::size_t count = 0;
    while (count < tokens.size() && is_plain(tokens[count])) way.begin += static_cast<char>(tokens[count++].code_point);
    std::size_t last = tokens.size();
    while (last > count && is_plain(tokens[last - 1])) --last;
    for (; last < tokens.size(); ++last) way.end += static_cast<char>(tokens[last].code_point);
    way.first = EightBytes::first_of(way.begin);
    way.last = EightBytes::last_of(way.end);
    way.tokens = std::move(tokens);
    return way;
  }

  std::string_view pattern_;
  std::size_t at_ = 0;
  std::size_t depth_ = 0;
  std::optional<Fault<GlobFault>> fault_;
};

bool is_among(const Token& token, char32_t code_point) {
  for (const Range& range : token.ranges) {
    if (code_point >= range.first && code_point <= range.last) return !token.is_negated;
  }
  return token.is_negated;
}

bool takes(const Token& token, char32_t code_point) {
  using enum Token::Kind;
  if (token.kind == literal) return token.code_point == code_point;
  return code_point != '/' && (token.kind == any || (token.kind == among && is_among(token, code_point)));
}

/// Walks the path once. Where it fails, the last `*` takes one character more, and where that
/// may not, the last `**` one folder: nothing before them has to be tried again.
bool way_matches(const Way& from, std::string_view path) {
  using enum Token::Kind;
  if (!path.starts_with(from.begin) || !path.ends_with(from.end)) return false;
  const Tokens& way = from.tokens;
  std::size_t token = from.begin.size(), at = token, star_token = nowhere, star_at = 0, folders_token = nowhere,
              folders_at = 0;
  while (true) {
    if (token < way.size() && way[token].kind == rest) return true;
    if (token < way.size() && way[token].kind == star) {
      star_token = ++token;
      star_at = at;
      continue;
    }
    if (token < way.size() && way[token].kind == folders) {
      folders_token = ++token;
      folders_at = at;
      star_token = nowhere;
      continue;
    }
    if (at == path.size() && token == way.size()) return true;
    if (at < path.size() && token < way.size()) {
      std::size_t behind = at;
      if (takes(way[token], take_code_point(path, behind))) {
        ++token;
        at = behind;
        continue;
      }
    }
    if (star_token != nowhere && star_at < path.size() && path[star_at] != '/') {
      take_code_point(path, star_at);
      token = star_token;
      at = star_at;
      continue;
    }
    std::size_t slash = folders_token == nowhere ? std::string_view::npos : path.find('/', folders_at);
    if (slash == std::string_view::npos) return false;
    folders_at = at = slash + 1;
    token = folders_token;
    star_token = nowhere;
  }
}

bool any_way_matches(const Ways& ways, std::string_view path) {
  for (const Way& way : ways) {
    if (way.may_match(path) && way_matches(way, path)) return true;
  }
  return false;
}

}  // namespace

Fallible<bool, GlobFault> glob_matches(std::string_view path, std::string_view pattern) {
  Parsed ways = GlobParser(pattern).parse();
  if (!ways) return std::unexpected(ways.error());
  return any_way_matches(*ways, path);
}

Fallible<std::vector<std::uint32_t>, GlobFault> glob_filter(Texts paths, std::string_view pattern) {
  Parsed ways = GlobParser(pattern).parse();
  if (!ways) return std::unexpected(ways.error());
  std::vector<std::uint32_t> matching;
  for (std::size_t index = 0; index < paths.size(); ++index) {
    if (any_way_matches(*ways, paths[index])) matching.push_back(static_cast<std::uint32_t>(index));
  }
  return matching;
}

}  // namespace sinter::text
