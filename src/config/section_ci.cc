// [ci]: what workflows have to know beside the goals.
#include "base/text.h"
#include "config/sections.h"

namespace sinter {
namespace {

constexpr std::uint64_t minutes_of_a_job_max = 360;  // GitHub's own

/// A word that stands in YAML as it is.
std::string read_plain_word(TableReader& table, std::string_view key, std::string_view example, std::string otherwise) {
  std::optional<Text> text = table.text(key, example);
  if (!text) return otherwise;
  constexpr std::string_view plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._/:@-";
  bool is_plain = !text->value.empty() && text->value.find_first_not_of(plain) == std::string::npos &&
                  !std::string_view("-:@").contains(text->value.front()) && !text->value.ends_with(':');
  if (is_plain) return text->value;
  table.problems().add(text->spot, Code::config_value,
                       quote(key) + " in [ci] is no name such as " + std::string(example),
                       "use letters, digits, `.`, `_`, `/`, `:`, `@` and `-`");
  return otherwise;
}

std::vector<std::string> read_lines(TableReader& table, std::string_view key, std::string_view example) {
  std::vector<std::string> lines;
  for (Text& line : table.texts(key, example)) {
    if (line.value.find_first_of("\n\r") == std::string::npos) {
      lines.push_back(std::move(line.value));
      continue;
    }
    table.problems().add(line.spot, Code::config_value, "a line of " + quote(key) + " in [ci] is more than one",
                         "write each as a string of its own");
  }
  return lines;
}

}  // namespace

void read_ci_section(TableReader& table, CiConfig& ci) {
  ci.place = table.problems().place(table.spot());
  ci.before_checkout = read_lines(table, "before_checkout", "[\"apt-get update\", \"apt-get install -y git\"]");
  ci.setup = read_lines(table, "setup", "[\"sudo apt-get install -y clang-22\"]");
  ci.container = read_plain_word(table, "container", "\"debian:12\"", "");
  ci.sinter = read_plain_word(table, "sinter", "\"./sinterw\"", ci.sinter);
  ci.branch = read_plain_word(table, "branch", "\"trunk\"", ci.branch);
  ci.runner = read_plain_word(table, "runner", "\"ubuntu-24.04\"", ci.runner);
  if (std::optional<std::uint64_t> minutes = table.integer("minutes", 1, minutes_of_a_job_max)) {
    ci.minutes_max = static_cast<std::uint32_t>(*minutes);
  }
  ci.publishes_npm = table.boolean("npm").value_or(false);
  table.finish();
}

}  // namespace sinter
