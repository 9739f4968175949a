// What watched processes do to files is noted as they ask for it, whatever way they ask:
// relative to a folder or a descriptor, through a link, from a child or a thread of theirs.
// Nothing else changes for them.
#include "os/access_watch.h"

#include <algorithm>

#include "base/path.h"
#include "os/files.h"
#include "os/process.h"
#include "testing/check.h"
#include "testing/scratch.h"

namespace sinter {
namespace {

using testing::must;

struct Watched {
  testing::Scratch scratch;
  std::string folder = must(current_folder());
  AccessLog log;
  Finished finished;

  void run_shell(const std::string& script) {
    AccessWatch watch =
        must(AccessWatch::start({.ignored = {"/usr", "/lib", "/lib64", "/bin", "/etc", "/proc", "/dev"}}));
    finished = must(run({.argv = {"/bin/sh", "-c", script},
                         .environment = {"PATH=/usr/bin:/bin", "LC_ALL=C"},
                         .watched_by = watch.descriptor()}));
    log = watch.finish();
  }
  TouchedFile touched(const std::string& name) const {
    std::string path = join_path(folder, name);
    auto found = std::ranges::find(log.files, path, &TouchedFile::path);
    return found == log.files.end() ? TouchedFile() : *found;
  }
  bool is_touched(const std::string& name) const { return !touched(name).path.empty(); }
};

TEST_CASE_FIXTURE(Watched, "a file that is read, in a child or directly, is noted as read") {
  must(write_file("direct.txt", "1"));
  must(write_file("child.txt", "2"));
  must(write_file("apart.txt", "3"));
  run_shell("read line < direct.txt; (cat child.txt); setsid cat apart.txt");
  CHECK(finished.output == "23");
  for (const char* name : {"direct.txt", "child.txt", "apart.txt"}) {
    CAPTURE(name);
    CHECK(touched(name).is_read);
    CHECK(touched(name).existed);
    CHECK(!touched(name).is_written);
  }
  CHECK(log.blind_spots.empty());
}

TEST_CASE_FIXTURE(Watched, "a new file is told apart from one that is changed and one that is removed") {
  must(write_file("old.txt", "1"));
  must(write_file("gone.txt", "1"));
  must(write_file("moved.txt", "1"));
  run_shell("echo > new.txt; echo >> old.txt; rm gone.txt; mv moved.txt there.txt; mkdir folder");
  CHECK(touched("new.txt").is_written);
  CHECK(!touched("new.txt").existed);
  CHECK(touched("old.txt").is_written);
  CHECK(touched("old.txt").existed);
  CHECK(touched("gone.txt").is_removed);
  CHECK(touched("moved.txt").is_removed);
  CHECK(touched("there.txt").is_written);
  CHECK(!touched("there.txt").existed);
  CHECK(touched("folder").is_folder);
  CHECK(touched("folder").is_written);
}

TEST_CASE_FIXTURE(Watched, "what is absent, what is only looked at and what is listed are not read") {
  must(make_folders("folder"));
  must(write_file("there.txt", "1"));
  run_shell("test -e absent.txt; test -s there.txt; ls folder; cat none.txt");
  CHECK(touched("absent.txt").is_missed);
  CHECK(touched("none.txt").is_missed);
  CHECK(!touched("none.txt").is_read);
  CHECK(touched("there.txt").is_looked_at);
  CHECK(!touched("there.txt").is_read);
  CHECK(touched("folder").is_listed);
  CHECK(!touched("folder").is_read);
}

TEST_CASE_FIXTURE(Watched, "a path is resolved as the system does it") {
  must(make_folders("deep/er"));
  must(write_file("deep/file.txt", "1"));
  run_shell("ln -s deep/er link; cd link; cat ../file.txt; cat ./././../file.txt");
  CHECK(touched("deep/file.txt").is_read);
  CHECK(!is_touched("file.txt"));  // what `link/..` would be by its text
}

TEST_CASE_FIXTURE(Watched, "what lies in an ignored folder is not noted") {
  run_shell("cat /etc/passwd; ls /usr");
  CHECK(!finished.output.empty());
  for (const TouchedFile& file : log.files) {
    CAPTURE(file.path);
    CHECK(!file.path.starts_with("/etc"));
    CHECK(!file.path.starts_with("/usr"));
  }
}

TEST_CASE_FIXTURE(Watched, "the files of a folder that is renamed count as made") {
  run_shell("mkdir aside; echo > aside/new.txt; mv aside there");
  CHECK(touched("there/new.txt").is_written);
  CHECK(touched("there/new.txt").remains);
  CHECK(!touched("aside/new.txt").remains);
}

TEST_CASE_FIXTURE(Watched, "a watched program ends as it would have") {
  run_shell("exit 7");
  CHECK(finished.status.code == 7);
  run_shell("kill -9 $$");
  CHECK(finished.status.signal == 9);
}

TEST_CASE("this system allows watching") { CHECK(check_can_watch()); }

}  // namespace
}  // namespace sinter
