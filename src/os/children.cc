#include "os/children.h"

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>

#include "base/ranges.h"
#include "base/text.h"
#include "os/files.h"

namespace sinter {
namespace {

constexpr int burial_turns_max = 100;  // a killed process may be in its last system call
constexpr useconds_t burial_turn_us = 1'000;

/// "17 23 ": asked for after every action, so without the room that files are read with.
/// A kernel without this list lets daemons escape; nothing else depends on it.
std::string children_text() {
  std::string text;
  int file = ::open("/proc/thread-self/children", O_RDONLY | O_CLOEXEC);
  char buffer[1024];
  for (ssize_t count; (count = ::read(file, buffer, sizeof buffer)) > 0;)
    text.append(buffer, static_cast<std::size_t>(count));
  if (file >= 0) ::close(file);
  return text;
}

}  // namespace

Adoption::Adoption() { ::prctl(PR_SET_CHILD_SUBREAPER, 1); }

Adoption::~Adoption() { ::prctl(PR_SET_CHILD_SUBREAPER, 0); }

std::vector<Child> other_children(const std::vector<pid_t>& known) {
  std::vector<Child> children;
  for (const std::string& word : split(children_text(), ' ')) {
    std::optional<std::uint64_t> number = parse_decimal(word);
    if (!number) continue;
    pid_t pid = static_cast<pid_t>(*number);
    if (ranges::contains(known, pid) || ::waitpid(pid, nullptr, WNOHANG) == pid) continue;
    pid_t group = ::getpgid(pid);
    if (group > 0) children.push_back({pid, group});
  }
  return children;
}

std::string process_name(pid_t pid) {
  std::string name = read_file("/proc/" + std::to_string(pid) + "/comm").value_or("");
  if (name.ends_with('\n')) name.pop_back();
  return name;
}

void end_child(Child child) {
  ::kill(-child.group, SIGKILL);
  for (int turn = 0; turn < burial_turns_max && ::waitpid(child.pid, nullptr, WNOHANG) == 0; ++turn)
    ::usleep(burial_turn_us);
}

}  // namespace sinter
