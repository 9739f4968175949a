// The grammar of v0 is that of RFC 2603; names of functions here follow its rules.
#include "size/rust_name.h"
#include "base/ranges.h"

#include <algorithm>
#include <cstdint>

namespace sinter {
namespace {

constexpr std::size_t output_bytes_max = 64 << 10;
constexpr int depth_max = 200;

bool is_digit(char letter) { return letter >= '0' && letter <= '9'; }
bool is_lower(char letter) { return letter >= 'a' && letter <= 'z'; }
bool is_upper(char letter) { return letter >= 'A' && letter <= 'Z'; }
bool is_hex(char letter) { return is_digit(letter) || (letter >= 'a' && letter <= 'f'); }

/// The name of a type of one letter; empty if there is none.
std::string_view basic_type(char letter) {
  switch (letter) {
    case 'a': return "i8";
    case 'b': return "bool";
    case 'c': return "char";
    case 'd': return "f64";
    case 'e': return "str";
    case 'f': return "f32";
    case 'h': return "u8";
    case 'i': return "isize";
    case 'j': return "usize";
    case 'l': return "i32";
    case 'm': return "u32";
    case 'n': return "i128";
    case 'o': return "u128";
    case 'p': return "_";
    case 's': return "i16";
    case 't': return "u16";
    case 'u': return "()";
    case 'v': return "...";
    case 'x': return "i64";
    case 'y': return "u64";
    case 'z': return "!";
    default: return {};
  }
}

class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) {}

  std::optional<std::string> run() {
    path(InType::no);
    // The crate that asked for the instantiation follows, and is of no interest.
    if (failed_ || out_.empty()) return std::nullopt;
    return std::move(out_);
  }

 private:
  enum class InType : std::uint8_t { no, yes };  // generic arguments are written `<>`, or `::<>`

  char peek() const { return position_ < text_.size() ? text_[position_] : '\0'; }
  char take() {
    if (position_ == text_.size()) failed_ = true;
    return failed_ ? '\0' : text_[position_++];
  }
  bool accept(char letter) {
    if (failed_ || peek() != letter) return false;
    ++position_;
    return true;
  }
  void write(std::string_view text) {
    if (is_silent_) return;
    if (out_.size() + text.size() > output_bytes_max) failed_ = true;
    else out_ += text;
  }
  void write_number(std::uint64_t number) { write(std::to_string(number)); }

  /// "_" is 0, "0_" 1, "Z_" 62.
  std::uint64_t base_62() {
    if (accept('_')) return 0;
    std::uint64_t value = 0;
    while (!failed_ && !accept('_')) {
      char letter = take();
      std::uint64_t digit = 0;
      if (is_digit(letter)) digit = static_cast<std::uint64_t>(letter - '0');
      else if (is_lower(letter)) digit = 10 + static_cast<std::uint64_t>(letter - 'a');
      else if (is_upper(letter)) digit = 36 + static_cast<std::uint64_t>(letter - 'A');
      else failed_ = true;
      if (value > UINT64_MAX / 64 - 1) failed_ = true;
      value = value * 62 + digit;
    }
    return value + 1;
  }

  std::uint64_t optional_base_62(char tag) { return accept(tag) ? base_62() + 1 : 0; }

  std::uint64_t decimal() {
    std::uint64_t value = 0;
    if (!is_digit(peek())) failed_ = true;
    if (accept('0')) return 0;
    while (is_digit(peek()) && value < text_.size()) value = value * 10 + static_cast<std::uint64_t>(take() - '0');
    return value;
  }

  struct Identifier {
    std::string_view text;
    std::uint64_t disambiguator = 0;
    bool is_punycode = false;
  };

  Identifier identifier() {
    std::uint64_t disambiguator = optional_base_62('s');
    return plain_identifier(disambiguator);
  }

  Identifier plain_identifier(std::uint64_t disambiguator = 0) {
    bool is_punycode = accept('u');
    std::uint64_t size = decimal();
    accept('_');
    if (failed_ || size > text_.size() - position_) {
      failed_ = true;
      return {};
    }
    std::string_view name = text_.substr(position_, size);
    position_ += size;
    return {name, disambiguator, is_punycode};
  }

  void write_identifier(const Identifier& name) {
    if (name.is_punycode) write("punycode{");
    write(name.text);
    if (name.is_punycode) write("}");
  }

  /// Goes back to an earlier place, reads there with `read`, and returns.
  template <class Read>
  void backreference(Read read) {
    std::size_t tag = position_ - 1;
    std::uint64_t place = base_62();
    if (failed_ || place >= tag) {
      failed_ = true;
      return;
    }
    if (is_silent_) return;  // what it names was read once already
    std::size_t after = std::exchange(position_, place);
    read();
    position_ = after;
  }

  bool enter() {
    if (++depth_ > depth_max) failed_ = true;
    return !failed_;
  }

