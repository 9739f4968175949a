#include "size/readable_name.h"

#include <algorithm>
#include <optional>

#include "base/ranges.h"
#include "size/cpp_name.h"
#include "size/rust_name.h"

namespace sinter {
namespace {

bool is_word(char letter) {
  return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') || (letter >= '0' && letter <= '9') ||
         letter == '_' || static_cast<unsigned char>(letter) >= 0x80;
}

/// "::h0123456789abcdef" at the end, which Rust's older names have when a linker has
/// demangled them as C++.
bool has_rust_hash(std::string_view name) {
  constexpr std::size_t hash_size = 19;
  if (name.size() <= hash_size) return false;
  std::string_view hash = name.substr(name.size() - hash_size);
  return hash.starts_with("::h") && ranges::all_of(hash.substr(3), [](char letter) {
           return (letter >= '0' && letter <= '9') || (letter >= 'a' && letter <= 'f');
         });
}

/// Go's linker writes `encoding/json.(*Decoder).Decode` as `encoding_json.__Decoder_.Decode`,
/// and what belongs to no package as `go:...` or `type:...`.
bool looks_like_go(std::string_view name) {
  std::size_t dot = name.find('.');
  return dot != std::string_view::npos && dot != 0 && dot + 1 < name.size() && !name.contains("::") &&
         ranges::all_of(name.substr(0, dot), [](char letter) { return is_word(letter) || letter == '/'; });
}

/// How long "operator<", "operator->" ... is at that place: its angle brackets belong to the
/// name. `operator<<int>` is `operator<` of `<int>`, `operator<<<int>` the shift.
std::size_t operator_size(std::string_view name, std::size_t at) {
  constexpr std::string_view word = "operator";
  if (!name.substr(at).starts_with(word) || (at != 0 && is_word(name[at - 1]))) return 0;
  std::string_view rest = name.substr(at + word.size());
  bool is_shift = rest.starts_with("<<") && (rest.size() == 2 || rest[2] == '(' || rest[2] == '<');
  for (std::string_view sign : {"<=>", "<<=", ">>=", "->*", "<=", ">>", ">=", "->", "()", "[]"}) {
    if (rest.starts_with(sign)) return word.size() + sign.size();
  }
  if (is_shift) return word.size() + 2;
  if (rest.starts_with('<') || rest.starts_with('>')) return word.size() + 1;
  std::size_t signs = std::min(rest.size(), rest.find_first_not_of("=-!+*/%^&|~,"));
  return signs == 0 ? 0 : word.size() + signs;
}

/// Walks through a name and keeps count of the brackets that are open.
struct Brackets {
  int angles = 0;
  int others = 0;

