// Probes find what is so and leave no trace.
#include "os/probe.h"

#include <cstdlib>

#include "os/files.h"
#include "testing/check.h"
#include "testing/scratch.h"

namespace sinter {
namespace {

using testing::must;

TEST_CASE("a folder that takes files is told from one that is not there, and stays empty") {
  testing::Scratch scratch;
  must(make_folders("a"));
  must(try_writing("a"));
  CHECK(clock_lead_ns("a").has_value());
  CHECK(std::abs(*clock_lead_ns("a")) < 5'000'000'000);
  can_share_content("a", ".");
  CHECK(must(list_folder("a")).empty());
  CHECK(try_writing("b").error().code == Code::file_unwritable);
  CHECK(!clock_lead_ns("b").has_value());
  CHECK(file_system_of("a")->device == file_system_of(".")->device);
  CHECK(!file_system_of("b").has_value());
}

TEST_CASE("looking at a lock says who has it and takes nothing away") {
  testing::Scratch scratch;
  CHECK(look_at_lock("lock") == LockUse::free);
  {
    FileLock lock = must(FileLock::acquire("lock"));
    lock.describe("somebody");
    CHECK(look_at_lock("lock") == LockUse::held);
  }
  CHECK(look_at_lock("lock") == LockUse::free);
  must(write_file("lock", "somebody who was killed"));
  CHECK(look_at_lock("lock") == LockUse::abandoned);
  CHECK(look_at_lock("lock") == LockUse::abandoned);
}

}  // namespace
}  // namespace sinter