  void path(InType in_type) {
    if (!enter()) return;
    switch (take()) {
      case 'C': write_identifier(identifier()); break;
      case 'M':
        impl_path();
        write("<");
        type();
        write(">");
        break;
      case 'X': impl_path(); [[fallthrough]];
      case 'Y':
        write("<");
        type();
        write(" as ");
        path(InType::yes);
        write(">");
        break;
      case 'N': nested_path(in_type); break;
      case 'I':
        path(in_type);
        write(in_type == InType::yes ? "<" : "::<");
        list([this] { generic_argument(); });
        write(">");
        break;
      case 'B': backreference([this, in_type] { path(in_type); }); break;
      default: failed_ = true;
    }
    --depth_;
  }

  void impl_path() {
    bool was_silent = std::exchange(is_silent_, true);
    optional_base_62('s');
    path(InType::no);
    is_silent_ = was_silent;
  }

  void nested_path(InType in_type) {
    char space = take();
    if (!is_lower(space) && !is_upper(space)) failed_ = true;
    path(in_type);
    Identifier name = identifier();
    if (is_lower(space)) {
      if (name.text.empty()) return;
      write("::");
      write_identifier(name);
      return;
    }
    write("::{");
    write(space == 'C' ? "closure" : space == 'S' ? "shim" : std::string_view(&space, 1));
    if (!name.text.empty()) {
      write(":");
      write_identifier(name);
    }
    write("#");
    write_number(name.disambiguator);
    write("}");
  }

  /// Items up to `E`, with commas between them; how many there were.
  template <class Item>
  std::size_t list(Item item) {
    std::size_t count = 0;
    for (; !failed_ && !accept('E'); ++count) {
      if (count != 0) write(", ");
      item();
    }
    return count;
  }

  void generic_argument() {
    if (accept('L')) lifetime(base_62());
    else if (accept('K')) constant();
    else type();
  }

  void lifetime(std::uint64_t index) {
    if (index == 0) return write("'_");
    if (index > bound_lifetimes_) failed_ = true;
    std::uint64_t depth = bound_lifetimes_ - index;
    if (depth >= 26) write("'_" + std::to_string(depth));
    else write(std::string{'\'', static_cast<char>('a' + depth)});
  }

  /// `for<'a, 'b>` of a function or trait object.
  template <class Read>
  void binder(Read read) {
    std::uint64_t count = optional_base_62('G');
    constexpr std::uint64_t count_max = 100;
    if (count > count_max) failed_ = true;
    if (count != 0 && !failed_) {
      write("for<");
      for (std::uint64_t i = 0; i < count; ++i) {
        if (i != 0) write(", ");
        ++bound_lifetimes_;
        lifetime(1);
      }
      write("> ");
    }
    read();
    bound_lifetimes_ -= std::min(count, bound_lifetimes_);
  }

  void type() {
    if (!enter()) return;
    std::size_t start = position_;
    char tag = take();
    if (std::string_view basic = basic_type(tag); !basic.empty()) {
      write(basic);
      --depth_;
      return;
    }
    switch (tag) {
      case 'R':
      case 'Q': reference(tag == 'Q'); break;
      case 'P':
      case 'O':
        write(tag == 'P' ? "*const " : "*mut ");
        type();
        break;
      case 'A':
      case 'S':
        write("[");
        type();
        if (tag == 'A') {
          write("; ");
          constant();
        }
        write("]");
        break;
      case 'T': {
        write("(");
        std::size_t count = list([this] { type(); });
        write(count == 1 ? ",)" : ")");
        break;
      }
      case 'F': binder([this] { function(); }); break;
      case 'D': trait_object(); break;
      case 'B': backreference([this] { type(); }); break;
      default: position_ = start; path(InType::yes);
    }
    --depth_;
  }

  void reference(bool is_mutable) {
    write("&");
    if (accept('L')) {
      std::uint64_t index = base_62();
      if (index != 0) {
        lifetime(index);
        write(" ");
      }
    }
    if (is_mutable) write("mut ");
    type();
  }

  void function() {
    if (accept('U')) write("unsafe ");
    if (accept('K')) {
      std::string abi = "C";
      if (!accept('C')) {
        abi = plain_identifier().text;
        std::replace(abi.begin(), abi.end(), '_', '-');
      }
      write("extern \"" + abi + "\" ");
    }
    write("fn(");
    list([this] { type(); });
    write(")");
    if (accept('u')) return;  // nothing is returned
    write(" -> ");
    type();
  }

  void trait_object() {
    write("dyn ");
    binder([this] {
      for (std::size_t count = 0; !failed_ && !accept('E'); ++count) {
        if (count != 0) write(" + ");
        trait();
      }
    });
    if (!accept('L')) failed_ = true;
    std::uint64_t index = base_62();
    if (index == 0) return;
    write(" + ");
    lifetime(index);
  }