  bool are_closed() const { return angles == 0 && others == 0; }
  void see(char letter) {
    if (letter == '<') ++angles;
    if (letter == '>' && angles > 0) --angles;
    if (letter == '(' || letter == '[' || letter == '{') ++others;
    if ((letter == ')' || letter == ']' || letter == '}') && others > 0) --others;
  }
};

constexpr std::string_view anonymous = "(anonymous namespace)";

/// Where the qualified name of a function lies in a readable name: after what it returns,
/// before its parameters.
struct Qualified {
  std::size_t begin = 0;
  std::size_t end = 0;
};

Qualified qualified_part(std::string_view name) {
  Qualified part{.begin = 0, .end = name.size()};
  Brackets brackets;
  for (std::size_t i = 0; i < name.size(); ++i) {
    if (name.substr(i).starts_with(anonymous)) {
      i += anonymous.size() - 1;
      continue;
    }
    if (std::size_t size = brackets.are_closed() ? operator_size(name, i) : 0; size != 0) {
      i += size - 1;
      continue;
    }
    bool is_arrow = name[i] == '>' && i != 0 && name[i - 1] == '-';
    if (brackets.are_closed() && name[i] == '(' && i != part.begin) {
      part.end = i;
      break;
    }
    bool is_kept_space = name.substr(0, i).ends_with("operator") || name.substr(i).starts_with(" as ");
    if (brackets.are_closed() && name[i] == ' ' && !is_kept_space) part.begin = i + 1;
    if (!is_arrow) brackets.see(name[i]);
  }
  return part;
}

/// Without what stands in the angle brackets of templates. `<A as B>::f` begins with
/// brackets that are no template's: what they hold is kept, and cleared likewise.
std::string without_arguments(std::string_view name, bool& is_template) {
  std::string out;
  std::size_t after_operator = 0;
  for (std::size_t i = 0; i < name.size(); ++i) {
    if (std::size_t size = operator_size(name, i); size != 0) {
      out += name.substr(i, size);
      after_operator = i + size;
      i += size - 1;
      continue;
    }
    bool follows_name = !out.empty() && (is_word(out.back()) || out.ends_with("::") || out.ends_with(')'));
    if (name[i] != '<' || (!follows_name && (i == 0 || i != after_operator))) {
      out += name[i];
      continue;
    }
    int depth = 0;
    std::size_t end = i;
    for (; end < name.size(); ++end) {
      bool is_arrow = name[end] == '>' && name[end - 1] == '-';
      if (name[end] == '<') ++depth;
      if (name[end] == '>' && !is_arrow && --depth == 0) break;
    }
    is_template = true;
    out += "<>";
    i = end;
  }
  return out;
}

}  // namespace

std::string_view language_name(NameLanguage language) {
  switch (language) {
    case NameLanguage::cpp: return "C++";
    case NameLanguage::rust: return "Rust";
    case NameLanguage::go: return "Go";
    case NameLanguage::other: return "C and others";
  }
  return "unknown";
}

NameLanguage name_language(std::string_view symbol) {
  if (symbol.starts_with("_R") && read_rust_name(symbol)) return NameLanguage::rust;
  if (symbol.starts_with("_Z")) {
    return read_older_rust_name(symbol) ? NameLanguage::rust : NameLanguage::cpp;
  }
  if (has_rust_hash(symbol) || symbol.contains("::{closure#") || symbol.contains("{{closure}}") ||
      symbol.contains(" as core::") || symbol.contains(" as alloc::") || symbol.contains("::<")) {
    return NameLanguage::rust;
  }
  if (symbol.contains("::") || symbol.ends_with(')')) return NameLanguage::cpp;
  return looks_like_go(symbol) ? NameLanguage::go : NameLanguage::other;
}

std::string readable_name(std::string_view symbol) {
  constexpr std::size_t hash_size = 19;
  if (std::optional<std::string> name = read_rust_name(symbol)) return *std::move(name);
  if (std::optional<std::string> name = read_older_rust_name(symbol)) return *std::move(name);
  if (std::optional<std::string> name = read_cpp_name(symbol)) return *std::move(name);
  if (has_rust_hash(symbol)) symbol.remove_suffix(hash_size);
  return std::string(symbol);
}

std::string namespace_of(std::string_view readable) {
  if (looks_like_go(readable)) return std::string(readable.substr(0, readable.find('.')));
  Qualified part = qualified_part(readable);
  std::string_view name = readable.substr(part.begin, part.end - part.begin);
  // `<A as B>::f` belongs to A, or to B if A is a reference, a slice or a type without a path.
  while (name.starts_with('<')) {
    std::string_view self = name.substr(1);
    Brackets brackets;
    std::size_t as = std::string_view::npos;
    for (std::size_t i = 0; i < self.size() && as == std::string_view::npos; ++i) {
      if (brackets.are_closed() && self.substr(i).starts_with(" as ")) as = i;
      if (brackets.are_closed() && self[i] == '>') break;
      brackets.see(self[i]);
    }
    self.remove_prefix(std::min(self.size(), self.find_first_not_of("&*")));
    if (self.starts_with("dyn ")) self.remove_prefix(4);
    std::size_t word_end = 0;
    while (word_end < self.size() && is_word(self[word_end])) ++word_end;
    bool has_path = word_end != 0 && self.substr(word_end).starts_with("::");
    name = has_path || self.starts_with('<') || as == std::string_view::npos ? self : name.substr(as + 5);
    if (!name.starts_with('<')) break;
  }
  std::size_t end = 0;
  if (name.starts_with(anonymous)) end = anonymous.size();
  while (end < name.size() && is_word(name[end])) ++end;
  return name.substr(end).starts_with("::") ? std::string(name.substr(0, end)) : "";
}

std::vector<std::string> scopes_of(std::string_view readable) {
  std::string outermost = namespace_of(readable);
  if (outermost.empty()) return {};
  std::vector<std::string> scopes = {std::move(outermost)};
  bool is_go = looks_like_go(readable);
  std::string text;
  std::string_view rest = readable;
  if (is_go) {
    rest.remove_prefix(scopes[0].size() + 1);
  } else {
    Qualified part = qualified_part(readable);
    bool is_template = false;
    text = without_arguments(readable.substr(part.begin, part.end - part.begin), is_template);
    rest = text;
    if (rest.starts_with(scopes[0] + "::")) rest.remove_prefix(scopes[0].size() + 2);
  }
  const std::string_view divider = is_go ? "." : "::";
  Brackets brackets;
  for (std::size_t begin = 0, i = 0; i < rest.size(); ++i) {
    if (!is_go && operator_size(rest, i) != 0) break;
    if (brackets.are_closed() && rest.substr(i).starts_with(divider)) {
      scopes.emplace_back(rest.substr(begin, i - begin));
      begin = i + divider.size();
      i = begin - 1;
      continue;
    }
    brackets.see(rest[i]);
  }
  return scopes;
}

std::string template_of(std::string_view readable) {
  Qualified part = qualified_part(readable);
  bool is_template = false;
  std::string name = without_arguments(readable.substr(part.begin, part.end - part.begin), is_template);
  if (!is_template) name += readable.substr(part.end);
  return name;
}

}  // namespace sinter
