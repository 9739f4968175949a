#include "schedule/depfile.h"

#include "base/ranges.h"
#include "base/text.h"
#include "schedule/own_folder.h"

namespace sinter {
namespace {

/// One pass over the text: words, separated by blanks, ended by line ends; a `:` after a
/// word ends the targets of a rule.
class DepfileReader {
 public:
  explicit DepfileReader(std::string_view text) : text_(text) {}

  bool read() {
    while (at_ < text_.size()) {
      if (!read_character()) return false;
    }
    end_word();
    return end_rule();
  }

  std::vector<std::string> take() { return std::move(prerequisites_); }
  std::uint32_t line() const { return line_; }

 private:
  bool read_character() {
    char c = text_[at_++];
    char following = at_ < text_.size() ? text_[at_] : '\0';
    bool at_blank =
        following == '\0' || following == ' ' || following == '\t' || following == '\n' || following == '\r';
    switch (c) {
      case '\\': return read_escape();
      case '$':
        if (following == '$') ++at_;
        word_ += '$';
        return true;
      case ' ':
      case '\t':
      case '\r': end_word(); return true;
      case '\n':
        ++line_;
        end_word();
        return end_rule();
      case ':':
        if (!in_prerequisites_ && at_blank) {
          word_.clear();  // the last target
          in_prerequisites_ = true;
          return true;
        }
        [[fallthrough]];
      default: word_ += c; return true;
    }
  }

  /// As make reads them: before a blank or a line's end an odd number of backslashes escapes
  /// it, and each two of the others are one; elsewhere all of them are what they look like,
  /// but for one before `#` and `:`.
  bool read_escape() {
    std::size_t count = 1;
    for (; at_ < text_.size() && text_[at_] == '\\'; ++at_) ++count;
    std::string_view rest = text_.substr(at_);
    bool is_line_end = rest.starts_with("\n") || rest.starts_with("\r\n");
    bool is_blank = rest.starts_with(" ") || rest.starts_with("\t");
    if (is_line_end || is_blank) {
      word_.append(count / 2, '\\');
      if (count % 2 == 0) return true;
      if (is_blank) {
        word_ += text_[at_++];
        return true;
      }
      at_ += rest[0] == '\r' ? 2 : 1;
      ++line_;
      end_word();
      return true;
    }
    bool is_escaped = rest.starts_with("#") || rest.starts_with(":");
    word_.append(is_escaped ? count - 1 : count, '\\');
    if (is_escaped) word_ += text_[at_++];
    return true;
  }

  void end_word() {
    if (word_.empty()) return;
    bool is_inside = word_.starts_with(own_folder) && word_.size() > own_folder.size();
    if (is_inside && word_[own_folder.size()] != '/') word_.erase(0, own_folder.size());
    if (in_prerequisites_) prerequisites_.push_back(std::move(word_));
    else has_target_ = true;
    word_.clear();
  }

  bool end_rule() {
    bool is_complete = in_prerequisites_ || !has_target_;
    in_prerequisites_ = has_target_ = false;
    return is_complete;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::uint32_t line_ = 1;
  std::string word_;
  bool in_prerequisites_ = false;
  bool has_target_ = false;
  std::vector<std::string> prerequisites_;
};

}  // namespace

Result<std::vector<std::string>> parse_depfile(std::string_view text, std::string_view name) {
  DepfileReader reader(text);
  if (!reader.read()) {
    return fail(Error{.code = Code::action_depfile,
                      .what = quote(name) + " is not a depfile",
                      .where = {std::string(name), reader.line(), 0},
                      .why = {"a line names targets but has no `:`"},
                      .next = "let the command write Makefile rules, as `clang -MD -MF FILE` does"});
  }
  std::vector<std::string> paths = reader.take();
  ranges::sort(paths);
  ranges::erase_repeated(paths);
  return paths;
}

}  // namespace sinter
