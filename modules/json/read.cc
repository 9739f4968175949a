#include "read.h"

#include <algorithm>

#include "grammar.h"
#include "pointer.h"
#include "skip.h"
#include "spelling.h"
#include "token.h"
#include "validate.h"

namespace sinter::json {
namespace {

/// A pointer, and which one of the caller's it is.
struct Way {
  std::vector<std::string> tokens;
  std::uint32_t place;
};

/// Neighbours that agree in the token at some depth: what they lead to lies in one value.
struct Group {
  std::uint32_t begin, end;  // of the sorted ways
  bool is_found = false;
};

/// By a heap, which is 5 KB less of wasm than std::sort for these two.
template <class T, class Order>
void sort(std::vector<T>& elements, Order order) {
  std::make_heap(elements.begin(), elements.end(), order);
  std::sort_heap(elements.begin(), elements.end(), order);
}

/// Goes through the text once, along all ways.
class Walk {
 public:
  Walk(Bytes text, std::vector<Way> ways) : text_(text), ways_(std::move(ways)), spans_(ways_.size()) {
    auto is_before = [](const std::string& one, const std::string& other) { return one.compare(other) < 0; };
    sort(ways_, [&](const Way& one, const Way& other) {
      return std::lexicographical_compare(one.tokens.begin(), one.tokens.end(), other.tokens.begin(),
                                          other.tokens.end(), is_before);
    });
    left_ = static_cast<std::uint32_t>(ways_.size());
  }

  Fallible<std::vector<std::optional<Span>>, JsonFault> run() {
    if (left_ > 0) {
      End end = value(skip_whitespace(text_, 0), {0, left_}, 0);
      if (!end) return std::unexpected(end.error());
    }
    return std::move(spans_);
  }

 private:
  /// Looks for what `group` leads to in the value at `at`; its ways have `depth` tokens behind
  /// them. Where the value ends, unless nothing is left to be found.
  End value(std::size_t at, Group group, std::uint32_t depth) {
    std::uint32_t inner = group.begin;
    while (inner < group.end && ways_[inner].tokens.size() == depth) ++inner;
    End end = inside(at, {inner, group.end}, depth);
    if (!end || left_ == 0) return end;
    for (std::uint32_t way = group.begin; way < inner; ++way) {
      spans_[ways_[way].place] = Span{static_cast<std::uint32_t>(at), *end};
    }
    left_ -= inner - group.begin;
    return end;
  }

  End inside(std::size_t at, Group group, std::uint32_t depth) {
    if (group.begin < group.end && at < text_.size()) {
      if (text_[at] == '{') return object(at, group, depth);
      if (text_[at] == '[') return array(at, group, depth);
    }
    End end = skip_value(text_, at);
    if (end) left_ -= group.end - group.begin;
    return end;
  }

  std::vector<Group> groups_of(Group group, std::uint32_t depth) const {
    std::vector<Group> groups;
    for (std::uint32_t way = group.begin; way < group.end; ++way) {
      bool is_same = way > group.begin && ways_[way].tokens[depth] == ways_[way - 1].tokens[depth];
      if (is_same) ++groups.back().end;
      else groups.push_back({way, way + 1});
    }
    return groups;
  }

  /// Behind the value, once all of `groups` were looked for; those not found are absent.
  End leave(std::size_t at, const std::vector<Group>& groups) {
    for (const Group& group : groups) left_ -= group.is_found ? 0 : group.end - group.begin;
    return static_cast<std::uint32_t>(at);
  }

  End object(std::size_t at, Group group, std::uint32_t depth) {
    std::vector<Group> groups = groups_of(group, depth);
    std::size_t missing = groups.size();
    at = skip_whitespace(text_, at + 1);
    if (at < text_.size() && text_[at] == '}') return leave(at + 1, groups);
    while (true) {
      if (at >= text_.size() || text_[at] != '"') return wrong(JsonFault::expected_key, at);
      End name_end = string_end(text_, at);
      if (!name_end) return name_end;
      auto found = std::find_if(groups.begin(), groups.end(), [&](const Group& each) {
        return !each.is_found && spells(text_, at, *name_end, ways_[each.begin].tokens[depth]);
      });
      at = skip_whitespace(text_, *name_end);
      if (at >= text_.size() || text_[at] != ':') return wrong(JsonFault::expected_colon, at);
      at = skip_whitespace(text_, at + 1);
      End end = found == groups.end() ? skip_value(text_, at) : value(at, *found, depth + 1);
      if (!end || left_ == 0) return end;
      if (found != groups.end()) {
        found->is_found = true;
        if (--missing == 0) return skip_rest(text_, *end);
      }
      End next = next_element(*end, '}');
      if (!next) return next;
      if (text_[*next - 1] == '}') return leave(*next, groups);
      at = skip_whitespace(text_, *next);
    }
  }

