// What the documents promise about errors and configuration is there: a page for every
// error code, and a row for every key that sinter.toml may hold.
#include <string>
#include <vector>

#include "base/path.h"
#include "base/text.h"
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
  for (const char* table : {"project", "profile.test", "module.a", "bundle.a", "package.a", "step.a", "pool.a",
                            "bench.a", "cache", "release", "release.image", "release.npm", "release.forge"}) {
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

/// The name that a heading has in links: GitHub's rule.
std::string anchor_of(std::string_view heading) {
  std::string anchor;
  for (char c : heading) {
    if (c >= 'A' && c <= 'Z') anchor += static_cast<char>(c - 'A' + 'a');
    else if (c == ' ') anchor += '-';
    else if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || (c & 0x80) != 0) anchor += c;
  }
  return anchor;
}

bool has_heading(const std::string& page, std::string_view anchor) {
  for (const std::string& line : split(page, '\n')) {
    if (line.starts_with('#') && anchor_of(trim(line.substr(line.find_first_not_of('#')))) == anchor) return true;
  }
  return false;
}

/// What the links `](target)` of a page name.
std::vector<std::string> link_targets(const std::string& page) {
  std::vector<std::string> targets;
  for (std::size_t at = page.find("]("); at != std::string::npos; at = page.find("](", at + 1)) {
    targets.push_back(page.substr(at + 2, page.find(')', at) - at - 2));
  }
  return targets;
}

TEST_CASE("every page of docs/ is linked from its index, and every link of a page leads somewhere") {
  std::string docs = std::string(source_folder) + "/docs";
  std::string index = must(read_file(docs + "/README.md"));
  std::vector<std::string> pages;
  for (const FolderEntry& entry : must(list_folder(docs))) {
    if (!entry.name.ends_with(".md")) continue;
    pages.push_back(docs + "/" + entry.name);
    CAPTURE(entry.name);
    CHECK((entry.name == "README.md" || index.contains("](" + entry.name + ")")));
  }
  for (const char* folder : {"/errors", "/decisions"}) {
    for (const FolderEntry& entry : must(list_folder(docs + folder))) pages.push_back(docs + folder + "/" + entry.name);
  }
  std::size_t link_count = 0;
  for (const std::string& page : pages) {
    std::string text = must(read_file(page));
    for (const std::string& target : link_targets(text)) {
      if (target.starts_with("https://")) continue;
      ++link_count;
      CAPTURE(page);
      CAPTURE(target);
      std::size_t mark = target.find('#');
      std::string path = target.substr(0, mark);
      std::string led_to = path.empty() ? page : join_path(parent_path(page), path);
      CHECK(exists(led_to));
      if (mark != std::string::npos && exists(led_to))
        CHECK(has_heading(must(read_file(led_to)), target.substr(mark + 1)));
    }
  }
  CHECK(link_count > 100);
}

}  // namespace
}  // namespace sinter
