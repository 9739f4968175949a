// The expressions in mangled names: arguments of templates, and what types are computed from.
#include <utility>

#include "base/ranges.h"
#include "size/cpp_reader.h"

namespace sinter::cpp {
namespace {

using Form = Operator::Form;
using enum Precedence;

constexpr Operator operators[] = {
    {"aN", Form::binary, false, assignment, "operator&="},
    {"aS", Form::binary, false, assignment, "operator="},
    {"aa", Form::binary, false, logical_and, "operator&&"},
    {"ad", Form::prefix, false, unary, "operator&"},
    {"an", Form::binary, false, bit_and, "operator&"},
    {"at", Form::of, true, unary, "alignof "},
    {"aw", Form::only_named, false, primary, "operator co_await"},
    {"az", Form::of, false, unary, "alignof "},
    {"cc", Form::named_cast, false, postfix, "const_cast"},
    {"cl", Form::call, false, postfix, "operator()"},
    {"cm", Form::binary, false, comma, "operator,"},
    {"co", Form::prefix, false, unary, "operator~"},
    {"cv", Form::cast, false, cast, "operator"},
    {"dV", Form::binary, false, assignment, "operator/="},
    {"da", Form::only_named, false, unary, "operator delete[]"},
    {"dc", Form::named_cast, false, postfix, "dynamic_cast"},
    {"de", Form::prefix, false, unary, "operator*"},
    {"dl", Form::only_named, false, unary, "operator delete"},
    {"ds", Form::member, false, member_pointer, ".*"},
    {"dt", Form::member, false, postfix, "."},
    {"dv", Form::binary, false, product, "operator/"},
    {"eO", Form::binary, false, assignment, "operator^="},
    {"eo", Form::binary, false, bit_xor, "operator^"},
    {"eq", Form::binary, false, equality, "operator=="},
    {"ge", Form::binary, false, relation, "operator>="},
    {"gt", Form::binary, false, relation, "operator>"},
    {"ix", Form::subscript, false, postfix, "operator[]"},
    {"lS", Form::binary, false, assignment, "operator<<="},
    {"le", Form::binary, false, relation, "operator<="},
    {"ls", Form::binary, false, shift, "operator<<"},
    {"lt", Form::binary, false, relation, "operator<"},
    {"mI", Form::binary, false, assignment, "operator-="},
    {"mL", Form::binary, false, assignment, "operator*="},
    {"mi", Form::binary, false, sum, "operator-"},
    {"ml", Form::binary, false, product, "operator*"},
    {"mm", Form::postfix, false, postfix, "operator--"},
    {"na", Form::only_named, false, unary, "operator new[]"},
    {"ne", Form::binary, false, equality, "operator!="},
    {"ng", Form::prefix, false, unary, "operator-"},
    {"nt", Form::prefix, false, unary, "operator!"},
    {"nw", Form::only_named, false, unary, "operator new"},
    {"oR", Form::binary, false, assignment, "operator|="},
    {"oo", Form::binary, false, logical_or, "operator||"},
    {"or", Form::binary, false, bit_or, "operator|"},
    {"pL", Form::binary, false, assignment, "operator+="},
    {"pl", Form::binary, false, sum, "operator+"},
    {"pm", Form::member, true, member_pointer, "operator->*"},
    {"pp", Form::postfix, false, postfix, "operator++"},
    {"ps", Form::prefix, false, unary, "operator+"},
    {"pt", Form::member, true, postfix, "operator->"},
    {"qu", Form::conditional, false, conditional, "operator?"},
    {"rM", Form::binary, false, assignment, "operator%="},
    {"rS", Form::binary, false, assignment, "operator>>="},
    {"rc", Form::named_cast, false, postfix, "reinterpret_cast"},
    {"rm", Form::binary, false, product, "operator%"},
    {"rs", Form::binary, false, shift, "operator>>"},
    {"sc", Form::named_cast, false, postfix, "static_cast"},
    {"ss", Form::binary, false, spaceship, "operator<=>"},
    {"st", Form::of, true, unary, "sizeof "},
    {"sz", Form::of, false, unary, "sizeof "},
    {"te", Form::of, false, postfix, "typeid "},
    {"ti", Form::of, true, postfix, "typeid "},
};

}  // namespace

std::string_view Operator::sign() const {
  constexpr std::string_view word = "operator";
  return name.starts_with(word) ? name.substr(word.size()) : name;
}

const Operator* find_operator(std::string_view code) {
  const Operator* found = ranges::find(operators, code, &Operator::code);
  return found == std::end(operators) ? nullptr : found;
}

NodeId Reader::expression() {
  if (failed_ || depth_ == name_depth_max) return fail();
  ++depth_;
  NodeId result = find_operator(text_.substr(at_, 2)) != nullptr ? operator_expression() : primary_expression();
  --depth_;
  return result;
}

/// What a template requires of its parameters.
NodeId Reader::constraint() {
  expect('Q');
  bool was_in_constraint = std::exchange(is_in_constraint_, true);
  NodeId result = expression();
  is_in_constraint_ = was_in_constraint;
  return result;
}

std::vector<NodeId> Reader::expressions_until_end() {
  std::vector<NodeId> list;
  while (is_list_open('E')) list.push_back(expression());
  return list;
}

NodeId Reader::operator_expression() {
  const Operator& found = *find_operator(text_.substr(at_, 2));
  at_ += 2;
  TreeNode node{.precedence = found.precedence, .text = found.sign()};
  switch (found.form) {
    case Form::binary:
    case Form::member:
      node.kind = found.form == Form::binary ? Kind::binary : Kind::member;
      node.first = expression();
      node.second = expression();
      return add(node);
    case Form::prefix:
    case Form::postfix:
      node.kind = found.form == Form::prefix || accept("_") ? Kind::unary : Kind::postfix;
      node.first = expression();
      return add(node);
    case Form::subscript:
      node.kind = Kind::subscript;
      node.first = expression();
      node.second = expression();
      return add(node);
    case Form::of:
      node.kind = Kind::enclosed;
      node.first = found.flag ? type() : expression();
      return add(node);
    case Form::named_cast:
      node.kind = Kind::named_cast;
      node.first = type();
      node.second = expression();
      return add(node);
    case Form::conditional: {
      node.kind = Kind::conditional;
      node.first = expression();
      node.second = expression();
      NodeId otherwise = expression();
      return add_list(node, {otherwise});
    }
    case Form::call: return call_expression();
    case Form::cast: return conversion_expression();
    case Form::only_named: return fail();
  }
  return fail();
}

NodeId Reader::call_expression() {
  TreeNode node{.kind = Kind::call, .precedence = postfix, .first = expression()};
  return add_list(node, expressions_until_end());
}

NodeId Reader::conversion_expression() {
  bool took_arguments = std::exchange(takes_arguments_, false);
  TreeNode node{.kind = Kind::conversion, .precedence = cast, .first = type()};
  takes_arguments_ = took_arguments;
  std::vector<NodeId> values;
  if (accept("_")) values = expressions_until_end();
  else values.push_back(expression());
  return add_list(node, values);
}

NodeId Reader::primary_expression() {
  if (peek() == 'L') return literal();
  if (peek() == 'T') return parameter();
  if (peek() == 'f') return function_parameter();
  if (accept("il")) return add_list({.kind = Kind::braced}, expressions_until_end());
  if (accept("tl")) {
    NodeId of = type();
    return add_list({.kind = Kind::braced, .first = of}, expressions_until_end());
  }
  if (accept("nx")) {
    return add({.kind = Kind::enclosed, .precedence = unary, .first = expression(), .text = "noexcept "});
  }
  if (accept("sp")) return add({.kind = Kind::expansion, .first = expression()});
  if (accept("u")) {  // what a compiler has built in: __is_same
    TreeNode node{.kind = Kind::call, .first = source_name()};
    std::vector<NodeId> arguments;
    while (is_list_open('E')) arguments.push_back(template_argument());
    return add_list(node, arguments);
  }
  if (accept("sZ")) {
    if (peek() == 'T') return add({.kind = Kind::pack_size, .first = parameter()});
    return add({.kind = Kind::enclosed, .first = function_parameter(), .text = "sizeof... "});
  }
  return unresolved_name();
}

NodeId Reader::function_parameter() {
  if (accept("fpT")) return add_text("this");
  if (accept("fL")) {
    if (number().empty()) return fail();
    expect('p');
  } else if (!accept("fp")) {
    return fail();  // a fold
  }
  qualities();
  std::string_view digits = number();
  expect('_');
  return add({.kind = Kind::prefixed, .first = add_text(digits), .text = "fp"});
}

/// Short types are a suffix, others a cast.
NodeId Reader::integer(std::string_view type, std::string_view suffix) {
  TreeNode node{.kind = Kind::literal};
  if (!type.empty()) node.first = add_text(type);
  if (!suffix.empty()) node.second = add_text(suffix);
  node.text = number(true);
  if (node.text.empty()) return fail();
  expect('E');
  return add(node);
}

NodeId Reader::literal() {
  expect('L');
  char letter = peek();
  constexpr std::string_view cast_to = "wcahstno";
  constexpr std::string_view cast_names[] = {"wchar_t", "char",           "signed char", "unsigned char",
                                             "short",   "unsigned short", "__int128",    "unsigned __int128"};
  constexpr std::string_view suffixed = "ijlmxy";
  constexpr std::string_view suffixes[] = {"", "u", "l", "ul", "ll", "ull"};
  if (accept("b0E")) return add_text("false");
  if (accept("b1E")) return add_text("true");
  if (accept("_Z")) {
    NodeId of = encoding();
    expect('E');
    return of;
  }
  if (accept("Dn")) {
    accept("0");
    expect('E');
    return add_text("nullptr");
  }
  if (std::size_t i = cast_to.find(letter); i != std::string_view::npos) {
    ++at_;
    return integer(cast_names[i], {});
  }
  if (std::size_t i = suffixed.find(letter); i != std::string_view::npos) {
    ++at_;
    return integer({}, suffixes[i]);
  }
  constexpr std::string_view not_read = "fdeTUA";  // fractions, parameters, lambdas, texts
  if (failed_ || not_read.contains(letter)) return fail();
  NodeId of = type();
  std::string_view digits = number(true);
  expect('E');
  return digits.empty() ? of : add({.kind = Kind::literal, .first = of, .text = digits});
}

NodeId Reader::unresolved_name() {
  bool is_global = accept("gs");
  auto under = [&](NodeId scope, NodeId inner) { return add({.kind = Kind::scoped, .first = scope, .second = inner}); };
  if (accept("srN")) {
    NodeId scope = unresolved_type();
    if (peek() == 'I') scope = with_arguments(scope, false);
    while (is_list_open('E')) scope = under(scope, simple_id());
    return under(scope, base_unresolved_name());
  }
  if (!accept("sr")) {
    NodeId base = base_unresolved_name();
    return is_global ? add({.kind = Kind::prefixed, .first = base, .text = "::"}) : base;
  }
  NodeId scope = no_node_id;
  if (peek() >= '0' && peek() <= '9') {
    do {
      NodeId inner = simple_id();
      if (scope != no_node_id) scope = under(scope, inner);
      else scope = is_global ? add({.kind = Kind::prefixed, .first = inner, .text = "::"}) : inner;
    } while (is_list_open('E'));
  } else {
    scope = unresolved_type();
    if (peek() == 'I') scope = with_arguments(scope, false);
  }
  return under(scope, base_unresolved_name());
}

NodeId Reader::unresolved_type() {
  if (peek() == 'T') return substitutable(parameter());
  if (peek() == 'D') return substitutable(decltype_type());
  bool is_of_std = peek() == 'S' && peek(1) == 't';
  return is_of_std ? type() : substitution();  // GCC names a type of namespace std whole
}

NodeId Reader::simple_id() {
  NodeId result = source_name();
  return peek() == 'I' ? with_arguments(result, false) : result;
}

NodeId Reader::base_unresolved_name() {
  if (peek() >= '0' && peek() <= '9') return simple_id();
  if (accept("dn")) {
    bool is_named = peek() >= '0' && peek() <= '9';
    return add({.kind = Kind::prefixed, .first = is_named ? simple_id() : unresolved_type(), .text = "~"});
  }
  accept("on");
  NodeId result = operator_name(nullptr);
  return peek() == 'I' ? with_arguments(result, false) : result;
}

}  // namespace sinter::cpp