  End array(std::size_t at, Group group, std::uint32_t depth) {
    auto index_of = [&](const Group& each) { return array_index(ways_[each.begin].tokens[depth]); };
    std::vector<Group> groups = groups_of(group, depth);
    at = skip_whitespace(text_, at + 1);
    if (at < text_.size() && text_[at] == ']') return leave(at + 1, groups);
    std::erase_if(groups, [&](const Group& each) {
      if (index_of(each)) return false;
      left_ -= each.end - each.begin;
      return true;
    });
    sort(groups, [&](const Group& one, const Group& other) { return index_of(one) < index_of(other); });
    if (groups.empty()) return left_ == 0 ? End(static_cast<std::uint32_t>(at)) : skip_rest(text_, at);

    auto wanted = groups.begin();
    for (std::uint32_t index = 0;; ++index) {
      bool is_wanted = index_of(*wanted) == index;
      End end = is_wanted ? value(at, *wanted, depth + 1) : skip_value(text_, at);
      if (!end || left_ == 0) return end;
      if (is_wanted) {
        wanted->is_found = true;
        if (++wanted == groups.end()) return skip_rest(text_, *end);
      }
      End next = next_element(*end, ']');
      if (!next) return next;
      if (text_[*next - 1] == ']') return leave(*next, groups);
      at = skip_whitespace(text_, *next);
    }
  }

  /// Behind the comma or the closing bracket that follows an element.
  End next_element(std::size_t at, std::uint8_t closing) const {
    at = skip_whitespace(text_, at);
    if (at >= text_.size() || (text_[at] != ',' && text_[at] != closing)) return wrong(JsonFault::expected_comma, at);
    return static_cast<std::uint32_t>(at + 1);
  }

  End wrong(JsonFault code, std::size_t at) const {
    return std::unexpected(Fault{at >= text_.size() ? JsonFault::unexpected_end : code, at});
  }

  Bytes text_;
  std::vector<Way> ways_;
  std::vector<std::optional<Span>> spans_;
  std::uint32_t left_;  // ways of which it is not known where they lead
};

/// The JSON of the value, which is looked at now.
Fallible<std::optional<std::string>, JsonFault> checked_value(Bytes text, std::optional<Span> span, bool is_utf8) {
  if (!span) return std::nullopt;
  Bytes value = text.subspan(span->begin, span->end - span->begin);
  if (OptionalFault fault = fault_in(value, {}, is_utf8)) {
    // Only a number or literal can end early without the text doing so.
    bool is_cut = fault->code == JsonFault::unexpected_end && span->end < text.size();
    JsonFault code = !is_cut                            ? fault->code
                     : is_kind(value[0], literal_start) ? JsonFault::bad_literal
                                                        : JsonFault::bad_number;
    return std::unexpected(Fault{code, fault->offset + span->begin});
  }
  return std::string(reinterpret_cast<const char*>(value.data()), value.size());
}

Fallible<std::optional<std::string>, JsonFault> read_value(Bytes text, std::string_view pointer, bool is_utf8) {
  auto spans = find_values(text, {&pointer, 1});
  if (!spans) return std::unexpected(spans.error());
  return checked_value(text, spans->front(), is_utf8);
}

Fallible<Values, JsonFault> read_values(Bytes text, const std::vector<std::string>& pointers, bool is_utf8) {
  std::vector<std::string_view> views(pointers.begin(), pointers.end());
  auto spans = find_values(text, view_of(views));
  if (!spans) return std::unexpected(spans.error());
  Values values;
  values.reserve(spans->size());
  for (const std::optional<Span>& span : *spans) {
    auto value = checked_value(text, span, is_utf8);
    if (!value) return std::unexpected(value.error());
    values.push_back(std::move(*value));
  }
  return values;
}

}  // namespace

Fallible<std::vector<std::optional<Span>>, JsonFault> find_values(Bytes text,
                                                                  std::span<const std::string_view> pointers) {
  std::vector<Way> ways;
  for (std::string_view pointer : pointers) {
    auto tokens = parse_pointer(pointer);
    if (!tokens) return std::unexpected(tokens.error());
    ways.push_back({std::move(*tokens), static_cast<std::uint32_t>(ways.size())});
  }
  return Walk(text, std::move(ways)).run();
}

Fallible<std::optional<std::string>, JsonFault> read(std::string_view text, std::string_view pointer) {
  return read_value(bytes_of(text), pointer, true);
}
Fallible<std::optional<std::string>, JsonFault> read_bytes(Bytes text, std::string_view pointer) {
  return read_value(text, pointer, false);
}

Fallible<Values, JsonFault> read_all(std::string_view text, const std::vector<std::string>& pointers) {
  return read_values(bytes_of(text), pointers, true);
}
Fallible<Values, JsonFault> read_all_bytes(Bytes text, const std::vector<std::string>& pointers) {
  return read_values(text, pointers, false);
}

}  // namespace sinter::json
