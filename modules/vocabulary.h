// What most sources of the modules include, read once for each variant: `precompile` in
// sinter.toml. Sources include what they use all the same, as who takes one alone expects.
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <expected>
#include <limits>
#include <memory>
#include <new>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "modules/text/bytes.h"
#include "modules/text/lanes.h"
#include "modules/text/utf8.h"
#include "sinter/bind.h"

namespace sinter {

/// Nobody calls it: what it uses of templates is instantiated with this header, and no longer in
/// each source again.
inline void use_vocabulary() {
  std::vector<std::uint64_t> words(1);
  words.push_back(words.back());
  words.pop_back();
  words.clear();
  std::vector<std::uint32_t> numbers(1);
  numbers.push_back(static_cast<std::uint32_t>(numbers.size()));
  numbers.emplace_back(numbers[0]);
  std::vector<std::uint8_t> bytes(1);
  bytes.push_back(1);
  std::span<const std::uint8_t> view(bytes.data(), bytes.size());
  bytes.insert(bytes.end(), view.begin(), view.end());
  view = view.subspan(view.first(1).size());
  std::span<std::uint8_t> changed(bytes.data(), bytes.size());
  changed = changed.subspan(1, 0);
  std::vector<char32_t> points(1);
  points.push_back(points.back());
  std::span<const char32_t> run(points.data(), points.size());
  run = run.subspan(1);
  std::vector<std::string> texts(1);
  texts.push_back(std::string(texts[0]));
  texts.emplace_back(std::string_view(texts[0]));
  texts[0] += texts[0].compare(texts[0]) == 0 ? std::string_view(texts[0]) : std::string_view();
  static_assert(std::is_constructible_v<std::string_view, const std::string&>);
  std::optional<std::string> text = texts[0];
  text.reset();
  std::vector<std::string_view> pieces(texts.begin(), texts.end());
  pieces.push_back(pieces.front());
  std::span<const std::string> all_texts = text::view_of(texts);
  all_texts = all_texts.first(all_texts.subspan(1).size());
  std::span<const std::string_view> all_pieces = text::view_of(pieces);
  all_pieces = all_pieces.first(1);
  bytes.resize(text::view_of(bytes).size() + text::view_of(points).size());
  bind::Codec<std::string_view>::make("", 0);
  bind::Codec<std::span<const std::uint8_t>>::make(bytes.data(), 0);
  std::optional<std::uint32_t> number = numbers[0];
  std::optional<std::size_t> size = number.value_or(0);
  std::optional<std::uint64_t> word(size);
  word.reset();
}

}  // namespace sinter
