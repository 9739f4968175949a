#include "config/matrix.h"

#include "base/ranges.h"
#include "base/text.h"
#include "config/names.h"

namespace sinter {
namespace {

constexpr std::string_view example = "{ target = [\"a\", \"b\"] }";
constexpr std::string_view reserved[] = {"profile", "platform", "architecture", "environment"};

bool is_name(std::string_view text) {
  return !text.empty() && lower_letters.contains(text[0]) && ranges::all_of(text, [](char c) {
    return lower_letters.contains(c) || decimal_digits.contains(c) || c == '_';
  });
}

/// Values become parts of names, of paths and of the command line.
bool is_value(std::string_view text) {
  constexpr std::string_view others = "ABCDEFGHIJKLMNOPQRSTUVWXYZ_.+-/@:";
  return !text.empty() && ranges::all_of(text, [&](char c) {
    return lower_letters.contains(c) || decimal_digits.contains(c) || others.contains(c);
  });
}

/// The values of one variable; none if anything is wrong with them.
std::vector<std::string> read_values(TableReader& variables, const TomlMember& member) {
  Problems& problems = variables.problems();
  std::size_t problems_before = problems.count();
  if (!is_name(member.name) || ranges::contains(reserved, member.name)) {
    problems.add(member.spot, Code::config_value, quote(member.name) + " cannot be a variable of " + variables.title(),
                 is_name(member.name) ? "conditions use that name already: choose another"
                                      : "names hold lower-case letters, digits and `_`, and start with a letter");
  }
  std::vector<std::string> values;
  for (Text& text : variables.texts(member.name, "[\"a\", \"b\"]")) {
    if (!is_value(text.value)) {
      problems.add(text.spot, Code::config_value,
                   quote(text.value) + " cannot be a value of " + quote(member.name) + " in " + variables.title(),
                   "values hold at least one of letters, digits and `_.+-/@:`");
    } else if (ranges::contains(values, text.value)) {
      problems.add(text.spot, Code::config_duplicate, quote(text.value) + " is there twice", "remove one of the two");
    } else {
      values.push_back(std::move(text.value));
    }
  }
  if (problems.count() != problems_before) return {};
  if (values.empty()) {
    problems.add(member.value.spot, Code::config_value,
                 quote(member.name) + " in " + variables.title() + " has no value, so the step would never run",
                 "add a value, or remove the variable");
  }
  return values;
}

/// Where `{name}` or `{{name}}` at the start of `text` ends; 0 if it does not start so.
std::size_t placeholder_size(std::string_view text, std::size_t braces) {
  if (text.size() < 2 * braces || text.substr(0, braces) != std::string_view("{{").substr(0, braces)) return 0;
  std::size_t end = text.find('}', braces);
  if (end == std::string_view::npos || !is_name(text.substr(braces, end - braces))) return 0;
  return text.substr(end).starts_with(std::string_view("}}").substr(0, braces)) ? end + braces : 0;
}

std::string substitute_text(std::string_view text, Spot spot, const Combination& combination, Problems& problems) {
  std::string result;
  for (std::size_t at = 0; at < text.size();) {
    std::string_view rest = text.substr(at);
    if (std::size_t size = placeholder_size(rest, 2)) {
      result += rest.substr(1, size - 2);
      at += size;
      continue;
    }
    std::size_t size = placeholder_size(rest, 1);
    if (size == 0 || (at > 0 && text[at - 1] == '$')) {  // `${name}` is the shell's
      result += text[at++];
      continue;
    }
    std::string_view name = rest.substr(1, size - 2);
    auto variable = ranges::find(combination, name, &Choice::name);
    if (variable == combination.end()) {
      std::vector<std::string> names;
      for (const Choice& known : combination) names.push_back(known.name);
      std::optional<std::string> near = nearest(name, names);
      problems.add(spot, Code::config_unknown_name, quote(rest.substr(0, size)) + " is no variable of `for`",
                   near ? "did you mean `{" + *near + "}`?"
                        : "the variables are: " + join(names, ", ") + "; for the text itself write `{{" +
                              std::string(name) + "}}`");
      return result;
    }
    result += variable->value;
    at += size;
  }
  return result;
}

void substitute_in(TomlValue& value, const Combination& combination, Problems& problems) {
  if (auto* text = std::get_if<std::string>(&value.data)) {
    if (text->contains('{')) *text = substitute_text(*text, value.spot, combination, problems);
  } else if (auto* array = std::get_if<TomlValue::Array>(&value.data)) {
    for (TomlValue& element : *array) substitute_in(element, combination, problems);
  }
}

}  // namespace

std::vector<MatrixVariable> read_matrix(TableReader& table) {
  const TomlMember* found = table.member("for");
  if (found == nullptr) return {};
  Problems& problems = table.problems();
  const TomlValue::Table* members = found->value.as_table();
  if (members == nullptr || members->empty() || members->size() > matrix_variables_max) {
    problems.add(found->value.spot, members == nullptr ? Code::config_type : Code::config_value,
                 "`for` in " + table.title() +
                     (members == nullptr ? " is " + std::string(found->value.kind()) + ", but should be a table"
                                         : " has " + count_of(members->size(), "variable") + ", but should have 1 to " +
                                               std::to_string(matrix_variables_max)),
                 "write " + quote("for = " + std::string(example)));
    return {};
  }
  TableReader variables(found->value, found->spot, "`for` of " + table.title(), problems);
  std::vector<MatrixVariable> matrix;
  std::size_t count = 1;
  for (const TomlMember& member : *members) {
    matrix.push_back({member.name, read_values(variables, member)});
    if (matrix.back().values.empty()) return {};
    if (matrix.back().values.size() > matrix_combinations_max / count) {
      problems.add(found->value.spot, Code::config_value,
                   "`for` in " + table.title() + " makes more than " + count_of(matrix_combinations_max, "step"),
                   "split it into several steps");
      return {};
    }
    count *= matrix.back().values.size();
  }
  return matrix;
}

std::vector<Combination> combinations(const std::vector<MatrixVariable>& matrix) {
  std::vector<Combination> all(1);
  for (const MatrixVariable& variable : matrix) {
    std::vector<Combination> longer;
    longer.reserve(all.size() * variable.values.size());
    for (const Combination& combination : all) {
      for (const std::string& value : variable.values) {
        longer.push_back(combination);
        longer.back().push_back({variable.name, value});
      }
    }
    all = std::move(longer);
  }
  return all;
}

std::string combination_suffix(const Combination& combination) {
  std::string suffix = "[";
  for (const Choice& variable : combination) {
    suffix += (suffix.size() == 1 ? "" : ",") + variable.name + "=" + variable.value;
  }
  return suffix + "]";
}

TomlValue substitute(const TomlValue& table, const Combination& combination, Problems& problems) {
  TomlValue result = table;
  for (TomlMember& member : std::get<TomlValue::Table>(result.data)) {
    if (member.name != "when" && member.name != "for") substitute_in(member.value, combination, problems);
  }
  return result;
}

}  // namespace sinter
