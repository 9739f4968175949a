#include "report/diagnostics.h"

#include <algorithm>
#include <set>

#include "base/path.h"
#include "base/text.h"
#include "report/screen_text.h"

namespace sinter {
namespace {

constexpr std::string_view errors[] = {": error: ", ": fatal error: "};
constexpr std::string_view warning = ": warning: ";

/// Whether `text` ends with ":12" and something before it.
bool ends_with_number(std::string_view text) {
  std::size_t colon = text.rfind(':');
  return colon != std::string_view::npos && colon > 0 && colon + 1 < text.size() &&
         text.find_first_not_of("0123456789", colon + 1) == std::string_view::npos;
}

bool is_count(std::string_view line) {
  return !line.empty() && line.front() >= '0' && line.front() <= '9' && line.ends_with(" generated.");
}

/// The diagnostic that begins with this line, without text; with an empty head if none does.
Diagnostic begun_by(const std::string& line) {
  auto begun = [&](std::string_view kind, bool is_error) {
    std::size_t end = line.find(kind);
    if (end == std::string::npos || !ends_with_number(line.substr(0, end))) return Diagnostic{};
    bool is_elsewhere = is_absolute(line) && !line.substr(0, end).contains(' ');
    std::size_t name = is_elsewhere ? line.rfind('/', end) + 1 : 0;
    return Diagnostic{.head = line.substr(name), .is_error = is_error};
  };
  for (std::string_view kind : errors) {
    if (Diagnostic found = begun(kind, true); !found.head.empty()) return found;
  }
  return begun(warning, false);
}

}  // namespace

std::vector<Diagnostic> split_diagnostics(std::string_view output) {
  std::vector<Diagnostic> result;
  bool is_introduced = false;  // the last one holds only "In file included from"
  for (std::size_t begin = 0; begin < output.size();) {
    std::size_t end = std::min(output.find('\n', begin), output.size() - 1) + 1;
    std::string_view line = output.substr(begin, end - begin);
    std::string plain = without_colours(line);
    if (plain.ends_with('\n')) plain.pop_back();
    Diagnostic next = begun_by(plain);
    bool is_introduction = plain.starts_with("In file included from ");
    next.is_count = is_count(plain);
    if (!next.head.empty() && is_introduced) {
      next.text = std::move(result.back().text);
      result.back() = std::move(next);
    } else if (result.empty() || !next.head.empty() || next.is_count || (is_introduction && !is_introduced)) {
      result.push_back(std::move(next));
    }
    is_introduced = is_introduction || (is_introduced && result.back().head.empty());
    result.back().text += line;
    begin = end;
  }
  return result;
}

std::vector<std::string> error_heads(std::string_view output) {
  std::set<std::string> heads;
  for (Diagnostic& diagnostic : split_diagnostics(output)) {
    if (diagnostic.is_error) heads.insert(std::move(diagnostic.head));
  }
  return {heads.begin(), heads.end()};
}

ShownDiagnostics::News ShownDiagnostics::add(const std::string& action, std::string_view output) {
  std::map<std::string, std::uint64_t> left_out;  // by the action they were shown for
  std::vector<Diagnostic> kept;
  for (Diagnostic& diagnostic : split_diagnostics(output)) {
    bool is_diagnostic = !diagnostic.head.empty();
    const std::string& shown_for =
        is_diagnostic ? action_by_head_.try_emplace(diagnostic.head, action).first->second : action;
    if (shown_for == action) kept.push_back(std::move(diagnostic));
    else ++left_out[shown_for];
  }
  News news{.text = "", .is_any = left_out.empty()};
  for (const Diagnostic& diagnostic : kept) {
    if (diagnostic.is_count && !left_out.empty()) continue;
    news.text += diagnostic.text;
    news.is_any = true;
  }
  if (!news.text.empty() && !without_colours(news.text).ends_with('\n')) news.text += '\n';
  for (const auto& [name, count] : left_out) {
    news.text += "[" + count_of(count, "diagnostic") + " as above, of " + quote(name) + "]\n";
  }
  return news;
}

}  // namespace sinter
