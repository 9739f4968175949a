// A starter writes all its files or none, replaces nothing, and calls the project what npm
// lets it be called. That each one builds is held by tests/e2e/init.test.mjs.
#include "starter/starter.h"

#include <algorithm>

#include "config/names.h"
#include "os/files.h"
#include "testing/check.h"
#include "testing/scratch.h"

namespace sinter {
namespace {

using testing::must;

struct Fixture {
  testing::Scratch scratch;
};

std::vector<std::string_view> paths_of(Starter starter) {
  std::vector<std::string_view> paths;
  for (const StarterFile& file : starter_files(starter)) paths.push_back(file.path);
  return paths;
}

TEST_CASE("the polyglot project has everything of the others, and each file once") {
  std::vector<std::string_view> polyglot = paths_of(Starter::polyglot);
  CHECK(std::ranges::is_sorted(polyglot));
  CHECK(std::ranges::adjacent_find(polyglot) == polyglot.end());
  for (Starter other : {Starter::cpp, Starter::rust}) {
    for (std::string_view path : paths_of(other)) CHECK(std::ranges::contains(polyglot, path));
  }
}

TEST_CASE("a project is called like its folder, as far as npm allows") {
  CHECK(project_name_for("geometry") == "geometry");
  CHECK(project_name_for("My Project (2)") == "my-project-2");
  CHECK(project_name_for("_private.stuff_") == "private-stuff");
  CHECK(project_name_for("größe") == "gr-e");
  CHECK(project_name_for("") == "my-project");
  CHECK(project_name_for("...") == "my-project");
  CHECK(project_name_for("node_modules") == "node-modules");
  CHECK(!npm_name_fault(project_name_for(std::string(300, 'x'))));
}

TEST_CASE_FIXTURE(Fixture, "the project's name stands where the starter's stood") {
  WrittenStarter written = must(write_starter(Starter::cpp, "Hello"));
  CHECK(written.project == "hello");
  for (const std::string& path : written.written) {
    CHECK(!must(read_file("Hello/" + path)).contains("starter-name"));
  }
  CHECK(must(read_file("Hello/sinter.toml")).contains("name = \"hello\""));
}

TEST_CASE_FIXTURE(Fixture, "what is there is named, kept, and nothing is written beside it") {
  must(make_folders("test"));
  must(write_file("sinter.toml", "mine"));
  must(write_file("test/statistics.test.mjs", "mine, too"));
  Result<WrittenStarter> refused = write_starter(Starter::cpp, ".");
  REQUIRE(!refused);
  CHECK(render(refused.error()) ==
        "error: a new project would replace files in `.`  [SN0115]\n"
        "  at sinter.toml\n"
        "  because there are `sinter.toml`, `test/statistics.test.mjs`\n"
        "  next: name a folder that is empty or new: `sinter init DIR`\n");
  CHECK(must(read_file("sinter.toml")) == "mine");
  CHECK(must(list_folder(".")).size() == 2);
}

TEST_CASE_FIXTURE(Fixture, "a .gitignore, which most new repositories have, is kept and stops nothing") {
  must(write_file(".gitignore", "mine"));
  WrittenStarter written = must(write_starter(Starter::rust, "."));
  CHECK(written.kept_ignore_file);
  CHECK(!std::ranges::contains(written.written, ".gitignore"));
  CHECK(must(read_file(".gitignore")) == "mine");
}

TEST_CASE_FIXTURE(Fixture, "when a file cannot be written, those before it are taken back") {
  must(write_file("test", "a file where the starter has a folder"));
  CHECK(!write_starter(Starter::polyglot, "."));
  CHECK(must(list_folder(".")).size() == 1);
}

}  // namespace
}  // namespace sinter
