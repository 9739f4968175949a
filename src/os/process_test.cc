// Children run without a shell, their output is kept in bounded memory, and whatever
// ends them is told apart.
#include "os/process.h"

#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>

#include "base/text.h"
#include "os/clock.h"
#include "os/files.h"
#include "os/launch.h"
#include "testing/check.h"
#include "testing/scratch.h"

namespace sinter {
namespace {

using testing::must;

Command command(std::vector<std::string> argv) {
  return {.argv = std::move(argv), .environment = {"PATH=/usr/bin:/bin"}};
}

TEST_CASE("output of both streams and the exit code come back") {
  Finished finished = must(run(command({"sh", "-c", "echo out; echo err >&2; exit 3"})));
  CHECK(finished.output == "out\nerr\n");
  CHECK(finished.status.code == 3);
  CHECK(!finished.status.ok());
}

TEST_CASE("an answer is kept whole and apart from complaints, up to its limit") {
  Command talkative = command({"sh", "-c", "echo begin; head -c 3000000 /dev/zero; echo err >&2; echo end; exit 4"});
  Answer answer = must(run_for_answer(talkative, 4'000'000));
  CHECK(answer.status.code == 4);
  CHECK(answer.complaint == "err\n");
  CHECK(answer.text == "begin\n" + std::string(3'000'000, '\0') + "end\n");
  CHECK(run_for_answer(talkative, 3'000'000).error().what == "`sh` answers with more than 2.9 MiB");
  CHECK(run_for_answer(command({"no-such-program"}), 1).error().code == Code::tool_missing);
}

TEST_CASE("arguments are not seen by a shell") {
  CHECK(must(run(command({"echo", "$HOME", "a b"}))).output == "$HOME a b\n");
}

TEST_CASE("a child sees the given environment and nothing else") {
  Command env = command({"env"});
  env.environment.push_back("GREETING=hello");
  CHECK(must(run(env)).output == "PATH=/usr/bin:/bin\nGREETING=hello\n");
}

TEST_CASE("a child reads what it is given, from where it is to begin, and nothing where it is given nothing") {
  Command reader = command({"cat"});
  CHECK(must(run(reader)).output.empty());
  std::string large = "begin" + std::string(300'000, 'x');
  reader.input = large;
  reader.input_begin = 5;
  CHECK(must(run(reader)).output == large.substr(5));
  reader.argv = {"cat", "/dev/stdin"};
  CHECK(must(run(reader)).output == large);
}

TEST_CASE("a child knows when it became its program, wherever it is moved") {
  std::uint64_t before = monotonic_ns();
  Process child = must(Process::start(command({"true"})));
  CHECK(before < child.started_ns());
  CHECK(child.started_ns() < monotonic_ns());
  std::uint64_t started_ns = child.started_ns();
  Process moved = std::move(child);
  CHECK(moved.started_ns() == started_ns);
}

TEST_CASE("death by signal is reported as such") {
  Finished finished = must(run(command({"sh", "-c", "kill -9 $$"})));
  CHECK(finished.status.signal == SIGKILL);
  CHECK(describe(finished.status) == "killed by signal 9 (Killed)");
}

TEST_CASE("a program that does not exist is an error that names it") {
  Result<Finished> finished = run(command({"no-such-program"}));
  REQUIRE(!finished.has_value());
  CHECK(finished.error().code == Code::tool_missing);
  CHECK(finished.error().what == "cannot start `no-such-program`");
}

TEST_CASE("a child has its three streams, no other file of ours, and no terminal") {
  int file = ::fcntl(STDERR_FILENO, F_DUPFD, 40);  // not closed by exec
  REQUIRE(file >= 40);
  Finished finished = must(run(command({"sh", "-c", "echo /proc/self/fd/*; ps -o sid= -p $$ | tr -d ' '; echo $$"})));
  ::close(file);
  std::vector<std::string> lines = split(finished.output, '\n');
  CHECK(!lines[0].contains("/" + std::to_string(file)));
  CHECK(lines[1] == lines[2]);  // leads a session of its own
}

TEST_CASE("a program that another child still holds open for writing is started when that lets go" *
          doctest::skip(!starts_without_waiting)) {
  testing::Scratch scratch;
  must(write_file("program", "#!/bin/sh\nexit 7\n", Durability::relaxed, Mode::executable));
  int writing = ::open("program", O_WRONLY | O_CLOEXEC);
  REQUIRE(writing >= 0);
  Command busy = command({"./program"});
  busy.is_awaited = false;
  Process child = must(Process::start(busy));
  std::uint64_t made_ns = child.started_ns();
  while (child.started_ns() == made_ns && !child.has_exited()) {
  }
  ::close(writing);
  while (!child.has_exited()) {
  }
  CHECK(child.reap().code == 7);
}

TEST_CASE("who does not wait for a child learns when it has exited that it never became its program" *
          doctest::skip(!starts_without_waiting)) {
  Command missing = command({"./no-such-program"});
  missing.is_awaited = false;
  Process child = must(Process::start(missing));
  while (!child.has_exited()) {
  }
  child.reap();
  std::optional<Error> error = child.start_error();
  REQUIRE(error.has_value());
  CHECK(error->code == Code::tool_missing);
  CHECK(error->what == "cannot start `./no-such-program`");

  Finished finished = must(run(command({"sh", "-c", "exit 127"})));
  CHECK(finished.status.code == 127);
}

TEST_CASE("a child is ended and waited for however far it has come, and no call of ours sees its errors" *
          doctest::skip(!starts_without_waiting)) {
  for (int turn = 0; turn < 200; ++turn) {
    Command endless = command({turn % 2 == 0 ? "/bin/sleep" : "./no-such-program", "1000"});
    endless.is_awaited = false;
    Process child = must(Process::start(std::move(endless)));
    // Meanwhile the other one fails to start, in memory that is ours.
    for (int call = 0; call < turn; ++call) {
      errno = EDOM;
      if (::getppid() > 0) REQUIRE(errno == EDOM);
    }
  }
}

TEST_CASE("no more room for files is a limit of the machine, not a missing program") {
  rlimit before;
  REQUIRE(::getrlimit(RLIMIT_NOFILE, &before) == 0);
  rlimit none = {.rlim_cur = 3, .rlim_max = before.rlim_max};
  ::setrlimit(RLIMIT_NOFILE, &none);
  Result<Finished> finished = run(command({"true"}));
  ::setrlimit(RLIMIT_NOFILE, &before);
  REQUIRE(!finished.has_value());
  CHECK(finished.error().code == Code::machine_limit);
}

TEST_CASE("a flood of output is kept in part, and the notice says how much is missing") {
  Finished finished = must(run(command({"sh", "-c", "head -c 20000000 /dev/zero | tr '\\0' x; echo end"})));
  CHECK(finished.output.size() < 2 * OutputLog::part_bytes_max + 100);
  CHECK(finished.output.contains("of output left out"));
  CHECK(finished.output.ends_with("xend\n"));
}

TEST_CASE("a destroyed child is killed with everything it started") {
  testing::Scratch scratch;
  {
    Process process = must(Process::start(command({"sh", "-c", "(while :; do echo x >> alive; done) & wait"})));
    while (!exists("alive")) {
    }
  }
  std::uint64_t size = stat_file("alive")->size_bytes;
  must(run(command({"sleep", "0.05"})));
  CHECK(stat_file("alive")->size_bytes == size);
}

TEST_CASE("a child that leaves a daemon behind does not hold us up") {
  Finished finished = must(run(command({"sh", "-c", "sleep 5 & echo started"})));
  CHECK(finished.output == "started\n");
}

}  // namespace
}  // namespace sinter
