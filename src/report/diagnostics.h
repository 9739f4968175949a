// What compilers print, taken apart into diagnostics: one source that is compiled natively
// and for wasm has the same mistakes each time, and people want to read them once.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace sinter {

/// Whole lines of a program's output, with its colours: a diagnostic with its notes, or what
/// is none.
struct Diagnostic {
  /// "src/a.cc:3:9: error: expected expression", without colours; "" when it is none. Of a
  /// file of the system only the name, which may lie elsewhere for another target.
  std::string head;
  bool is_error = false;
  bool is_count = false;  // "2 errors generated."
  std::string text;
};

/// `output` as clang, gcc and those who follow them print it; joined again it is the same.
std::vector<Diagnostic> split_diagnostics(std::string_view output);

/// The heads of the errors, sorted, each once.
std::vector<std::string> error_heads(std::string_view output);

class ShownDiagnostics {
 public:
  struct News {
    std::string text;
    bool is_any = true;  // false if all of it was shown before
  };
  /// The output without the diagnostics that were shown for another action, which is named
  /// instead. What is left counts as shown.
  News add(const std::string& action, std::string_view output);

 private:
  std::map<std::string, std::string> action_by_head_;
};

}  // namespace sinter
