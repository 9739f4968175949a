#include "document.h"

#include "children.h"
#include "edit.h"
#include "number.h"
#include "pointer.h"
#include "spelling.h"
#include "splice.h"
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

Fallible<std::optional<Span>, JsonFault> Document::find(std::string_view pointer) const {
  auto spans = find_values(bytes_of(text_), std::span(&pointer, 1));
  if (!spans) return std::unexpected(spans.error());
  return spans->front();
}

Fallible<std::optional<std::string>, JsonFault> Document::read(std::string_view pointer) const {
  auto span = find(pointer);
  if (!span) return std::unexpected(span.error());
  if (!*span) return std::nullopt;
  return std::string(part(**span));
}

Fallible<Values, JsonFault> Document::read_all(const std::vector<std::string>& pointers) const {
  std::vector<std::string_view> views(pointers.begin(), pointers.end());
  auto spans = find_values(bytes_of(text_), views);
  if (!spans) return std::unexpected(spans.error());
  Values values;
  for (const std::optional<Span>& span : *spans) {
    std::optional<std::string> value;
    if (span) value = std::string(part(*span));
    values.push_back(std::move(value));
  }
  return values;
}

Fallible<std::optional<Kind>, JsonFault> Document::kind(std::string_view pointer) const {
  auto span = find(pointer);
  if (!span) return std::unexpected(span.error());
  if (!*span) return std::nullopt;
  return kind_of(text_[(*span)->begin]);
}

Fallible<std::optional<double>, JsonFault> Document::number(std::string_view pointer) const {
  auto span = find(pointer);
  if (!span) return std::unexpected(span.error());
  if (!*span || kind_of(text_[(*span)->begin]) != Kind::number) return std::nullopt;
  return parse_number(part(**span));
}

Fallible<std::optional<std::string>, JsonFault> Document::string(std::string_view pointer) const {
  auto span = find(pointer);
  if (!span) return std::unexpected(span.error());
  if (!*span || text_[(*span)->begin] != '"') return std::nullopt;
  return decode_string(bytes_of(text_), (*span)->begin, (*span)->end);
}

Fallible<std::optional<std::uint32_t>, JsonFault> Document::length(std::string_view pointer) const {
  auto span = find(pointer);
  if (!span) return std::unexpected(span.error());
  if (!*span || kind_of(text_[(*span)->begin]) < Kind::array) return std::nullopt;
  std::uint32_t count = 0;
  Children children(bytes_of(text_), (*span)->begin);
  while (children.next()) ++count;
  return count;
}

Fallible<std::optional<std::vector<std::string>>, JsonFault> Document::keys(std::string_view pointer) const {
  auto span = find(pointer);
  if (!span) return std::unexpected(span.error());
  if (!*span || text_[(*span)->begin] != '{') return std::nullopt;
  std::vector<std::string> keys;
  Children children(bytes_of(text_), (*span)->begin);
  while (std::optional<Child> child = children.next()) {
    keys.push_back(decode_string(bytes_of(text_), child->name.begin, child->name.end));
  }
  return keys;
}

Fallible<void, JsonFault> Document::take(Fallible<std::string, JsonFault> edited) {
  if (!edited) return std::unexpected(edited.error());
  text_ = std::move(*edited);
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
  return take(splice_remove(text_, *tokens));
}

}  // namespace sinter::json
