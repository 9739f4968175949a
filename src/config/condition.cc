#include "config/condition.h"

#include <expected>

#include "base/ranges.h"
#include "base/text.h"
#include "config/names.h"

namespace sinter {
namespace {

bool is_name_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-' || c == '.';
}

template <class T>
using Read = std::expected<T, ConditionFault>;

struct Operand {
  std::string value;
  std::size_t offset;
  const ConditionVariable* variable = nullptr;  // none: a text, or a variable of the environment
  bool is_text = false;
};

/// One pass from left to right; lives for one evaluation.
class Reader {
 public:
  Reader(std::string_view text, std::span<const ConditionVariable> variables, const Environment& environment)
      : text_(text), variables_(variables), environment_(environment) {}

  Read<Condition> run() {
    if (text_.size() > condition_bytes_max) {
      return fault(condition_bytes_max, "it has more than " + count_of(condition_bytes_max, "byte"), "shorten it");
    }
    Read<bool> holds = any();
    if (!holds) return std::unexpected(std::move(holds).error());
    skip_space();
    if (at_ != text_.size()) return fault(at_, "it goes on after its end", "join conditions with `&&` or `||`");
    ranges::sort(names_);
    ranges::erase_repeated(names_);
    return Condition{*holds, std::move(names_)};
  }

 private:
  static std::unexpected<ConditionFault> fault(std::size_t offset, std::string what, std::string next) {
    return std::unexpected(ConditionFault{offset, std::move(what), std::move(next)});
  }

  void skip_space() {
    while (at_ < text_.size() && std::string_view(" \t\r\n").contains(text_[at_])) ++at_;
  }

  bool take(std::string_view token) {
    skip_space();
    if (!text_.substr(at_).starts_with(token)) return false;
    at_ += token.size();
    return true;
  }

  Read<bool> any() {
    Read<bool> holds = all();
    while (holds && take("||")) {
      Read<bool> right = all();
      holds = right ? Read<bool>(*holds || *right) : right;
    }
    return holds;
  }

  Read<bool> all() {
    Read<bool> holds = part();
    while (holds && take("&&")) {
      Read<bool> right = part();
      holds = right ? Read<bool>(*holds && *right) : right;
    }
    return holds;
  }

  Read<bool> part() {
    skip_space();
    bool is_negated = text_.substr(at_).starts_with('!') && !text_.substr(at_).starts_with("!=");
    bool is_group = text_.substr(at_).starts_with('(');
    if (!is_negated && !is_group) return comparison();
    if (nesting_ == condition_nesting_max) {
      return fault(at_, "more than " + std::to_string(nesting_) + " `(` and `!` are open", "write it flatter");
    }
    std::size_t start = at_++;
    ++nesting_;
    Read<bool> inner = is_negated ? part() : any();
    --nesting_;
    if (!inner) return inner;
    if (is_negated) return !*inner;
    if (!take(")")) return fault(start, "`(` is never closed", "add the `)`");
    return inner;
  }

  Read<bool> comparison() {
    Read<Operand> left = operand();
    if (!left) return std::unexpected(std::move(left).error());
    bool is_equal = take("==");
    if (!is_equal && !take("!=")) {
      bool is_assignment = take("=");
      std::string name = left->is_text ? "'" + left->value + "'" : std::string(name_at(left->offset));
      return fault(is_assignment ? at_ - 1 : at_, is_assignment ? "`=` compares nothing" : "a comparison is missing",
                   "write `" + name + " == 'TEXT'`, or `!=`");
    }
    Read<Operand> right = operand();
    if (!right) return std::unexpected(std::move(right).error());
    if (auto impossible = check_values(*left, *right)) return std::unexpected(*std::move(impossible));
    if (auto impossible = check_values(*right, *left)) return std::unexpected(*std::move(impossible));
    return (left->value == right->value) == is_equal;
  }

