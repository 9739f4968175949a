#include "children.h"

#include "skip.h"
#include "token.h"

namespace sinter::json {

Children::Children(Bytes text, std::uint32_t at)
    : text_(text), is_object_(text[at] == '{'), at_(skip_whitespace(text, at + 1)) {}

Children::Children(Bytes text, std::uint32_t at, std::span<const Container> containers, std::uint32_t index)
    : Children(text, at) {
  containers_ = containers;
  inner_ = index + 1;
}

std::optional<Child> Children::next() {
  if (text_[at_] == '}' || text_[at_] == ']') return std::nullopt;
  Child child = {};
  if (is_object_) {
    child.name = {static_cast<std::uint32_t>(at_), *string_end(text_, at_)};
    at_ = skip_whitespace(text_, skip_whitespace(text_, child.name.end) + 1);  // behind the colon
  }
  bool is_listed = !containers_.empty() && (text_[at_] == '{' || text_[at_] == '[');
  child.value = {static_cast<std::uint32_t>(at_), is_listed ? containers_[inner_].end : *skip_value(text_, at_)};
  if (is_listed) {
    child.container = inner_;
    inner_ = containers_[inner_].next;
  }
  at_ = skip_whitespace(text_, child.value.end);
  if (text_[at_] == ',') at_ = skip_whitespace(text_, at_ + 1);
  return child;
}

}  // namespace sinter::json
