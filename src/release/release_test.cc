// What a release says and packs: versions by their precedence, commits as changes, notes that
// show what commits say and do nothing else, archives that other programs read.
#include <zlib.h>

#include "release/archive.h"
#include "release/changes.h"
#include "release/release_notes.h"
#include "release/repository.h"
#include "release/semantic_version.h"
#include "testing/check.h"

namespace sinter {
namespace {

using testing::must;

SemanticVersion version(std::string_view text) { return parse_semantic_version(text).value(); }

TEST_CASE("versions have the precedence of semver.org, section 11") {
  const char* rising[] = {"1.0.0-alpha",  "1.0.0-alpha.1", "1.0.0-alpha.beta", "1.0.0-beta",
                          "1.0.0-beta.2", "1.0.0-beta.11", "1.0.0-rc.1",       "1.0.0",
                          "1.0.1",        "1.2.0",         "1.10.0",           "2.0.0"};
  for (std::size_t i = 0; i + 1 < std::size(rising); ++i) {
    CAPTURE(rising[i]);
    CHECK(compare(version(rising[i]), version(rising[i + 1])) < 0);
    CHECK(compare(version(rising[i + 1]), version(rising[i])) > 0);
    CHECK(compare(version(rising[i]), version(rising[i])) == 0);
    CHECK(version(rising[i]).text() == rising[i]);
  }
  for (const char* text : {"", "1", "1.2", "1.2.3.4", "01.2.3", "1.2.x", "1.2.3-", "1.2.3-a..b", "1.2.3-ä", "-1.2.3"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_semantic_version(text).has_value());
  }
  CHECK(version("1.2.3+build.5").text() == "1.2.3");
}

TEST_CASE("a step leads to the next version, and before 1.0.0 to one step less") {
  CHECK(after(version("1.2.3"), VersionStep::patch).text() == "1.2.4");
  CHECK(after(version("1.2.3"), VersionStep::minor).text() == "1.3.0");
  CHECK(after(version("1.2.3"), VersionStep::major).text() == "2.0.0");
  CHECK(after(version("0.2.3"), VersionStep::major).text() == "0.3.0");
  CHECK(after(version("0.2.3"), VersionStep::minor).text() == "0.2.4");
  CHECK(after(version("1.2.3"), VersionStep::none).text() == "1.2.3");
  CHECK(after(version("2.0.0-rc.1"), VersionStep::patch).text() == "2.0.0");
  CHECK(after(version("2.0.0-rc.1"), VersionStep::major).text() == "2.0.0");
  CHECK(after(version("1.2.3-rc.1"), VersionStep::minor).text() == "1.3.0");
}

std::string commit(const std::string& subject, const std::string& body = "") {
  return std::string(40, 'a') + "\n" + subject + "\n" + body + std::string(1, '\0');
}

TEST_CASE("a commit of the conventional form is a change of its type; any other is one without") {
  std::vector<CommittedChange> changes =
      read_changes(commit("feat(parser): read comments") + commit("Fix!: mend it") +
                   commit("docs: x", "text\n\nBREAKING CHANGE: all\nof it\n\nmore") + commit("Merge branch: what") +
                   commit("feat:no space") + commit("feat(): empty scope") + commit("a\tb\x01 c"));
  REQUIRE(changes.size() == 7);
  CHECK(changes[0].type == "feat");
  CHECK(changes[0].scope == "parser");
  CHECK(changes[0].description == "read comments");
  CHECK(changes[0].breaking.empty());
  CHECK(changes[1].type == "fix");
  CHECK(changes[1].breaking == "mend it");
  CHECK(changes[2].breaking == "all of it");
  for (std::size_t i = 3; i < changes.size(); ++i) CHECK(changes[i].type.empty());
  CHECK(changes[6].description == "a b  c");
  CHECK(step_of(changes) == VersionStep::major);
  CHECK(step_of(read_changes(commit("feat: a") + commit("fix: b"))) == VersionStep::minor);
  CHECK(step_of(read_changes(commit("perf: a"))) == VersionStep::patch);
  CHECK(step_of(read_changes(commit("chore: a"))) == VersionStep::none);
}

TEST_CASE("notes tell what breaks first, and what a commit says is text in them") {
  std::vector<CommittedChange> changes = read_changes(commit("fix: mend `rm` @all <b>[x](y)</b> & ![i](j) #1") +
                                                      commit("feat!: all new") + commit("chore: sweep"));
  NotesRequest request{
      .version = "2.0.0", .date = "2026-11-21", .web = "https://e.org/a", .since_tag = "v1.0.0", .tag = "v2.0.0"};
  std::string digits(8, 'a'), link = "([" + digits + "](https://e.org/a/commit/" + std::string(40, 'a') + "))\n";
  CHECK(release_notes(request, changes) ==
        "## 2.0.0 (2026-11-21)\n\n[All changes since v1.0.0](https://e.org/a/compare/v1.0.0...v2.0.0)\n"
        "\n### Breaks\n\n- all new " +
            link +
            "\n### Mended\n\n- mend \\`rm\\` &#64;all &lt;b&gt;\\[x\\]\\(y\\)&lt;/b&gt; &amp; \\!\\[i\\]\\(j\\) \\#1 " +
            link + "\n1 other commit.\n");
}

TEST_CASE("a changelog has one part a version, the newest first") {
  std::string first = with_notes("", "1.0.0", "## 1.0.0 (d)\n\n- a\n");
  CHECK(first == "# Changelog\n\n## 1.0.0 (d)\n\n- a\n");
  std::string second = with_notes(first, "1.1.0", "## 1.1.0 (d)\n\n- b\n");
  CHECK(second == "# Changelog\n\n## 1.1.0 (d)\n\n- b\n\n## 1.0.0 (d)\n\n- a\n");
  CHECK(with_notes(second, "1.1.0", "## 1.1.0 (e)\n\n- c\n") ==
        "# Changelog\n\n## 1.1.0 (e)\n\n- c\n\n## 1.0.0 (d)\n\n- a\n");
  CHECK(with_notes("Ours.\n", "1.0.0", "## 1.0.0 (d)\n") == "# Changelog\n\n## 1.0.0 (d)\n\nOurs.\n");
}

TEST_CASE("the page of a repository follows from its remote, without who asks") {
  CHECK(web_address("git@example.com:acme/geometry.git\n") == "https://example.com/acme/geometry");
  CHECK(web_address("https://user:token@example.com/acme/geometry.git") == "https://example.com/acme/geometry");
  CHECK(web_address("ssh://git@example.com:2222/acme/geometry") == "https://example.com/acme/geometry");
  CHECK(web_address("https://example.com:8443/acme/geometry") == "https://example.com:8443/acme/geometry");
  CHECK(web_address("https://user:p@ss@example.com/acme/geometry") == "https://example.com/acme/geometry");
  CHECK(web_address("https://user:pa/ss@example.com/acme/geometry").empty());
  CHECK(web_address("https://example.com").empty());
  CHECK(web_address("../geometry.git").empty());
  CHECK(web_address("/srv/git/geometry").empty());
  CHECK(web_address("git@example.com:acme/a) [x](y").empty());
}

std::string inflated(std::string_view packed, int window_bits, std::size_t room) {
  std::string out(room, '\0');
  z_stream stream = {};
  REQUIRE(inflateInit2(&stream, window_bits) == Z_OK);
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(packed.data()));
  stream.avail_in = static_cast<uInt>(packed.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  REQUIRE(inflate(&stream, Z_FINISH) == Z_STREAM_END);
  out.resize(stream.total_out);
  inflateEnd(&stream);
  return out;
}

std::uint64_t number(std::string_view bytes, std::size_t at, unsigned width) {
  std::uint64_t value = 0;
  for (unsigned i = width; i-- > 0;) value = value << 8 | static_cast<unsigned char>(bytes[at + i]);
  return value;
}

constexpr std::uint64_t noon = 1'795'262'400;  // 2026-11-21 12:00:00 UTC

std::vector<ArchiveFile> two_files() { return {{"b/run", std::string(1000, 'x'), true}, {"a.txt", "hello", false}}; }

TEST_CASE("a tar archive has its files in order, with one time and nobody's name") {
  std::string tar = inflated(must(make_tar_gz(two_files(), noon)), 31, 1 << 16);
  CHECK(tar.substr(0, 6) == std::string("a.txt\0", 6));
  CHECK(tar.substr(100, 7) == "0000644");
  CHECK(tar.substr(124, 11) == "00000000005");
  CHECK(tar.substr(136, 11) == "15300303700");
  CHECK(tar.substr(512, 5) == "hello");
  CHECK(tar.substr(1024, 6) == std::string("b/run\0", 6));
  CHECK(tar.substr(1124, 7) == "0000755");
  CHECK(tar.size() == 1024 + 512 + 1024 + 1024);
  std::vector<ArchiveFile> other_order = two_files();
  std::swap(other_order[0], other_order[1]);
  CHECK(must(make_tar_gz(other_order, noon)) == must(make_tar_gz(two_files(), noon)));
}

TEST_CASE("a long path is cut where ustar can, and refused where it cannot") {
  std::string folder(90, 'd'), name(90, 'n');
  std::string tar = inflated(must(make_tar_gz({{folder + "/" + name, "", false}}, 0)), 31, 1 << 16);
  CHECK(tar.substr(0, 90) == name);
  CHECK(tar.substr(345, 90) == folder);
  CHECK_FALSE(make_tar_gz({{std::string(101, 'n'), "", false}}, 0).has_value());
}

TEST_CASE("a zip archive can be read by its directory") {
  std::string zip = must(make_zip(two_files(), noon));
  std::size_t end = zip.size() - 22;
  CHECK(zip.substr(end, 4) == "PK\5\6");
  CHECK(number(zip, end + 10, 2) == 2);
  std::size_t entry = number(zip, end + 16, 4);
  CHECK(zip.substr(entry, 4) == "PK\1\2");
  CHECK(zip.substr(entry + 46, 5) == "a.txt");
  entry += 46 + 5;
  CHECK(zip.substr(entry + 46, 5) == "b/run");
  CHECK(number(zip, entry + 12, 2) == (12u << 11));  // noon
  CHECK(number(zip, entry + 14, 2) == ((2026u - 1980) << 9 | 11u << 5 | 21));
  CHECK(number(zip, entry + 38, 4) == (std::uint64_t{0100755} << 16));
  std::size_t begins = number(zip, entry + 42, 4), packed = number(zip, entry + 20, 4);
  CHECK(inflated(std::string_view(zip).substr(begins + 30 + 5, packed), -15, 2000) == std::string(1000, 'x'));
}

TEST_CASE("a time that an archive cannot say is the last that it can") {
  constexpr std::uint64_t far = 99'999'999'999'999;
  std::string tar = must(make_tar({{"a", "", false}}, far));
  CHECK(tar.substr(136, 11) == "77777777777");
  std::string zip = must(make_zip({{"a", "", false}}, far));
  CHECK(number(zip, 12, 2) == ((2107u - 1980) << 9 | 12u << 5 | 31));
  CHECK(number(zip, 10, 2) == (23u << 11 | 59u << 5 | 29));
}

TEST_CASE("no path leads out of the folder where an archive is unpacked, and none is there twice") {
  for (const char* path : {"../a", "/a", "a/../../b", "a//b", "", ".", "a\\b", "./a"}) {
    CAPTURE(path);
    CHECK_FALSE(make_tar_gz({{path, "", false}}, 0).has_value());
    CHECK_FALSE(make_zip({{path, "", false}}, 0).has_value());
  }
  CHECK_FALSE(make_zip({{"a", "", false}, {"a", "", false}}, 0).has_value());
}

}  // namespace
}  // namespace sinter
