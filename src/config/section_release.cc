// [release]: what is made beside files, and where all of it is published.
#include "base/ranges.h"
#include "base/text.h"
#include "config/names.h"
#include "config/sections.h"

namespace sinter {
namespace {

/// The name of a variable that holds a secret. A secret itself is no such name, and is not shown.
std::string read_variable(TableReader& table, std::string_view key, std::string_view example) {
  std::optional<Text> name = table.text(key, example);
  if (!name) return "";
  if (is_variable_name(name->value)) return name->value;
  table.problems().add(name->spot, Error{.code = Code::config_value,
                                         .what = quote(key) + " of " + table.title() + " is no variable's name",
                                         .why = {"secrets do not belong in sinter.toml: it names the variable of the "
                                                 "environment that holds one"},
                                         .next = "write `" + std::string(key) + " = " + std::string(example) + "`"});
  return "";
}

void read_image(TableReader& table, const std::vector<BinarySection>& binaries, ReleaseConfig::Container& image) {
  constexpr std::string_view binary_example = "\"hello\"";
  image.place = table.problems().place(table.spot());
  table.require("binary", binary_example);
  if (std::optional<Text> binary = table.text("binary", binary_example)) {
    image.binary = binary->value;
    auto found =
        ranges::find(binaries, binary->value, [](const BinarySection& section) { return section.config.name; });
    if (found == binaries.end()) {
      std::vector<std::string> names;
      for (const BinarySection& section : binaries) names.push_back(section.config.name);
      table.problems().add_unknown(binary->spot, Code::config_unknown_name,
                                   "there is no binary " + quote(binary->value) + ", which [release.image] names",
                                   binary->value, std::move(names));
    } else if (ranges::none_of(found->config.targets, [](Target target) {
                 return target == Target::x86_64_linux_musl || target == Target::aarch64_linux_musl;
               })) {
      table.problems().add(
          binary->spot, Code::config_value,
          quote(binary->value) + " is not built for Linux, and an image runs nothing else",
          "add \"x86_64-linux-musl\" or \"aarch64-linux-musl\" to `targets` of [binary." + binary->value + "]");
    }
  }
  image.size_bytes = table.size_bytes("budget", "\"20 MB\"");
  table.finish();
}

}  // namespace

void read_release_section(TableReader& table, const std::vector<BinarySection>& binaries, ReleaseConfig& release) {
  release.signing_key = read_variable(table, "sign", "\"SIGNING_KEY\"");
  release.signing_password = read_variable(table, "sign_password", "\"SIGNING_PASSWORD\"");
  if (const TomlMember* image = table.member("image")) {
    TableReader section(image->value, image->spot, "[release.image]", table.problems());
    read_image(section, binaries, release.image);
  }
  table.finish();
}

}  // namespace sinter
