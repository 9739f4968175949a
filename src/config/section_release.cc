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

std::string read_web_address(TableReader& table, std::string_view key, std::string_view example) {
  std::optional<Text> address = table.text(key, example);
  if (!address) return "";
  bool is_web = address->value.starts_with("https://") || address->value.starts_with("http://");
  bool is_plain = ranges::none_of(address->value, [](char c) {
    return static_cast<unsigned char>(c) <= ' ' || c == '"' || c == '\\' || c == '@' || c == '?' || c == '#';
  });
  if (!is_web || !is_plain) {
    table.problems().add(address->spot, Code::config_value, quote(address->value) + " is no web address",
                         "write one such as " + std::string(example) + ", without user and password");
    return "";
  }
  while (address->value.ends_with('/')) address->value.pop_back();
  return address->value;
}

bool is_repository_name(std::string_view name) {
  auto is_part = [](std::string_view part) {
    return !part.empty() && part != "." && part != ".." && ranges::all_of(part, [](char c) {
      return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '_' ||
             c == '-';
    });
  };
  std::size_t slash = name.find('/');
  return slash != std::string_view::npos && is_part(name.substr(0, slash)) && is_part(name.substr(slash + 1));
}

/// HOST/NAME, with `http://` before it for a registry without TLS. What a name may be: the
/// OCI distribution specification 1.1, "Pulling manifests".
bool is_image_destination(std::string_view text) {
  for (std::string_view scheme : {"https://", "http://"}) {
    if (text.starts_with(scheme)) text.remove_prefix(scheme.size());
  }
  std::size_t slash = text.find('/');
  if (slash == 0 || slash == std::string_view::npos) return false;
  bool is_host = ranges::all_of(text.substr(0, slash), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '-' ||
           c == ':' || c == '[' || c == ']';
  });
  bool is_name = ranges::all_of(split(text.substr(slash + 1), '/'), [](const std::string& part) {
    auto is_letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); };
    return !part.empty() && is_letter(part.front()) && is_letter(part.back()) &&
           ranges::all_of(part, [&](char c) { return is_letter(c) || c == '.' || c == '_' || c == '-'; });
  });
  return is_host && is_name;
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
  constexpr std::string_view to_example = "\"registry.example.com/acme/hello\"";
  if (std::optional<Text> to = table.text("to", to_example)) {
    image.destination = to->value;
    if (!is_image_destination(to->value)) {
      table.problems().add(to->spot, Error{.code = Code::config_value,
                                           .what = quote(to->value) + " is no place for an image",
                                           .why = {"it is a registry's host and, after a `/`, a name of lower-case "
                                                   "letters, digits, `.`, `_`, `-` and `/`; the version is its tag"},
                                           .next = "write one such as " + std::string(to_example)});
    }
  }
  image.user = read_variable(table, "user", "\"REGISTRY_USER\"");
  image.password = read_variable(table, "password", "\"REGISTRY_PASSWORD\"");
  image.size_bytes = table.size_bytes("budget", "\"20 MB\"");
  table.finish();
}

void read_npm(TableReader& table, ReleaseConfig::Npm& npm) {
  constexpr std::string_view example = "\"https://npm.example.com\"";
  table.require("registry", example);
  npm.registry = read_web_address(table, "registry", example);
  table.require("token", "\"NPM_TOKEN\"");
  npm.token = read_variable(table, "token", "\"NPM_TOKEN\"");
  table.finish();
}

void read_forge(TableReader& table, ReleaseConfig::Forge& forge) {
  constexpr std::string_view example = "\"https://api.example.com\"";
  forge.api = read_web_address(table, "api", example);
  constexpr std::string_view repository_example = "\"acme/hello\"";
  if (std::optional<Text> repository = table.text("repository", repository_example)) {
    forge.repository = repository->value;
    if (!is_repository_name(repository->value)) {
      table.problems().add(repository->spot, Code::config_value,
                           quote(repository->value) + " is no repository of a forge",
                           "write its owner and its name: `repository = \"acme/hello\"`");
    }
  }
  table.require("token", "\"FORGE_TOKEN\"");
  forge.token = read_variable(table, "token", "\"FORGE_TOKEN\"");
  table.finish();
}

}  // namespace

void read_release_section(TableReader& table, const std::vector<BinarySection>& binaries, ReleaseConfig& release) {
  constexpr std::uint64_t retries_max = 20;
  if (std::optional<Text> profile = table.text("profile", "\"release\"")) release.profile = profile->value;
  release.signing_key = read_variable(table, "sign", "\"SIGNING_KEY\"");
  release.signing_password = read_variable(table, "sign_password", "\"SIGNING_PASSWORD\"");
  if (std::optional<Text> remote = table.text("push_tag", "\"origin\"")) {
    release.tag_remote = remote->value;
    if (remote->value.empty() || remote->value.starts_with('-')) {
      table.problems().add(remote->spot, Code::config_value, quote(remote->value) + " is no remote of git",
                           "write the name that `git remote` shows: `push_tag = \"origin\"`");
    }
  }
  release.timeout_ns = table.duration_ns("timeout", "\"60s\"").value_or(release.timeout_ns);
  release.retries = static_cast<std::uint32_t>(table.integer("retries", 0, retries_max).value_or(release.retries));
  release.backoff_ns = table.duration_ns("backoff", "\"500ms\"").value_or(release.backoff_ns);
  auto read_part = [&](std::string_view key, auto read) {
    if (const TomlMember* part = table.member(key)) {
      TableReader section(part->value, part->spot, "[release." + std::string(key) + "]", table.problems());
      read(section);
    }
  };
  read_part("image", [&](TableReader& section) { read_image(section, binaries, release.image); });
  read_part("npm", [&](TableReader& section) { read_npm(section, release.npm); });
  read_part("forge", [&](TableReader& section) { read_forge(section, release.forge); });
  table.finish();
}

}  // namespace sinter
