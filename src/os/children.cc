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

}  // namespace

Adoption::Adoption() : list_(::open("/proc/thread-self/children", O_RDONLY | O_CLOEXEC)) {
  ::prctl(PR_SET_CHILD_SUBREAPER, 1);
}

Adoption::~Adoption() {
  ::prctl(PR_SET_CHILD_SUBREAPER, 0);
  if (list_ >= 0) ::close(list_);
}

/// "17 23 ": asked for after every action, so most often in one read of a list that is open.
/// A kernel without this list lets daemons escape; nothing else depends on it.
std::string Adoption::children_text() const {
  std::string text;
  char buffer[1024];
  ssize_t count;
  do {
    count = ::pread(list_, buffer, sizeof buffer, static_cast<off_t>(text.size()));
    if (count > 0) text.append(buffer, static_cast<std::size_t>(count));
  } while (count > ssize_t{sizeof buffer} / 2);  // less is given only at its end
  return text;
}

std::vector<Child> Adoption::other_children(const std::vector<pid_t>& known) const {
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
