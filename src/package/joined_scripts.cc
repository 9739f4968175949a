#include "package/joined_scripts.h"

#include <cstddef>
#include <utility>

#include "base/path.h"
#include "base/ranges.h"
#include "base/text.h"

namespace sinter {
namespace {

bool is_name(std::string_view text) {
  auto is_letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '$'; };
  if (text.empty() || !is_letter(text[0]) || text == "default") return false;
  return ranges::all_of(text, [&](char c) { return is_letter(c) || (c >= '0' && c <= '9'); });
}

/// Cuts `head` off the beginning of `text`, if it is there.
bool take(std::string_view& text, std::string_view head) {
  if (!text.starts_with(head)) return false;
  text.remove_prefix(head.size());
  return true;
}

/// One thing that is imported or exported: what it is called at its source, and what where it arrives.
struct Binding {
  std::string_view from;
  std::string_view to;
};

/// "a, b as c," up to the brace that is taken, too.
std::optional<std::vector<Binding>> take_list(std::string_view& text) {
  std::size_t end = text.find('}');
  if (end == std::string_view::npos) return std::nullopt;
  std::vector<Binding> list;
  std::string_view inside = text.substr(0, end);
  text.remove_prefix(end + 1);
  while (!trim(inside).empty()) {
    std::size_t comma = inside.find(',');
    std::string_view entry = trim(inside.substr(0, comma));
    inside.remove_prefix(comma == std::string_view::npos ? inside.size() : comma + 1);
    std::size_t as = entry.find(" as ");
    Binding binding{entry.substr(0, as), as == std::string_view::npos ? entry : entry.substr(as + 4)};
    if (!is_name(binding.from) || !is_name(binding.to)) return std::nullopt;
    list.push_back(binding);
  }
  return list;
}

/// Takes a script apart, line by line.
class ScriptReader {
 public:
  ScriptReader(std::span<const ScriptText> scripts, std::size_t index) : scripts_(scripts), index_(index) {}

  /// False for what cannot be joined.
  bool read() {
    std::string_view rest = scripts_[index_].text;
    if (rest.contains("import(") || rest.contains("import.meta")) return false;
    bool is_in_template = false;
    while (!rest.empty()) {
      std::size_t end = rest.find('\n');
      std::string_view line = rest.substr(0, end);
      rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
      if (!read_line(line, is_in_template)) return false;
      if (ranges::count(line, '`') % 2 != 0) is_in_template = !is_in_template;
    }
    return true;
  }

  /// The scripts that it imports from, and what it wants of them.
  std::vector<std::pair<std::size_t, std::string>> wanted;
  std::vector<std::string> exports;

  std::string text() const {
    return "const $" + std::to_string(index_) + " = (() => {\n" + code_ + "return { " + join(members_, ", ") +
           " };\n})();\n";
  }

 private:
  bool read_line(std::string_view line, bool is_in_template) {
    bool is_import = line.starts_with("import "), is_export = line.starts_with("export ");
    bool is_statement = !line.empty() && line[0] != ' ' && line[0] != '\t';
    if (is_statement && line.contains("await ")) return false;
    if ((is_import || is_export) && is_in_template) return false;
    if (is_import) return read_import(line.substr(7));
    if (is_export) return read_export(line.substr(7));
    code_ += std::string(line) + "\n";
    return true;
  }

  /// The number of the script that `from "./NAME";` names.
  std::optional<std::size_t> source(std::string_view text) {
    if (!take(text, " from \"./") || !text.ends_with("\";")) return std::nullopt;
    text.remove_suffix(2);
    auto found = ranges::find(scripts_, text, &ScriptText::file);
    if (found == scripts_.end()) return std::nullopt;
    return static_cast<std::size_t>(found - scripts_.begin());
  }

  bool read_import(std::string_view text) {
    if (!take(text, "{")) return false;
    std::optional<std::vector<Binding>> list = take_list(text);
    std::optional<std::size_t> from = source(text);
    if (!list || !from) return false;
    std::vector<std::string> members;
    for (const Binding& binding : *list) {
      wanted.emplace_back(*from, binding.from);
      members.push_back(std::string(binding.from) + ": " + std::string(binding.to));
    }
    code_ += "const { " + join(members, ", ") + " } = $" + std::to_string(*from) + ";\n";
    return true;
  }

  bool read_export(std::string_view text) {
    if (take(text, "{")) return read_export_list(text);
    std::string_view declared = text;
    take(declared, "async ");
    bool is_constant = take(declared, "const ");
    bool is_known =
        is_constant || take(declared, "function* ") || take(declared, "function ") || take(declared, "class ");
    std::size_t end = declared.find_first_of(" =({");
    std::string_view name = declared.substr(0, end);
    if (!is_known || !is_name(name) || (is_constant && !declared.substr(end).starts_with(" = "))) return false;
    add(name, std::string(name));
    code_ += std::string(text) + "\n";
    return true;
  }

  bool read_export_list(std::string_view text) {
    std::optional<std::vector<Binding>> list = take_list(text);
    if (!list) return false;
    std::optional<std::size_t> from = source(text);
    if (!from && text != ";") return false;
    for (const Binding& binding : *list) {
      if (from) wanted.emplace_back(*from, binding.from);
      add(binding.to, (from ? "$" + std::to_string(*from) + "." : "") + std::string(binding.from));
    }
    return true;
  }

  void add(std::string_view name, const std::string& value) {
    exports.emplace_back(name);
    members_.push_back(std::string(name) + ": " + value);
  }

  std::span<const ScriptText> scripts_;
  std::size_t index_;
  std::string code_;
  std::vector<std::string> members_;
};

}  // namespace

std::optional<JoinedScripts> join_scripts(std::span<const ScriptText> scripts) {
  JoinedScripts joined;
  std::vector<ScriptReader> readers;
  for (std::size_t index = 0; index < scripts.size(); ++index) {
    readers.emplace_back(scripts, index);
    if (!readers.back().read()) return std::nullopt;
    joined.modules.push_back({"$" + std::to_string(index), readers.back().exports});
  }
  // Each behind what it needs; in each round at least one is written, or there is a circle.
  std::vector<bool> is_written(scripts.size());
  for (std::size_t left = scripts.size(), before = left + 1; left > 0;) {
    if (left == before) return std::nullopt;
    before = left;
    for (std::size_t index = 0; index < scripts.size(); ++index) {
      auto is_there = [&](const std::pair<std::size_t, std::string>& want) {
        return is_written[want.first] && ranges::contains(joined.modules[want.first].exports, want.second);
      };
      if (is_written[index] || !ranges::all_of(readers[index].wanted, is_there)) continue;
      joined.text += readers[index].text();
      is_written[index] = true;
      --left;
    }
  }
  return joined;
}

}  // namespace sinter
