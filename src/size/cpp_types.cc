// The types in mangled names, and the arguments of templates.
#include "size/cpp_reader.h"

#include <utility>

namespace sinter::cpp {
namespace {

/// The type of one letter; empty if there is none.
std::string_view builtin_type(char letter) {
  switch (letter) {
    case 'v': return "void";
    case 'w': return "wchar_t";
    case 'b': return "bool";
    case 'c': return "char";
    case 'a': return "signed char";
    case 'h': return "unsigned char";
    case 's': return "short";
    case 't': return "unsigned short";
    case 'i': return "int";
    case 'j': return "unsigned int";
    case 'l': return "long";
    case 'm': return "unsigned long";
    case 'x': return "long long";
    case 'y': return "unsigned long long";
    case 'n': return "__int128";
    case 'o': return "unsigned __int128";
    case 'f': return "float";
    case 'd': return "double";
    case 'e': return "long double";
    case 'g': return "__float128";
    case 'z': return "...";
    default: return {};
  }
}

/// The same of those with a `D` before.
std::string_view later_builtin_type(char letter) {
  switch (letter) {
    case 'd': return "decimal64";
    case 'e': return "decimal128";
    case 'f': return "decimal32";
    case 'h': return "half";
    case 'i': return "char32_t";
    case 's': return "char16_t";
    case 'u': return "char8_t";
    case 'a': return "auto";
    case 'c': return "decltype(auto)";
    case 'n': return "std::nullptr_t";
    default: return {};
  }
}

}  // namespace

NodeId Reader::type() {
  if (failed_ || depth_ == name_depth_max) return fail();
  ++depth_;
  bool is_new = true;
  NodeId result = type_by_letter(is_new);
  --depth_;
  return is_new ? substitutable(result) : result;
}

bool Reader::starts_function_type() const {
  std::size_t ahead = 0;
  for (char quality : {'r', 'V', 'K'}) {
    if (peek(ahead) == quality) ++ahead;
  }
  constexpr std::string_view after_d = "oOwx";
  return peek(ahead) == 'F' || (peek(ahead) == 'D' && after_d.contains(peek(ahead + 1)));
}

NodeId Reader::type_by_letter(bool& is_new) {
  char letter = peek();
  if (starts_function_type()) return function_type();
  if (std::string_view builtin = builtin_type(letter); !builtin.empty()) {
    ++at_;
    is_new = false;
    return add_text(builtin);
  }
  switch (letter) {
    case 'r':
    case 'V':
    case 'K':
    case 'U': return qualified_type();
    case 'u': {
      ++at_;
      NodeId result = source_name();
      if (!accept("I") || failed_) return result;
      NodeId of = type();
      expect('E');
      return failed_ ? result : add({.kind = Kind::enclosed, .first = of, .text = tree_.nodes[result].text});
    }
    case 'A': return array_type();
    case 'M': return member_pointer_type();
    case 'P': ++at_; return add({.kind = Kind::pointer, .first = type()});
    case 'R': ++at_; return add({.kind = Kind::lvalue_reference, .first = type()});
    case 'O': ++at_; return add({.kind = Kind::rvalue_reference, .first = type()});
    case 'C': ++at_; return add({.kind = Kind::postfixed, .first = type(), .text = " complex"});
    case 'G': ++at_; return add({.kind = Kind::postfixed, .first = type(), .text = " imaginary"});
    case 'D':
      if (std::string_view builtin = later_builtin_type(peek(1)); !builtin.empty()) {
        at_ += 2;
        is_new = false;
        return add_text(builtin);
      }
      if (peek(1) == 't' || peek(1) == 'T') return decltype_type();
      if (peek(1) == 'v') return vector_type();
      if (bool is_decltype = accept("DK"); is_decltype || accept("Dk")) {
        return add(
            {.kind = Kind::postfixed, .first = name(nullptr), .text = is_decltype ? " decltype(auto)" : " auto"});
      }
      if (!accept("Dp")) return fail();
      return add({.kind = Kind::expansion, .first = type()});
    case 'T': {
      if (peek(1) == 's' || peek(1) == 'u' || peek(1) == 'e') return class_type();
      NodeId result = parameter();
      if (!takes_arguments_ || peek() != 'I') return result;
      substitutable(result);
      return with_arguments(result, false);
    }
    case 'S': {
      if (peek(1) == 't') return class_type();
      NodeId result = substitution();
      is_new = takes_arguments_ && peek() == 'I';
      return is_new ? with_arguments(result, false) : result;
    }
    default: return class_type();
  }
}

NodeId Reader::qualified_type() {
  if (accept("U")) {
    NodeId quality = source_name();
    if (peek() == 'I') quality = with_arguments(quality, false);
    return add({.kind = Kind::joined, .first = qualified_type(), .second = quality, .text = " "});
  }
  std::uint8_t found = qualities();
  NodeId of = type();
  return found == 0 ? of : add({.kind = Kind::qualified, .qualities = found, .first = of});
}

NodeId Reader::class_type() {
  constexpr std::pair<std::string_view, std::string_view> elaborated[] = {
      {"Ts", "struct "}, {"Tu", "union "}, {"Te", "enum "}};
  for (auto [code, text] : elaborated) {
    if (accept(code)) return add({.kind = Kind::prefixed, .first = name(nullptr), .text = text});
  }
  return name(nullptr);
}

NodeId Reader::function_type() {
  TreeNode node{.kind = Kind::function, .qualities = qualities()};
  if (accept("Do")) {
    node.second = add_text("noexcept");
  } else if (accept("DO")) {
    node.second = add({.kind = Kind::enclosed, .first = expression(), .text = "noexcept"});
    expect('E');
  } else if (accept("Dw")) {
    return fail();
  }
  accept("Dx");
  expect('F');
  accept("Y");
  node.first = type();
  std::vector<NodeId> parameters;
  while (is_list_open('E')) {
    if (accept("v")) continue;
    bool is_lvalue = accept("RE");
    if (is_lvalue || accept("OE")) {
      node.qualities |= is_lvalue ? quality_lvalue : quality_rvalue;
      break;
    }
    parameters.push_back(type());
  }
  return add_list(node, parameters);
}

NodeId Reader::array_type() {
  expect('A');
  NodeId dimension = no_node_id;
  if (std::string_view digits = number(); !digits.empty()) dimension = add_text(digits);
  else if (peek() != '_') dimension = expression();
  expect('_');
  return add({.kind = Kind::array, .first = type(), .second = dimension});
}

NodeId Reader::member_pointer_type() {
  expect('M');
  NodeId of = type();
  NodeId member = type();
  return add({.kind = Kind::member_pointer, .first = of, .second = member});
}

NodeId Reader::vector_type() {
  accept("Dv");
  std::string_view count = number();
  if (count.empty()) return fail();
  expect('_');
  return add({.kind = Kind::vector, .first = type(), .text = count});
}

NodeId Reader::decltype_type() {
  at_ += 2;
  NodeId of = expression();
  expect('E');
  return add({.kind = Kind::enclosed, .first = of, .text = "decltype"});
}

NodeId Reader::parameter() {
  std::size_t begin = at_;
  expect('T');
  std::size_t level = 0;
  if (accept("L")) {
    level = positive() + 1;
    expect('_');
  }
  std::size_t index = reference();
  if (failed_) return no_node_id;
  if (is_in_constraint_) return add_text(text_.substr(begin, at_ - 1 - begin));  // of which template is not told
  if (allows_forward_ && level == 0) {
    NodeId later = add({.kind = Kind::forward});
    forward_.emplace_back(later, index);
    return later;
  }
  if (level < levels_.size() && levels_[level] != nullptr && index < levels_[level]->size()) {
    return (*levels_[level])[index];
  }
  // `auto` among the parameters of a lambda.
  if (lambda_level_ != level || level > levels_.size()) return fail();
  if (level == levels_.size()) levels_.push_back(nullptr);
  return add_text("auto");
}

std::vector<NodeId> Reader::template_arguments(bool are_of_name) {
  expect('I');
  if (are_of_name) {
    outer_arguments_.clear();
    levels_ = {&outer_arguments_};
  }
  std::vector<NodeId> arguments;
  while (is_list_open('E')) {
    if (peek() == 'Q') {
      constraint();
      continue;
    }
    NodeId argument = template_argument();
    if (failed_) break;
    arguments.push_back(argument);
    if (!are_of_name) continue;
    TreeNode pack = tree_.nodes[argument];
    pack.kind = Kind::pack;
    outer_arguments_.push_back(tree_.nodes[argument].kind == Kind::arguments ? add(pack) : argument);
  }
  return arguments;
}

NodeId Reader::with_arguments(NodeId name, bool are_of_name) {
  std::vector<NodeId> arguments = template_arguments(are_of_name);
  return add_list({.kind = Kind::with_arguments, .first = name}, arguments);
}

NodeId Reader::template_argument() {
  if (failed_ || depth_ == name_depth_max) return fail();
  if (accept("X")) {
    NodeId value = expression();
    expect('E');
    return value;
  }
  if (accept("J")) {
    ++depth_;
    std::vector<NodeId> arguments;
    while (is_list_open('E')) arguments.push_back(template_argument());
    --depth_;
    return add_list({.kind = Kind::arguments}, arguments);
  }
  if (accept("LZ")) {
    NodeId of = encoding();
    expect('E');
    return of;
  }
  if (starts_declaration()) {  // says more of the parameter than its argument does
    declaration(nullptr);
    return template_argument();
  }
  return peek() == 'L' ? literal() : type();
}

bool Reader::starts_declaration() const {
  constexpr std::string_view forms = "yntpk";
  return peek() == 'T' && forms.contains(peek(1));
}

/// What a template declares as a parameter, as text: "typename $T". Those of a lambda have no
/// names in what is mangled, and get one each; `declared` takes it.
NodeId Reader::declaration(Arguments* declared) {
  if (failed_ || depth_ == name_depth_max) return fail();
  if (accept("Tp")) {
    ++depth_;
    NodeId each = declaration(declared);
    --depth_;
    if (declared == nullptr || failed_) return each;
    TreeNode pack = tree_.nodes[each];
    pack.text = pack.kind == Kind::prefixed ? "typename... " : "... ";
    return add(pack);
  }
  if (accept("Tt")) {
    if (declared != nullptr) return fail();
    ++depth_;
    while (is_list_open('E')) declaration(nullptr);
    --depth_;
    return no_node_id;
  }
  bool is_type = accept("Ty"), is_constrained = !is_type && accept("Tk");
  if (!is_type && !is_constrained && !accept("Tn")) return fail();
  NodeId of = is_type ? no_node_id : is_constrained ? name(nullptr) : type();
  is_type |= is_constrained;
  if (declared == nullptr) return of;
  std::size_t same = 0;
  for (NodeId each : *declared) same += tree_.nodes[tree_.nodes[each].first].text == (is_type ? "$T" : "$N") ? 1 : 0;
  constexpr std::string_view numbers[] = {"", "0", "1", "2", "3", "4", "5", "6", "7", "8", "9"};
  if (same >= std::size(numbers)) return fail();
  NodeId own = add({.kind = Kind::postfixed, .first = add_text(is_type ? "$T" : "$N"), .text = numbers[same]});
  if (failed_) return no_node_id;
  declared->push_back(own);
  if (of == no_node_id) return add({.kind = Kind::prefixed, .first = own, .text = "typename "});
  return add({.kind = Kind::joined, .first = of, .second = own, .text = " "});
}

}  // namespace sinter::cpp
