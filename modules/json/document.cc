#include "document.h"

#include "edit.h"
#include "number.h"
#include "path.h"
#include "pointer.h"
#include "spelling.h"
#include "splice.h"
#include "token.h"
#include "validate.h"

namespace sinter::json {
namespace {

Kind kind_of(char first) {
  switch (first) {
    case 'n': return Kind::null;
    case 't':
    case 'f': return Kind::boolean;
    case '"': return Kind::string;
    case '[': return Kind::array;
    case '{': return Kind::object;
    default: return Kind::number;
  }
}

}  // namespace

Fallible<Document, JsonFault> Document::parse(std::string_view text, const std::optional<Limits>& limits) {
  if (OptionalFault fault = fault_in(bytes_of(text), limits.value_or(Limits{}), true)) return std::unexpected(*fault);
  return Document(std::string(text));
}

Fallible<Document, JsonFault> Document::parse_bytes(Bytes text, const std::optional<Limits>& limits) {
  if (OptionalFault fault = fault_in(text, limits.value_or(Limits{}), false)) return std::unexpected(*fault);
  return Document(std::string(reinterpret_cast<const char*>(text.data()), text.size()));
}

bool Document::is_listed() const {
  if (reads_++ > 0 && containers_.empty()) containers_ = containers_of(bytes_of(text_));
  return !containers_.empty();
}

Fallible<std::optional<Document::Found>, JsonFault> Document::find(std::string_view pointer) const {
  if (is_listed()) {
    auto tokens = parse_pointer(pointer);
    if (!tokens) return std::unexpected(tokens.error());
    return hop(view_of(*tokens));
  }
  auto spans = find_values(bytes_of(text_), {&pointer, 1});
  if (!spans) return std::unexpected(spans.error());
  if (!spans->front()) return std::nullopt;
  return Found{.span = *spans->front()};
}

/// From container to container; the text has one.
std::optional<Document::Found> Document::hop(std::span<const std::string> tokens) const {
  Bytes text = bytes_of(text_);
  Found found = {.span = {static_cast<std::uint32_t>(skip_whitespace(text, 0)), containers_.front().end}};
  for (const std::string& token : tokens) {
    char opening = text_[found.span.begin];
    if (kind_of(opening) < Kind::array) return std::nullopt;
    std::optional<std::uint32_t> index = array_index(token);
    std::uint32_t count = 0;
    auto is_it = [&](const Child& child) {
      return opening == '{' ? spells(text, child.name.begin, child.name.end, token) : count++ == index;
    };
    Children children = children_of(found);
    std::optional<Child> child = children.next();
    while (child && !is_it(*child)) child = children.next();
    if (!child) return std::nullopt;
    found = {.span = child->value, .container = child->container};
  }
  return found;
}

Children Document::children_of(Found found) const {
  return Children(bytes_of(text_), found.span.begin, view_of(containers_), found.container);
}

Fallible<std::optional<std::string>, JsonFault> Document::read(std::string_view pointer) const {
  auto found = find(pointer);
  if (!found) return std::unexpected(found.error());
  if (!*found) return std::nullopt;
  return std::string(part((*found)->span));
}

Fallible<Values, JsonFault> Document::read_all(const std::vector<std::string>& pointers) const {
  std::vector<std::optional<Span>> spans;
  if (is_listed()) {
    for (const std::string& pointer : pointers) {
      auto tokens = parse_pointer(pointer);
      if (!tokens) return std::unexpected(tokens.error());
      std::optional<Found> found = hop(view_of(*tokens));
      spans.push_back(found ? std::optional(found->span) : std::nullopt);
    }
  } else {
    std::vector<std::string_view> views(pointers.begin(), pointers.end());
    auto walked = find_values(bytes_of(text_), view_of(views));
    if (!walked) return std::unexpected(walked.error());
    spans = std::move(*walked);
  }
  Values values;
  for (const std::optional<Span>& span : spans) {
    std::optional<std::string> value;
    if (span) value = std::string(part(*span));
    values.push_back(std::move(value));
  }
  return values;
}

Fallible<std::vector<std::string>, JsonFault> Document::select(std::string_view path) const {
  auto steps = parse_path(path);
  if (!steps) return std::unexpected(steps.error());
  if (containers_.empty()) containers_ = containers_of(bytes_of(text_));
  std::vector<std::string> values;
  for (Span span : select_spans(bytes_of(text_), view_of(containers_), view_of(*steps)))
    values.emplace_back(part(span));
  return values;
}

Fallible<std::optional<Kind>, JsonFault> Document::kind(std::string_view pointer) const {
  auto found = find(pointer);
  if (!found) return std::unexpected(found.error());
  if (!*found) return std::nullopt;
  return kind_of(text_[(*found)->span.begin]);
}

Fallible<std::optional<double>, JsonFault> Document::number(std::string_view pointer) const {
  auto found = find(pointer);
  if (!found) return std::unexpected(found.error());
  if (!*found || kind_of(text_[(*found)->span.begin]) != Kind::number) return std::nullopt;
  return parse_number(part((*found)->span));
}

Fallible<std::optional<std::string>, JsonFault> Document::string(std::string_view pointer) const {
  auto found = find(pointer);
  if (!found) return std::unexpected(found.error());
  if (!*found || text_[(*found)->span.begin] != '"') return std::nullopt;
  return decode_string(bytes_of(text_), (*found)->span.begin, (*found)->span.end);
}

Fallible<std::optional<std::uint32_t>, JsonFault> Document::length(std::string_view pointer) const {
  auto found = find(pointer);
  if (!found) return std::unexpected(found.error());
  if (!*found || kind_of(text_[(*found)->span.begin]) < Kind::array) return std::nullopt;
  std::uint32_t count = 0;
  Children children = children_of(**found);
  while (children.next()) ++count;
  return count;
}

Fallible<std::optional<std::vector<std::string>>, JsonFault> Document::keys(std::string_view pointer) const {
  auto found = find(pointer);
  if (!found) return std::unexpected(found.error());
  if (!*found || text_[(*found)->span.begin] != '{') return std::nullopt;
  std::vector<std::string> keys;
  Children children = children_of(**found);
  while (std::optional<Child> child = children.next()) {
    keys.push_back(decode_string(bytes_of(text_), child->name.begin, child->name.end));
  }
  return keys;
}

Fallible<void, JsonFault> Document::take(Fallible<std::string, JsonFault> edited) {
  if (!edited) return std::unexpected(edited.error());
  text_ = std::move(*edited);
  reads_ = 0;
  containers_.clear();
  return {};
}

Fallible<void, JsonFault> Document::replace(std::string_view pointer, std::string_view value) {
  return take(edit(text_, pointer, value, splice_replace));
}
Fallible<void, JsonFault> Document::insert(std::string_view pointer, std::string_view value) {
  return take(edit(text_, pointer, value, splice_insert));
}
Fallible<void, JsonFault> Document::remove(std::string_view pointer) {
  auto tokens = parse_pointer(pointer);
  if (!tokens) return std::unexpected(tokens.error());
  return take(splice_remove(text_, view_of(*tokens)));
}

}  // namespace sinter::json