  /// A trait and what its associated types are: `Iterator<Item = u8>`.
  void trait() {
    bool is_open = trait_path();
    while (accept('p')) {
      write(is_open ? ", " : "<");
      is_open = true;
      write_identifier(plain_identifier());
      write(" = ");
      type();
    }
    if (is_open) write(">");
  }

  /// Leaves the list of generic arguments open, if there is one.
  bool trait_path() {
    if (accept('B')) {
      bool is_open = false;
      backreference([&] { is_open = trait_path(); });
      return is_open;
    }
    if (!accept('I')) {
      path(InType::yes);
      return false;
    }
    path(InType::yes);
    write("<");
    list([this] { generic_argument(); });
    return true;
  }

  void constant() {
    if (!enter()) return;
    char tag = take();
    if (tag == 'B') {
      backreference([this] { constant(); });
    } else if (tag == 'p') {
      write("_");
    } else if (std::string_view("abchijlmnostxy").contains(tag) && tag != '\0') {
      constant_number(tag);
    } else {
      failed_ = true;
    }
    --depth_;
  }

  void constant_number(char type) {
    bool is_negative = accept('n');
    std::uint64_t value = 0;
    std::size_t start = position_;
    while (is_hex(peek())) {
      char letter = take();
      value = value * 16 + static_cast<std::uint64_t>(is_digit(letter) ? letter - '0' : letter - 'a' + 10);
    }
    std::string_view digits = text_.substr(start, position_ - start);
    if (!accept('_')) failed_ = true;
    constexpr std::size_t digits_max = 16;
    if (type == 'b') return write(value == 0 ? "false" : "true");
    if (is_negative) write("-");
    if (digits.size() > digits_max) write("0x" + std::string(digits));
    else write_number(value);
  }

  std::string_view text_;
  std::size_t position_ = 0;
  std::string out_;
  bool failed_ = false;
  bool is_silent_ = false;
  int depth_ = 0;
  std::uint64_t bound_lifetimes_ = 0;
};

/// What the older scheme writes for letters that a name cannot hold.
struct Escape {
  std::string_view name;
  std::string_view text;
};
constexpr Escape escapes[] = {{"SP", "@"}, {"BP", "*"}, {"RF", "&"}, {"LT", "<"},
                              {"GT", ">"}, {"LP", "("}, {"RP", ")"}, {"C", ","}};

std::string without_escapes(std::string_view part) {
  if (part.starts_with("_$")) part.remove_prefix(1);
  std::string out;
  while (!part.empty()) {
    if (part.starts_with("..")) {
      out += "::";
      part.remove_prefix(2);
      continue;
    }
    std::size_t end = part[0] == '$' ? part.find('$', 1) : std::string_view::npos;
    if (end == std::string_view::npos) {
      out += part[0];
      part.remove_prefix(1);
      continue;
    }
    std::string_view name = part.substr(1, end - 1);
    const auto* escape = ranges::find(escapes, name, &Escape::name);
    if (escape != std::end(escapes)) {
      out += escape->text;
    } else {
      // "$u7b$" is a letter's number; those that names need are ASCII.
      unsigned value = 0;
      for (char digit : name.substr(std::min<std::size_t>(1, name.size()))) {
        value = value * 16 + static_cast<unsigned>(is_digit(digit) ? digit - '0' : digit - 'a' + 10);
      }
      bool is_letter = name.starts_with('u') && value >= 0x20 && value < 0x7F;
      if (is_letter) out += static_cast<char>(value);
      else out += part.substr(0, end + 1);
    }
    part.remove_prefix(end + 1);
  }
  return out;
}

bool is_hash(std::string_view part) {
  constexpr std::size_t hash_letters = 17;
  return part.size() == hash_letters && part[0] == 'h' && ranges::all_of(part.substr(1), is_hex);
}

}  // namespace

std::optional<std::string> read_older_rust_name(std::string_view mangled) {
  if (!mangled.starts_with("_ZN") || !mangled.contains("17h")) return std::nullopt;
  std::string_view rest = mangled.substr(3);
  std::string name;
  while (true) {
    std::size_t size = 0;
    while (!rest.empty() && is_digit(rest[0]) && size <= mangled.size()) {
      size = size * 10 + static_cast<std::size_t>(rest[0] - '0');
      rest.remove_prefix(1);
    }
    if (size == 0 || size >= rest.size()) return std::nullopt;
    std::string_view part = rest.substr(0, size);
    rest.remove_prefix(size);
    if (rest.starts_with('E')) {
      if (!is_hash(part) || name.empty()) return std::nullopt;
      return name;
    }
    if (!name.empty()) name += "::";
    name += without_escapes(part);
  }
}

std::optional<std::string> read_rust_name(std::string_view mangled) {
  if (!mangled.starts_with("_R")) return std::nullopt;
  std::string_view text = mangled.substr(2);
  if (text.empty() || !is_upper(text[0])) return std::nullopt;
  return Reader(text).run();
}

}  // namespace sinter
