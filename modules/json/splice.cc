#include "splice.h"

#include "children.h"
#include "pointer.h"
#include "skip.h"
#include "spelling.h"
#include "token.h"
#include "write.h"

namespace sinter::json {
namespace {

using Edited = Fallible<std::string, JsonFault>;

std::unexpected<Fault<JsonFault>> not_found() { return std::unexpected(Fault{JsonFault::not_found}); }

/// The text with `middle` in the place of what is from `begin` to `end`.
std::string with(std::string_view text, Span cut, std::string_view middle) {
  std::string spliced;
  spliced.reserve(text.size() + middle.size());
  spliced.append(text.substr(0, cut.begin)).append(middle).append(text.substr(cut.end));
  return spliced;
}

/// The child that a token leads to, with its neighbours.
struct Place {
  std::optional<Child> before, child, after;
  std::uint32_t count = 0;  // of children up to this one, or of all if there is none
};

Place find_child(Bytes text, std::uint32_t at, std::string_view token) {
  bool is_object = text[at] == '{';
  std::optional<std::uint32_t> index = array_index(token);
  Children children(text, at);
  Place place;
  while ((place.child = children.next())) {
    bool is_it = is_object ? spells(text, place.child->name.begin, place.child->name.end, token) : place.count == index;
    if (is_it) {
      place.after = children.next();
      return place;
    }
    place.before = place.child;
    ++place.count;
  }
  return place;
}

/// The array or object that holds what the tokens lead to.
std::optional<Span> find_parent(std::string_view text, Tokens tokens) {
  if (tokens.empty()) return std::nullopt;
  std::optional<Span> parent = find_value(text, tokens.first(tokens.size() - 1));
  if (!parent || (text[parent->begin] != '{' && text[parent->begin] != '[')) return std::nullopt;
  return parent;
}

}  // namespace

std::string_view trimmed(std::string_view text) {
  Bytes bytes = bytes_of(text);
  std::size_t begin = skip_whitespace(bytes, 0), end = text.size();
  while (end > begin && is_kind(bytes[end - 1], space)) --end;
  return text.substr(begin, end - begin);
}

std::optional<Span> find_value(std::string_view text, Tokens tokens) {
  Bytes bytes = bytes_of(text);
  auto at = static_cast<std::uint32_t>(skip_whitespace(bytes, 0));
  Span span = {at, *skip_value(bytes, at)};
  for (const std::string& token : tokens) {
    if (bytes[span.begin] != '{' && bytes[span.begin] != '[') return std::nullopt;
    Place place = find_child(bytes, span.begin, token);
    if (!place.child) return std::nullopt;
    span = place.child->value;
  }
  return span;
}

Edited splice_replace(std::string_view text, Tokens tokens, std::string_view value) {
  std::optional<Span> span = find_value(text, tokens);
  if (!span) return not_found();
  return with(text, *span, value);
}

Edited splice_insert(std::string_view text, Tokens tokens, std::string_view value) {
  if (tokens.empty()) return std::string(value);
  std::optional<Span> parent = find_parent(text, tokens);
  if (!parent) return not_found();
  bool is_object = text[parent->begin] == '{';
  Place place = find_child(bytes_of(text), parent->begin, tokens.back());
  if (place.child && is_object) return with(text, place.child->value, value);
  if (place.child) return with(text, {place.child->value.begin, place.child->value.begin}, std::string(value) + ',');
  bool is_end = is_object || tokens.back() == "-" || array_index(tokens.back()) == place.count;
  if (!is_end) return not_found();
  std::string added = place.before ? "," : "";
  if (is_object) {
    append_string(added, tokens.back());
    added += ':';
  }
  std::uint32_t at = place.before ? place.before->value.end : parent->begin + 1;
  return with(text, {at, at}, added.append(value));
}

Edited splice_remove(std::string_view text, Tokens tokens) {
  std::optional<Span> parent = find_parent(text, tokens);
  if (!parent) return not_found();
  bool is_object = text[parent->begin] == '{';
  Place place = find_child(bytes_of(text), parent->begin, tokens.back());
  if (!place.child) return not_found();
  Span cut = {place.child->begin(is_object), place.child->value.end};
  // With it goes the comma behind it, or else the one before it.
  if (place.after) cut.end = place.after->begin(is_object);
  else if (place.before) cut.begin = place.before->value.end;
  return with(text, cut, "");
}

}  // namespace sinter::json