  /// A text that the variable can never be is a slip.
  static std::optional<ConditionFault> check_values(const Operand& left, const Operand& right) {
    if (left.variable == nullptr || !right.is_text) return std::nullopt;
    std::span<const std::string> values = left.variable->values;
    if (ranges::contains(values, right.value)) return std::nullopt;
    std::optional<std::string> near = nearest(right.value, values);
    return ConditionFault{right.offset, quote(left.variable->name) + " is never '" + right.value + "'",
                          near ? "did you mean '" + *near + "'?" : "it can be: " + join(values, ", ")};
  }

  std::string_view name_at(std::size_t offset) const {
    std::size_t end = offset;
    while (end < text_.size() && is_name_character(text_[end])) ++end;
    return text_.substr(offset, end - offset);
  }

  Read<Operand> operand() {
    skip_space();
    std::size_t start = at_;
    if (at_ == text_.size()) return fault(at_, "it ends where a name or a text should follow", "complete it");
    char mark = text_[at_];
    if (mark == '\'' || mark == '"') {
      std::size_t end = text_.find(mark, at_ + 1);
      if (end == std::string_view::npos) return fault(at_, "a text is never closed", "add its last quote");
      at_ = end + 1;
      return Operand{.value = std::string(text_.substr(start + 1, end - start - 1)), .offset = start, .is_text = true};
    }
    std::string_view name = name_at(at_);
    at_ += name.size();
    if (name.empty())
      return fault(start, quote(text_.substr(start, 1)) + " is no name and starts no text", way_out(mark));
    constexpr std::string_view lead = "environment.";
    if (name.starts_with(lead)) return variable_of_environment(std::string(name.substr(lead.size())), start);
    auto found = ranges::find(variables_, name, &ConditionVariable::name);
    if (found == variables_.end()) return unknown(name, start);
    return Operand{.value = found->value, .offset = start, .variable = &*found};
  }

  Read<Operand> variable_of_environment(std::string name, std::size_t start) {
    if (!is_variable_name(name)) {
      return fault(start, "`environment." + name + "` names no variable", "names hold letters, digits and `_`");
    }
    auto value = environment_.find(name);
    names_.push_back(std::move(name));
    return Operand{.value = value == environment_.end() ? "" : value->second, .offset = start};
  }

  /// For those who know how a shell or `run` of a step names things.
  static std::string way_out(char mark) {
    if (mark == '$') return "write `environment.NAME` for a variable of the environment";
    if (mark == '{') return "write the name without braces";
    return "write a name like `profile`, or a text like 'production'";
  }

  Read<Operand> unknown(std::string_view name, std::size_t start) const {
    std::vector<std::string> known = {"environment.NAME"};
    for (const ConditionVariable& variable : variables_) known.push_back(variable.name);
    auto can_be_it = [&](const ConditionVariable& variable) { return ranges::contains(variable.values, name); };
    std::string quoted = "texts stand in quotes: '" + std::string(name) + "'";
    std::string next;
    if (std::size_t dot = name.find('.'); dot != std::string_view::npos) {
      next = "did you mean `environment." + std::string(name.substr(dot + 1)) + "`?";
    } else if (name == "not") {
      next = "write `!` for `not`";
    } else if (ranges::any_of(variables_, can_be_it)) {
      next = std::move(quoted);
    } else if (std::optional<std::string> near = nearest(name, known)) {
      next = "did you mean " + quote(*near) + "?";
    } else {
      next = "names are: " + join(known, ", ") + "; " + quoted;
    }
    return fault(start, "there is no " + quote(name), std::move(next));
  }

  std::string_view text_;
  std::span<const ConditionVariable> variables_;
  const Environment& environment_;
  std::size_t at_ = 0;
  std::size_t nesting_ = 0;
  std::vector<std::string> names_;
};

}  // namespace

std::expected<Condition, ConditionFault> evaluate_condition(std::string_view text,
                                                            std::span<const ConditionVariable> variables,
                                                            const Environment& environment) {
  return Reader(text, variables, environment).run();
}

}  // namespace sinter
