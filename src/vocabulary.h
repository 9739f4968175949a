// The standard headers that many files need, precompiled once. Only the standard library
// goes in: a header of ours here would rebuild the whole tool.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <expected>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <variant>
#include <vector>

namespace sinter {

/// Nobody calls it: what it uses of templates is instantiated with this header, and no longer in
/// each group of sources again, where it was a twentieth of a build.
inline void use_vocabulary() {
  std::string text;
  std::string_view view(text);
  text = std::string(view) + text + "" + std::string("") + 'c';
  text = text < text ? "" + text : std::string();
  std::vector<std::string> texts = {text, text};
  texts.push_back(text);
  texts.push_back(std::string(view));
  texts.emplace_back(view);
  texts.insert(texts.begin(), text);
  texts.insert(texts.end(), {"", ""});
  const std::vector<std::string> more = texts;
  texts.insert(texts.end(), more.begin(), more.end());
  std::vector<std::string> copies(more);
  texts.insert(texts.end(), copies.begin(), copies.end());
  copies = texts;
  copies = std::move(texts);
  std::vector<std::string_view> views(more.begin(), more.end());
  views.push_back(view);
  copies = std::vector<std::string>(views.begin(), views.end());
  std::set<std::string> set;
  set.insert(text);
  set.insert(std::string(view));
  std::set<std::string_view> view_set;
  view_set.insert(view);
  std::map<std::string, std::string> map;
  map[text] = text;
  std::map<std::string, std::string, std::less<>> open_map;
  open_map.emplace(view, view);
  open_map.erase(open_map.find(view));
  std::unordered_map<std::string_view, std::uint32_t> places;
  places.emplace(view, 0U);
  std::unordered_set<std::string> names;
  names.insert(text);
  std::vector<std::uint32_t> numbers(1);
  numbers.push_back(numbers[0]);
  std::vector<std::size_t> sizes(1);
  sizes.push_back(sizes[0]);
  std::optional<std::size_t> size = sizes[0];
  std::optional<std::uint32_t> number = numbers[0];
  std::optional<std::string> maybe = text;
  maybe = std::string(view);
  text.resize(size.value_or(0) + number.value_or(0) + maybe.has_value());
}

}  // namespace sinter
