#include "path.h"

#include "children.h"
#include "pointer.h"
#include "skip.h"
#include "spelling.h"
#include "token.h"
#include "validate.h"

namespace sinter::json {
namespace {

/// Reads a path from left to right.
class PathReader {
 public:
  explicit PathReader(std::string_view path) : path_(path) {}

  Fallible<std::vector<Step>, JsonFault> steps() {
    std::vector<Step> steps;
    if (byte() != '$') return wrong();
    for (++at_; at_ < path_.size();) {
      if (steps.size() == path_steps_max) return std::unexpected(Fault{JsonFault::too_deep, at_});
      char opening = byte();
      if (opening != '.' && opening != '[') return wrong();
      ++at_;
      Step step;
      if (byte() == '*') ++at_;
      else if (!(opening == '.' ? read_name(step) : read_bracket(step))) return wrong();
      if (opening == '[') {
        if (byte() != ']') return wrong();
        ++at_;
      }
      steps.push_back(std::move(step));
    }
    return steps;
  }

 private:
  /// No path has a NUL where it matters.
  char byte() const { return at_ < path_.size() ? path_[at_] : '\0'; }
  std::unexpected<Fault<JsonFault>> wrong() const { return std::unexpected(Fault{JsonFault::bad_path, at_}); }

  bool read_name(Step& step) {
    step.kind = Step::Kind::name;
    for (; at_ < path_.size(); ++at_) {
      auto unit = static_cast<std::uint8_t>(byte());
      std::uint8_t letter = unit | 0x20;
      bool is_part =
          unit >= 0x80 || unit == '_' || (letter >= 'a' && letter <= 'z') || (is_digit(unit) && !step.name.empty());
      if (!is_part) break;
      step.name += byte();
    }
    return !step.name.empty();
  }

  bool read_bracket(Step& step) {
    char quote = byte();
    if (quote == '\'' || quote == '"') return read_quoted(step, quote);
    std::size_t begin = at_;
    while (is_digit(static_cast<std::uint8_t>(byte()))) ++at_;
    std::optional<std::uint32_t> index = array_index(path_.substr(begin, at_ - begin));
    if (!index) {
      at_ = begin;
      return false;
    }
    step.kind = Step::Kind::index;
    step.index = *index;
    return true;
  }

  bool read_quoted(Step& step, char quote) {
    step.kind = Step::Kind::name;
    for (++at_; at_ < path_.size(); ++at_) {
      if (byte() == quote) return ++at_, true;
      if (byte() == '\\') {
        char escaped = at_ + 1 < path_.size() ? path_[at_ + 1] : '\0';
        if (escaped != '\\' && escaped != '/' && escaped != '\'' && escaped != '"') return false;
        ++at_;
      }
      step.name += byte();
    }
    return false;
  }

  std::string_view path_;
  std::size_t at_ = 0;
};

struct Selection {
  Bytes text;
  std::span<const Container> containers;
  std::vector<Span> found = {};

  void follow(Span value, std::uint32_t container, std::span<const Step> steps) {
    if (steps.empty()) return found.push_back(value);
    std::uint8_t opening = text[value.begin];
    if (opening != '{' && opening != '[') return;
    const Step& step = steps.front();
    bool is_object = opening == '{';
    if (step.kind != Step::Kind::all && is_object != (step.kind == Step::Kind::name)) return;
    Children children(text, value.begin, containers, container);
    std::uint32_t index = 0;
    while (std::optional<Child> child = children.next()) {
      bool is_it = step.kind == Step::Kind::all ||
                   (is_object ? spells(text, child->name.begin, child->name.end, step.name) : index++ == step.index);
      if (!is_it) continue;
      follow(child->value, child->container, steps.subspan(1));
      if (step.kind != Step::Kind::all) return;
    }
  }
};

Selected select_in(Bytes text, std::string_view path, bool is_utf8) {
  auto steps = parse_path(path);
  if (!steps) return std::unexpected(steps.error());
  if (OptionalFault fault = fault_in(text, {}, is_utf8)) return std::unexpected(*fault);
  std::vector<std::string> values;
  for (Span span : select_spans(text, view_of(containers_of(text)), view_of(*steps))) {
    values.emplace_back(reinterpret_cast<const char*>(text.data()) + span.begin, span.end - span.begin);
  }
  return values;
}

}  // namespace

Fallible<std::vector<Step>, JsonFault> parse_path(std::string_view path) { return PathReader(path).steps(); }

std::vector<Span> select_spans(Bytes text, std::span<const Container> containers, std::span<const Step> steps) {
  auto begin = static_cast<std::uint32_t>(skip_whitespace(text, 0));
  bool is_container = text[begin] == '{' || text[begin] == '[';
  if (!steps.empty() && !is_container) return {};
  Selection selection = {.text = text, .containers = containers};
  selection.follow({begin, is_container ? containers.front().end : *skip_value(text, begin)}, 0, steps);
  return std::move(selection.found);
}

Selected select(std::string_view text, std::string_view path) { return select_in(bytes_of(text), path, true); }
Selected select_bytes(Bytes text, std::string_view path) { return select_in(text, path, false); }

}  // namespace sinter::json
