// What the documents promise about errors and configuration is there: a page for every
// error code, and a row for every key that sinter.toml may hold.
#include <string>

#include "config/config.h"
#include "os/files.h"
#include "testing/check.h"
#include "testing/scratch.h"

namespace sinter {
namespace {

using testing::must;

constexpr std::string_view source_folder = SINTER_SOURCE_DIR;

struct CodeRow {
  std::string_view name;
  unsigned number;
  int exit;
};

constexpr CodeRow codes[] = {
#define SINTER_CODE_ROW(name, number, exit) {#name, number, exit},
    SINTER_CODES(SINTER_CODE_ROW)
#undef SINTER_CODE_ROW
};

std::string page_name(unsigned number) {
  std::string digits = std::to_string(number);
  return "SN" + std::string(4 - digits.size(), '0') + digits;
}

TEST_CASE("every error code has a page with its name, its exit code, an example and a way out") {
  std::string folder = std::string(source_folder) + "/docs/errors/";
  std::string index = must(read_file(folder + "README.md"));
  for (const CodeRow& code : codes) {
    std::string name = page_name(code.number);
    CAPTURE(name);
    std::string page = must(read_file(folder + name + ".md"));
    CHECK(page.starts_with("# " + name + ": "));
    CHECK(page.contains("`" + std::string(code.name) + "`, exit code " + std::to_string(code.exit)));
    CHECK(page.contains("\n```\n"));
    CHECK(page.contains("\n## What to do\n"));
    CHECK(index.contains("[" + name + "](" + name + ".md)"));
  }
}

TEST_CASE("every page of an error is about a code that exists") {
  std::size_t pages = 0;
  for (const FolderEntry& entry : must(list_folder(std::string(source_folder) + "/docs/errors"))) {
    if (entry.name.starts_with("SN")) ++pages;
  }
  CHECK(pages == std::size(codes));
}

/// The keys that a table knows, from the error about one that it cannot know.
std::string known_keys(const std::string& table) {
  auto project = read_project({.text = table + "\nkey_that_is_none = 1\n"});
  REQUIRE(!project.has_value());
  constexpr std::string_view lead = "use one of: ";
  for (const Error& error : project.error()) {
    if (error.code == Code::config_unknown_key && error.next.starts_with(lead)) return error.next.substr(lead.size());
  }
  FAIL("no list of keys for " << table);
  return "";
}

TEST_CASE("every key of sinter.toml has a row in the reference") {
  testing::Scratch scratch;
  std::string reference = must(read_file(std::string(source_folder) + "/docs/configuration.md"));
  for (const char* table :
       {"project", "profile.test", "module.a", "bundle.a", "package.a", "step.a", "pool.a", "cache"}) {
    std::string heading = std::string(table).substr(0, std::string_view(table).find('.'));
    std::size_t begin = reference.find("## `[" + heading);
    REQUIRE(begin != std::string::npos);
    std::string section = reference.substr(begin, reference.find("\n## ", begin) - begin);
    std::string keys = known_keys("[" + std::string(table) + "]");
    while (!keys.empty()) {
      std::size_t end = keys.find(", ");
      std::string key = keys.substr(0, end);
      CAPTURE(table);
      CAPTURE(key);
      CHECK(section.contains("\n| `" + key + "` |"));
      keys.erase(0, end == std::string::npos ? keys.size() : end + 2);
    }
  }
}

}  // namespace
}  // namespace sinter
