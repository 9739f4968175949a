#include "size/cpp_name.h"

#include <utility>

#include "size/cpp_reader.h"

namespace sinter {
namespace cpp {
namespace {

bool is_digit(char letter) { return letter >= '0' && letter <= '9'; }
bool is_upper(char letter) { return letter >= 'A' && letter <= 'Z'; }

/// Where a name is left and its parameters are not to be seen any more, they are put back.
template <typename Value>
class Restored {
 public:
  Restored(Value& place, Value inside) : place_(place), before_(std::exchange(place, std::move(inside))) {}
  Restored(const Restored&) = delete;
  Restored& operator=(const Restored&) = delete;
  ~Restored() { place_ = std::move(before_); }

 private:
  Value& place_;
  Value before_;
};

}  // namespace

bool Reader::accept(std::string_view expected) {
  if (failed_ || !text_.substr(at_).starts_with(expected)) return false;
  at_ += expected.size();
  return true;
}

void Reader::expect(char letter) {
  if (!accept(std::string_view(&letter, 1))) failed_ = true;
}

NodeId Reader::fail() {
  failed_ = true;
  return no_node_id;
}

/// Whether a list goes on; takes its end.
bool Reader::is_list_open(char end) { return !failed_ && !accept(std::string_view(&end, 1)); }

/// May be empty. A negative one begins with `n`.
std::string_view Reader::number(bool may_be_negative) {
  std::size_t begin = at_;
  if (may_be_negative) accept("n");
  while (!failed_ && is_digit(peek())) ++at_;
  return text_.substr(begin, at_ - begin);
}

std::size_t Reader::positive() {
  std::string_view digits = number();
  constexpr std::size_t digits_max = 9;
  if (digits.empty() || digits.size() > digits_max) fail();
  std::size_t value = 0;
  for (char digit : digits.substr(0, digits_max)) value = value * 10 + static_cast<std::size_t>(digit - '0');
  return value;
}

std::size_t Reader::reference() {
  if (accept("_")) return 0;
  std::size_t value = positive() + 1;
  expect('_');
  return value;
}

std::uint8_t Reader::qualities() {
  std::uint8_t found = 0;
  if (accept("r")) found |= quality_restrict;
  if (accept("V")) found |= quality_volatile;
  if (accept("K")) found |= quality_const;
  return found;
}

NodeId Reader::add(const TreeNode& node) {
  if (failed_) return no_node_id;
  tree_.nodes.push_back(node);
  return static_cast<NodeId>(tree_.nodes.size() - 1);
}

NodeId Reader::add_list(TreeNode node, const std::vector<NodeId>& list) {
  node.list_begin = static_cast<std::uint32_t>(tree_.lists.size());
  node.list_count = static_cast<std::uint32_t>(list.size());
  tree_.lists.insert(tree_.lists.end(), list.begin(), list.end());
  return add(node);
}

NodeId Reader::substitutable(NodeId node) {
  if (!failed_) substitutions_.push_back(node);
  return node;
}

NodeId Reader::mangled_name() {
  if (!accept("_Z")) return fail();
  NodeId root = encoding();
  if (accept(".")) {
    root = add({.kind = Kind::suffixed, .first = root, .text = text_.substr(at_ - 1)});
    at_ = text_.size();
  }
  return failed_ || at_ != text_.size() ? no_node_id : root;
}

NodeId Reader::encoding() {
  if (failed_ || depth_ == name_depth_max) return fail();
  Restored depth(depth_, depth_ + 1);
  Restored arguments(outer_arguments_, {});
  Restored levels(levels_, {});
  if (peek() == 'G' || peek() == 'T') return special_name();
  auto is_end = [&] { return failed_ || at_ == text_.size() || peek() == 'E' || peek() == '.' || peek() == '_'; };
  NameState state{.first_forward = forward_.size()};
  NodeId own_name = name(&state);
  if (!resolve_forward(state)) return fail();
  if (is_end()) return own_name;
  TreeNode node{.kind = Kind::encoding, .qualities = state.qualities, .second = own_name};
  if (!state.is_unreturning && state.ends_with_arguments) node.first = type();
  std::vector<NodeId> parameters;
  if (!accept("v")) {
    do parameters.push_back(type());
    while (!is_end() && peek() != 'Q');
  }
  // What is required of the parameters is left out; at the end nothing follows it.
  if (peek() == 'Q' && depth_ == 1) at_ = text_.size();
  else if (peek() == 'Q') constraint();
  return add_list(node, parameters);
}

bool Reader::resolve_forward(const NameState& state) {
  if (failed_) return false;
  for (std::size_t i = state.first_forward; i < forward_.size(); ++i) {
    auto [node, index] = forward_[i];
    if (levels_.empty() || levels_[0] == nullptr || index >= levels_[0]->size()) return false;
    tree_.nodes[node].first = (*levels_[0])[index];
  }
  forward_.resize(state.first_forward);
  return true;
}

NodeId Reader::special_name() {
  constexpr std::pair<std::string_view, std::string_view> of_types[] = {
      {"TV", "vtable for "}, {"TT", "VTT for "}, {"TI", "typeinfo for "}, {"TS", "typeinfo name for "}};
  for (auto [code, text] : of_types) {
    if (accept(code)) return add({.kind = Kind::prefixed, .first = type(), .text = text});
  }
  constexpr std::pair<std::string_view, std::string_view> of_names[] = {
      {"TW", "thread-local wrapper routine for "},
      {"TH", "thread-local initialization routine for "},
      {"GV", "guard variable for "}};
  for (auto [code, text] : of_names) {
    if (accept(code)) return add({.kind = Kind::prefixed, .first = name(nullptr), .text = text});
  }
  if (accept("TA")) {
    return add({.kind = Kind::prefixed, .first = template_argument(), .text = "template parameter object for "});
  }
  if (accept("GR")) {
    NodeId of = name(nullptr);
    while (is_digit(peek()) || is_upper(peek())) ++at_;
    accept("_");
    return add({.kind = Kind::prefixed, .first = of, .text = "reference temporary for "});
  }
  if (accept("TC")) {
    NodeId first = type();
    number(true);
    expect('_');
    NodeId second = type();
    NodeId both = add({.kind = Kind::joined, .first = second, .second = first, .text = "-in-"});
    return add({.kind = Kind::prefixed, .first = both, .text = "construction vtable for "});
  }
  if (accept("Tc")) {
    call_offset();
    call_offset();
    return add({.kind = Kind::prefixed, .first = encoding(), .text = "covariant return thunk to "});
  }
  if (!accept("T")) return fail();
  std::string_view text = peek() == 'v' ? "virtual thunk to " : "non-virtual thunk to ";
  call_offset();
  return add({.kind = Kind::prefixed, .first = encoding(), .text = text});
}

void Reader::call_offset() {
  bool is_virtual = accept("v");
  if (!is_virtual && !accept("h")) fail();
  number(true);
  expect('_');
  if (!is_virtual) return;
  number(true);
  expect('_');
}

NodeId Reader::name(NameState* state) {
  if (failed_ || depth_ == name_depth_max) return fail();
  Restored depth(depth_, depth_ + 1);
  if (peek() == 'N') return nested_name(state);
  if (peek() == 'Z') return local_name(state);
  bool is_substitution = false;
  NodeId result = unscoped_name(state, is_substitution);
  if (peek() != 'I') return is_substitution ? fail() : result;
  if (!is_substitution) substitutable(result);
  result = with_arguments(result, state != nullptr);
  if (state != nullptr) state->ends_with_arguments = true;
  return result;
}

NodeId Reader::unscoped_name(NameState* state, bool& is_substitution) {
  if (accept("St")) return unqualified_name(state, add_text("std"));
  if (peek() != 'S') return unqualified_name(state, no_node_id);
  is_substitution = true;
  return substitution();
}

NodeId Reader::nested_name(NameState* state) {
  expect('N');
  std::uint8_t found = accept("H") ? 0 : qualities();
  if (accept("O")) found |= quality_rvalue;
  else if (accept("R")) found |= quality_lvalue;
  if (state != nullptr) state->qualities = found;
  NodeId so_far = no_node_id;
  bool has_arguments = false;
  while (is_list_open('E')) {
    if (state != nullptr) state->ends_with_arguments = false;
    bool had_arguments = std::exchange(has_arguments, false);
    if (peek() == 'T') {
      if (so_far != no_node_id) return fail();
      so_far = parameter();
    } else if (peek() == 'I') {
      if (so_far == no_node_id || had_arguments) return fail();
      so_far = with_arguments(so_far, state != nullptr);
      has_arguments = true;
      if (state != nullptr) state->ends_with_arguments = true;
    } else if (peek() == 'D' && (peek(1) == 't' || peek(1) == 'T')) {
      if (so_far != no_node_id) return fail();
      so_far = decltype_type();
    } else if (peek() == 'S') {
      if (so_far != no_node_id) return fail();
      if (accept("St")) {
        so_far = unqualified_name(state, add_text("std"));
      } else {
        so_far = substitution();
        continue;  // it is one already
      }
    } else {
      so_far = unqualified_name(state, so_far);
    }
    substitutable(so_far);
    accept("M");
  }
  if (failed_ || so_far == no_node_id || substitutions_.empty()) return fail();
  substitutions_.pop_back();
  return so_far;
}

NodeId Reader::local_name(NameState* state) {
  expect('Z');
  NodeId function = encoding();
  expect('E');
  if (accept("s")) {
    discriminator();
    return add({.kind = Kind::scoped, .first = function, .second = add_text("string literal")});
  }
  Restored arguments(outer_arguments_, {});
  Restored levels(levels_, {});
  bool is_default_argument = accept("d");
  if (is_default_argument) {
    number(true);
    expect('_');
  }
  NodeId entity = name(state);
  if (!is_default_argument) discriminator();
  return add({.kind = Kind::scoped, .first = function, .second = entity});
}

void Reader::discriminator() {
  std::size_t begin = at_;
  if (accept("__")) {
    number();
    if (!accept("_")) at_ = begin;
  } else if (accept("_")) {
    if (is_digit(peek())) ++at_;
    else at_ = begin;
  } else {
    number();
    if (at_ != text_.size()) at_ = begin;
  }
}

NodeId Reader::unqualified_name(NameState* state, NodeId scope) {
  bool is_friend = scope != no_node_id && accept("F");
  accept("L");
  NodeId result = no_node_id;
  if (peek() >= '1' && peek() <= '9') result = source_name();
  else if (peek() == 'U') result = unnamed_type(state);
  else if (accept("DC")) result = structured_binding();
  else if (peek() == 'C' || peek() == 'D') result = constructor_or_destructor(scope, state);
  else result = operator_name(state);
  result = abi_tags(result);
  if (scope == no_node_id) return result;
  return add({.kind = is_friend ? Kind::friend_of : Kind::scoped, .first = scope, .second = result});
}

NodeId Reader::source_name() {
  std::size_t size = positive();
  if (failed_ || size == 0 || size > text_.size() - at_) return fail();
  std::string_view text = text_.substr(at_, size);
  at_ += size;
  return add_text(text.starts_with("_GLOBAL__N") ? "(anonymous namespace)" : text);
}

NodeId Reader::structured_binding() {
  std::vector<NodeId> names;
  do names.push_back(source_name());
  while (is_list_open('E'));
  NodeId list = add_list({.kind = Kind::arguments}, names);
  return add(
      {.kind = Kind::prefixed, .first = add({.kind = Kind::postfixed, .first = list, .text = "]"}), .text = "["});
}

NodeId Reader::unnamed_type(NameState* state) {
  // It is of the innermost arguments only.
  if (state != nullptr) levels_.clear();
  if (accept("Ut")) {
    std::string_view count = number();
    expect('_');
    NodeId counted = add({.kind = Kind::postfixed, .first = add_text(count), .text = "'"});
    return add({.kind = Kind::prefixed, .first = counted, .text = "'unnamed"});
  }
  if (accept("Ul")) return lambda();
  if (!accept("Ub")) return fail();
  number();
  expect('_');
  return add_text("'block-literal'");
}

NodeId Reader::lambda() {
  Restored level(lambda_level_, levels_.size());
  std::size_t outer_levels = levels_.size();
  Arguments own;
  std::vector<NodeId> declarations, parameters;
  if (starts_declaration()) levels_.push_back(&own);
  while (starts_declaration()) declarations.push_back(declaration(&own));
  NodeId declared = declarations.empty() ? no_node_id : add_list({.kind = Kind::arguments}, declarations);
  if (!accept("v")) {
    do parameters.push_back(type());
    while (!failed_ && peek() != 'E');
  }
  levels_.resize(outer_levels);
  expect('E');
  std::string_view count = number();
  expect('_');
  return add_list({.kind = Kind::lambda, .first = declared, .text = count}, parameters);
}

NodeId Reader::constructor_or_destructor(NodeId scope, NameState* state) {
  if (scope == no_node_id) return fail();
  if (state != nullptr) state->is_unreturning = true;
  bool is_destructor = accept("D");
  bool is_inherited = !is_destructor && accept("C") && accept("I");
  constexpr std::string_view variants = "012345";
  if (failed_ || !variants.contains(peek())) return fail();
  ++at_;
  if (is_inherited) name(state);
  return add({.kind = is_destructor ? Kind::destructor : Kind::constructor, .first = scope});
}

NodeId Reader::operator_name(NameState* state) {
  if (accept("cv")) {
    Restored takes(takes_arguments_, false);
    Restored allows(allows_forward_, allows_forward_ || state != nullptr);
    NodeId to = type();
    if (state != nullptr) state->is_unreturning = true;
    return add({.kind = Kind::prefixed, .first = to, .text = "operator "});
  }
  if (accept("li")) return add({.kind = Kind::prefixed, .first = source_name(), .text = "operator\"\" "});
  const Operator* found = find_operator(text_.substr(at_, 2));
  bool has_name =
      found != nullptr && found->name.starts_with("operator") && (found->form != Operator::Form::member || found->flag);
  if (failed_ || !has_name) return fail();
  at_ += 2;
  return add_text(found->name);
}

NodeId Reader::abi_tags(NodeId name) {
  while (accept("B")) {
    NodeId tag = source_name();
    if (failed_) return no_node_id;
    name = add({.kind = Kind::tagged, .first = name, .text = tree_.nodes[tag].text});
  }
  return name;
}

NodeId Reader::substitution() {
  constexpr std::pair<std::string_view, std::string_view> known[] = {
      {"Sa", "std::allocator"}, {"Sb", "std::basic_string"}, {"Ss", "std::string"},
      {"Si", "std::istream"},   {"So", "std::ostream"},      {"Sd", "std::iostream"}};
  constexpr std::string_view expanded[] = {"std::allocator",
                                           "std::basic_string",
                                           "std::basic_string<char, std::char_traits<char>, std::allocator<char>>",
                                           "std::basic_istream<char, std::char_traits<char>>",
                                           "std::basic_ostream<char, std::char_traits<char>>",
                                           "std::basic_iostream<char, std::char_traits<char>>"};
  for (std::size_t i = 0; i < std::size(known); ++i) {
    if (!accept(known[i].first)) continue;
    bool is_constructed = (peek() == 'C' || peek() == 'D') && is_digit(peek(1));
    NodeId plain = add_text(is_constructed ? expanded[i] : known[i].second);
    NodeId tagged = abi_tags(plain);
    return tagged == plain ? plain : substitutable(tagged);
  }
  expect('S');
  std::size_t index = 0;
  if (!accept("_")) {
    for (; is_digit(peek()) || is_upper(peek()); ++at_) {
      index = index * 36 + static_cast<std::size_t>(is_digit(peek()) ? peek() - '0' : peek() - 'A' + 10);
      if (index > text_.size()) return fail();
    }
    ++index;
    expect('_');
  }
  return failed_ || index >= substitutions_.size() ? fail() : substitutions_[index];
}

}  // namespace cpp

std::optional<std::string> read_cpp_name(std::string_view mangled) {
  constexpr std::size_t mangled_bytes_max = 16 << 10;
  std::size_t text_bytes_max = 4096 + 64 * mangled.size();
  if (mangled.size() > mangled_bytes_max) return std::nullopt;
  cpp::Reader reader(mangled);
  cpp::NodeId root = reader.mangled_name();
  if (root == cpp::no_node_id) return std::nullopt;
  return cpp::tree_text(reader.tree(), root, text_bytes_max);
}

}  // namespace sinter
